#[derive(macros::Named)]
struct Square;

#[test]
fn a_struct_knows_its_name() {
    assert_eq!(Square.name(), "Square");
    assert_eq!(shapes::area_of_square(2), 4);
}
