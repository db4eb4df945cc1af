pub fn greeting() {}
