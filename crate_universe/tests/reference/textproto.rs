//! Protocol buffers in text form, as Bazel writes them: each field on a line of its own.

#[derive(Default)]
pub struct TextprotoMessage(Vec<(String, TextprotoValue)>);

enum TextprotoValue {
    Scalar(String),
    Message(TextprotoMessage),
}

impl TextprotoMessage {
    pub fn parse(text: &str) -> Self {
        Self::read(&mut text.lines())
    }

    fn read<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Self {
        let mut fields = Vec::new();
        while let Some(line) = lines.next().map(str::trim).filter(|line| *line != "}") {
            if let Some(name) = line.strip_suffix(" {") {
                fields.push((name.to_owned(), TextprotoValue::Message(Self::read(lines))));
            } else {
                let (name, value) = line.split_once(": ").unwrap();
                fields.push((name.to_owned(), TextprotoValue::Scalar(unescape(value))));
            }
        }
        Self(fields)
    }

    fn values(&self, field: &str) -> impl Iterator<Item = &TextprotoValue> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value)
    }

    pub fn messages(&self, field: &str) -> impl Iterator<Item = &TextprotoMessage> {
        self.values(field).filter_map(|value| match value {
            TextprotoValue::Message(message) => Some(message),
            TextprotoValue::Scalar(_) => None,
        })
    }

    pub fn texts(&self, field: &str) -> impl Iterator<Item = &str> {
        self.values(field).filter_map(|value| match value {
            TextprotoValue::Scalar(text) => Some(text.as_str()),
            TextprotoValue::Message(_) => None,
        })
    }

    /// The text of a field, or nothing if the message does not have it.
    pub fn text(&self, field: &str) -> &str {
        self.texts(field).next().unwrap_or_default()
    }
}

fn unescape(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next().unwrap() {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                // A byte of UTF-8 is three octal digits.
                digit @ b'0'..=b'3' => [digit, rest.next().unwrap(), rest.next().unwrap()]
                    .iter()
                    .fold(0, |sum, digit| sum * 8 + (digit - b'0')),
                other => other,
            },
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}
