//! Text that C++ owns.

fn main() {
    cxx::let_cxx_string!(greeting = "hello from C++");
    println!("{}, {} bytes", greeting.to_string_lossy(), greeting.len());
}
