#[test] fn t() { panic!() }
