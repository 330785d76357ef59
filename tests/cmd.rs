//! The command, as a user types it: `tests/cmd/*.md` hold what is typed and what is answered, each beside a folder of inputs.
//!
//! After a change that is meant: `TRYCMD=overwrite cargo test --test cmd && git diff tests/cmd`; put `[..]` and `...` back where
//! scores and long outputs are cut.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cmd/*.md");
}

fn inputs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd").join(name)
}

/// The command in a folder, with nothing of the tester's terminal about it.
fn newsalign(folder: &Path, args: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("newsalign");
    command.current_dir(folder).args(args).env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

fn stdout(run: &Assert) -> String {
    String::from_utf8(run.get_output().stdout.clone()).unwrap()
}

fn stderr(run: &Assert) -> String {
    String::from_utf8(run.get_output().stderr.clone()).unwrap()
}

/// A folder of its own with the two texts that do not agree.
fn workshop() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["en.txt", "pt.txt"] {
        fs::copy(inputs("check.in").join(name), dir.path().join(name)).unwrap();
    }
    dir
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn either_article_may_come_from_standard_input() {
    let folder = inputs("check.in");
    for (file, args) in [("en.txt", ["check", "-", "pt.txt"]), ("pt.txt", ["check", "en.txt", "-"])] {
        let run = newsalign(&folder, &args).pipe_stdin(folder.join(file)).unwrap().assert().code(1);
        assert!(stdout(&run).contains("“45 percent” became “54%”"), "{}", stdout(&run));
        assert!(stdout(&run).contains(" -:"), "the finding stands in `-`: {}", stdout(&run));
    }
    let run = newsalign(&folder, &["clean", "-"]).pipe_stdin(folder.join("en.txt")).unwrap().assert().code(0);
    assert!(stdout(&run).starts_with("# Ferry strike"), "{}", stdout(&run));
    let run = newsalign(&folder, &["clean", "-"]).write_stdin("").assert().code(2);
    assert!(stderr(&run).contains("-: the file is empty"), "{}", stderr(&run));
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let folder = inputs("check.in");
    let colored = |args: &[&str], no_color: Option<&str>| {
        let mut command = newsalign(&folder, &[&["check", "en.txt", "pt.txt"], args].concat());
        no_color.map(|value| command.env("NO_COLOR", value));
        stdout(&command.assert().code(1)).contains('\u{1b}')
    };
    assert!(!colored(&[], None), "standard output is no terminal here");
    assert!(colored(&["--color", "always"], None));
    assert!(colored(&["--color", "always"], Some("1")), "an option says more than the environment");
    assert!(!colored(&["--color", "never"], None));
    assert!(!colored(&["--color", "auto"], Some("1")));
    assert!(!colored(&["--color", "always", "-f", "tsv"], None), "only the terminal's format has colours");
}

#[test]
fn an_output_file_is_replaced_as_a_whole_or_not_at_all() {
    let dir = workshop();
    let old = "what an earlier run left\n";
    let report = dir.path().join("report.json");
    fs::write(&report, old).unwrap();
    let args = ["check", "en.txt", "gone.txt", "-f", "json", "-o", "report.json"];
    newsalign(dir.path(), &args).assert().code(2);
    assert_eq!(fs::read_to_string(&report).unwrap(), old);

    let args = ["check", "en.txt", "pt.txt", "-f", "json", "-o", "report.json"];
    let run = newsalign(dir.path(), &args).assert().code(1);
    assert_eq!(stdout(&run), "");
    let written: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(written["summary"]["findings"], 2);
    assert_eq!(names(dir.path()), ["en.txt", "pt.txt", "report.json"], "no temporary file is left");

    // A format that cannot be written leaves the old file too.
    fs::write(dir.path().join("corpus"), old).unwrap();
    fs::create_dir(dir.path().join("corpus.en-pt.en")).unwrap();
    fs::write(dir.path().join("corpus.en-pt.en/full"), old).unwrap();
    newsalign(dir.path(), &["align", "en.txt", "pt.txt", "-f", "moses", "-o", "corpus"]).assert().code(2);
    assert_eq!(fs::read_to_string(dir.path().join("corpus.en-pt.en/full")).unwrap(), old);
}

#[test]
fn moses_writes_two_files_of_equal_length() {
    let dir = workshop();
    newsalign(dir.path(), &["align", "en.txt", "pt.txt", "-f", "moses", "-o", "corpus"]).assert().code(0);
    let lines = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap().lines().count();
    let made: Vec<String> = names(dir.path()).into_iter().filter(|n| n.starts_with("corpus")).collect();
    let sides: Vec<&String> = made.iter().filter(|n| n.ends_with(".en") || n.ends_with(".pt")).collect();
    assert_eq!(sides.len(), 2, "{made:?}");
    assert_eq!((lines(sides[0]), lines(sides[1])), (3, 3));
}

#[test]
fn vectors_can_be_read_by_numpy() {
    let folder = inputs("embed.in");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("vectors.npy");
    let args = ["embed", "sentences.txt", "-q", "--encoder", "sea.bin", "-f", "npy"];
    let run = newsalign(&folder, &[&args[..], &["-o", file.to_str().unwrap()]].concat()).assert().code(0);
    assert_eq!((stdout(&run), stderr(&run)), (String::new(), String::new()));
    let bytes = fs::read(&file).unwrap();
    let header = b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (4, 32), }  ";
    assert_eq!(&bytes[..header.len()], header);
    assert_eq!((bytes[127], bytes.len()), (b'\n', 128 + 4 * 4 * 32));
    let number = |n: usize| f32::from_le_bytes(bytes[128 + 4 * n..][..4].try_into().unwrap());
    let cosine = |a: usize, b: usize| (0..32).map(|d| number(32 * a + d) * number(32 * b + d)).sum::<f32>();
    assert!((cosine(0, 0) - 1.0).abs() < 1e-5);
    assert!(cosine(0, 1) > 0.8, "translations lie together: {}", cosine(0, 1));
    assert_eq!(cosine(2, 2), 0.0, "an empty line");

    let piped = newsalign(&folder, &["embed", "-", "-q", "--encoder", "sea.bin", "-f", "npy", "-j", "3"])
        .pipe_stdin(folder.join("sentences.txt"))
        .unwrap()
        .assert()
        .code(0);
    assert!(piped.get_output().stdout == bytes, "the same from standard input, on three threads");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_told_and_the_rest_is_read() {
    let dir = workshop();
    fs::create_dir(dir.path().join("more")).unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("more/up")).unwrap();
    let run = newsalign(dir.path(), &["check", ".", "-f", "tsv"]).assert().code(2);
    assert!(stderr(&run).contains("leads back to the folder"), "{}", stderr(&run));
    assert!(stderr(&run).contains("1 of the inputs could not be read"), "{}", stderr(&run));
    assert!(stdout(&run).contains("percent\tmismatch"), "{}", stdout(&run));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let dir = workshop();
    let secret = dir.path().join("secret.txt");
    fs::write(&secret, "Nobody may read this.").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever runs as root may read everything.
    if fs::read(&secret).is_ok() {
        return;
    }
    let run = newsalign(dir.path(), &["clean", "secret.txt"]).assert().code(2);
    assert!(stderr(&run).contains("secret.txt: cannot be read"), "{}", stderr(&run));
}

