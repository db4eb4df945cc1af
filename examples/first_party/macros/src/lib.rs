//! A derive macro.

use proc_macro::TokenStream;

/// Implements a method `name` that returns the name of the type.
#[proc_macro_derive(Named)]
pub fn named(input: TokenStream) -> TokenStream {
    let words: Vec<String> = input
        .to_string()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let place = words
        .iter()
        .position(|word| word == "struct")
        .expect("a struct");
    method_of(words[place + 1].trim_end_matches(';'))
        .parse()
        .expect("a method")
}

fn method_of(name: &str) -> String {
    format!("impl {name} {{ pub fn name(&self) -> &'static str {{ {name:?} }} }}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_method_has_the_name() {
        assert!(super::method_of("Circle").contains("\"Circle\""));
    }
}
