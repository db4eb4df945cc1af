//! Prints one line.

fn main() {
    println!("{}", library::words());
}
