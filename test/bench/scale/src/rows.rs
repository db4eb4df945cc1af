//! What is measured, by the names that figures.json and the page have for it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Ours,
    Upstream,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Ours, Side::Upstream];

    pub fn key(self) -> &'static str {
        match self {
            Side::Ours => "ours",
            Side::Upstream => "upstream",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Side::Ours => "crate_universe",
            Side::Upstream => "rules_rust",
        }
    }
}

/// One command in Bazel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Cold,
    Restart,
    Unchanged,
    Query,
    Fetch,
    Analysis,
}

impl Step {
    pub const ALL: [Step; 6] =
        [Step::Cold, Step::Restart, Step::Unchanged, Step::Query, Step::Fetch, Step::Analysis];

    fn key(self) -> &'static str {
        match self {
            Step::Cold => "cold",
            Step::Restart => "restart",
            Step::Unchanged => "unchanged",
            Step::Query => "query",
            Step::Fetch => "fetch",
            Step::Analysis => "analysis",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Step::Cold => "evaluation, cold",
            Step::Restart => "evaluation, after a restart of the server",
            Step::Unchanged => "a query, nothing changed",
            Step::Query => "`query @crates//...`",
            Step::Fetch => "`build --nobuild` of what that lists, with all fetching",
            Step::Analysis => "`build --nobuild` of it, fetched, new server",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Metadata,
    Warm7,
    Warm54,
    Unchanged,
    UpstreamRepin,
    UpstreamUnchanged,
    InBazel(Side, Step),
}

impl Row {
    pub const PROGRAM: [Row; 6] =
        [Row::Warm7, Row::Warm54, Row::Unchanged, Row::Metadata, Row::UpstreamRepin, Row::UpstreamUnchanged];

    pub fn in_bazel() -> impl Iterator<Item = Row> {
        Step::ALL.into_iter().flat_map(|step| Side::BOTH.map(|side| Row::InBazel(side, step)))
    }

    pub fn key(self) -> String {
        match self {
            Row::Metadata => "metadata".to_owned(),
            Row::Warm7 => "warm-7".to_owned(),
            Row::Warm54 => "warm-54".to_owned(),
            Row::Unchanged => "unchanged".to_owned(),
            Row::UpstreamRepin => "upstream-repin".to_owned(),
            Row::UpstreamUnchanged => "upstream-unchanged".to_owned(),
            Row::InBazel(side, step) => format!("bazel-{}-{}", side.key(), step.key()),
        }
    }

    pub fn title(self) -> String {
        match self {
            Row::Metadata => "cargo: `cargo metadata --locked`".to_owned(),
            Row::Warm7 => "crate_universe: 7 triples".to_owned(),
            Row::Warm54 => "crate_universe: 54 triples".to_owned(),
            Row::Unchanged => "crate_universe: nothing changed".to_owned(),
            Row::UpstreamRepin => "cargo-bazel: repin, 7 triples".to_owned(),
            Row::UpstreamUnchanged => "cargo-bazel: nothing changed (`query`, `generate`)".to_owned(),
            Row::InBazel(side, step) => format!("{}: {}", side.title(), step.title()),
        }
    }
}

/// What is counted or weighed rather than timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Bytes of Bazel's heap after a garbage collection, when all of the hub is analysed.
    Heap(Side),
    /// Targets that `query @crates//...` lists.
    Targets(Side),
    /// Packages that Bazel loads for `build --nobuild`, and targets that it configures.
    Loaded(Side),
    Configured(Side),
}

impl Count {
    pub fn all() -> impl Iterator<Item = Count> {
        let kinds: [fn(Side) -> Count; 4] = [Count::Heap, Count::Targets, Count::Loaded, Count::Configured];
        kinds.into_iter().flat_map(|kind| Side::BOTH.map(kind))
    }

    pub fn key(self) -> String {
        let (name, side) = match self {
            Count::Heap(side) => ("heap", side),
            Count::Targets(side) => ("targets", side),
            Count::Loaded(side) => ("loaded", side),
            Count::Configured(side) => ("configured", side),
        };
        format!("{name}-{}", side.key())
    }

    pub fn title(self) -> String {
        let (name, side) = match self {
            Count::Heap(side) => ("heap of Bazel after garbage collection, MiB", side),
            Count::Targets(side) => ("targets that `query @crates//...` lists", side),
            Count::Loaded(side) => ("packages loaded for `build --nobuild` of these", side),
            Count::Configured(side) => ("targets configured for it", side),
        };
        format!("{}: {name}", side.title())
    }
}
