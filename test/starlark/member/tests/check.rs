// A test of the package.
