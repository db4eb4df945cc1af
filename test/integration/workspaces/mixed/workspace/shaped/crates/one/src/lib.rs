pub fn text() -> String {
    linked::text()
}
