fn main() {
    let start = std::time::Instant::now();
    let sum: u64 = (0..1_000_000)
        .map(shapes::area_of_square)
        .fold(0, u64::wrapping_add);
    println!("{sum} after {:?}", start.elapsed());
}
