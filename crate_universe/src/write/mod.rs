//! Writing of trees: desired files against those that are there. Takes texts and packages, leaves the tree as it was or as it
//! shall be; what is equal is not touched, and what is not of our making stays. Decides nothing about content.

mod foreign;
mod former;
mod listed;
mod stage;
mod surplus;
mod sweep;
mod vendored;
mod verify;
mod wanted;

pub use sweep::sweep;
pub use vendored::{differences, survey};
pub use verify::{differ, tree};
pub use wanted::{Changes, Content, Piece, Wanted};
