use proc_macro::TokenStream;

#[proc_macro]
pub fn host_features(_: TokenStream) -> TokenStream {
    between::takes(shared::Shared);
    let lines = [
        ("shared", shared::features()),
        ("between links shared", between::shared_features()),
        ("scripted", scripted::features()),
        ("the build script of scripted", scripted::script_features()),
    ];
    let text: String = lines.iter().map(|(what, features)| format!("host: {what} {features}\n")).collect();
    format!("{text:?}").parse().unwrap()
}
