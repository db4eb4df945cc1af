//! Keeps the plan of a run in the user's cache, with everything that the run asked about files and the environment. As
//! long as all answers are the same, the next run with the same request copies the plan. Bazel evaluates an extension
//! again after each restart of its server, and mostly nothing has changed.
//!
//! A kept plan is never required. One that is damaged, or of another version of the program, is ignored.

use std::io::Read;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::Crc;

use crate::digest;
use crate::disk::{self, FileStat, NotedInputs};
use crate::error::{Code, Error, Result};

/// Changes with the format of the file.
const HEAD: &str = "crate_universe kept plan 1";
/// Between the inputs and the plan.
const PLAN: &str = "plan\n";
const FOLDER: &str = "plans";
/// The oldest ones are removed.
const MOST: usize = 64;
const PIECE: usize = 64 * 1024;

pub struct KeptPlan {
    path: Utf8PathBuf,
    /// The first lines: the format, and which program runs.
    head: String,
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl KeptPlan {
    /// The place for the plan of a request. `None` without a cache; an invalid request is reported elsewhere.
    pub fn of_request(request: &Utf8Path) -> Option<KeptPlan> {
        let text = disk::read_own_file(request).ok()?;
        let mut request: serde_json::Value = serde_json::from_str(&text).ok()?;
        let cache = Utf8PathBuf::from(request.get("facts_cache")?.as_str()?);
        let fields = request.as_object_mut()?;
        // Archives are the same wherever they are: each is used only if its checksum is right. An index has none.
        if let Some(files) = fields.get_mut("crate_files").and_then(|files| files.as_object_mut()) {
            files.retain(|key, _| !is_checksum(key));
        }
        if fields.get("crate_files").and_then(|files| files.as_object()).is_some_and(|files| files.is_empty())
        {
            fields.remove("crate_files");
        }
        // They decide what a run does that is never kept.
        fields.remove("repinned");
        fields.remove("may_download");
        let folder = std::env::current_dir().ok()?;
        let key = digest::sha256(format!("{}\n{request}", folder.display()));
        Some(KeptPlan { path: cache.join(FOLDER).join(&key[..16]), head: first_lines()? })
    }

    /// Copies the plan, and returns whether that is done.
    pub fn restore(&self, to: &Utf8Path) -> bool {
        let Ok(bytes) = disk::read_own_bytes(&self.path) else { return false };
        let Some(plan) = self.unchanged_plan(&bytes) else { return false };
        // A month after the last use, it is removed.
        let _ = disk::touch_file(&self.path);
        disk::write_file(to, plan).is_ok()
    }

    /// Without a kept plan, the next run makes it again.
    pub fn keep(&self, plan: &Utf8Path, inputs: &NotedInputs) {
        if write(&self.path, &self.head, plan, inputs).is_ok() {
            let _ = self.path.parent().map_or(Ok(()), remove_oldest);
        }
    }

    /// The plan in the text of a file, if nothing has changed since.
    fn unchanged_plan<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let end = bytes.len().checked_sub(CHECKSUM)?;
        let (body, checksum) = bytes.split_at_checked(end)?;
        let mut crc = Crc::new();
        crc.update(body);
        let rest = body.strip_prefix(self.head.as_bytes())?;
        if checksum_line(&crc).as_bytes() != checksum {
            return None;
        }
        // No input is on a line of this text.
        let inputs = rest
            .windows(PLAN.len() + 1)
            .position(|window| window[0] == b'\n' && window[1..] == *PLAN.as_bytes())?;
        let (inputs, plan) = rest.split_at_checked(inputs + 1)?;
        NotedInputs::are_unchanged(std::str::from_utf8(inputs).ok()?).then(|| &plan[PLAN.len()..])
    }
}

/// The format, and which program it is: one that is built again has other numbers.
fn first_lines() -> Option<String> {
    let program = Utf8PathBuf::from_path_buf(std::env::current_exe().ok()?).ok()?;
    // Not those of a link to it.
    let file = disk::open_own_file(&program).ok()?;
    let FileStat { size, modified, changed, inode } = FileStat::of_file(&file).ok()?;
    let version = env!("CARGO_PKG_VERSION");
    Some(format!("{HEAD}\n{version} {size} {modified} {changed} {inode} {program}\n"))
}

const CHECKSUM: usize = "\n00000000\n".len();

fn checksum_line(crc: &Crc) -> String {
    format!("\n{:08x}\n", crc.sum())
}

fn write(path: &Utf8Path, head: &str, plan: &Utf8Path, inputs: &NotedInputs) -> Result<()> {
    let unreadable =
        |error: std::io::Error| Error::new(Code::Read, format!("the plan cannot be read: {error}"));
    let mut plan = disk::open_own_file(plan).map_err(unreadable)?;
    disk::write_streamed(path, |out| {
        let mut crc = Crc::new();
        let mut write = |piece: &[u8], crc: &mut Crc| {
            crc.update(piece);
            out.write_all(piece)
                .map_err(|error| Error::new(Code::Write, format!("a file cannot be written: {error}")))
        };
        write(format!("{head}{}{PLAN}", inputs.to_text()).as_bytes(), &mut crc)?;
        let mut piece = vec![0; PIECE];
        loop {
            match plan.read(&mut piece).map_err(unreadable)? {
                0 => break,
                length => write(&piece[..length], &mut crc)?,
            }
        }
        let checksum = checksum_line(&crc);
        write(checksum.as_bytes(), &mut Crc::new())
    })
}

/// Path and time of the last use of the kept plans.
fn kept_plans(folder: &Utf8Path) -> Vec<(SystemTime, Utf8PathBuf)> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let is_key = |name: &str| name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let plans = entries
        .filter(|entry| is_key(entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_file()));
    plans.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.into_path()))).collect()
}

fn remove_oldest(folder: &Utf8Path) -> Result<()> {
    let mut plans = kept_plans(folder);
    plans.sort();
    let surplus = plans.len().saturating_sub(MOST);
    plans.iter().take(surplus).try_for_each(|(_, path)| disk::remove_all(path))
}

/// Removes the plans that were not used for this time.
pub fn sweep(cache: &Utf8Path, unused: Duration) -> Result<()> {
    let old = |used: &SystemTime| SystemTime::now().duration_since(*used).is_ok_and(|age| age > unused);
    kept_plans(&cache.join(FOLDER))
        .iter()
        .filter(|(used, _)| old(used))
        .try_for_each(|(_, path)| disk::remove_all(path))
}
