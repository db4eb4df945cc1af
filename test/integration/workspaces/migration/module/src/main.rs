cfg_if::cfg_if! {
    if #[cfg(unix)] {
        const SYSTEM: &str = "unix";
    } else {
        const SYSTEM: &str = "other";
    }
}

fn main() {
    println!("{} {} {SYSTEM}", digits::Buffer::new().format(42), ryu::Buffer::new().format(1.5));
}
