fn main() {
    println!("{}", digits::Buffer::new().format(42));
}

#[test]
fn digits_are_written() {
    assert_eq!(digits::Buffer::new().format(42), "42");
}
