pub const TEXT: &str = include_str!("../../proto/a b.proto");
