//! Runs the extraction over sets of documents, for measuring it (`cargo run --example predict_extract -- MODE …`).
//!
//! | mode | input | output on stdout |
//! |---|---|---|
//! | `html FOLDER` | pages, `NAME.html` | JSON: `{NAME: {text, title, date, author, lang}}` |
//! | `lines FILE` | JSON lines with `page`, `lines`, and `host` of pages that may share lines | JSON: `{page: [keep?, …]}` |
//! | `clean FILE` | JSON lines with `page`, `lang`, `lines`, in which nothing is furniture | lines lost, by language and all |
//! | `blocks FILE…` | documents | the blocks with the marks of `clean.txt`, and the removed lines |
//! | `stories FOLDER` | `*/xx.{txt,html}`, and `../gold/*/xx.clean.txt` | precision and recall of blocks, then what went wrong |

// `Value` gives null for a key that is not there.
#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use newsalign::extract::{Article, Options, Role, SiteProfile, extract};
use newsalign::input::{Document, Format, InputError, from_bytes, read_path};
use newsalign::text::collapse_spaces;
use serde_json::{Value, json};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [mode, paths @ ..] = args.as_slice() else {
        return Err("usage: predict_extract MODE PATH…; the modes stand at the top of its source".into());
    };
    let first = paths.first().map(PathBuf::from).ok_or("name a file or folder")?;
    match mode.as_str() {
        "html" => html(&first),
        "lines" => lines(&first),
        "clean" => clean(&first),
        "blocks" => paths.iter().try_for_each(|path| blocks(Path::new(path))),
        "stories" => stories(&first),
        _ => Err(format!("no mode {mode}").into()),
    }
}

fn pages(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    pages.sort();
    Ok(pages)
}

fn stem(path: &Path) -> String {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    name.strip_suffix(".html").unwrap_or(&name).to_owned()
}

fn html(folder: &Path) -> Outcome {
    let mut out = BTreeMap::new();
    for path in pages(folder)? {
        let Ok(document) = read_path(&path) else {
            continue;
        };
        let article = extract(&document, &Options::default());
        let body: Vec<&str> = article
            .blocks
            .iter()
            .filter(|b| !matches!(b.role, Role::Headline | Role::Caption))
            .map(|b| b.span.of(&article.text))
            .collect();
        let date = article.meta.published_date().map(|d| d.to_string());
        out.insert(
            stem(&path),
            json!({"text": body.join("\n"), "title": article.meta.title, "date": date, "author": article.meta.byline,
                   "lang": article.lang.tag}),
        );
    }
    Ok(serde_json::to_writer(io::stdout().lock(), &out)?)
}