/// `newsalign … | head -1`: whoever reads has seen enough, and that is no error.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("newsalign"))
        .current_dir(inputs("check.in"))
        .args(["check", "en.txt", "pt.txt", "-f", "html"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some_and(|code| code < 2), "{:?}", output.status);
}

#[test]
fn the_help_names_the_exit_codes() {
    let run = newsalign(Path::new("."), &["--help"]).assert().code(0);
    assert!(stdout(&run).contains("0 clean, 1 findings, 2 could not run"), "{}", stdout(&run));
    newsalign(Path::new("."), &["--version"]).assert().code(0);
    newsalign(Path::new("."), &["unknown"]).assert().code(2);
}

#[test]
fn newsalign_toml_says_which_checks_are_wanted() {
    let dir = workshop();
    let run = |args: &[&str]| newsalign(dir.path(), args).assert();
    fs::write(dir.path().join("newsalign.toml"), "fail-on = \"error\"\n[checks]\npercent = \"note\"\n").unwrap();
    let settled = run(&["check", "en.txt", "pt.txt"]).code(0);
    assert!(!stdout(&settled).contains("54%"), "{}", stdout(&settled));
    assert!(stdout(&settled).contains("warning[time-zone]"), "{}", stdout(&settled));
    // The command line goes first, and the file can be left aside.
    run(&["check", "--fail-on", "warning", "en.txt", "pt.txt"]).code(1);
    assert!(stdout(&run(&["check", "--no-config", "en.txt", "pt.txt"]).code(1)).contains("54%"));
    fs::write(dir.path().join("newsalign.toml"), "[checks]\nspelling = \"off\"\n").unwrap();
    let wrong = run(&["check", "en.txt", "pt.txt"]).code(2);
    assert!(stderr(&wrong).contains("there is no check `spelling`"), "{}", stderr(&wrong));
}

#[test]
fn a_baseline_hides_what_is_known() {
    let dir = workshop();
    let run = |args: &[&str]| newsalign(dir.path(), args).assert();
    run(&["check", "--write-baseline", "known.jsonl", "en.txt", "pt.txt"]).code(1);
    assert!(fs::read_to_string(dir.path().join("known.jsonl")).unwrap().contains("time-zone"));
    let quiet = run(&["check", "--baseline", "known.jsonl", "en.txt", "pt.txt"]).code(0);
    assert!(stdout(&quiet).contains("no findings"), "{}", stdout(&quiet));
    assert!(stderr(&quiet).contains("known findings are hidden"), "{}", stderr(&quiet));
    // A new error is told.
    let text = fs::read_to_string(dir.path().join("pt.txt")).unwrap();
    fs::write(dir.path().join("pt.txt"), text.replace("10 km", "10 metros")).unwrap();
    assert!(stdout(&run(&["check", "--baseline", "known.jsonl", "en.txt", "pt.txt"]).code(1)).contains("10 metros"));
}
