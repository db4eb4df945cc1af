//! Which source file names something of which other one, read from the text of `use` and of paths.

use std::collections::{BTreeMap, BTreeSet};

/// A module: the names from the root of the crate.
type Module = Vec<String>;

/// `files`: path from `src`, and text. By module, the modules that it names; the root of the crate counts for none.
pub fn of_all(files: &[(String, String)]) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeMap<Module, &str> = files
        .iter()
        .filter(|(path, _)| !["lib.rs", "main.rs"].contains(&path.as_str()))
        .map(|(path, text)| (module(path), text.as_str()))
        .collect();
    modules.iter().map(|(module, text)| (module.clone(), uses(module, text, &modules))).collect()
}

fn module(path: &str) -> Module {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    stem.split('/').map(str::to_owned).collect()
}

fn uses(own: &Module, text: &str, modules: &BTreeMap<Module, &str>) -> BTreeSet<Module> {
    let code: String = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let children = modules.keys().filter(|module| module.len() == own.len() + 1 && module.starts_with(own));
    let children: Vec<&str> = children.filter_map(|child| child.last()).map(String::as_str).collect();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let first = before.rsplit(|c: char| !is_of_name(c)).next().unwrap_or_default();
        let is_path = !before[..before.len() - first.len()].ends_with([':', '.']);
        let base = match first {
            _ if !is_path => continue,
            "crate" => Vec::new(),
            "super" => own[..own.len() - 1].to_vec(),
            "self" => own.clone(),
            child if children.contains(&child) => [own.as_slice(), &[child.to_owned()]].concat(),
            _ => continue,
        };
        named(base, &code[at..], modules, &mut found);
    }
    found.remove(own);
    found
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Follows `::name`, and each name of `::{...}`, as far as there are files.
fn named(base: Module, rest: &str, modules: &BTreeMap<Module, &str>, found: &mut BTreeSet<Module>) {
    let Some(rest) = rest.strip_prefix("::") else {
        found.insert(base);
        return;
    };
    if let Some(inner) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' | ',' if depth == 0 => {
                    named(base.clone(), &format!("::{}", inner[start..at].trim()), modules, found);
                    start = at + 1;
                    if c == '}' {
                        return;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return;
    }
    let name: String = rest.chars().take_while(|c| is_of_name(*c)).collect();
    let next = match name.as_str() {
        "super" => base[..base.len().saturating_sub(1)].to_vec(),
        _ => [base.as_slice(), std::slice::from_ref(&name)].concat(),
    };
    match name == "super" || modules.contains_key(&next) {
        true => named(next, &rest[name.len()..], modules, found),
        // A name of the root is of whatever file it comes from, and that is named elsewhere.
        false if base.is_empty() => {}
        false => {
            found.insert(base);
        }
    }
}

/// The first circle that is reached, as a path.
pub fn circle<'a>(
    module: &'a Module,
    uses: &'a BTreeMap<Module, BTreeSet<Module>>,
    path: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
) -> Option<String> {
    if let Some(begin) = path.iter().position(|known| *known == module) {
        let names = path[begin..].iter().chain([&module]).map(|module| module.join("/"));
        return Some(names.collect::<Vec<_>>().join(" -> "));
    }
    if done.contains(module) {
        return None;
    }
    path.push(module);
    let found = uses[module]
        .iter()
        .filter_map(|used| uses.get_key_value(used))
        .find_map(|(used, _)| circle(used, uses, path, done));
    path.pop();
    done.insert(module);
    found
}
