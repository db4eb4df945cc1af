#[cfg(all(told, level = "2"))]
pub const SUM: &str = env!("SUM");

extern "C" {
    fn cosh(of: f64) -> f64;
}

pub fn one() -> f64 {
    unsafe { cosh(0.0) }
}
