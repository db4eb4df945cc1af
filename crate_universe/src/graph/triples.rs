//! Triples and the cfg() expressions of dependencies, evaluated without rustc. Takes triple names and expressions,
//! gives truth; knows nothing of packages. Cargo's rules:
//! <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#platform-specific-dependencies>.

use cfg_expr::targets::{ALL_BUILTINS, TargetInfo, get_builtin_target_by_triple};
use cfg_expr::{Expression, Predicate};

use crate::error::{Code, Error, Result, did_you_mean};

/// A triple with the cfg values that rustc gives it.
#[derive(Clone, Debug)]
pub struct Triple {
    pub name: String,
    target: &'static TargetInfo,
}

impl Triple {
    pub fn new(name: &str) -> Result<Triple> {
        // NixOS is a Linux for cargo and rustc; only Bazel's constraints tell them apart.
        let known = name.replace("-nixos-", "-linux-");
        match get_builtin_target_by_triple(&known) {
            Some(target) => Ok(Triple { name: name.to_owned(), target }),
            None => Err(unknown(name)),
        }
    }

    pub fn is_known(name: &str) -> bool {
        Triple::new(name).is_ok()
    }

    pub fn os(&self) -> &str {
        self.target.os.as_ref().map_or("none", |os| os.as_str())
    }

    pub fn arch(&self) -> &str {
        self.target.arch.as_str()
    }

    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.target.families.iter().map(|family| family.as_str())
    }

    /// Whether a machine of this platform runs rustc, and so can compile build scripts and proc macros for itself.
    /// See <https://doc.rust-lang.org/rustc/platform-support.html>.
    pub fn runs_rustc(&self) -> bool {
        const SYSTEMS: [&str; 9] =
            ["dragonfly", "freebsd", "haiku", "illumos", "linux", "macos", "netbsd", "openbsd", "windows"];
        SYSTEMS.contains(&self.os()) || self.os() == "solaris"
    }
}

fn unknown(name: &str) -> Error {
    let error = Error::new(Code::UnknownTriple, format!("unknown platform triple: {name}"));
    let near = did_you_mean(name, ALL_BUILTINS.iter().map(|target| target.triple.as_str()));
    match near {
        Some(near) => error.help(format!("write {near}")),
        None => error.help("rustc --print target-list shows all triples"),
    }
}

/// The platform of a dependency declaration: `cfg(...)` or one bare triple.
#[derive(Debug)]
pub enum Condition {
    Cfg(Box<Expression>),
    Triple(String),
    Constant(bool),
}

impl Condition {
    pub fn parse(text: &str) -> Result<Condition> {
        match text.trim() {
            "cfg(true)" => return Ok(Condition::Constant(true)),
            "cfg(false)" => return Ok(Condition::Constant(false)),
            text if !text.starts_with("cfg(") => return Ok(Condition::Triple(text.to_owned())),
            _ => {}
        }
        Expression::parse(text).map(|parsed| Condition::Cfg(Box::new(parsed))).map_err(|error| {
            Error::new(Code::Cfg, format!("a platform cannot be read: {text}")).note(error.reason.to_string())
        })
    }

    pub fn holds(&self, triple: &Triple) -> bool {
        match self {
            Condition::Constant(value) => *value,
            Condition::Triple(name) => *name == triple.name,
            Condition::Cfg(expression) => expression.eval(|predicate| holds(predicate, triple)),
        }
    }
}

/// Cargo asks `rustc --print cfg` without options: debug assertions are on, nothing is tested, no flag is set.
fn holds(predicate: &Predicate<'_>, triple: &Triple) -> bool {
    match predicate {
        Predicate::Target(target) => target.matches(triple.target),
        Predicate::DebugAssertions => true,
        Predicate::Test
        | Predicate::ProcMacro
        | Predicate::Feature(_)
        | Predicate::TargetFeature(_)
        | Predicate::Flag(_)
        | Predicate::KeyValue { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, triple: &str) -> bool {
        Condition::parse(text).expect("a condition").holds(&Triple::new(triple).expect("a triple"))
    }

    #[test]
    fn conditions_follow_rustc() {
        assert!(holds("cfg(unix)", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(unix)", "x86_64-pc-windows-msvc"));
        assert!(holds("cfg(all(unix, not(target_os = \"macos\")))", "x86_64-unknown-freebsd"));
        assert!(holds("cfg(debug_assertions)", "x86_64-unknown-linux-gnu"));
        assert!(!holds("cfg(any())", "x86_64-unknown-linux-gnu"));
        assert!(holds("cfg(not(loom))", "x86_64-unknown-linux-gnu"));
        assert!(holds("x86_64-pc-windows-msvc", "x86_64-pc-windows-msvc"));
        assert!(!holds("x86_64-pc-windows-gnu", "x86_64-pc-windows-msvc"));
        assert!(holds("cfg(target_os = \"linux\")", "x86_64-unknown-nixos-gnu"));
    }

    #[test]
    fn unknown_triple_suggests_the_near_one() {
        let error = Triple::new("x86_64-unknown-linux-gun").expect_err("unknown");
        assert!(error.to_string().contains("write x86_64-unknown-linux-gnu"), "{error}");
    }
}
