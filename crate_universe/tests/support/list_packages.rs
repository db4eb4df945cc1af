//! `crate-universe resolve` up to the packages: prints them as they were read, before anything is resolved. It is for tests, and not
//! part of what users get.

fn main() -> std::process::ExitCode {
    crate_universe::list_packages()
}
