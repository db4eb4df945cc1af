//! What specs without a lock give.

#[test]
fn both_are_there() {
    assert_eq!(itoa::Buffer::new().format(14), "14");
    assert_eq!(from_git::ANSWER, 42);
}
