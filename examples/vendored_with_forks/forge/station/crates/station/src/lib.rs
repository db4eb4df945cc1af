//! Readings of a station, as text.

use station_units::{Hectopascal, Pascal};

pub fn pressure(reading: Hectopascal) -> String {
    let Pascal(pascal) = reading.into();
    let digits = itoa::Buffer::new().format(pascal).to_owned();
    format!("{digits} Pa (station {})", env!("CARGO_PKG_VERSION"))
}
