#[test] fn t() { assert_eq!(std::env::current_dir().unwrap().file_name().unwrap(), "cli"); assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").exists()); }
