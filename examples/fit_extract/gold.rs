//! Reads pages and lines with gold, and marks every block with how much of it is the article's.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use newsalign::extract::fit::Measured;
use newsalign::extract::{Options, SiteProfile};
use newsalign::input::{Document, Format, from_bytes, read_path};
use newsalign::text::collapse_spaces;
use serde_json::Value;

use crate::dirt::{Chance, Scraped};
use crate::teach;

/// Words of a shingle.
const SHINGLE: usize = 4;

/// A document with what is known of its candidates.
pub struct Case {
    pub page: String,
    pub set: String,
    pub lang: String,
    /// Site, so that none is on both sides of a split.
    pub site: String,
    pub measured: Measured,
    /// How much of each candidate is furniture, 0 to 1, and what it counts; 0 where nobody knows.
    pub marks: Vec<f32>,
    pub weights: Vec<f32>,
    /// What the case counts in the first and the second pass.
    pub share: [f32; 2],
    pub truth: Truth,
}

/// What a page with less furniture than it had and a text without any count in both passes, against one page.
#[derive(Clone, Copy)]
pub struct Shares {
    pub graded: [f32; 2],
    pub clean: [f32; 2],
}

/// What a prediction is compared with.
pub enum Truth {
    /// The whole body.
    Body(String),
    /// Pieces that must be there, and that must not.
    Pieces(Vec<String>, Vec<String>),
    /// A letter for each line (`k` body, `b` furniture) of which those in the range are scored.
    Lines(String, std::ops::Range<usize>),
    /// Nothing may go.
    Clean,
    /// Only for fitting.
    None,
}

/// The words of a text; characters of scripts without spaces are words of their own.
pub fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let single = matches!(c, '\u{e00}'..='\u{e7f}' | '\u{1000}'..='\u{109f}' | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
        if !single && (c.is_alphanumeric() || c == '_') {
            start.get_or_insert(at);
            continue;
        }
        out.extend(start.take().map(|start| &text[start..at]));
        if single {
            out.push(&text[at..at + c.len_utf8()]);
        }
    }
    out.extend(start.map(|start| &text[start..]));
    out
}

/// How often each run of four words stands in a text.
pub fn shingles<'t>(words: &[&'t str]) -> HashMap<Vec<&'t str>, usize> {
    let mut out = HashMap::new();
    for shingle in words.windows(SHINGLE.min(words.len()).max(1)) {
        *out.entry(shingle.to_vec()).or_default() += 1;
    }
    out
}

/// The bytes of a file, unpacked if its name ends in `.gz`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let packed = fs::read(path)?;
    if path.extension().is_none_or(|e| e != "gz") {
        return Ok(packed);
    }
    // The header's optional fields: extra, name, comment, checksum (RFC 1952).
    let flags = packed[3];
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(packed[at]) + 256 * usize::from(packed[at + 1]);
    }
    for bit in [8, 16] {
        if flags & bit != 0 {
            at += packed[at..].iter().position(|b| *b == 0).ok_or("no end of a name")? + 1;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    miniz_oxide::inflate::decompress_to_vec(&packed[at..])
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

pub fn rows(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let text = String::from_utf8(bytes(path)?)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The part of a host that a site owns: its last two labels, three under `co.uk` and the like.
fn owned(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let short = |l: &&str| l.len() <= 3;
    let double = labels.len() >= 3 && labels.iter().rev().take(2).all(short) && labels[labels.len() - 1].len() == 2;
    labels[labels.len().saturating_sub(if double { 3 } else { 2 })..].join(".")
}

pub fn site(row: &Value) -> String {
    let page = row["page"].as_str().unwrap_or("");
    let url = row["url"].as_str().and_then(|url| url.split("://").nth(1)).and_then(|url| url.split('/').next());
    let host = row["host"].as_str().or(url).or_else(|| page.split('_').find(|p| p.contains('.')));
    host.map_or_else(|| page.to_owned(), owned)
}

pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

pub fn text<'r>(row: &'r Value, key: &str) -> &'r str {
    row[key].as_str().unwrap_or("")
}

/// The pages of a folder with `gold.jsonl.gz` and `html/`, but for the sets in `without`. `piece`: what a block with a
/// snippet counts.
pub fn pages(folder: &Path, without: &[String], piece: f32) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut out = Vec::new();
    for row in rows(&folder.join("gold.jsonl.gz"))? {
        if without.iter().any(|set| set == text(&row, "dataset")) {
            continue;
        }
        let Ok(document) = from_bytes(text(&row, "page"), &bytes(&folder.join(text(&row, "html")))?) else {
            continue;
        };
        let measured = Measured::of(&document, &Options::default());
        let body = text(&row, "text");
        let truth = if body.is_empty() {
            Truth::Pieces(strings(&row["with"]), strings(&row["without"]))
        } else {
            Truth::Body(body.to_owned())
        };
        let (marks, weights) = match &truth {
            Truth::Pieces(with, without) => from_pieces(&measured, with, without, piece),
            _ => from_body(&measured, body),
        };
        out.push(Case {
            page: text(&row, "page").to_owned(),
            set: text(&row, "dataset").to_owned(),
            lang: text(&row, "lang").to_owned(),
            site: site(&row),
            measured,
            marks,
            weights,
            share: [1.0; 2],
            truth,
        });
    }
    Ok(out)
}

