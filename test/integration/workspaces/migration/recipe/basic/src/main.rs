use std::io::Read;

use bzip2::Compression;
use bzip2::read::{BzDecoder, BzEncoder};

/// Says what C code has packed and unpacked.
fn main() {
    let packed = BzEncoder::new(&b"to the letter"[..], Compression::Best);
    let mut text = String::new();
    BzDecoder::new(packed).read_to_string(&mut text).unwrap();
    println!("{text}");
}
