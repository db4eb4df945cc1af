//! All code that changes the disk. Every file that it writes is complete, old or new, at every moment. Below a
//! [`WritableRoot`], every path is a [`RelativePath`], which cannot leave the root, and links are not followed. A file
//! that the user names, such as Cargo.lock, may be a link, and its target is replaced.

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

pub use atomic::{copy_program, write_file, write_streamed};
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
