//! The names of a hub's functions, which Starlark needs for hubs that the program did not render.

use crate::error::Result;
use crate::render::crates::{CARGO_MACROS, MACROS};
use crate::render::frame::FramePiece;
use crate::render::starlark::StarlarkExpr;

use super::repository_file::starlark_file;

pub fn starlark() -> Result<String> {
    let list = |names: &[&str]| {
        let names = StarlarkExpr::List(names.iter().map(|name| StarlarkExpr::text(*name)).collect());
        Ok(FramePiece::One(names.to_text()?.trim_end().to_owned()))
    };
    let pieces = [("macros", list(&MACROS.map(|(_, name)| name))?), ("cargo_macros", list(&CARGO_MACROS)?)];
    starlark_file("hub_macros", "crate_universe/src/render/crates.rs", &pieces)
}
