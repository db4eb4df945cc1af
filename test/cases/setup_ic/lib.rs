pub use {either::Either, itoa::Buffer, old_itoa::Buffer as Old};
