pub fn features() -> String {
    let all = [
        ("for_build_script", cfg!(feature = "for_build_script")),
        ("for_macro", cfg!(feature = "for_macro")),
        ("for_target", cfg!(feature = "for_target")),
    ];
    let on: Vec<&str> = all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
    format!("[{}]", on.join(" "))
}

pub struct Shared;
