//! What stands in the place of a crate.

#[test]
fn it_is_the_one_of_this_workspace() {
    assert_eq!(ryu::NAME, "the stand-in");
}