fn text_document(row: &Value) -> Result<Document, InputError> {
    let lines: Vec<&str> = row["lines"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut document = from_bytes(row["page"].as_str().unwrap_or(""), lines.join("\n").as_bytes())?;
    document.format = Format::Text;
    Ok(document)
}

fn lines(file: &Path) -> Outcome {
    let mut out = BTreeMap::new();
    let rows: Vec<Value> = fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut sites: BTreeMap<&str, SiteProfile> = BTreeMap::new();
    for row in &rows {
        sites.entry(row["host"].as_str().unwrap_or("")).or_default().add(&text_document(row)?);
    }
    for row in &rows {
        let site = row["host"].as_str().and_then(|host| sites.get(host)).cloned();
        let article = extract(&text_document(row)?, &Options { site, ..Options::default() });
        let count = row["lines"].as_array().map_or(0, Vec::len);
        let mut keep = vec![true; count];
        // The body has neither the headline nor captions.
        let other = article.blocks.iter().filter(|b| matches!(b.role, Role::Headline | Role::Caption));
        for origin in article.removed.iter().map(|r| &r.origin).chain(other.map(|b| &b.origin)) {
            if let Some(slot) = keep.get_mut(origin.line.saturating_sub(1)) {
                *slot = false;
            }
        }
        out.insert(row["page"].as_str().unwrap_or("").to_owned(), keep);
    }
    Ok(serde_json::to_writer(io::stdout().lock(), &out)?)
}

/// How many texts without furniture lose a line, and which.
fn clean(file: &Path) -> Outcome {
    let rows: Vec<Value> = fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut sums: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut out = io::stdout().lock();
    for row in &rows {
        let article = extract(&text_document(row)?, &Options::default());
        let (lost, lines) = (article.removed.len(), article.removed.len() + article.blocks.len());
        for removed in &article.removed {
            let (page, line) = (row["page"].as_str().unwrap_or(""), removed.origin.line);
            writeln!(out, "{page}:{line}\t{:?}: {}\t{}", removed.reason, removed.evidence, removed.text)?;
        }
        for group in [row["lang"].as_str().unwrap_or(""), "~ all"] {
            let counts = [1, usize::from(lost > 0), lines, lost];
            let slots = sums.entry(group.to_owned()).or_default();
            slots.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    for (group, [texts, hurt, lines, lost]) in sums {
        let share = |a: usize, of: usize| 100.0 * a as f64 / of.max(1) as f64;
        writeln!(
            out,
            "{group:6} {texts:5} texts, {:5.1} % lose a line; {lines:6} lines, {:6.2} % lost",
            share(hurt, texts),
            share(lost, lines)
        )?;
    }
    Ok(())
}

fn prefixed(article: &Article) -> Vec<(Role, String)> {
    let mark = |role| match role {
        Role::Headline => "# ",
        Role::Subhead => "## ",
        Role::Item => "- ",
        Role::Quotation => "> ",
        _ => "",
    };
    article.blocks.iter().map(|b| (b.role, format!("{}{}", mark(b.role), b.span.of(&article.text)))).collect()
}

fn blocks(path: &Path) -> Outcome {
    let article = extract(&read_path(path)?, &Options::default());
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {} {:?}", path.display(), article.lang.tag, article.meta)?;
    for (role, text) in prefixed(&article) {
        let node = if role == Role::Caption { "[caption] " } else { "" };
        writeln!(out, "{node}{text}")?;
    }
    for removed in &article.removed {
        let node = removed.origin.node.as_deref().unwrap_or("");
        writeln!(
            out,
            "\t-{} {node} [{:?}: {}] {}",
            removed.origin.line, removed.reason, removed.evidence, removed.text
        )?;
    }
    Ok(())
}

/// True and false positives, misses; and blocks whose text is right but whose role is not.
#[derive(Default)]
struct Score {
    hit: usize,
    extra: usize,
    missed: usize,
    role: usize,
    documents: usize,
    perfect: usize,
}

fn stories(folder: &Path) -> Outcome {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut notes = Vec::new();
    for story in pages(folder)? {
        let Ok(files) = pages(&folder.join("../gold").join(story.file_name().unwrap_or_default())) else { continue };
        for gold in files.iter().filter(|f| f.to_string_lossy().ends_with(".clean.txt")) {
            let tag = gold.file_name().and_then(|n| n.to_str()).and_then(|n| n.split('.').next()).unwrap_or("");
            for ending in ["txt", "html"] {
                let Ok(document) = read_path(&story.join(format!("{tag}.{ending}"))) else {
                    continue;
                };
                let score = scores.entry(ending).or_default();
                compare(&document, &fs::read_to_string(gold)?, score, &mut notes);
            }
        }
    }
    for note in notes {
        println!("{note}");
    }
    for (ending, s) in scores {
        let share = |a: usize, b: usize| a as f64 / (a + b).max(1) as f64;
        println!(
            "{ending}: {} documents, {} perfect (text), blocks P {:.4} R {:.4}, right role {:.4}",
            s.documents,
            s.perfect,
            share(s.hit, s.extra),
            share(s.hit, s.missed),
            1.0 - s.role as f64 / s.hit.max(1) as f64
        );
    }
    Ok(())
}

fn bare(line: &str) -> &str {
    ["# ", "## ", "- ", "> "].iter().find_map(|m| line.strip_prefix(m)).unwrap_or(line)
}

fn compare(document: &Document, gold: &str, score: &mut Score, notes: &mut Vec<String>) {
    let article = extract(document, &Options::default());
    let found: Vec<String> =
        prefixed(&article).into_iter().filter(|(r, _)| *r != Role::Caption).map(|(_, t)| t).collect();
    let gold: Vec<String> = gold.lines().map(|l| collapse_spaces(l).into_owned()).collect();
    let mut gold: Vec<&str> = gold.iter().map(String::as_str).filter(|l| !l.is_empty()).collect();
    let before = (score.extra, score.missed);
    for line in &found {
        match gold.iter().position(|g| bare(g) == bare(line)) {
            Some(at) => {
                score.hit += 1;
                let wanted = gold.remove(at);
                if wanted != line {
                    score.role += 1;
                    notes.push(format!("ROLE  {} {wanted:?} got {line:?}", document.name));
                }
            }
            None => {
                score.extra += 1;
                notes.push(format!("EXTRA {} {line}", document.name));
            }
        }
    }
    // The text may lack the headline.
    let body = collapse_spaces(&document.body);
    gold.retain(|line| !line.starts_with("# ") || body.contains(bare(line)));
    for line in &gold {
        score.missed += 1;
        let why =
            article.removed.iter().find(|r| r.text == bare(line)).map(|r| format!("{:?}: {}", r.reason, r.evidence));
        notes.push(format!("MISS  {} {line} [{}]", document.name, why.unwrap_or_default()));
    }
    score.documents += 1;
    score.perfect += usize::from((score.extra, score.missed) == before);
}
