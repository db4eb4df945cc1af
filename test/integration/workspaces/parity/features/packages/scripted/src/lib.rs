pub fn features() -> String {
    format!("[{}]", if cfg!(feature = "for_target") { "for_target" } else { "" })
}

pub fn script_features() -> String {
    env!("SCRIPT").to_owned()
}

pub fn shared_in_script() -> String {
    env!("SHARED").to_owned()
}
