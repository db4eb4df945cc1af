mod inner;
pub use inner::VALUE;
