//! What the example uses of the crate itoa: integers as text, in groups of three digits.

#[derive(Default)]
pub struct Buffer(String);

impl Buffer {
    pub fn new() -> Buffer {
        Buffer::default()
    }

    pub fn format<I: ToString>(&mut self, integer: I) -> &str {
        let digits = integer.to_string();
        self.0.clear();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                self.0.push(' ');
            }
            self.0.push(digit);
        }
        &self.0
    }
}
