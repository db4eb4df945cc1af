//! Counts of suites whose tests consist of many rounds. The long form of a test remembers each round, so that a run that was
//! broken off goes on where it was, and writes its counts into `test/reliability/<suite>.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::recorded_results;

/// Two tests of one suite may end at the same time.
static RECORDS: Mutex<()> = Mutex::new(());

/// What came of a round.
struct RoundOutcome {
    /// How many tries it counts for.
    tries: u64,
    /// The message of the assertion that failed, in one line.
    failure: Option<String>,
    milliseconds: u128,
}

pub struct Rounds {
    suite: &'static str,
    test: &'static str,
    what: &'static str,
    /// Where the rounds of the long form are remembered; the short form remembers none.
    file: Option<PathBuf>,
    outcomes: BTreeMap<String, RoundOutcome>,
    /// The rounds that there are.
    named: BTreeSet<String>,
}

impl Rounds {
    /// Of a test that `cargo test` runs: nothing is remembered or recorded.
    pub fn short(suite: &'static str, test: &'static str) -> Rounds {
        Rounds { suite, test, what: "", file: None, outcomes: BTreeMap::new(), named: BTreeSet::new() }
    }

    /// `what`: what a round is, for docs/reliability.md.
    pub fn long(suite: &'static str, test: &'static str, what: &'static str) -> Rounds {
        let words = test.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let file = recorded_results::file(&format!("{suite}-{words}"));
        let outcomes = read_outcomes(&fs::read_to_string(&file).unwrap_or_default());
        Rounds { suite, test, what, file: Some(file), outcomes, named: BTreeSet::new() }
    }

    pub fn is_long(&self) -> bool {
        self.file.is_some()
    }

    /// Runs a round, unless its outcome is known; a panic is a failure. The round gives the number of its tries.
    pub fn run(&mut self, name: &str, round: impl FnOnce() -> u64) {
        assert!(self.named.insert(name.to_owned()), "two rounds are called {name}");
        if self.outcomes.contains_key(name) {
            return;
        }
        let begun = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(round));
        let milliseconds = begun.elapsed().as_millis();
        let outcome = match result {
            Ok(tries) => RoundOutcome { tries, failure: None, milliseconds },
            Err(panic) => RoundOutcome { tries: 1, failure: Some(message(panic.as_ref())), milliseconds },
        };
        self.remember(name, &outcome);
        self.outcomes.insert(name.to_owned(), outcome);
    }

    fn remember(&self, name: &str, outcome: &RoundOutcome) {
        let Some(file) = &self.file else { return };
        let RoundOutcome { tries, failure, milliseconds } = outcome;
        let failure = failure.as_deref().unwrap_or_default();
        let mut file = OpenOptions::new().append(true).create(true).open(file).unwrap();
        writeln!(file, "{name}\t{tries}\t{milliseconds}\t{failure}").unwrap();
    }

    /// Fails if a round has failed; the long form records its counts.
    pub fn end(mut self) {
        self.outcomes.retain(|name, _| self.named.contains(name));
        let tries: u64 = self.outcomes.values().map(|outcome| outcome.tries).sum();
        let seconds = self.outcomes.values().map(|outcome| outcome.milliseconds).sum::<u128>() / 1000;
        let failures = self.outcomes.iter().filter_map(|(name, outcome)| {
            outcome.failure.as_ref().map(|failure| format!("{name}: {failure}"))
        });
        let failures: Vec<String> = failures.collect();
        println!("{}, {}: {tries}, {} failed, {seconds} s", self.suite, self.test, failures.len());
        assert!(!self.outcomes.is_empty(), "no round was run");
        if self.is_long() {
            record(self.suite, self.test, self.what, tries, failures.len(), seconds);
        }
        assert!(failures.is_empty(), "{}, {}: {failures:#?}", self.suite, self.test);
    }
}

/// Writes the line of a test into the committed results of its suite, in place of an older one.
pub fn record(suite: &str, test: &str, what: &str, tries: u64, failures: usize, seconds: u128) {
    let _guard = RECORDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("test").join("reliability");
    let path = folder.join(format!("{suite}.tsv"));
    let text = fs::read_to_string(&path).unwrap_or_default();
    let others = text.lines().filter(|line| line.split('\t').next() != Some(test)).map(str::to_owned);
    let mut lines: Vec<String> = others.collect();
    lines.push(format!("{test}\t{what}\t{tries}\t{failures}\t{}\t{seconds}", today()));
    lines.sort();
    fs::write(&path, lines.join("\n") + "\n").unwrap();
}

fn read_outcomes(text: &str) -> BTreeMap<String, RoundOutcome> {
    let outcomes = text.lines().filter_map(|line| {
        let [name, tries, milliseconds, failure] =
            line.splitn(4, '\t').collect::<Vec<_>>().try_into().ok()?;
        let failure = Some(failure.to_owned()).filter(|failure| !failure.is_empty());
        let outcome =
            RoundOutcome { tries: tries.parse().ok()?, failure, milliseconds: milliseconds.parse().ok()? };
        Some((name.to_owned(), outcome))
    });
    outcomes.collect()
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
    text.replace(['\n', '\t'], " | ")
}

/// The date in UTC. See <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let days = seconds / 86400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}
