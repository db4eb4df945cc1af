//! How much of TOML is read. Takes a text, says whether it is more than that. Its parser holds up to a hundred bytes for each token, and most
//! tokens are one byte: a file of a few MiB could take all memory.

/// Its parser begins with seven times as much.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Those of a Cargo.lock with nine thousand packages; what they take in memory is less than 100 MiB.
const MOST_TOKENS: usize = 800_000;

/// Why a text is not read.
pub fn refusal_reason(text: &str) -> Option<String> {
    if text.len() > MOST_BYTES {
        return Some("it is larger than 4 MiB".to_owned());
    }
    // No token is shorter than a byte.
    if text.len() <= MOST_TOKENS {
        return None;
    }
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | 0x80..);
    let (mut tokens, mut in_word) = (0, false);
    for byte in text.bytes() {
        let is_of_word = is_of_word(byte);
        tokens += usize::from(!(is_of_word && in_word));
        in_word = is_of_word;
    }
    (tokens > MOST_TOKENS)
        .then(|| format!("it has {tokens} words, symbols and line breaks, and the limit is {MOST_TOKENS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_and_what_is_dense_is_too_much() {
        assert_eq!(refusal_reason(&"a".repeat(MOST_BYTES)), None);
        assert!(refusal_reason(&"a".repeat(MOST_BYTES + 1)).is_some_and(|why| why.contains("4 MiB")));
        assert_eq!(refusal_reason(&"\n".repeat(MOST_TOKENS)), None);
        assert_eq!(refusal_reason(&"11,".repeat(MOST_TOKENS / 2)), None);
        assert!(
            refusal_reason(&"11,".repeat(MOST_TOKENS / 2 + 1))
                .is_some_and(|why| why.contains("800002 words"))
        );
    }
}
