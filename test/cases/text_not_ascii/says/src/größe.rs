#[cfg(not(all(feature = "größe", länge)))]
compile_error!("the feature or the cfg is off");
pub const TEXT: &str = include_str!("grüße.txt");
