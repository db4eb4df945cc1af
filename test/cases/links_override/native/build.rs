compile_error!("the configuration stands in for this script");
