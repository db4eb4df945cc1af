//! Prints what only the forks and the pinned commits say.

fn branch_fork() -> String {
    itoa::Buffer::new().format(1_234_567).to_owned()
}

fn path_fork() -> String {
    form_urlencoded::byte_serialize(b"Kiel/Holtenau").collect()
}

fn branch() -> String {
    station::pressure(station_units::Hectopascal(1013))
}

fn tag() -> &'static str {
    tides::version()
}

fn commit() -> String {
    format!("{} with {}", almanac::VERSION, almanac::seasons())
}

fn main() {
    println!("itoa, a fork on a branch: {}", branch_fork());
    println!("percent-encoding, a fork at a path: {}", path_fork());
    println!("station, a branch: {}", branch());
    println!("tides, a tag: {}", tag());
    println!("almanac, a commit: {}", commit());
}

/// crates.io's `itoa` does not group digits.
#[test]
fn itoa_is_the_fork_on_a_branch() {
    assert_eq!(branch_fork(), "1 234 567");
}

/// Of crates.io is `form_urlencoded`; with the `percent-encoding` of crates.io it writes %2F.
#[test]
fn percent_encoding_is_the_fork_at_a_path() {
    assert_eq!(path_fork(), "Kiel%2fHoltenau");
}

/// The digits are grouped, since the repository's crates get the fork, too; the version is inherited.
#[test]
fn station_is_the_head_of_its_branch() {
    assert_eq!(branch(), "101 300 Pa (station 0.3.0)");
}

#[test]
fn tides_is_the_tag() {
    assert_eq!(tag(), "1.2.0");
}

/// The submodule is at the commit that belongs to it.
#[test]
fn almanac_is_the_commit() {
    assert_eq!(commit(), "0.1.0 with spring, summer, autumn, winter");
}
