//! Golden tests: each folder of test/golden is one case, with a sentence in README.md, the request, the inputs, and what
//! is wanted of them: whole files in `want`, or in want.txt what differs from the standard files (`short`). Each case is
//! a test of its own name. `UPDATE=1 cargo test --test golden NAME` rewrites what is wanted, and with `WHOLE=FOLDER` the
//! whole files of each case are written to a folder there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "golden/build_files.rs"]
mod build_files;
#[path = "support/case_requests.rs"]
mod case_requests;
#[path = "golden/cycles.rs"]
mod cycles;
#[path = "golden/partition.rs"]
mod partition;
#[path = "support/requests.rs"]
mod requests;
#[path = "golden/reserved_names.rs"]
mod reserved_names;
#[path = "golden/run.rs"]
mod run;
#[path = "golden/short/mod.rs"]
mod short;
#[path = "golden/tables.rs"]
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use libtest_mimic::{Arguments, Failed, Trial};
use short::StandardShapes;

/// Files by path.
type Files = BTreeMap<String, String>;

fn main() -> ExitCode {
    let shapes = Arc::new(LazyLock::new(|| StandardShapes::new(&run::case(&cases().join(short::CASE)))));
    let mut trials = Vec::new();
    for entry in fs::read_dir(cases()).unwrap() {
        let case = entry.unwrap().path();
        if case.is_dir() {
            let (name, shapes) = (case.file_name().unwrap().to_str().unwrap().to_owned(), shapes.clone());
            trials.push(Trial::test(name, move || check(&case, &shapes)));
        }
    }
    assert!(trials.len() >= 20, "the cases are found");
    let of_tables = shapes.clone();
    trials.push(Trial::test("every_row_of_a_table_makes_a_difference", move || {
        tables::check(|case| wanted_files(case, &of_tables));
        Ok(())
    }));
    trials.push(Trial::test("names_of_ours_are_kept_from_packages", move || {
        reserved_names::check(cases().read_dir()?.map(|case| wanted_files(&case.unwrap().path(), &shapes)));
        Ok(())
    }));
    trials.extend(short::tests::all(|| read(&cases().join(short::CASE).join("want"))));
    let mut arguments = Arguments::from_args();
    // cargo waits for another cargo with the same home anyway.
    arguments.test_threads.get_or_insert(1);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("test/golden")
}

fn check(case: &Path, shapes: &StandardShapes) -> Result<(), Failed> {
    let readme = fs::read_to_string(case.join("README.md")).map_err(|_| "it has no README.md")?;
    assert!(readme.trim().ends_with('.'), "a README is a sentence: {readme}");
    let got = run::case(case);
    if let Some(folder) = std::env::var_os("WHOLE") {
        write(&Path::new(&folder).join(case.file_name().unwrap()), &got);
    }
    let other = run::wants_of(case);
    let wanted = other.as_deref().unwrap_or(case);
    let (folder, file) = (wanted.join("want"), wanted.join("want.txt"));
    let is_whole = folder.exists();
    if std::env::var_os("UPDATE").is_some() && other.is_none() {
        if is_whole {
            fs::remove_dir_all(&folder)?;
            write(&folder, &got);
        } else {
            fs::write(&file, short::shorten(&got, shapes))?;
        }
        return Ok(());
    }
    let (want, got) = match is_whole {
        true => (short::whole(&read(&folder)), short::whole(&got)),
        false => (fs::read_to_string(&file).unwrap_or_default(), short::shorten(&got, shapes)),
    };
    if want == got {
        return Ok(());
    }
    let difference = diffy::DiffOptions::new()
        .set_original_filename("wanted")
        .set_modified_filename("got")
        .create_patch(&want, &got)
        .to_string();
    Err(format!("{difference}UPDATE=1 takes over what the program gives").into())
}

/// The files that a case wants by itself.
fn wanted_files(case: &Path, shapes: &StandardShapes) -> Files {
    match fs::read_to_string(case.join("want.txt")) {
        Ok(short) => short::expand(&short, shapes),
        Err(_) => read(&case.join("want")),
    }
}

fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), text).unwrap();
    }
}

fn read(dir: &Path) -> Files {
    let mut files = Files::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(next) = dirs.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                // Archives among the inputs are no text, and never wanted.
                files.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            }
        }
    }
    files
}
