pub use native::SUM;
