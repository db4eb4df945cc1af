fn main() {
    println!("{}", native::area_of_rectangle(4, 5));
}
