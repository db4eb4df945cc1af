fn main() {
    println!("{} {}", above_one::take(shared::make()), above_two::take(shared::make()));
}
