//! The disk: the only code that changes it. Takes bytes and paths, leaves each file whole or as it was. Below a root every
//! path is a [`RelativePath`], which cannot lead out, and no link is followed; a file that the user names by itself, such
//! as Cargo.lock, may be a link, and what it leads to is replaced. Decides nothing about content.

mod atomic;
mod body;
mod bounded_read;
mod calls;
mod flock;
mod journal;
mod leftovers;
mod lock;
mod relative;
mod root;
mod stat;
mod stat_index;
mod temporary;

pub use atomic::{copy_program, write_file};
pub use body::{BodySpool, FileBody, SpoolError};
pub use bounded_read::{open_bounded, read_bytes, read_to_string};
pub use calls::{append_to_file, remove_all, touch_file};
pub use journal::{Journal, JournalStep};
pub use lock::FolderLocks;
pub use relative::{RefusedPath, RelativePath, may_be_same_name};
pub use root::WritableRoot;
pub use stat::{FileStat, walk_folder};
pub use stat_index::{KnownPackage, StatIndex, StatIndexKind};
pub use temporary::{ScratchFolder, create_scratch_folder};
