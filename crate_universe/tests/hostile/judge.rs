//! What holds of every run, whatever it was given: it ends soon and by itself, and a refusal has a code, a place and what helps.

use std::io::Read as _;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// As much time of a processor as a user would wait for an error, and the stack that a program has on Windows, in KiB.
const LIMITS: &str = "ulimit -t 10; ulimit -s 1024";
/// With other work on the machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct RunOutcome {
    /// `CU0005`, where it was refused.
    pub code: Option<String>,
    /// All of standard error.
    pub told: String,
}

/// Runs the program with limits of the shell besides the usual ones.
pub fn run_limited(command: &Command, limits: &str, what: &str) -> RunOutcome {
    let (status, told) = ended(command, limits, what);
    assert!(!told.chars().any(is_obeyed), "{what}: {told:?}");
    assert!(matches!(status.code(), Some(0 | 1)), "{what}: {status}: {told}");
    if status.success() {
        return RunOutcome { code: None, told };
    }
    let lines: Vec<&str> = told.lines().skip_while(|line| !line.starts_with("CU")).collect();
    let code = lines.first().and_then(|line| line.split(':').next()).map(str::to_owned);
    assert!(code.as_ref().is_some_and(|code| code.len() == "CU0000".len()), "{what}: {told}");
    assert!(lines.iter().any(|line| line.starts_with("  at ")), "{what}: no place: {told}");
    assert!(lines.iter().any(|line| line.starts_with("  help: ")), "{what}: no help: {told}");
    assert!(lines.len() <= 12, "{what}: {told}");
    RunOutcome { code, told }
}

pub fn run(command: &Command, what: &str) -> RunOutcome {
    run_limited(command, "", what)
}

/// How it ended, and what it told. Full disks are errors, as with most shells that users start programs from.
fn ended(command: &Command, limits: &str, what: &str) -> (ExitStatus, String) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; {LIMITS}; {limits}\nexec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(dir) = command.get_current_dir() {
        shell.current_dir(dir);
    }
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    // A file would have the limits of the shell, too.
    let mut pipe = child.stderr.take().unwrap();
    let told = thread::spawn(move || {
        let mut told = String::new();
        pipe.read_to_string(&mut told).map(|_| told)
    });
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{what}: it does not end");
        }
        thread::sleep(Duration::from_millis(2));
    };
    (status, told.join().unwrap().unwrap())
}

/// Characters that a terminal takes for more than text.
pub fn is_obeyed(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n' && c != '\t')
}
