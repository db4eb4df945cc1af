#[test]
fn never_built_without_the_feature_table() {
    compile_error!("this test requires a feature that is off");
}
