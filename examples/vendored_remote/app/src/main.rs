//! Prints a reading as JSON.

#[derive(serde::Serialize)]
struct Reading {
    station: &'static str,
    celsius: i32,
}

fn json(reading: &Reading) -> String {
    serde_json::to_string(reading).expect("a reading is always JSON")
}

fn main() {
    let reading = Reading {
        station: "Kiel",
        celsius: -4,
    };
    println!("{}", json(&reading));
}

#[test]
fn fields_have_their_names() {
    let reading = Reading {
        station: "Kiel",
        celsius: -4,
    };
    assert_eq!(json(&reading), r#"{"station":"Kiel","celsius":-4}"#);
}
