//! The program crate-universe; what it does stands in lib.rs.

fn main() -> std::process::ExitCode {
    crate_universe::run()
}
