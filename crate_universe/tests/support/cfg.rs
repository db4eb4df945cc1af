//! Evaluates the platform of a `[target.<platform>.dependencies]` table against the cfg lines of rustc. It
//! does not use the crate that the program uses for this, so that the two can disagree.

/// Whether `platform`, a triple or `cfg(...)`, holds on `triple`, whose cfg values are `lines`.
pub fn holds(platform: &str, triple: &str, lines: &[String]) -> bool {
    match platform.trim().strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')')) {
        Some(expression) => evaluate(expression.trim(), lines),
        None => platform == triple,
    }
}

fn evaluate(expression: &str, lines: &[String]) -> bool {
    if let Some(inside) = call(expression, "all") {
        return parts(inside).iter().all(|part| evaluate(part, lines));
    }
    if let Some(inside) = call(expression, "any") {
        return parts(inside).iter().any(|part| evaluate(part, lines));
    }
    if let Some(inside) = call(expression, "not") {
        return !evaluate(inside, lines);
    }
    match expression {
        "true" => return true,
        "false" => return false,
        _ => {}
    }
    let wanted = match expression.split_once('=') {
        Some((key, value)) => format!("{}={}", plain(key.trim()), value.trim()),
        None => plain(expression).to_owned(),
    };
    lines.contains(&wanted)
}

/// A raw identifier without its mark.
fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn call<'a>(expression: &'a str, name: &str) -> Option<&'a str> {
    let rest = expression.strip_prefix(name)?.trim_start();
    Some(rest.strip_prefix('(')?.strip_suffix(')')?.trim())
}

/// Splits at the commas outside parentheses; a trailing comma makes no part.
fn parts(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(list[start..].trim());
    found.retain(|part| !part.is_empty());
    found
}
