use std::path::Path;

mod common;

#[derive(macros::Named)]
struct Circle;

#[test]
fn macros_and_features_are_those_of_cargo() {
    assert_eq!(Circle.name(), "Circle");
    assert!(shapes::area_of_circle(1.0) > 3.1);
    assert_eq!(common::side(), 2);
}

#[test]
fn the_package_is_found_in_every_way() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(folder.join("tests/data/areas.json").exists(), "{folder:?}");
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    assert!(
        Path::new(&folder).is_absolute() && Path::new(&folder).join("shapes.txt").exists(),
        "{folder}"
    );
    assert_eq!(
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/shapes.txt")),
        "square\ncircle\n"
    );
    assert_eq!(
        std::env::current_dir()
            .expect("a directory")
            .file_name()
            .expect("a name"),
        "shapes"
    );
}

#[test]
fn the_variables_of_the_package_are_set() {
    assert_eq!(env!("CARGO_PKG_VERSION"), "0.3.1");
    let description = "A plane's shapes, \"exactly\" and for $0";
    assert_eq!(env!("CARGO_PKG_DESCRIPTION"), description);
    assert_eq!(
        std::env::var("CARGO_PKG_DESCRIPTION").as_deref(),
        Ok(description)
    );
    assert_eq!(std::env::var("CARGO_PKG_NAME").as_deref(), Ok("shapes"));
    assert_eq!(std::env::var("CARGO_PKG_VERSION_MINOR").as_deref(), Ok("3"));
}
