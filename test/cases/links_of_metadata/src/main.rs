fn main() {
    println!("{}", answer::answer());
}
