fn main() {
    println!("target: shared {}", shared::features());
    println!("target: between links shared {}", between::shared_features());
    println!("target: scripted {}", scripted::features());
    println!("target: the build script of scripted {}", scripted::script_features());
    println!("host: shared, in the build script of app {}", env!("SHARED_IN_BUILD_SCRIPT"));
    println!("host: shared, in the build script of scripted {}", scripted::shared_in_script());
    print!("{}", derive::host_features!());
}
