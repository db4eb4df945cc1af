const DESCRIPTION: &str = concat!("Expands ", "$", "(location :b)\nand ", "$", "(execpaths //:c), not $", "$", "(location d) or $HOME.");
const AUTHORS: &str = concat!("$", "(rlocationpath :a):Ada");
const HOMEPAGE: &str = concat!("https://says.example/", "$", "(rootpath :e)");
