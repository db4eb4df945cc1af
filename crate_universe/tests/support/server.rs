//! A sparse registry on loopback that serves a local registry, and misbehaves on request: from the nth address that is asked for on,
//! that address has a fault.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Status500,
    Status404,
    /// With `Retry-After`.
    Status429,
    /// The connection is reset.
    Reset,
    /// Fewer bytes than were announced.
    Half,
    /// A byte now and then.
    Slow,
    /// Leads to an address whose server does not speak TLS.
    Tls,
    /// Leads to a name that nobody has.
    Dns,
}

pub const FAULTS: [Fault; 8] = [
    Fault::Status500,
    Fault::Status404,
    Fault::Status429,
    Fault::Reset,
    Fault::Half,
    Fault::Slow,
    Fault::Tls,
    Fault::Dns,
];

#[derive(Default)]
struct FaultPlan {
    /// Counted from one.
    fault: Option<(Fault, usize)>,
    /// The addresses that were asked for, in the order of their first time.
    asked: Vec<String>,
    /// Whether the fault was met.
    met: bool,
}

/// Serves until the process ends.
pub struct Server {
    pub port: u16,
    plan: Arc<Mutex<FaultPlan>>,
}

impl Server {
    pub fn start(registry: &Path) -> Server {
        Server::start_with(registry, "")
    }

    /// `more`: what else its config.json says.
    pub fn start_with(registry: &Path, more: &'static str) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Arc::new(Mutex::new(FaultPlan::default()));
        let server = Server { port, plan: plan.clone() };
        let registry = registry.to_path_buf();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (registry, plan) = (registry.clone(), plan.clone());
                // Who has gone does not want the answer any more.
                std::thread::spawn(move || serve(stream, &registry, port, more, &plan).ok());
            }
        });
        server
    }

    /// From now on, and forgets what was asked for.
    pub fn plan(&self, fault: Option<(Fault, usize)>) {
        *self.plan.lock().unwrap() = FaultPlan { fault, ..FaultPlan::default() };
    }

    pub fn has_met_fault(&self) -> bool {
        self.plan.lock().unwrap().met
    }

    /// How many addresses were asked for.
    pub fn count(&self) -> usize {
        self.plan.lock().unwrap().asked.len()
    }
}

fn serve(
    mut stream: TcpStream,
    registry: &Path,
    port: u16,
    more: &str,
    plan: &Mutex<FaultPlan>,
) -> std::io::Result<()> {
    let mut first = [0; 1];
    stream.peek(&mut first)?;
    if first[0] == 0x16 {
        // A handshake of TLS: this is no such server.
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    let address = peek_address(&stream)?;
    // A proxy is given all of it.
    let address = address.strip_prefix(&format!("http://127.0.0.1:{port}")).unwrap_or(&address).to_owned();
    let fault = fault_of(&address, plan);
    if fault == Some(Fault::Reset) {
        // What was not read makes a reset of the end.
        return Ok(());
    }
    read_head(&mut stream)?;
    let body = content(registry, &address, port, more);
    let head = |status: &str, more: &str, length: usize| {
        format!("HTTP/1.1 {status}\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n")
    };
    match (fault, body) {
        (Some(Fault::Status500), _) => stream.write_all(head("500 Internal Server Error", "", 0).as_bytes()),
        (Some(Fault::Status429), _) => {
            stream.write_all(head("429 Too Many Requests", "Retry-After: 1\r\n", 0).as_bytes())
        }
        (Some(Fault::Tls), _) => {
            let location = format!("Location: https://127.0.0.1:{port}{address}\r\n");
            stream.write_all(head("302 Found", &location, 0).as_bytes())
        }
        (Some(Fault::Dns), _) => {
            let location = format!("Location: http://nobody.invalid{address}\r\n");
            stream.write_all(head("302 Found", &location, 0).as_bytes())
        }
        (Some(Fault::Status404), _) | (_, None) => stream.write_all(head("404 Not Found", "", 0).as_bytes()),
        (Some(Fault::Half), Some(body)) => {
            stream.write_all(head("200 OK", "", body.len()).as_bytes())?;
            stream.write_all(&body[..body.len() / 2])
        }
        (Some(Fault::Slow), Some(body)) => {
            stream.write_all(head("200 OK", "", body.len()).as_bytes())?;
            for byte in body {
                stream.write_all(&[byte])?;
                std::thread::sleep(Duration::from_millis(500));
            }
            Ok(())
        }
        (Some(Fault::Reset) | None, Some(body)) => {
            stream.write_all(head("200 OK", "", body.len()).as_bytes())?;
            stream.write_all(&body)
        }
    }
}

fn fault_of(address: &str, plan: &Mutex<FaultPlan>) -> Option<Fault> {
    let mut plan = plan.lock().unwrap();
    let place = plan.asked.iter().position(|asked| asked == address).unwrap_or_else(|| {
        plan.asked.push(address.to_owned());
        plan.asked.len() - 1
    });
    let fault = plan.fault.filter(|(_, number)| place + 1 == *number).map(|(fault, _)| fault);
    plan.met |= fault.is_some();
    fault
}

/// The address in the first line, which stays unread.
fn peek_address(stream: &TcpStream) -> std::io::Result<String> {
    let mut bytes = [0; 2048];
    let length = loop {
        let length = stream.peek(&mut bytes)?;
        if length == 0 || bytes[..length].contains(&b'\n') {
            break length;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let line = String::from_utf8_lossy(&bytes[..length]).into_owned();
    Ok(line.split(' ').nth(1).unwrap_or_default().to_owned())
}

fn read_head(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(&mut *stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    Ok(())
}

fn content(registry: &Path, address: &str, port: u16, more: &str) -> Option<Vec<u8>> {
    if address == "/index/config.json" {
        let template = format!("http://127.0.0.1:{port}/crates/{{crate}}-{{version}}.crate");
        return Some(format!("{{\"dl\": \"{template}\"{more}}}").into_bytes());
    }
    let path: PathBuf = address.strip_prefix("/crates/").or_else(|| address.strip_prefix('/'))?.into();
    fs::read(registry.join(path)).ok()
}
