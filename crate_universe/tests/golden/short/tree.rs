//! Starlark text as a tree of brackets, and two layouts of it. The program ends the last entry of a group with a comma
//! if and only if each entry has its own line, so text on one line that keeps these commas says where lines break.

pub type Item = Vec<StarlarkPart>;

pub enum StarlarkPart {
    Text(String),
    Group(BracketGroup),
}

pub struct BracketGroup {
    open: char,
    pub items: Vec<Item>,
    /// Whether a comma ends the last item.
    trailing: bool,
}

/// What stands for the standard.
pub const STANDARD: &str = "...";

/// None for text that is more than one expression: with comments, for example.
pub fn parse(text: &str) -> Option<Item> {
    let mut rest = text;
    let item = parse_item(&mut rest)?;
    rest.is_empty().then_some(item)
}

/// Up to a comma, or the bracket that closes the group around it.
fn parse_item(rest: &mut &str) -> Option<Item> {
    let mut parts = Vec::new();
    let mut text = String::new();
    while let Some(next) = rest.chars().next() {
        match next {
            ',' | ')' | ']' | '}' => break,
            '#' => return None,
            '(' | '[' | '{' => {
                *rest = &rest[1..];
                if !text.is_empty() {
                    parts.push(StarlarkPart::Text(std::mem::take(&mut text)));
                }
                parts.push(StarlarkPart::Group(parse_group(next, rest)?));
            }
            '"' => text.push_str(parse_string(rest)?),
            _ => {
                text.push(next);
                *rest = &rest[next.len_utf8()..];
            }
        }
    }
    if !text.is_empty() {
        parts.push(StarlarkPart::Text(text));
    }
    Some(parts)
}

fn parse_group(open: char, rest: &mut &str) -> Option<BracketGroup> {
    let mut group = BracketGroup { open, items: Vec::new(), trailing: false };
    loop {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(closing(open)) {
            *rest = after;
            return Some(group);
        }
        let item = parse_item(rest)?;
        if item.is_empty() {
            return None;
        }
        group.items.push(trimmed(item));
        *rest = rest.trim_start();
        group.trailing = rest.starts_with(',');
        *rest = rest.strip_prefix(',').unwrap_or(rest);
    }
}

/// A line may break after the last item of a group.
fn trimmed(mut item: Item) -> Item {
    if let Some(StarlarkPart::Text(text)) = item.last_mut() {
        text.truncate(text.trim_end().len());
    }
    item
}

fn parse_string<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.starts_with("\"\"\"") {
        return None;
    }
    let mut escaped = false;
    let end = rest[1..].find(|next| {
        let ends = next == '"' && !escaped;
        escaped = next == '\\' && !escaped;
        ends
    })?;
    let (text, after) = rest.split_at(end + 2);
    *rest = after;
    Some(text)
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// On one line.
pub fn line(item: &Item) -> String {
    item.iter()
        .map(|part| if let StarlarkPart::Group(group) = part { group.line() } else { part.text() })
        .collect()
}

/// As the program writes it.
pub fn rendered(item: &Item) -> String {
    let mut out = String::new();
    write(&mut out, item, 0, 0, None);
    out
}

/// With as few lines as a width allows.
pub fn compact(item: &Item, width: usize) -> String {
    let mut out = String::new();
    write(&mut out, item, 0, 0, Some(width));
    out
}

/// `after` is the length of what follows the item on its last line.
fn write(out: &mut String, item: &Item, indent: usize, after: usize, width: Option<usize>) {
    for (at, part) in item.iter().enumerate() {
        let StarlarkPart::Group(group) = part else {
            out.push_str(&part.text());
            continue;
        };
        let column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
        let next = item.get(at + 1).map_or(0, |part| part.text().len());
        let fits = |width: usize| column + group.line().len() + next + after <= width;
        match width {
            None if group.trailing => group.write_lines(out, indent, width),
            Some(width) if group.may_break() && !fits(width) => group.write_lines(out, indent, Some(width)),
            _ => group.write_line(out, indent, after, width),
        }
    }
}

impl StarlarkPart {
    fn text(&self) -> String {
        match self {
            StarlarkPart::Text(text) => text.clone(),
            StarlarkPart::Group(group) => group.line(),
        }
    }
}

impl BracketGroup {
    pub fn brackets(&self) -> (char, char) {
        (self.open, closing(self.open))
    }

    fn may_break(&self) -> bool {
        self.trailing || self.items.last().is_some_and(|item| line(item) == STANDARD)
    }

    fn line(&self) -> String {
        let items: Vec<String> = self.items.iter().map(line).collect();
        let comma = if self.trailing { "," } else { "" };
        format!("{}{}{comma}{}", self.open, items.join(", "), closing(self.open))
    }

    fn write_line(&self, out: &mut String, indent: usize, after: usize, width: Option<usize>) {
        out.push(self.open);
        for (at, item) in self.items.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            write(out, item, indent, after + 1, width);
        }
        out.push_str(if self.trailing { "," } else { "" });
        out.push(closing(self.open));
    }

    /// Each item on its own line, but short texts of a list follow each other where lines are to be few.
    fn write_lines(&self, out: &mut String, indent: usize, width: Option<usize>) {
        out.push(self.open);
        let words =
            self.open == '[' && self.items.iter().all(|item| matches!(item[..], [StarlarkPart::Text(_)]));
        let mut column = 0;
        for item in &self.items {
            let length = line(item).len() + 2;
            if words && width.is_some_and(|width| column > 0 && column + length <= width) {
                out.push(' ');
            } else {
                out.push('\n');
                out.push_str(&" ".repeat(indent + 4));
                column = indent + 4;
            }
            write(out, item, indent + 4, 1, width);
            out.push(',');
            column += length;
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push(closing(self.open));
    }
}
