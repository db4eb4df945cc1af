//! Flags that change cfg values: rustflags in cargo's configuration, and `rustc_cfgs`.
//!
//! They apply only to the target side, as in cargo with an explicit `--target`. Bazel decides which flags the
//! compiler gets.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cargo_platform::{Cfg, ParseError};

use crate::error::{Code, Error, Result, did_you_mean};
use crate::resolve::cargo::config_values::ConfigRustflags;

use super::cfg;
use super::triples::{TargetTriple, cfg_pair, cfg_word};

/// The key of `rustc_cfgs` that means all triples.
const EVERY: &str = "*";

/// Applies the flags of each triple to its cfg values. Returns warnings about flags whose effect is unknown.
pub fn apply_flags(
    triples: &mut [TargetTriple],
    rustflags: &ConfigRustflags,
    cfgs: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<String>> {
    check_keys(triples, cfgs)?;
    if cfgs.is_empty() && rustflags.build.is_empty() && rustflags.target.is_empty() {
        // Host and target keep sharing one set, so that each condition is evaluated once for both.
        return Ok(Vec::new());
    }
    let mut warnings = BTreeSet::new();
    let named = Rc::new(cfg_names(rustflags, cfgs)?);
    for triple in triples {
        triple.user_cfgs = named.clone();
        let given = [EVERY, &triple.name].into_iter().filter_map(|key| cfgs.get(key)).flatten();
        let own: Vec<CfgFlag> = given.map(|text| parse_user_cfg(text)).collect::<Result<_>>()?;
        // Flags depend on cfg values, and cfg values on flags. Like cargo, this evaluates them twice.
        let blamed = |error| rustflags.at_config(error);
        let first = parse_flags(&flags_of_triple(rustflags, triple, None), &mut warnings).map_err(blamed)?;
        let seen = cfgs_with_flags(triple, first.iter().chain(&own));
        let second =
            parse_flags(&flags_of_triple(rustflags, triple, Some(&seen)), &mut warnings).map_err(blamed)?;
        triple.cfgs = cfgs_with_flags(triple, second.iter().chain(&own));
    }
    Ok(warnings.into_iter().collect())
}

fn check_keys(triples: &[TargetTriple], cfgs: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let known = |key: &str| key == EVERY || triples.iter().any(|triple| triple.name == key);
    let Some(key) = cfgs.keys().find(|key| !known(key)) else { return Ok(()) };
    let error = Error::new(
        Code::UnknownTriple,
        format!("`rustc_cfgs` names {key}, which is not a supported platform triple"),
    );
    Err(match did_you_mean(key, triples.iter().map(|triple| triple.name.as_str())) {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error.help("add it to `supported_platform_triples`, or use \"*\" for all triples"),
    })
}

/// The names of all cfg values that flags set for any triple.
fn cfg_names(rustflags: &ConfigRustflags, cfgs: &BTreeMap<String, Vec<String>>) -> Result<BTreeSet<String>> {
    let mut flags: Vec<CfgFlag> =
        cfgs.values().flatten().map(|text| parse_user_cfg(text)).collect::<Result<_>>()?;
    for list in rustflags.target.iter().map(|(_, list)| list).chain([&rustflags.build]) {
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        flags.extend(parse_flags(&list, &mut BTreeSet::new()).map_err(|error| rustflags.at_config(error))?);
    }
    let names = flags.iter().filter_map(|flag| match flag {
        CfgFlag::Cfg(cfg) => Some(cfg::cfg_name(cfg).to_owned()),
        _ => None,
    });
    Ok(names.collect())
}

/// The first source that has flags wins: all matching tables of `target`, otherwise `build`. See
/// <https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags>.
fn flags_of_triple<'a>(
    flags: &'a ConfigRustflags,
    triple: &TargetTriple,
    cfgs: Option<&BTreeSet<Cfg>>,
) -> Vec<&'a str> {
    let named = flags.target.iter().filter(|(key, _)| *key == triple.cargo_name);
    let matching = flags.target.iter().filter(|(key, _)| {
        let expression = key.strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')'));
        let expression = expression.and_then(cfg::parse_expression);
        expression.zip(cfgs).is_some_and(|(expression, cfgs)| cfg::matches(&expression, cfgs))
    });
    let of_target: Vec<&str> =
        named.chain(matching).flat_map(|(_, flags)| flags).map(String::as_str).collect();
    if of_target.is_empty() { flags.build.iter().map(String::as_str).collect() } else { of_target }
}

