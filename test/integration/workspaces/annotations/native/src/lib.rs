extern "C" {
    fn answer() -> i32;
}

pub fn show() -> String {
    let words = [
        env!("GREETED"),
        env!("KIND"),
        env!("SYSTEM"),
        env!("FROM"),
        env!("SCRIPT_IS_LOUD"),
        if cfg!(feature = "loud") { "loud" } else { "quiet" },
        if cfg!(flagged) { "flagged" } else { "bare" },
        include_str!(env!("TABLE")),
    ];
    format!("{} {}", words.join(" "), unsafe { answer() })
}
