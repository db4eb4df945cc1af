//! How files of cargo's configuration include each other: none includes itself, and there is an end. Takes the path of each file
//! as it is entered and left, gives an error where cargo would, or would never come to one.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

/// No configuration is made of as many files.
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