/// What a flag changes in the cfg values.
#[derive(Debug)]
enum CfgFlag {
    Cfg(Cfg),
    /// A list in the syntax of `-C target-feature`.
    Features(String),
    Panic(String),
    DebugAssertions(bool),
    Optimized(bool),
}

/// The cfg values of a triple with these flags. Without flags, the triple's current set.
fn cfgs_with_flags<'a>(triple: &TargetTriple, flags: impl Iterator<Item = &'a CfgFlag>) -> Rc<BTreeSet<Cfg>> {
    let mut flags = flags.peekable();
    if flags.peek().is_none() {
        return triple.cfgs.clone();
    }
    let machine = triple.machine();
    let mut cpu = machine.cpu.clone();
    let mut added: Vec<Cfg> = Vec::new();
    let (mut panic, mut optimized, mut assertions) = (None, false, None);
    for flag in flags {
        match flag {
            CfgFlag::Cfg(cfg) => added.push(cfg.clone()),
            CfgFlag::Features(list) => cpu.apply_target_features(list),
            CfgFlag::Panic(strategy) => panic = Some(cfg_pair("panic", strategy)),
            CfgFlag::DebugAssertions(on) => assertions = Some(*on),
            CfgFlag::Optimized(on) => optimized = *on,
        }
    }
    let mut values = machine.with_features(&cpu);
    if panic.is_some() {
        values.retain(|value| cfg::cfg_name(value) != "panic");
    }
    if !assertions.unwrap_or(!optimized) {
        values.remove(&cfg_word("debug_assertions"));
    }
    values.extend(panic.into_iter().chain(added));
    Rc::new(values)
}

/// Parses a value of `rustc_cfgs`: a cfg as rustc prints it.
fn parse_user_cfg(text: &str) -> Result<CfgFlag> {
    let cfg = parse_cfg(text, "`rustc_cfgs`")?;
    Ok(match cfg {
        // Enabled like a flag, so that the features that it implies are on, too.
        Cfg::KeyPair(key, feature) if key == "target_feature" => CfgFlag::Features(format!("+{feature}")),
        cfg => CfgFlag::Cfg(cfg),
    })
}

fn parse_cfg(text: &str, place: &str) -> Result<Cfg> {
    cfg::parse_value(text).map_err(|error: ParseError| {
        Error::new(Code::RustcCfg, format!("{place} has an invalid cfg: {text}"))
            .note(error.to_string())
            .help("write a name such as tokio_unstable, or a name with a value such as backend=\"linux\"")
    })
}

/// Parses rustc's arguments, as far as they change cfg values. See
/// <https://doc.rust-lang.org/rustc/codegen-options/index.html>.
fn parse_flags(flags: &[&str], warnings: &mut BTreeSet<String>) -> Result<Vec<CfgFlag>> {
    let mut found = Vec::new();
    let mut rest = flags.iter().copied();
    while let Some(flag) = rest.next() {
        let mut value = |long: &str, short: &str| {
            let behind =
                flag.strip_prefix(long).or_else(|| flag.strip_prefix(short).filter(|_| !short.is_empty()))?;
            if behind.is_empty() { rest.next() } else { behind.strip_prefix('=').or(Some(behind)) }
        };
        if flag == "-O" {
            found.push(CfgFlag::Optimized(true));
        } else if let Some(cfg) = flag.starts_with("--cfg").then(|| value("--cfg", "")).flatten() {
            // Cargo ignores this value, which it sets itself for proc macros.
            let cfg = parse_cfg(cfg, "a flag in Cargo's configuration")?;
            found.extend((cfg != cfg_word("proc_macro")).then_some(CfgFlag::Cfg(cfg)));
        } else if let Some(option) = value("--codegen", "-C") {
            found.extend(parse_codegen_option(option, warnings));
        }
    }
    Ok(found)
}

