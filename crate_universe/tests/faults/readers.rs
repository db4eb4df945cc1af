//! Readers of everything that is written, while it is written again and again: no file is torn, and none is gone that is there
//! before and after.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::rounds::Rounds;
use super::site::{Job, Site};

const READERS: usize = 2;

/// Each read is a try.
pub fn readers(job: Job, time: Duration, mut rounds: Rounds) {
    rounds.run("readers", || {
        let site = Site::new(job).learn();
        let (done, reads) = (AtomicBool::new(false), AtomicU64::new(0));
        std::thread::scope(|scope| {
            let readers: Vec<_> =
                (0..READERS).map(|_| scope.spawn(|| read_until(&done, &reads, &site))).collect();
            let writes = write_for(time, &done, &site);
            readers.into_iter().for_each(|reader| reader.join().unwrap());
            assert!(writes > 1, "{writes} writes");
        });
        reads.into_inner()
    });
    rounds.end();
}

fn write_for(time: Duration, done: &AtomicBool, site: &Site) -> usize {
    // Also where a run fails: the readers wait for it.
    struct DoneOnDrop<'a>(&'a AtomicBool);
    impl Drop for DoneOnDrop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let _done = DoneOnDrop(done);
    let begun = Instant::now();
    let mut writes = 0;
    while begun.elapsed() < time {
        site.become_state(writes % 2 == 0);
        site.succeed();
        writes += 1;
    }
    writes
}

fn read_until(done: &AtomicBool, reads: &AtomicU64, site: &Site) {
    let states = [site.right(false), site.right(true)];
    let mut outputs: Vec<(&PathBuf, bool)> = Vec::new();
    for (number, state) in states.iter().enumerate() {
        let other = states[1 - number];
        let written = state.keys().filter(|path| site.is_output(path));
        outputs.extend(written.map(|path| (path, other.contains_key(path))));
    }
    while !done.load(Ordering::Relaxed) {
        for (path, stays) in &outputs {
            match fs::read(site.root().join(path)) {
                Ok(bytes) => assert!(site.is_whole(path, &bytes), "{} is torn", path.display()),
                Err(error) => assert!(!stays, "{}: {error}", path.display()),
            }
            reads.fetch_add(1, Ordering::Relaxed);
        }
    }
}
