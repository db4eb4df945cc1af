//! Follows includes between configuration files; rejects cycles and more than 500 files.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

/// No real configuration has this many files.
const MOST: usize = 500;

#[derive(Default)]
pub struct ConfigIncludes {
    open: Vec<Utf8PathBuf>,
    entered: usize,
}

impl ConfigIncludes {
    pub fn enter_file(&mut self, path: &Utf8Path) -> Result<()> {
        let wrong = |what: &str| Error::new(Code::Configuration, what).at_path(path);
        if self.open.iter().any(|open| open == path) {
            return Err(
                wrong("Cargo's configuration file includes itself").help("remove the file from `include`")
            );
        }
        if self.entered == MOST {
            let what = "Cargo's configuration includes more than 500 files";
            return Err(wrong(what).help("include each file only once"));
        }
        self.entered += 1;
        self.open.push(path.to_owned());
        Ok(())
    }

    pub fn leave_file(&mut self) {
        self.open.pop();
    }
}
