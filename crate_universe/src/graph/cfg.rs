//! The platforms of dependency tables: `cfg(...)` or a bare triple, parsed and evaluated as in Cargo. See
//! <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#platform-specific-dependencies>.

use std::collections::BTreeSet;

use cargo_platform::{Cfg, CfgExpr, ParseError, Platform};

use crate::error::{Code, Error, Result};

use super::triples::TargetTriple;

/// The platform of a dependency declaration: `cfg(...)` or one bare triple.
#[derive(Debug)]
pub struct CfgCondition(Platform);

impl CfgCondition {
    pub fn parse(text: &str) -> Result<CfgCondition> {
        /// The error shows at most this much of the text.
        const SHOWN: usize = 200;
        let wrong = |reason: String| {
            let shown: String = text.chars().take(SHOWN).collect();
            Error::new(Code::Cfg, format!("invalid platform `{shown}`")).note(reason).help(
                "write it as in Cargo.toml: a triple, cfg(unix), cfg(target_os = \"linux\"), cfg(not(...))",
            )
        };
        if is_too_deep(text) {
            return Err(wrong("it nests more than 100 parentheses".to_owned()));
        }
        let platform = text.trim().parse().map_err(|error: ParseError| wrong(error.to_string()))?;
        Ok(CfgCondition(normalize_platform(platform)))
    }

    pub fn holds(&self, triple: &TargetTriple) -> bool {
        match &self.0 {
            Platform::Name(name) => *name == triple.cargo_name,
            Platform::Cfg(expression) => matches(expression, &triple.cfgs),
        }
    }

    /// Whether the result for a triple depends on values that count as unknown. A value that the triple has is never
    /// unknown.
    pub fn depends_on_unknown(&self, triple: &TargetTriple, unknown: &dyn Fn(&Cfg) -> bool) -> bool {
        match &self.0 {
            Platform::Name(_) => false,
            Platform::Cfg(expression) => {
                let value = |cfg: &Cfg| match triple.cfgs.contains(cfg) {
                    true => Some(true),
                    false => (!unknown(cfg)).then_some(false),
                };
                evaluate(expression, &value).is_none()
            }
        }
    }

    /// All values that occur in the expression.
    pub fn cfgs(&self) -> Vec<&Cfg> {
        let mut found = Vec::new();
        if let Platform::Cfg(expression) = &self.0 {
            collect_cfgs(expression, &mut found);
        }
        found
    }
}

/// Parses an expression without the enclosing `cfg(...)`.
pub fn parse_expression(text: &str) -> Option<CfgExpr> {
    if is_too_deep(text) { None } else { text.parse().ok().map(normalize_expression) }
}

/// Whether an expression nests too deeply to be parsed without the risk of a stack overflow.
fn is_too_deep(text: &str) -> bool {
    /// Real conditions nest far less deeply.
    const MOST: usize = 100;
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MOST
    })
}

/// Parses a single value, as rustc prints it.
pub fn parse_value(text: &str) -> std::result::Result<Cfg, ParseError> {
    text.parse().map(normalize_cfg)
}

fn normalize_platform(platform: Platform) -> Platform {
    match platform {
        Platform::Cfg(expression) => Platform::Cfg(normalize_expression(expression)),
        name @ Platform::Name(_) => name,
    }
}

fn normalize_expression(expression: CfgExpr) -> CfgExpr {
    let each = |list: Vec<CfgExpr>| list.into_iter().map(normalize_expression).collect();
    match expression {
        CfgExpr::Not(inner) => CfgExpr::Not(Box::new(normalize_expression(*inner))),
        CfgExpr::All(inner) => CfgExpr::All(each(inner)),
        CfgExpr::Any(inner) => CfgExpr::Any(each(inner)),
        CfgExpr::Value(cfg) => CfgExpr::Value(normalize_cfg(cfg)),
        constant @ (CfgExpr::True | CfgExpr::False) => constant,
    }
}

/// Cargo treats the raw identifier `r#unix` as equal to `unix`, but a sorted set would distinguish them.
fn normalize_cfg(mut cfg: Cfg) -> Cfg {
    let (Cfg::Name(name) | Cfg::KeyPair(name, _)) = &mut cfg;
    name.raw = false;
    cfg
}

pub fn matches(expression: &CfgExpr, cfgs: &BTreeSet<Cfg>) -> bool {
    evaluate(expression, &|cfg| Some(cfgs.contains(cfg))) == Some(true)
}

