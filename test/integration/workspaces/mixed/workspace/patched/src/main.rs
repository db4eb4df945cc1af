fn main() {
    cfg_if::cfg_if! {
        if #[cfg(unix)] {
            println!("{}", cfg_if::FORK);
        }
    }
}
