//! Uses both versions of a crate and a package outside the workspace.

fn main() {
    let mut old = Vec::new();
    old_itoa::write(&mut old, outside::ANSWER).expect("a vector takes every byte");
    let mut new = itoa::Buffer::new();
    println!("{} {}", String::from_utf8_lossy(&old), new.format(outside::ANSWER));
}
