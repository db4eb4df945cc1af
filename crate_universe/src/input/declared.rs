//! Finds the file that declares a hub, for errors that have neither a tag nor a better file.

use camino::Utf8PathBuf;

use crate::error::Error;

use super::HubConfig;

impl HubConfig {
    /// The name of the repository with the hub's conditions.
    pub fn conditions_repository(&self) -> String {
        format!("{}__cfg", self.hub)
    }

    /// The file that declares the hub, if it is known.
    pub fn declared_in(&self) -> Option<Utf8PathBuf> {
        let vendor = self.vendor.as_ref();
        let target = vendor.map(|vendor| vendor.workspace_dir.join(&vendor.target.package));
        let of_package =
            target.into_iter().flat_map(|dir| ["BUILD.bazel", "BUILD"].map(|name| dir.join(name)));
        let modules = ["MODULE.bazel", "WORKSPACE.bzlmod", "WORKSPACE.bazel", "WORKSPACE"];
        let of_main = self.main_dir.iter().flat_map(|dir| modules.map(|name| dir.join(name)));
        of_package.chain(of_main).find(|file| crate::disk::is_file(file))
    }

    /// Adds the hub's file to an error without a location.
    pub fn with_declaring_file(&self, error: Error) -> Error {
        self.declared_in().iter().fold(error, |error, file| error.or_at_path(file))
    }
}
