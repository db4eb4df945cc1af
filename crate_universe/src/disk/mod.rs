//! All code that changes the disk. Every file that it writes is complete, old or new, at every moment. Below a
//! [`WritableRoot`], every path is a [`RelativePath`], which cannot leave the root, and links are not followed. A file
//! that the user names, such as Cargo.lock, may be a link, and its target is replaced.

mod atomic;
mod body;
mod bounded_read;
mod calls;
mod flock;
mod inputs;
mod journal;
mod leftovers;
mod lock;
mod relative;
mod root;
mod stat;
mod stat_index;
mod temporary;

pub use atomic::{copy_program, write_file, write_streamed};
pub use body::{BodySpool, FileBody, SpoolError};
/// For files of this program, which are no inputs of a run.
pub use bounded_read::{
    open_bounded as open_own_file, read_bytes as read_own_bytes, read_to_string as read_own_file,
};
pub use calls::{append_to_file, remove_all, touch_file};
pub use inputs::{
    NotedInputs, exists, glob, is_file, is_folder, is_same_file, list_folder, note_inputs, note_other_input,
    note_tree, open_bounded, read_bytes, read_to_string, take_noted_inputs, text_variable, variable, written,
};
pub use journal::{Journal, JournalStep};
pub use lock::FolderLocks;
pub use relative::{RefusedPath, RelativePath, may_be_same_name};
pub use root::WritableRoot;
pub use stat::{FileStat, walk_folder};
pub use stat_index::{KnownPackage, StatIndex, StatIndexKind};
pub use temporary::{ScratchFolder, create_scratch_folder};