/// Evaluates an expression in which some values may be unknown. `None` if the result depends on unknown values.
fn evaluate(expression: &CfgExpr, value: &dyn Fn(&Cfg) -> Option<bool>) -> Option<bool> {
    // `decides`: the value of one operand that decides the result on its own.
    let list = |expressions: &[CfgExpr], decides: bool| {
        let mut all = Some(!decides);
        for expression in expressions {
            match evaluate(expression, value) {
                Some(known) if known == decides => return Some(decides),
                Some(_) => {}
                None => all = None,
            }
        }
        all
    };
    match expression {
        CfgExpr::Not(inner) => evaluate(inner, value).map(|known| !known),
        CfgExpr::All(inner) => list(inner, false),
        CfgExpr::Any(inner) => list(inner, true),
        CfgExpr::Value(cfg) => value(cfg),
        CfgExpr::True => Some(true),
        CfgExpr::False => Some(false),
    }
}

fn collect_cfgs<'a>(expression: &'a CfgExpr, found: &mut Vec<&'a Cfg>) {
    match expression {
        CfgExpr::Not(inner) => collect_cfgs(inner, found),
        CfgExpr::All(inner) | CfgExpr::Any(inner) => {
            inner.iter().for_each(|inner| collect_cfgs(inner, found))
        }
        CfgExpr::Value(cfg) => found.push(cfg),
        CfgExpr::True | CfgExpr::False => {}
    }
}

/// The name of a value, without the part after `=`.
pub fn cfg_name(cfg: &Cfg) -> &str {
    match cfg {
        Cfg::Name(name) | Cfg::KeyPair(name, _) => name.as_str(),
    }
}

/// Names that rustc itself may set, or that tools set which a normal build does not use. It is no surprise that they
/// are false. See <https://doc.rust-lang.org/rustc/check-cfg.html#well-known-names-and-values>.
pub fn is_well_known(cfg: &Cfg) -> bool {
    const NAMES: [&str; 26] = [
        "clippy",
        "coverage",
        "debug_assertions",
        "doc",
        "docsrs",
        "doctest",
        "fmt_debug",
        "fuzzing",
        "kani",
        "loom",
        "miri",
        "overflow_checks",
        "panic",
        "proc_macro",
        "relocation_model",
        "rustdoc",
        "rustfmt",
        "sanitize",
        "shuttle",
        "tarpaulin",
        "target_has_atomic",
        "target_thread_local",
        "test",
        "ub_checks",
        "unix",
        "windows",
    ];
    let name = cfg_name(cfg);
    name.starts_with("target_") || NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, triple: &str) -> bool {
        CfgCondition::parse(text).expect("a condition").holds(&TargetTriple::new(triple).expect("a triple"))
    }

    #[test]
    fn conditions_follow_rustc() {
        assert!(holds("cfg(unix)", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(unix)", "x86_64-pc-windows-msvc"));
        assert!(holds("cfg(all(unix, not(target_os = \"macos\")))", "x86_64-unknown-freebsd"));
        assert!(holds("cfg(debug_assertions)", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(any())", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(all())", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(true)", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(any(false, all(unix, false)))", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(not(loom))", "x86_64-unknown-linux-gnu"));
        assert!(holds("x86_64-pc-windows-msvc", "x86_64-pc-windows-msvc"));
        assert!(!holds("x86_64-pc-windows-gnu", "x86_64-pc-windows-msvc"));
        assert!(holds("cfg(target_os = \"linux\")", "x86_64-unknown-nixos-gnu"));
        assert!(holds("x86_64-unknown-linux-gnu", "x86_64-unknown-nixos-gnu"));
        assert!(holds("cfg(target_feature = \"sse2\")", "x86_64-unknown-linux-gnu"));
        assert!(
            !holds("cfg(target_has_atomic)", "x86_64-unknown-linux-gnu"),
            "stable rustc does not print it"
        );
        assert!(holds("cfg(target_has_atomic = \"ptr\")", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(target_os)", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(all(r#unix, r#target_os = \"linux\"))", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(not(any(r#unix, windows)))", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(r#true)", "x86_64-unknown-linux-gnu"), "as in cargo");
    }

    #[test]
    fn unknown_values_count_only_where_they_decide() {
        let linux = TargetTriple::new("x86_64-unknown-linux-gnu").expect("a triple");
        let unknown = |cfg: &Cfg| !is_well_known(cfg) && cfg_name(cfg) != "set";
        let hangs =
            |text: &str| CfgCondition::parse(text).expect("a condition").depends_on_unknown(&linux, &unknown);
        assert!(hangs("cfg(tokio_unstable)"));
        assert!(hangs("cfg(not(feature = \"x\"))"));
        assert!(hangs("cfg(all(unix, backend = \"x\"))"));
        assert!(!hangs("cfg(all(windows, backend = \"x\"))"));
        assert!(!hangs("cfg(any(unix, backend = \"x\"))"));
        assert!(!hangs("cfg(set)"));
        assert!(!hangs("cfg(loom)"));
        assert!(!hangs("x86_64-unknown-linux-musl"));
    }
}
