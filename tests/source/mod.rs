//! Reads the library's own source as tokens: comments, attributes and test modules are left out.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A file under `src`.
pub struct File {
    /// `facts/date.rs`
    pub path: String,
    /// Its tokens, groups taken apart: an opening and a closing mark stand around what they hold.
    pub tokens: Vec<Token>,
}

/// A piece of source.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// As written; `::`, `==`, `!=`, `=>`, `||` and `&&` are one token.
    pub text: String,
    pub line: usize,
}

/// All files under `src` but those that only tests see, by path.
pub fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let stream: TokenStream = text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let mut file = File { path: name, tokens: Vec::new() };
        let mut tested = Vec::new();
        flatten(stream, &mut file.tokens, &mut tested);
        (file, tested)
    };
    let read: Vec<(File, Vec<String>)> = paths.iter().map(read).collect();
    let tested: Vec<String> = read.iter().flat_map(|(file, names)| names.iter().map(|n| submodule(file, n))).collect();
    let lives =
        |file: &File| !tested.iter().any(|t| file.path == format!("{t}.rs") || file.path.starts_with(&format!("{t}/")));
    read.into_iter().map(|(file, _)| file).filter(lives).collect()
}

/// The tokens of a piece of source.
pub fn tokens(code: &str) -> Vec<Token> {
    let mut out = Vec::new();
    flatten(code.parse().unwrap(), &mut out, &mut Vec::new());
    out
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Path without ending of the module `name` declared in `file`.
fn submodule(file: &File, name: &str) -> String {
    let stem = file.path.trim_end_matches(".rs");
    let folder = match stem.rsplit_once('/') {
        Some((folder, "mod")) => folder,
        None if stem == "lib" || stem == "main" => "",
        _ => stem,
    };
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `tested`: names of modules in files of their own that only tests see.
fn flatten(stream: TokenStream, out: &mut Vec<Token>, tested: &mut Vec<String>) {
    let mut trees = stream.into_iter().peekable();
    let mut skip_item = false;
    let mut item: Vec<String> = Vec::new();
    while let Some(tree) = trees.next() {
        if matches!(&tree, TokenTree::Punct(p) if p.as_char() == '#') {
            trees.next_if(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == '!'));
            if let Some(TokenTree::Group(group)) = trees.next() {
                let attribute = group.stream().to_string().replace(' ', "");
                skip_item |= attribute == "cfg(test)";
            }
            continue;
        }
        if skip_item {
            let ends = match &tree {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(p) => p.as_char() == ';',
                _ => false,
            };
            item.push(tree.to_string());
            if ends {
                if let [.., keyword, name, end] = item.as_slice()
                    && keyword == "mod"
                    && end == ";"
                {
                    tested.push(name.clone());
                }
                item.clear();
                skip_item = false;
            }
            continue;
        }
        push(tree, out, tested);
    }
}

fn push(tree: TokenTree, out: &mut Vec<Token>, tested: &mut Vec<String>) {
    let line = tree.span().start().line;
    let mut token = |text: String| out.push(Token { text, line });
    match tree {
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            token(open.to_owned());
            flatten(group.stream(), out, tested);
            out.push(Token { text: close.to_owned(), line: group.span_close().start().line });
        }
        TokenTree::Punct(p) => {
            let mark = p.as_char();
            if let Some(last) = out.last_mut()
                && last.line == line
                && matches!(
                    (last.text.as_str(), mark),
                    (":", ':') | ("=" | "!", '=') | ("=", '>') | ("|", '|') | ("&", '&')
                )
            {
                last.text.push(mark);
            } else {
                out.push(Token { text: mark.to_string(), line });
            }
        }
        TokenTree::Ident(name) => token(name.to_string()),
        TokenTree::Literal(literal) => token(literal.to_string()),
    }
}
