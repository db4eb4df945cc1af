#[cfg(not(told))]
compile_error!("the build script set no cfg");
