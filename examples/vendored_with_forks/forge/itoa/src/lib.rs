//! What the example uses of the crate itoa: integers as text.

#[derive(Default)]
pub struct Buffer(String);

impl Buffer {
    pub fn new() -> Buffer {
        Buffer::default()
    }

    pub fn format<I: ToString>(&mut self, integer: I) -> &str {
        self.0 = integer.to_string();
        &self.0
    }
}
