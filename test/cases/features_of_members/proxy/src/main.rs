fn main() {
    // One type, whether it comes by way of codec or not.
    let wire::Message(number) = codec::decode("7");
    println!("{} {}", wire::SIDE, number + common::number("1"));
}

#[test]
fn side_is_its_own() {
    assert_eq!(wire::SIDE, "server");
}