/// Marks by the share of a block's shingles that the gold has; a block of fewer words must be one of the gold's lines.
fn from_body(measured: &Measured, body: &str) -> (Vec<f32>, Vec<f32>) {
    let gold = words(body);
    let known = shingles(&gold);
    let short: HashSet<Vec<&str>> = (1..SHINGLE).flat_map(|n| gold.windows(n).map(<[&str]>::to_vec)).collect();
    let lines: HashSet<Vec<&str>> = body.lines().map(words).collect();
    let mut marks = Vec::new();
    let mut weights = Vec::new();
    for (text, _, title) in measured.candidates() {
        let own = words(text);
        let (mark, sure) = if own.is_empty() {
            (1.0, 0.0)
        } else if own.len() < SHINGLE {
            let line = lines.contains(&own);
            (f32::from(u8::from(!line)), if line || !short.contains(&own) { 1.0 } else { 0.0 })
        } else {
            let hits = own.windows(SHINGLE).filter(|w| known.contains_key(*w)).count();
            (1.0 - hits as f32 / (own.len() - SHINGLE + 1) as f32, 1.0)
        };
        marks.push(mark);
        // The headline is found by other means and is no part of the body.
        let counts = if title { 0.0 } else { sure };
        weights.push(counts * (own.len() as f32 + 3.0).powf(0.8) * 40.0 / (gold.len() as f32 + 60.0).powf(0.9));
    }
    (marks, weights)
}

pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn from_pieces(measured: &Measured, with: &[String], without: &[String], piece: f32) -> (Vec<f32>, Vec<f32>) {
    let with: Vec<String> = with.iter().map(|s| squeeze(s)).collect();
    let without: Vec<String> = without.iter().map(|s| squeeze(s)).collect();
    let candidates = measured.candidates().map(|(text, _, title)| {
        let own = squeeze(text);
        let bad = without.iter().any(|s| own.contains(s.as_str()));
        let good = with.iter().any(|s| own.contains(s.as_str()));
        let sure = if title || good == bad { 0.0 } else { piece };
        (f32::from(u8::from(bad)), sure)
    });
    candidates.unzip()
}

