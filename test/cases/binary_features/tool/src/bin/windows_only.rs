fn main() {
    tool::win();
}
