fn main() {
    println!("{}", shapes::text_of(shapes::area_of_square(7)));
}
