pub use itoa::Buffer;
