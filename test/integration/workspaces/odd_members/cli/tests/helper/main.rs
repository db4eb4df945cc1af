fn main(){println!("helper")}
