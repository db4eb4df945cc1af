// A library.
