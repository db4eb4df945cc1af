//! The rows: those of test/surface.txt, and those that follow from other tables.

use std::fs;

use super::repository;

#[derive(Clone)]
pub struct Row {
    pub group: String,
    pub name: String,
    pub mark: String,
    pub meaning: String,
}

/// Fields that came after 0.57.
const LATER: [&str; 9] = [
    "build_script_compile_data",
    "build_script_env_files",
    "build_script_exec_properties",
    "build_script_link_deps",
    "build_script_use_cc_toolchain",
    "build_script_use_default_shell_env",
    "compile_data_glob_excludes",
    "label_injections",
    "link_deps",
];

/// Fields that rules_rust's `annotation_select` does not have.
const SELECTED_ONLY_HERE: [&str; 12] = [
    "build_script_data_glob",
    "build_script_use_cc_toolchain",
    "build_script_use_default_shell_env",
    "compile_data_glob",
    "data_glob",
    "disable_pipelining",
    "override_target_bin",
    "override_target_build_script",
    "override_target_lib",
    "override_target_proc_macro",
    "remove_deps",
    "remove_features",
];

pub fn rows() -> Vec<Row> {
    let text = fs::read_to_string(repository().join("test/surface.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        let [group, name, mark, meaning] = cells.try_into().unwrap();
        rows.push(Row { group, name, mark, meaning });
    }
    let specs: Vec<Row> = rows
        .iter()
        .filter(|row| row.group == "crate.from_cargo" && row.name != "manifests")
        .map(|row| Row { group: "crate.from_specs".into(), ..row.clone() })
        .collect();
    let place = rows.iter().rposition(|row| row.group == "crate.from_cargo").unwrap() + 1;
    rows.splice(place..place, specs);
    rows.extend(fields());
    rows
}

/// The annotation fields, from the page that is made of their table; then those that a select may have.
fn fields() -> Vec<Row> {
    let page = fs::read_to_string(repository().join("docs/annotations.md")).unwrap();
    let (mut common, mut selected) = (Vec::new(), Vec::new());
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let name = cells[0].trim_matches(['|', ' ', '`']).to_owned();
        let mark = match name.as_str() {
            "remove_deps" | "remove_features" => "ours",
            name if LATER.contains(&name) => "+",
            _ => "S",
        };
        let meaning = cells.last().unwrap().trim_end_matches(" |").to_owned();
        if cells[3].trim() == "yes" {
            let mark = if SELECTED_ONLY_HERE.contains(&name.as_str()) { "ours" } else { "+" };
            let meaning = "the same, by platform".to_owned();
            selected.push(Row {
                group: "crate.annotation_select".into(),
                name: name.clone(),
                mark: mark.into(),
                meaning,
            });
        }
        common.push(Row { group: "crate.annotation".into(), name, mark: mark.into(), meaning });
    }
    common.extend(selected);
    common
}
