include!("../texts.rs");

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

const _: () = assert!(same(env!("CARGO_PKG_AUTHORS"), AUTHORS));
const _: () = assert!(same(env!("CARGO_PKG_HOMEPAGE"), HOMEPAGE));
const _: () = assert!(same(env!("CARGO_PKG_DESCRIPTION"), DESCRIPTION));
