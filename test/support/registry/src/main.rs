//! A registry on loopback: a sparse index and `.crate` files, made of a folder of packages. Takes that folder and a port,
//! and from the environment REGISTRY_TOKEN, without which it answers nobody. Gives what cargo's reference says of a
//! registry, and a line on stderr for each request, which says what credentials came along, never which. Never writes.
//! See <https://doc.rust-lang.org/cargo/reference/registry-index.html>.
//!
//!     REGISTRY_TOKEN=secret registry PACKAGES PORT [FAULTS]
//!
//! FAULTS is a file that is read anew at each request: lines of a path's beginning and what is wrong with the answer, one of
//! 404, 429, garbage, half. A folder `NAME` of PACKAGES is a package; its manifest is published as it stands.

mod packages;

use std::process::ExitCode;

use base64::Engine;
use packages::Files;
use tiny_http::{Header, Request, Response, Server};

type Body = Response<std::io::Cursor<Vec<u8>>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, port, faults) = match arguments.as_slice() {
        [folder, port] => (folder, port, None),
        [folder, port, faults] => (folder, port, Some(faults.clone())),
        _ => return failed("REGISTRY_TOKEN=secret registry PACKAGES PORT [FAULTS]"),
    };
    let Ok(token) = std::env::var("REGISTRY_TOKEN") else {
        return failed("REGISTRY_TOKEN is not set: nobody could be let in");
    };
    let server = match Server::http(format!("127.0.0.1:{port}")) {
        Ok(server) => server,
        Err(error) => return failed(&format!("port {port}: {error}")),
    };
    let port = server.server_addr().to_ip().map_or(0, |address| address.port());
    let files = match packages::files(folder.as_ref(), &format!("http://localhost:{port}")) {
        Ok(files) => files,
        Err(error) => return failed(&format!("{folder}: {error}")),
    };
    println!("sparse+http://localhost:{port}/index/");
    let registry = Registry { token, files, faults };
    for request in server.incoming_requests() {
        let came = registry.credentials(&request);
        let answer = registry.answer(&request, came);
        eprintln!("{} {} {} {}", request.method(), request.url(), answer.status_code().0, came.word());
        // Who has gone does not want the answer any more.
        request.respond(answer).ok();
    }
    ExitCode::SUCCESS
}

fn failed(message: &str) -> ExitCode {
    eprintln!("registry: {message}");
    ExitCode::FAILURE
}

struct Registry {
    token: String,
    files: Files,
    faults: Option<String>,
}

/// What came as `Authorization`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Credentials {
    None,
    Wrong,
    /// As cargo sends it: nothing but the token.
    Token,
    /// As from a netrc: the token as a password.
    Password,
}

impl Credentials {
    fn word(self) -> &'static str {
        match self {
            Credentials::None => "none",
            Credentials::Wrong => "wrong",
            Credentials::Token => "token",
            Credentials::Password => "password",
        }
    }
}

impl Registry {
    fn credentials(&self, request: &Request) -> Credentials {
        let header = request.headers().iter().find(|header| header.field.equiv("Authorization"));
        let Some(value) = header.map(|header| header.value.as_str()) else { return Credentials::None };
        let password = value.strip_prefix("Basic ").and_then(|encoded| {
            let plain = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
            Some(String::from_utf8(plain).ok()?.split_once(':')?.1.to_owned())
        });
        match password {
            _ if value == self.token => Credentials::Token,
            Some(password) if password == self.token => Credentials::Password,
            _ => Credentials::Wrong,
        }
    }

    fn answer(&self, request: &Request, came: Credentials) -> Body {
        if matches!(came, Credentials::None | Credentials::Wrong) {
            return header(Response::from_string("no").with_status_code(401), "WWW-Authenticate", "Cargo");
        }
        let fault = self.fault(request.url());
        let Some(file) = self.files.get(request.url()).filter(|_| fault.as_deref() != Some("404")) else {
            return Response::from_string("there is no such file").with_status_code(404);
        };
        match fault.as_deref() {
            Some("429") => Response::from_string("slow down").with_status_code(429),
            Some("garbage") => Response::from_data(b"<html>garbage</html>".to_vec()),
            Some("half") => Response::from_data(file[..file.len() / 2].to_vec()),
            _ => Response::from_data(file.clone()),
        }
    }

    /// What is to be wrong with the answer.
    fn fault(&self, path: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.faults.as_ref()?).ok()?;
        let mut lines = text.lines().filter_map(|line| line.split_once(' '));
        lines.find(|(beginning, _)| path.starts_with(beginning)).map(|(_, fault)| fault.to_owned())
    }
}

fn header(answer: Body, name: &str, value: &str) -> Body {
    match Header::from_bytes(name, value) {
        Ok(header) => answer.with_header(header),
        Err(()) => answer,
    }
}
