//! What `form_urlencoded` uses of the crate percent-encoding, but with small hexadecimal digits.

use std::borrow::Cow;

/// `%` and two digits.
pub fn percent_encode_byte(byte: u8) -> &'static str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    const ALL: &[u8; 768] = &{
        let mut all = [b'%'; 768];
        let mut byte = 0;
        while byte < 256 {
            all[3 * byte + 1] = DIGITS[byte / 16];
            all[3 * byte + 2] = DIGITS[byte % 16];
            byte += 1;
        }
        all
    };
    let start = 3 * usize::from(byte);
    std::str::from_utf8(&ALL[start..start + 3]).expect("digits are ASCII")
}

/// Text in which `%` and two digits stand for a byte.
pub fn percent_decode(input: &[u8]) -> PercentDecode<'_> {
    PercentDecode(input)
}

pub struct PercentDecode<'a>(&'a [u8]);

impl<'a> From<PercentDecode<'a>> for Cow<'a, [u8]> {
    fn from(PercentDecode(mut rest): PercentDecode<'a>) -> Cow<'a, [u8]> {
        let digit = |at: Option<&u8>| char::from(*at?).to_digit(16).map(|digit| digit as u8);
        let mut bytes = Vec::new();
        while let [first, after @ ..] = rest {
            let pair = (*first == b'%').then(|| Some((digit(after.first())?, digit(after.get(1))?)));
            match pair.flatten() {
                Some((high, low)) => {
                    bytes.push(high * 16 + low);
                    rest = &after[2..];
                }
                None => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        Cow::Owned(bytes)
    }
}