/// The scraped pages of a folder with `lines.jsonl.gz`: each whole, and each as the window of lines that is scored. Also
/// with less furniture, from all of it down to none, and with that furniture around texts of `clean` in the same language;
/// and these by themselves.
///
/// `taught`: what the pages without labels count for, as the trees for pages label them; 0 leaves them out.
pub fn lines(folder: &Path, clean: Option<&Path>, shares: Shares, taught: f32) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut sites: BTreeMap<String, SiteProfile> = BTreeMap::new();
    let mut scraped_pages: Vec<Scraped> = rows(&folder.join("lines.jsonl.gz"))?.iter().map(Scraped::read).collect();
    let labelled = scraped_pages.len();
    if taught > 0.0 {
        let known: HashSet<String> = scraped_pages.iter().map(|page| page.page.clone()).collect();
        scraped_pages.extend(teach::pages(folder, &known)?);
    }
    for page in &scraped_pages {
        sites.entry(page.host.clone()).or_default().add(&scraped(&page.lines));
    }
    let texts: Vec<Scraped> = match clean {
        Some(file) => rows(file)?.iter().map(Scraped::read).collect(),
        None => Vec::new(),
    };
    let mut out = Vec::new();
    let mut chance = Chance::default();
    for (index, page) in scraped_pages.iter().enumerate() {
        let Some(window) = page.window() else { continue };
        let whole = Options { site: sites.get(&page.host).cloned(), ..Options::default() };
        let own = index < labelled;
        let share = if own { 1.0 } else { taught };
        let truth = if own { Truth::Lines(page.labels.clone(), window.clone()) } else { Truth::None };
        out.push(Case { truth, ..case(page, &whole, window.clone(), [share; 2]) });
        let seen = page.part(window.clone());
        out.push(case(&seen, &Options::default(), 0..seen.lines.len(), [share; 2]));
        for part in page.graded(&window, &texts, &mut chance) {
            let count = part.lines.len();
            let truth = if part.labels.contains('b') || !own { Truth::None } else { Truth::Clean };
            let shares = shares.graded.map(|graded| graded * share);
            out.push(Case { truth, ..case(&part, &Options::default(), 0..count, shares) });
        }
    }
    for text in &texts {
        let count = text.lines.len();
        out.push(Case { truth: Truth::Clean, ..case(text, &Options::default(), 0..count, shares.clean) });
    }
    Ok(out)
}

fn case(page: &Scraped, options: &Options, scored: std::ops::Range<usize>, share: [f32; 2]) -> Case {
    let measured = Measured::of(&scraped(&page.lines), options);
    let (marks, weights) = from_labels(&measured, &page.labels, &scored);
    Case {
        page: page.page.clone(),
        set: page.set.clone(),
        lang: page.lang.clone(),
        site: owned(&page.host),
        truth: Truth::None,
        measured,
        marks,
        weights,
        share,
    }
}

fn scraped(lines: &[String]) -> Document {
    Document::text("lines.txt", lines.join("\n"))
}

fn from_labels(measured: &Measured, labels: &str, scored: &std::ops::Range<usize>) -> (Vec<f32>, Vec<f32>) {
    let page = (60.0 / (scored.len() as f32 + 20.0)).sqrt();
    let lines = measured.candidates().map(|(_, line, _)| {
        let index = line.wrapping_sub(1);
        let place = if scored.contains(&index) { page } else { 0.15 };
        match labels.as_bytes().get(index) {
            Some(b'k') => (0.0, place),
            // A headline is part of the article, though nobody scores it.
            Some(b't') => (0.0, place * 0.5),
            Some(b'b') => (1.0, place),
            _ => (1.0, 0.0),
        }
    });
    lines.unzip()
}

/// The stories of this repository, as text or as pages.
pub fn stories(format: Format) -> Result<Vec<Case>, Box<dyn Error>> {
    let ending = if format == Format::Text { "txt" } else { "html" };
    let mut out = Vec::new();
    for story in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/stories"))? {
        let story = story?.path();
        let name = story.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files: Vec<_> = fs::read_dir(&story)?.collect::<Result<_, _>>()?;
        for file in files {
            let path = file.path();
            let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold").join(&name);
            let clean = gold.join(path.with_extension("clean.txt").file_name().unwrap_or_default());
            if path.extension().is_none_or(|e| e != ending) || !clean.exists() {
                continue;
            }
            let clean = fs::read_to_string(clean)?;
            let bare = |line: &str| {
                let line = collapse_spaces(line).into_owned();
                let mark = ["# ", "## ", "- ", "> "].into_iter().find(|m| line.starts_with(m)).map_or(0, str::len);
                line[mark..].to_owned()
            };
            let gold: HashSet<String> = clean.lines().map(bare).collect();
            let measured = Measured::of(&read_path(&path)?, &Options::default());
            let (marks, weights) = measured
                .candidates()
                .map(|(text, _, title)| {
                    let kept = gold.contains(text);
                    (f32::from(u8::from(!kept)), if title && format == Format::Html { 0.0 } else { 4.0 })
                })
                .unzip();
            out.push(Case {
                page: path.display().to_string(),
                set: "stories".to_owned(),
                lang: String::new(),
                site: String::new(),
                truth: Truth::None,
                measured,
                marks,
                weights,
                share: [1.0; 2],
            });
        }
    }
    out.sort_by(|a, b| a.page.cmp(&b.page));
    Ok(out)
}
