fn main() {
    for file in ["_bs", "says", "data/greeting.txt", "src/templates/BUILD", "assets/my file.txt", "assets/my images/a.txt"] {
        assert!(!std::fs::read_to_string(file).expect(file).is_empty());
    }
}
