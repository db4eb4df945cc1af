//! Changes the answer to one question, and changes it back when the value is dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub struct Change<'a> {
    pub variables: Vec<(&'a str, &'a str)>,
    undo: Box<dyn Fn() + 'a>,
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        (self.undo)();
    }
}

impl<'a> Change<'a> {
    /// `elsewhere`: what variables are set to.
    pub fn of(kind: &str, subject: &'a str, elsewhere: &'a str) -> Change<'a> {
        let path = Path::new(subject);
        match kind {
            "variable" => Change { variables: vec![(subject, elsewhere)], undo: Box::new(|| {}) },
            "content" if path.is_file() => Change::edit(path),
            "content" | "kind" if !path.exists() => Change::create(path),
            "kind" => Change::move_away(path),
            "entries" => Change::create(&path.join("zz-new")),
            "matches" => Change::create(&PathBuf::from(subject.replace('*', "zz-new")).join("Cargo.toml")),
            "written" => Change::touch(path),
            "real-path" => Change::link(path),
            "tree" => Change::edit_in_place(path, "src/lib.rs"),
            _ => panic!("{kind} {subject}"),
        }
    }

    fn files(undo: impl Fn() + 'a) -> Change<'a> {
        Change { variables: Vec::new(), undo: Box::new(undo) }
    }

    fn edit(path: &'a Path) -> Change<'a> {
        let (before, written) = (fs::read(path).unwrap(), modified(path));
        fs::write(path, [before.as_slice(), b"\n"].concat()).unwrap();
        Change::files(move || {
            fs::write(path, &before).unwrap();
            set_modified(path, written);
        })
    }

    /// The file has the same size and is given the same time.
    fn edit_in_place(path: &'a Path, file: &str) -> Change<'a> {
        let path = path.join(file);
        let written = modified(&path);
        let text = fs::read_to_string(&path).unwrap();
        let edited = text.replace('1', "2");
        assert_ne!(edited, text);
        fs::write(&path, edited).unwrap();
        set_modified(&path, written);
        Change::files(move || {
            fs::write(&path, &text).unwrap();
            set_modified(&path, written);
        })
    }

    fn create(path: &Path) -> Change<'a> {
        let missing: Vec<PathBuf> =
            path.ancestors().take_while(|dir| !dir.exists()).map(Path::to_owned).collect();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
        Change::files(move || {
            for path in &missing {
                if path.is_dir() { fs::remove_dir(path).unwrap() } else { fs::remove_file(path).unwrap() }
            }
        })
    }

    fn move_away(path: &'a Path) -> Change<'a> {
        let aside = path.with_file_name("zz-aside");
        fs::rename(path, &aside).unwrap();
        Change::files(move || fs::rename(&aside, path).unwrap())
    }

    /// A link in the place of a file or a folder.
    fn link(path: &'a Path) -> Change<'a> {
        let aside = path.with_file_name("zz-aside");
        fs::rename(path, &aside).unwrap();
        std::os::unix::fs::symlink(&aside, path).unwrap();
        Change::files(move || fs::rename(&aside, path).unwrap())
    }

    fn touch(path: &'a Path) -> Change<'a> {
        let written = modified(path);
        set_modified(path, written + Duration::from_secs(7));
        Change::files(move || set_modified(path, written))
    }
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

fn set_modified(path: &Path, time: SystemTime) {
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}
