//! Text that may come from strangers, as text: a terminal obeys nothing of it.

use std::borrow::Cow;

/// Text without characters that move the cursor, ring, colour, or turn the order of what is read, and without what an address says
/// of who asks. Lines stay.
pub fn strip_control_characters(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in strip_credentials(text).chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            _ if c.is_control() || is_bidi(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// `https://user:password@host` with three dots in the place of the user. The name `git` is everybody's.
fn strip_credentials(text: &str) -> Cow<'_, str> {
    const SEPARATOR: &str = "://";
    if !text.contains(SEPARATOR) {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split(SEPARATOR);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_whitespace() || "/`\"'()<>?#".contains(c)).unwrap_or(part.len());
        let (authority, rest) = part.split_at(end);
        shown.push_str(SEPARATOR);
        match authority.rsplit_once('@') {
            Some((user, host)) if user != "git" => shown.extend(["...@", host]),
            _ => shown.push_str(authority),
        }
        shown.push_str(rest);
    }
    Cow::Owned(shown)
}

/// Characters that turn the direction of text, so that it reads otherwise than it is.
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(
            super::strip_control_characters(
                "at `https://me:secret@a.test/x@y`, ssh://git@b.test:22/c, https://token@d.test"
            ),
            "at `https://...@a.test/x@y`, ssh://git@b.test:22/c, https://...@d.test"
        );
        assert_eq!(
            super::strip_control_characters("a\u{1b}[31m\u{202e}b\r\nü\t\0"),
            "a\\u{1b}[31m\\u{202e}b\\u{d}\nü\t\\u{0}"
        );
    }
}
