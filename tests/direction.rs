//! Data goes one way: a stage uses the types of the stages before it and never those after it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod source;

use source::{File, Token};

/// The stages in their order. Those of one row do not know one another.
const ORDER: &[&[&str]] = &[
    &["text"],
    &["encoder"],
    &["lang"],
    &["input"],
    &["extract"],
    &["segment"],
    &["facts"],
    &["embed"],
    &["docalign"],
    &["align"],
    &["check"],
    &["review", "filter"],
    &["export", "report"],
    &["collection"],
];

/// What `lib.rs` holds itself stands above all stages; names that it re-exports count for their stage.
const ABOVE: &str = "lib.rs";

fn rank(stage: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&stage))
}

/// The module that a file is: `facts/date.rs` is `[facts, date]`, `facts/mod.rs` is `[facts]`.
fn module(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

/// A use of a module at the crate's root: its name and the line.
type Use = (String, usize);

/// The modules at the crate's root that a file uses, by `crate::…` or by a chain of `super::` that reaches the root.
fn uses(file: &File) -> Vec<Use> {
    let depth = module(&file.path).len();
    let tokens = &file.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let path_goes_on = at > 0 && tokens[at - 1].text == "::";
        if path_goes_on || tokens.get(at + 1).is_none_or(|t| t.text != "::") {
            continue;
        }
        match tokens[at].text.as_str() {
            "crate" => found.extend(heads(tokens, at + 2)),
            "super" => {
                let chain = (at..).step_by(2).take_while(|n| {
                    tokens.get(*n).is_some_and(|t| t.text == "super")
                        && tokens.get(n + 1).is_some_and(|t| t.text == "::")
                });
                let steps = chain.count();
                if steps == depth {
                    found.extend(heads(tokens, at + 2 * steps));
                }
                assert!(steps <= depth, "{}:{}: more super than modules", file.path, tokens[at].line);
            }
            _ => {}
        }
    }
    found
}

/// First names of a path, or of every path of a group.
fn heads(tokens: &[Token], at: usize) -> Vec<Use> {
    let Some(first) = tokens.get(at) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.text.clone(), first.line)];
    }
    let mut depth = 0;
    let mut found = Vec::new();
    for (before, token) in tokens.iter().zip(&tokens[1..]).skip(at) {
        match before.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && (before.text == "{" || before.text == ",") && token.text != "}" {
            found.push((token.text.clone(), token.line));
        }
    }
    found
}

/// The stage that a name at the root belongs to: itself, or the one it is re-exported from.
fn stage_of(name: &str, lib: &File) -> String {
    if rank(name).is_some() {
        return name.to_owned();
    }
    let exports = |at: usize| lib.tokens[at].text == "use" && lib.tokens.get(at + 2).is_some_and(|t| t.text == "::");
    let found = (0..lib.tokens.len()).filter(|at| exports(*at)).find_map(|at| {
        let names = lib.tokens[at + 3..].iter().take_while(|t| t.text != ";");
        names.into_iter().any(|t| t.text == name).then(|| lib.tokens[at + 1].text.clone())
    });
    found.filter(|stage| rank(stage).is_some()).unwrap_or_else(|| ABOVE.to_owned())
}

#[test]
fn no_stage_imports_a_later_one() {
    let files = source::files();
    let lib = files.iter().find(|f| f.path == "lib.rs").unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files.iter().filter(|f| rank(module(&f.path)[0]).is_some()) {
        let own = module(&file.path)[0];
        for (name, line) in uses(file) {
            let stage = stage_of(&name, lib);
            seen += 1;
            if stage != own && rank(&stage).is_none_or(|r| r >= rank(own).unwrap()) {
                wrong.push(format!("src/{}:{line}: {own} imports `{name}` of {stage}", file.path));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports were read: this test is blind");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_stage_has_its_place_in_the_order() {
    let files = source::files();
    let lib = files.iter().find(|f| f.path == "lib.rs").unwrap();
    let modules = lib.tokens.windows(3).filter(|w| w[0].text == "mod" && w[2].text == ";").map(|w| w[1].text.clone());
    let mut modules: Vec<String> = modules.collect();
    let mut order: Vec<String> = ORDER.iter().copied().flatten().map(|s| (*s).to_owned()).collect();
    modules.sort();
    order.sort();
    assert_eq!(modules, order, "the modules of src/lib.rs and the order in this test");
}

/// The command is a crate of its own, so the compiler keeps it to what is public; this keeps it from going round that.
#[test]
fn the_command_uses_the_public_api_alone() {
    for file in source::files() {
        let above = file.path == "main.rs" || file.path.starts_with("cli/");
        if !above {
            let reaches = uses(&file).iter().any(|(name, _)| name == "cli");
            assert!(!reaches, "src/{}: the library knows nothing of its command", file.path);
            continue;
        }
        for (name, line) in uses(&file) {
            assert!(name == "cli", "src/{}:{line}: `crate::{name}`", file.path);
        }
        let text = std::fs::read_to_string(format!("{}/src/{}", env!("CARGO_MANIFEST_DIR"), file.path)).unwrap();
        for way in ["#[path", "include!("] {
            assert!(!text.contains(way), "src/{}: {way} leads round the public API", file.path);
        }
        let hidden = ["figures"];
        let used = file.tokens.iter().find(|t| hidden.contains(&t.text.as_str()));
        assert_eq!(used, None, "src/{}: that is for training only", file.path);
    }
}

#[test]
fn this_test_sees_what_it_should() {
    let read = |path: &str, code: &str| {
        let tokens = source::tokens(code);
        uses(&File { path: path.to_owned(), tokens }).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(
        read("facts/mod.rs", "use crate::check::Finding; fn f() { crate::export::write(); }"),
        ["check", "export"]
    );
    assert_eq!(read("facts/date.rs", "use crate::{align::{Bead, x}, check};"), ["align", "check"]);
    assert_eq!(read("facts/date.rs", "use super::super::report::Html; use super::scan;"), ["report"]);
    assert_eq!(
        read("facts/mod.rs", "/// [`Bead`](crate::align::Bead)\n#[cfg(test)]\nmod tests { use crate::check::x; }"),
        [""; 0]
    );
}
