/// A greeting to some people.
pub fn greeting(people: u32) -> String {
    format!("hello {}", itoa::Buffer::new().format(people))
}
