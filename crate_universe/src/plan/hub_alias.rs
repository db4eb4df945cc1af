//! An alias of the hub, and what it refers to.

use crate::input::render_config::AliasRule;

#[derive(Clone, Debug)]
pub struct HubAlias {
    pub name: String,
    pub actual: AliasTarget,
    /// `None`: public.
    pub visibility: Option<Vec<String>>,
}

/// What an alias of the hub refers to.
#[derive(Clone, Debug)]
pub enum AliasTarget {
    Target {
        label: String,
        rule: AliasRule,
        /// The target in between, if this one is always built in the exec configuration.
        exec: Option<ExecAlias>,
    },
    /// No target: using the alias fails with this error.
    Missing(String),
}

/// A target of the hub that builds another one in the exec configuration, through the user's alias rule.
#[derive(Clone, Debug)]
pub struct ExecAlias {
    pub name: String,
    pub executable: bool,
}
