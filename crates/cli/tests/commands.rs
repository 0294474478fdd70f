//! The command, as the Markdown files in `commands/` show it. `TRYCMD=overwrite cargo test -p packetwalk-cli` rewrites them.

#[test]
fn commands() {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    trycmd::TestCases::new().case("crates/cli/tests/commands/*.md").case("README.md");
}
