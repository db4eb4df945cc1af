//! The program crate-universe. See lib.rs.

fn main() -> std::process::ExitCode {
    crate_universe::run()
}
