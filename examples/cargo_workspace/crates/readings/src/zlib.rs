//! The few calls of the C library that are needed here, as safe functions.

use anyhow::{ensure, Result};
use libz_sys::{
    compress as z_compress, compressBound, uLong, uncompress as z_uncompress, zlibVersion, Z_OK,
};
use std::ffi::CStr;

pub fn version() -> &'static str {
    // SAFETY: zlib returns a constant, NUL-terminated string.
    unsafe { CStr::from_ptr(zlibVersion()) }
        .to_str()
        .unwrap_or("?")
}

pub fn compress(plain: &[u8]) -> Result<Vec<u8>> {
    // SAFETY: compressBound computes with a plain number.
    let mut size = unsafe { compressBound(plain.len() as uLong) };
    let mut packed = vec![0; size as usize];
    // SAFETY: both lengths are those of the buffers, and `size` is how much zlib may write.
    let code = unsafe {
        z_compress(
            packed.as_mut_ptr(),
            &mut size,
            plain.as_ptr(),
            plain.len() as uLong,
        )
    };
    ensure!(code == Z_OK, "zlib could not compress: code {code}");
    packed.truncate(size as usize);
    Ok(packed)
}

pub fn uncompress(packed: &[u8], size: usize) -> Result<Vec<u8>> {
    let mut plain = vec![0; size];
    let mut written = size as uLong;
    // SAFETY: both lengths are those of the buffers, and `written` is how much zlib may write.
    let code = unsafe {
        z_uncompress(
            plain.as_mut_ptr(),
            &mut written,
            packed.as_ptr(),
            packed.len() as uLong,
        )
    };
    ensure!(code == Z_OK, "zlib could not uncompress: code {code}");
    plain.truncate(written as usize);
    Ok(plain)
}
