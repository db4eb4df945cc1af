compile_error!("only the build script needs this");
