//! Two versions of one crate, and a path.

#[test]
fn all_are_there() {
    assert_eq!(itoa::Buffer::new().format(14), "14");
    let mut text = String::new();
    old_itoa::fmt(&mut text, 15u128).expect("text");
    assert_eq!(text, "15");
    assert_eq!(near::ANSWER, 43);
}
