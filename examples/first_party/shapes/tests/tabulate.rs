#[test]
fn areas_are_in_a_table() {
    let table: Vec<String> = (1..4)
        .map(|side| shapes::text_of(shapes::area_of_square(side)))
        .collect();
    assert_eq!(table, ["1", "4", "9"]);
}
