pub use uses::SUM;
