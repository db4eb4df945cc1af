//! Areas of shapes.
//!
//! ```
//! assert_eq!(shapes::area_of_square(3), 9);
//! ```

#![doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))]

include!(concat!(env!("OUT_DIR"), "/names.rs"));

pub fn area_of_square(side: u64) -> u64 {
    side * side
}

/// The area as text.
///
/// ```
/// assert_eq!(shapes::text_of(12), "12");
/// ```
pub fn text_of(area: u64) -> String {
    number::Buffer::new().format(area).to_owned()
}

#[cfg(feature = "round")]
pub fn area_of_circle(radius: f64) -> f64 {
    std::f64::consts::PI * radius * radius
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_script_has_run() {
        assert_eq!(NAMES, ["square", "circle"]);
        const { assert!(ROUND) };
    }

    #[test]
    fn a_test_starts_in_its_package() {
        let text = std::fs::read_to_string("tests/data/areas.json").expect("a file of the package");
        let areas: Vec<u64> = serde_json::from_str(&text).expect("a list");
        assert_eq!(areas, [area_of_square(1), area_of_square(2)]);
    }
}
