cfg_if::cfg_if! {
    if #[cfg(unix)] {
        const SYSTEM: &str = "unix";
    } else {
        const SYSTEM: &str = "other";
    }
}

fn main() {
    println!("{} {} {SYSTEM}", derive::seven!(), helper::name());
}
