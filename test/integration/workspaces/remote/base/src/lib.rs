// Linked for its C code.
