pub const TEXTS: [&str; 10] = [
    include_str!("templates/BUILD"),
    include_str!("templates/BUILD.bazel"),
    include_str!("templates/WORKSPACE"),
    include_str!("templates/deep/a.txt"),
    include_str!("../data/greeting.txt"),
    include_str!("../assets/my file.txt"),
    include_str!("../assets/my images/a.txt"),
    include_str!("../says"),
    include_str!("../build_script_build"),
    include_str!("../tool__bin"),
];
pub mod templates;
