//! Synthetic dependency graphs of any size, as data. Their proportions are those of large published projects and do not depend
//! on the size, so that the cost of a package can be compared between sizes. Nothing is random: the same shape gives the same
//! graph.

/// What a graph is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Of the registry.
    pub packages: usize,
    /// At least two.
    pub members: usize,
    /// Of each package, besides `default` and `std`.
    pub features: usize,
    /// How many of [`PLATFORMS`] occur.
    pub platforms: usize,
}

impl Shape {
    pub fn of_size(packages: usize) -> Shape {
        Shape { packages, members: (packages / 50).max(2), features: 4, platforms: PLATFORMS.len() }
    }
}

pub struct Package {
    pub name: String,
    pub version: String,
    pub proc_macro: bool,
    pub build_script: bool,
    pub links: bool,
    pub dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug)]
pub struct Dependency {
    /// The place of a package of the registry.
    pub package: usize,
    pub build: bool,
    pub optional: bool,
    pub default_features: bool,
    pub feature: Option<usize>,
    pub platform: Option<&'static str>,
}

pub struct Graph {
    pub shape: Shape,
    pub packages: Vec<Package>,
    /// The dependencies of each member. Together they reach every package.
    pub members: Vec<Vec<Dependency>>,
}

/// The kinds of conditions that published packages have, from the most frequent on.
pub const PLATFORMS: [&str; 12] = [
    "cfg(windows)",
    "cfg(unix)",
    "cfg(target_arch = \"wasm32\")",
    "cfg(target_os = \"macos\")",
    "cfg(target_os = \"linux\")",
    "cfg(not(windows))",
    "cfg(any(target_os = \"linux\", target_os = \"android\"))",
    "cfg(not(target_arch = \"wasm32\"))",
    "cfg(all(target_arch = \"wasm32\", target_os = \"unknown\"))",
    "cfg(any(target_arch = \"x86_64\", target_arch = \"aarch64\"))",
    "cfg(target_vendor = \"apple\")",
    "x86_64-pc-windows-msvc",
];

/// A package depends only on packages of lower layers.
const LAYERS: usize = 12;

/// Dependencies of a package; the mean is that of large projects' Cargo.lock.
const FAN_OUT: [u64; 8] = [1, 2, 2, 3, 3, 4, 5, 8];

const WORDS: [&str; 16] = [
    "async", "buffer", "codec", "crypto", "derive", "event", "format", "graph", "hash", "index", "lexer",
    "macros", "network", "parser", "runtime", "stream",
];

/// A number that looks random, for the question `question` about the thing `thing` (splitmix64).
fn noise(thing: usize, question: u64) -> u64 {
    let mut value =
        (thing as u64).wrapping_mul(64).wrapping_add(question).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn percent(thing: usize, question: u64) -> u64 {
    noise(thing, question) % 100
}

impl Graph {
    pub fn new(shape: Shape) -> Graph {
        assert!(shape.members >= 2 && shape.platforms <= PLATFORMS.len());
        let mut packages: Vec<Package> = Vec::new();
        for place in 0..shape.packages {
            let package = package(place, &packages, &shape);
            packages.push(package);
        }
        let members = members(&packages, &shape);
        Graph { shape, packages, members }
    }
}

fn package(place: usize, before: &[Package], shape: &Shape) -> Package {
    let last = before.last().filter(|last| last.version.starts_with("1."));
    // The next major version of the one before it, as many locks hold both.
    let second = last.filter(|_| percent(place, 0) < 8);
    let (name, version) = match second {
        Some(first) => (first.name.clone(), format!("2.{}.0", place % 7)),
        None => {
            let word = |question| WORDS[(noise(place, question) % 16) as usize];
            (format!("{}-{}-{place:05}", word(1), word(2)), format!("1.{}.{}", place % 40, place % 13))
        }
    };
    let proc_macro = percent(place, 3) < 7;
    let build_script = percent(place, 4) < 16;
    let links = build_script && !proc_macro && second.is_none() && percent(place, 5) < 15;
    let dependencies = dependencies(place, before, shape, build_script);
    Package { name, version, proc_macro, build_script, links, dependencies }
}

fn dependencies(place: usize, before: &[Package], shape: &Shape, build_script: bool) -> Vec<Dependency> {
    // The first place of the layer, and of the one below it.
    let layer = place * LAYERS / shape.packages;
    let start = |layer: usize| (layer * shape.packages).div_ceil(LAYERS);
    if layer == 0 {
        return Vec::new();
    }
    let (bottom, top) = (start(layer - 1), start(layer));
    let mut chosen: Vec<Dependency> = Vec::new();
    for number in 0..FAN_OUT[(noise(place, 6) % 8) as usize] {
        let question = 8 + 2 * number;
        let package = match noise(place, question) % 2 {
            0 => bottom + (noise(place, question + 1) as usize) % (top - bottom),
            _ => popular(noise(place, question + 1), top),
        };
        chosen.push(dependency(package, place, 24 + 3 * number, shape));
    }
    if build_script && percent(place, 7) < 50 {
        let package = popular(noise(place, 48), top);
        chosen.push(Dependency {
            build: true,
            optional: false,
            platform: None,
            ..dependency(package, place, 49, shape)
        });
    }
    distinct(chosen, before)
}

/// A few packages have most of the dependents.
fn popular(number: u64, below: usize) -> usize {
    let part = (number % 1_000_000) as f64 / 1e6;
    (part.powi(3) * below as f64) as usize
}

fn dependency(package: usize, of: usize, question: u64, shape: &Shape) -> Dependency {
    let kind = percent(of, question);
    let platform = (kind < 18 && shape.platforms > 0)
        // The square makes the first ones frequent.
        .then(|| PLATFORMS[popular(noise(of, question + 1), shape.platforms)]);
    let features = noise(of, question + 2);
    Dependency {
        package,
        build: false,
        optional: (18..28).contains(&kind),
        default_features: features % 4 != 0,
        feature: (features % 3 == 0 && shape.features > 0).then(|| (features / 12) as usize % shape.features),
        platform,
    }
}

/// Without a second dependency on a package, or on another version of it.
fn distinct(dependencies: Vec<Dependency>, packages: &[Package]) -> Vec<Dependency> {
    let mut kept: Vec<Dependency> = Vec::new();
    for dependency in dependencies {
        let name = &packages[dependency.package].name;
        if kept.iter().all(|other| &packages[other.package].name != name) {
            kept.push(dependency);
        }
    }
    kept
}

/// Every package that no other one surely needs is a dependency of a member; in large workspaces that is one in four.
fn members(packages: &[Package], shape: &Shape) -> Vec<Vec<Dependency>> {
    let mut needed = vec![false; packages.len()];
    for dependency in packages.iter().flat_map(|package| &package.dependencies) {
        needed[dependency.package] |= !dependency.optional;
    }
    let mut members: Vec<Vec<Dependency>> = vec![Vec::new(); shape.members];
    let mut next = 0;
    for place in (0..packages.len()).filter(|place| !needed[*place]) {
        // The two versions of a package are neighbours, so that they go to two members.
        let wanted = Dependency { optional: false, ..dependency(place, place, 52, shape) };
        members[next].push(wanted);
        next = (next + 1) % shape.members;
    }
    for (number, dependencies) in members.iter_mut().enumerate() {
        for question in 0..5 {
            let package = popular(noise(number, 56 + question), packages.len());
            let wanted =
                Dependency { optional: false, ..dependency(package, packages.len() + number, 52, shape) };
            dependencies.push(wanted);
        }
        *dependencies = distinct(std::mem::take(dependencies), packages);
    }
    members
}
