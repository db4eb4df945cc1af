use std::path::Path;
fn main() {
    let own = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let proto = Path::new(&own).ancestors().nth(2).unwrap().join("proto");
    for file in [proto.join("a b.proto"), Path::new(&own).join("../../notice.txt"), "../../notice.txt".into()] {
        assert_eq!(std::fs::read_to_string(&file).expect("a file outside"), "a notice\n", "{file:?}");
    }
}
