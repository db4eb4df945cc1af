//! SHA-256 as hexadecimal digits.

use sha2::{Digest, Sha256};

pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// The first eight digits, for names that must be told apart.
pub fn short_sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes)[..4])
}

pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
