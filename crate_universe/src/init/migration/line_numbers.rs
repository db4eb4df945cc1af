//! Finds a line of a file again after the file has changed.

use diffy::Line;

/// The number of a line after a change, counted from one. A line that was replaced has that of its replacement.
pub fn line_after(before: &str, after: &str, line: usize) -> usize {
    let patch = diffy::create_patch(before, after);
    let (mut old, mut new) = (1, 1);
    for hunk in patch.hunks() {
        if line < hunk.old_range().start() {
            break;
        }
        (old, new) = (hunk.old_range().start(), hunk.new_range().start());
        // The lines of the block that is replaced.
        let mut deleted = 0;
        for (at, changed) in hunk.lines().iter().enumerate() {
            match changed {
                Line::Context(_) if old == line => return new,
                Line::Context(_) => {
                    (old, new) = (old + 1, new + 1);
                    deleted = 0;
                }
                Line::Delete(_) if old == line => {
                    let rest = hunk.lines().get(at..).unwrap_or_default();
                    let rest = rest.iter().skip_while(|line| matches!(line, Line::Delete(_)));
                    let inserted = rest.take_while(|line| matches!(line, Line::Insert(_))).count();
                    return new + deleted.min(inserted.saturating_sub(1));
                }
                Line::Delete(_) => (old, deleted) = (old + 1, deleted + 1),
                Line::Insert(_) => new += 1,
            }
        }
    }
    (line + new).saturating_sub(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_again() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n";
        let after = "0\n1\n2\nthree\nfour\n5\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n16a\n17\n18\n";
        let lines: Vec<usize> = (1..=18).map(|line| line_after(before, after, line)).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19]);
        assert_eq!(line_after(before, before, 7), 7);
    }
}
