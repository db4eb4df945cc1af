//! Makes untrusted text safe to print on a terminal.

use std::borrow::Cow;

/// Escapes control characters and characters that change the direction of text, and removes credentials from URLs.
/// Line breaks and tabs stay.
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

/// Replaces the user and password of `https://user:password@host` by three dots. The user name `git` is no secret and
/// stays.
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

/// Characters that change the direction of text, so that it looks different from what it is.
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
