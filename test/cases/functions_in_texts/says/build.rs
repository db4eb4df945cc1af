include!("texts.rs");

// When it is compiled, and when it runs.
fn main() {
    assert_eq!(env!("CARGO_PKG_AUTHORS"), AUTHORS);
    assert_eq!(env!("CARGO_PKG_HOMEPAGE"), HOMEPAGE);
    assert_eq!(env!("CARGO_PKG_DESCRIPTION"), DESCRIPTION);
    assert_eq!(std::env::var("CARGO_PKG_AUTHORS").unwrap(), AUTHORS);
    assert_eq!(std::env::var("CARGO_PKG_HOMEPAGE").unwrap(), HOMEPAGE);
    assert_eq!(std::env::var("CARGO_PKG_DESCRIPTION").unwrap(), DESCRIPTION);
}
