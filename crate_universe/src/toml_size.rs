//! The size limits for TOML. The parser takes up to a hundred bytes of memory for each token, and most tokens are one
//! byte, so a file of a few MiB could use up all memory.

/// The parser starts with an allocation of seven times this size.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// A Cargo.lock with nine thousand packages has this many tokens. They take less than 100 MiB of memory.
const MOST_TOKENS: usize = 800_000;

/// Why a text is too large to be parsed, if it is.
pub fn refusal_reason(text: &str) -> Option<String> {
    if text.len() > MOST_BYTES {
        return Some("it is larger than 4 MiB".to_owned());
    }
    // Each token has at least one byte.
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
