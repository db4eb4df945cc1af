pub use {itoa::Buffer, ryu::Buffer as Floats};
