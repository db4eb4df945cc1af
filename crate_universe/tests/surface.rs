//! The table of the surface: every row of test/surface.txt and every annotation field, with the cases that use it. A row
//! that no case uses fails, and so does a stale docs/surface.md. `UPDATE=1 cargo test --test surface` writes it anew.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and may write the page"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Cases that a row names at most.
const SHOWN: usize = 3;

/// One holds cases, the others name whatever there is.
const OTHERS: [&str; 4] = [
    "test/integration/workspaces",
    "test/starlark/request_test.bzl",
    "crate_universe/tests/golden.rs",
    "crate_universe/tests/surface.rs",
];

const PROGRAMS: &str = "crate_universe/tests";

struct Row {
    group: String,
    name: String,
    mark: String,
    meaning: String,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(repository().join("test/surface.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut rows: Vec<Row> = lines
        .map(|line| {
            let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
            let [group, name, mark, meaning] = cells.try_into().unwrap();
            Row { group, name, mark, meaning }
        })
        .collect();
    rows.extend(fields());
    rows
}

/// The annotation fields, from the page that is made of their table.
fn fields() -> Vec<Row> {
    const LATER: [&str; 10] = [
        "build_script_compile_data",
        "build_script_env_files",
        "build_script_exec_properties",
        "build_script_link_deps",
        "build_script_use_cc_toolchain",
        "build_script_use_default_shell_env",
        "compile_data_glob_excludes",
        "label_injections",
        "link_deps",
        "disable_pipelining",
    ];
    let page = fs::read_to_string(repository().join("docs/annotations.md")).unwrap();
    let lines = page.lines().filter_map(|line| line.strip_prefix("| `"));
    lines
        .map(|line| {
            let name = line.split('`').next().unwrap().to_owned();
            let mark = match name.as_str() {
                "remove_deps" | "remove_features" => "ours",
                name if LATER.contains(&name) => "+",
                _ => "S",
            };
            let meaning = line.rsplit(" | ").next().unwrap().trim_end_matches(" |").to_owned();
            Row { group: "crate.annotation".into(), name, mark: mark.into(), meaning }
        })
        .collect()
}

/// The texts of each case, by its name.
fn cases() -> BTreeMap<String, String> {
    let root = repository();
    let mut cases: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |name: String, text: String| cases.entry(name).or_default().push_str(&text);
    for folder in [
        "test/golden",
        PROGRAMS,
        "test/integration/workspaces",
        "examples",
        "test/starlark",
        "test/integration",
    ] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
            if OTHERS.contains(&name.as_str()) {
                continue;
            }
            for file in files(&path) {
                if let Ok(text) = fs::read_to_string(file) {
                    add(name.clone(), text);
                }
            }
        }
    }
    cases
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            true if name != "want" && name != "target" && !path.is_symlink() => found.extend(files(&path)),
            false
                if ["request.json", "MODULE.bazel", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bzlmod"]
                    .contains(&name.as_str())
                    || name.ends_with(".bzl")
                    || name.ends_with(".sh") =>
            {
                found.push(path)
            }
            _ => {}
        }
    }
    found
}

/// How a row looks where it is used.
fn signs(row: &Row) -> Vec<String> {
    let name = &row.name;
    match row.group.as_str() {
        "macro" => vec![format!("{name}(")],
        "variable" => vec![format!("{name}="), format!("\"{name}\"")],
        "crate.from_specs" => vec!["crate.from_specs(".to_owned()],
        // In a request, a tag at fault has a field `tag` too.
        "crate.spec" => vec![
            format!("\"{name}\": \""),
            format!("\"{name}\": ["),
            format!("\"{name}\": t"),
            format!(" {name} = "),
        ],
        _ => vec![format!("\"{name}\":"), format!(" {name} = "), format!("with(\"{name}\"")],
    }
}

fn used(row: &Row, case: &str, text: &str) -> bool {
    let about = match row.group.as_str() {
        "crates_repository" => text.contains("crates_repository("),
        "crates_vendor" => text.contains("crates_vendor(") || text.contains("\"vendor\":"),
        "crate.spec" => case.contains("spec") || text.contains("crate.spec("),
        "crate.annotation_select" => text.contains("annotation_select("),
        "crate.render_config" => text.contains("render_config"),
        "macro" => !case.starts_with("test/golden"),
        _ => true,
    };
    about && signs(row).iter().any(|sign| text.contains(sign.as_str()))
}

#[test]
fn every_row_of_the_surface_has_a_case() {
    let cases = cases();
    assert!(cases.len() > 50, "the cases are found");
    let mut page = String::from(
        "# Surface\n\n<!-- Written from test/surface.txt and the tests: do not edit. -->\n\nWhat there is to say to \
         crate_universe, and the cases that say it. **S** is in the documentation of rules_rust 0.57, **+** came \
         later, **ours** is only here.\n\n| where | what | | meaning | cases |\n|---|---|---|---|---|\n",
    );
    let mut bare = Vec::new();
    for row in rows() {
        let used = cases.iter().filter(|(case, text)| used(&row, case, text)).map(|(case, _)| case.as_str());
        // A test program writes whole requests, so it counts only where no case says more.
        let (programs, found): (Vec<&str>, Vec<&str>) = used.partition(|case| case.starts_with(PROGRAMS));
        let found = if found.is_empty() { programs } else { found };
        if found.is_empty() {
            bare.push(format!("{} {}", row.group, row.name));
        }
        let shown: Vec<String> = found.iter().take(SHOWN).map(|case| format!("`{case}`")).collect();
        page += &format!(
            "| `{}` | `{}` | {} | {} | {} |\n",
            row.group,
            row.name,
            row.mark,
            row.meaning,
            shown.join(", ")
        );
    }
    assert!(bare.is_empty(), "no case uses {}", bare.join(", "));
    let path = repository().join("docs/surface.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == kept, "docs/surface.md is stale: UPDATE=1 cargo test --test surface");
}
