// The binary is what counts.
