//! Sends a few packed readings over a loopback connection and prints one line about them.

mod page;

use anyhow::{ensure, Context, Result};
use readings::{pack, unpack, Reading};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let sent = sample();
    let packed = pack(&sent)?;
    let received = through_loopback(&packed).await?;
    let readings = unpack(&received)?;
    ensure!(readings == sent, "the readings changed on their way");
    println!(
        "{} readings ({}) in {} bytes, zlib {}, pages of {} bytes, {}",
        readings.len(),
        Reading::FIELDS.join(", "),
        received.len(),
        readings::zlib_version(),
        page::size(),
        env!("APP_TARGET"),
    );
    Ok(())
}

fn sample() -> Vec<Reading> {
    let stations = [("Basel", 11.5), ("Chur", 9.0), ("Sion", 12.25)];
    stations
        .iter()
        .map(|&(station, celsius)| Reading {
            station: station.to_owned(),
            celsius,
        })
        .collect()
}

/// Writes the bytes into one end of a connection and reads them from the other.
async fn through_loopback(bytes: &[u8]) -> Result<Vec<u8>> {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .context("no loopback port is free")?;
    let address = listener.local_addr()?;
    let send = async {
        let mut stream = TcpStream::connect(address)
            .await
            .context("the connection failed")?;
        stream.write_all(bytes).await?;
        stream.shutdown().await?;
        anyhow::Ok(())
    };
    let receive = async {
        let (mut stream, _) = listener.accept().await?;
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await?;
        anyhow::Ok(received)
    };
    let ((), received) = tokio::try_join!(send, receive)?;
    Ok(received)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_survive_the_loopback() -> Result<()> {
        assert_eq!(through_loopback(b"abc").await?, b"abc");
        Ok(())
    }

    #[test]
    fn a_page_is_a_power_of_two() {
        assert!(page::size().is_power_of_two());
    }
}
