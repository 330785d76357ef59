//! The command, as a user types it: `tests/cmd/*.md` hold what is typed and what is answered, each beside a folder of inputs.
//!
//! After a change that is meant: `TRYCMD=overwrite cargo test --test cmd && git diff tests/cmd`.

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cmd/*.md");
}
