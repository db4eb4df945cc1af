//! `install`: copies the running program to a path.

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::{cli, disk};

pub fn install(arguments: &cli::InstallArgs) -> Result<()> {
    // On Linux, this works even if another run has replaced the program's file.
    let running = Utf8PathBuf::from("/proc/self/exe");
    let named = || std::env::current_exe().ok().and_then(|path| Utf8PathBuf::from_path_buf(path).ok());
    let own = (cfg!(target_os = "linux") && running.exists())
        .then_some(running)
        .or_else(named)
        .ok_or_else(|| Error::new(Code::Read, "the path of the running program cannot be determined"))?;
    disk::copy_program(&own, &arguments.path)
}
