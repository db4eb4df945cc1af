fn main() {
    println!("{} is {}", shared::text(), expand::seven!());
}
