//! Readings of weather stations, packed as JSON that zlib has compressed.

mod zlib;

use anyhow::{Context, Result};
use fields::Fields;
use serde::{Deserialize, Serialize};

pub use zlib::version as zlib_version;

#[derive(Clone, Debug, Deserialize, Fields, PartialEq, Serialize)]
pub struct Reading {
    pub station: String,
    pub celsius: f64,
}

/// Packs the readings; the size they unpack to stands in the first eight bytes.
pub fn pack(readings: &[Reading]) -> Result<Vec<u8>> {
    let plain = json::to_vec(readings)?;
    let mut packed = (plain.len() as u64).to_le_bytes().to_vec();
    packed.extend(zlib::compress(&plain)?);
    Ok(packed)
}

pub fn unpack(packed: &[u8]) -> Result<Vec<Reading>> {
    let (size, compressed) = packed
        .split_first_chunk::<8>()
        .context("shorter than its own size")?;
    let plain = zlib::uncompress(compressed, usize::try_from(u64::from_le_bytes(*size))?)?;
    json::from_slice(&plain).context("not a list of readings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macro_lists_the_fields() {
        assert_eq!(Reading::FIELDS, ["station", "celsius"]);
    }

    #[test]
    fn too_short_is_an_error() {
        assert!(unpack(&[1, 2, 3]).is_err());
    }
}
