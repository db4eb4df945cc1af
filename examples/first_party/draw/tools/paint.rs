compile_error!("this binary requires a feature that is off");

fn main() {}
