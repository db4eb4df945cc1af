fn main() {
    let side = std::env::args()
        .nth(1)
        .and_then(|side| side.parse().ok())
        .unwrap_or(1);
    println!(
        "{}: {}",
        env!("CARGO_BIN_NAME"),
        draw::line(native::area_of_rectangle(side, side))
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_binary_has_tests() {
        assert_eq!(draw::line(1), "1 square metres");
    }
}
