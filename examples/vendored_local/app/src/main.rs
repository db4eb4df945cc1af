//! Prints a reading, with numbers as the patched `itoa` writes them.

#[derive(serde::Serialize)]
struct Reading {
    station: &'static str,
    celsius: i32,
}

fn main() {
    let reading = Reading {
        station: "Kiel",
        celsius: -4,
    };
    let text = serde_json::to_string(&reading).expect("a reading is always JSON");
    println!("{text} {}", itoa::grouped(1_234_567));
}

#[test]
fn groups_of_three() {
    assert_eq!(itoa::grouped(1_234_567), "1 234 567");
}