fn parse_codegen_option(option: &str, warnings: &mut BTreeSet<String>) -> Option<CfgFlag> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    match name.replace('_', "-").as_str() {
        "target-feature" => Some(CfgFlag::Features(value.to_owned())),
        "panic" => Some(CfgFlag::Panic(value.to_owned())),
        "debug-assertions" => Some(CfgFlag::DebugAssertions(!["n", "no", "off", "false"].contains(&value))),
        "opt-level" => Some(CfgFlag::Optimized(value != "0")),
        "target-cpu" => {
            warnings.insert(format!(
                "Cargo's configuration sets -C target-cpu={value}, but the features of that CPU are not known here, so \
                 cfg(target_feature) does not match them. To declare them: rustc_cfgs = {{\"*\": [\"target_feature=\\\"...\\\"\"]}}"
            ));
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(flags: &ConfigRustflags, own: &[(&str, &[&str])]) -> Vec<String> {
        let mut triples = [TargetTriple::new("x86_64-unknown-linux-gnu").expect("a triple")];
        let before = triples[0].cfgs.clone();
        let own =
            own.iter().map(|(key, values)| (key.to_string(), values.iter().map(|v| v.to_string()).collect()));
        apply_flags(&mut triples, flags, &own.collect()).expect("flags are read");
        let added = triples[0].cfgs.difference(&before).map(|cfg| format!("+{cfg}"));
        let removed = before.difference(&triples[0].cfgs).map(|cfg| format!("-{cfg}"));
        assert_eq!(triples[0].as_host().cfgs, before, "the host obeys no flag");
        added.chain(removed).collect()
    }

    fn flags(build: &str, target: &[(&str, &str)]) -> ConfigRustflags {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        ConfigRustflags {
            build: words(build),
            target: target.iter().map(|(key, text)| (key.to_string(), words(text))).collect(),
            file: None,
        }
    }

    #[test]
    fn first_source_that_has_flags_wins() {
        let build = "--cfg b";
        assert_eq!(lines(&flags(build, &[]), &[]), ["+b"]);
        assert_eq!(lines(&flags(build, &[("cfg(windows)", "--cfg w")]), &[]), ["+b"]);
        let both = [("cfg(unix)", "--cfg=u"), ("x86_64-unknown-linux-gnu", "--cfg t=\"1\"")];
        assert_eq!(lines(&flags(build, &both), &[]), ["+u", "+t = \"1\""]);
    }

    #[test]
    fn raw_identifiers_are_plain_ones() {
        let tables = [("cfg(r#unix)", "--cfg r#a --cfg r#k=\"1\""), ("cfg(not(r#unix))", "--cfg b")];
        assert_eq!(lines(&flags("", &tables), &[]), ["+a", "+k = \"1\""]);
        let own: [(&str, &[&str]); 1] = [("*", &["r#loom", "r#target_feature=\"sse3\""])];
        assert_eq!(lines(&flags("", &[]), &own), ["+loom", "+target_feature = \"sse3\""]);
    }

    #[test]
    fn a_flag_chooses_tables_once() {
        let chained = [("cfg(a)", "--cfg b"), ("x86_64-unknown-linux-gnu", "--cfg a")];
        assert_eq!(lines(&flags("", &chained), &[]), ["+a", "+b"]);
        // The flags of the table replace those that selected it, and cargo does not evaluate a third time.
        assert_eq!(lines(&flags("--cfg a", &[("cfg(a)", "--cfg b")]), &[]), ["+b"]);
    }

    #[test]
    fn every_spelling_is_read() {
        let spelled =
            "-C target-feature=+sse3 -Ctarget-feature=+ssse3 --codegen target_feature=-fxsr -Cpanic=abort -O";
        let changes = [
            "+panic = \"abort\"",
            "+target_feature = \"sse3\"",
            "+target_feature = \"ssse3\"",
            "-debug_assertions",
            "-panic = \"unwind\"",
            "-target_feature = \"fxsr\"",
        ];
        assert_eq!(lines(&flags(spelled, &[]), &[]), changes);
        let own: [(&str, &[&str]); 2] =
            [("*", &["a"]), ("x86_64-unknown-linux-gnu", &["k = \"v\"", "target_feature=\"sse3\""])];
        assert_eq!(lines(&flags("", &[]), &own), ["+a", "+k = \"v\"", "+target_feature = \"sse3\""]);
    }
}
