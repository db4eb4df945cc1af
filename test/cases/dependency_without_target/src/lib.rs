pub use wanted::seven;
