//! What a resolution works with: the workspace, cargo, and the sources of package facts. A scratch folder is created on
//! first use and removed with the value.

use std::cell::OnceCell;

use crate::disk;
use crate::error::Result;
use crate::input::{FactSources, Toolchain};
use crate::splice::SplicedWorkspace;
use crate::splice::scratch::{self, ScratchWorkspace};

use super::cargo::command::CargoCommand;

pub struct PackageResolver<'a> {
    pub toolchain: &'a Toolchain,
    pub workspace: &'a SplicedWorkspace,
    pub facts: &'a FactSources,
    folder: OnceCell<disk::ScratchFolder>,
}

impl<'a> PackageResolver<'a> {
    pub fn new(
        toolchain: &'a Toolchain,
        workspace: &'a SplicedWorkspace,
        facts: &'a FactSources,
    ) -> PackageResolver<'a> {
        PackageResolver { toolchain, workspace, facts, folder: OnceCell::new() }
    }

    pub fn cargo(&self) -> CargoCommand<'a> {
        CargoCommand::new(self.toolchain, self.workspace)
    }

    /// Creates the scratch workspace on disk, unless it exists already.
    pub fn create_scratch(&self) -> Result<ScratchWorkspace<'_>> {
        let folder = match self.folder.get() {
            Some(folder) => folder,
            None => {
                let made = disk::create_scratch_folder(
                    &scratch::scratch_files(self.workspace)?,
                    self.toolchain.debug,
                )?;
                self.folder.get_or_init(|| made)
            }
        };
        Ok(ScratchWorkspace { dir: &folder.path })
    }
}
