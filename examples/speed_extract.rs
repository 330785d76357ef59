//! How fast extraction is, held against parsing alone: `cargo run --release --example speed_extract -- FOLDER [--pages OUT]`
//!
//! FOLDER holds pages (`.html`). Every page is decoded first; then each is parsed by the parser alone (`dom_query` over
//! html5ever, the tree that extraction walks), and extracted with its metadata; the best of three passes counts, by the
//! processor time of the thread. Printed is JSON: bytes, pages, seconds of both, their ratio, the slowest pages. `--pages`
//! writes the decoded pages into a folder and what was extracted of them beside it, for `benches/extract.py`.
//!
//! `speed_extract --memory FILE` extracts one page and prints how much the peak of the process grew, in parts of the page.

// `Value` gives null for a key that is not there.
#![allow(clippy::indexing_slicing)]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use newsalign::extract::{Options, Role, extract};
use newsalign::input::{Document, read_path};
use serde_json::{Map, Value, json};

#[derive(Parser)]
struct Args {
    /// Folder with pages
    #[arg(required_unless_present = "memory")]
    folder: Option<PathBuf>,
    /// Where to write the decoded pages and `newsalign.json`
    #[arg(long)]
    pages: Option<PathBuf>,
    /// Measure the memory that one page takes
    #[arg(long)]
    memory: Option<PathBuf>,
}

/// Seconds that this thread ran.
fn clock() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// The process's peak of memory, in bytes.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}

/// The best of three runs over all pages by the processor's time, and the best of each page by the clock on the wall
/// (the processor's is only told every few milliseconds), in seconds.
fn timed(pages: &[Document], work: impl Fn(&Document)) -> (f64, Vec<f64>) {
    let mut best = vec![f64::MAX; pages.len()];
    let mut all = f64::MAX;
    for _ in 0..3 {
        let start = clock();
        for (page, best) in pages.iter().zip(&mut best) {
            let start = Instant::now();
            work(page);
            *best = best.min(start.elapsed().as_secs_f64());
        }
        all = all.min(clock() - start);
    }
    (all, best)
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    if let Some(path) = args.memory {
        return memory(&path);
    }
    let mut paths: Vec<PathBuf> =
        fs::read_dir(args.folder.unwrap_or_default())?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    // What `--pages` wrote beside them is no page.
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    paths.sort();
    let pages: Vec<Document> = paths.iter().filter_map(|path| read_path(path).ok()).collect();
    let bytes: usize = pages.iter().map(|page| page.body.len()).sum();
    let options = Options::default();
    let (parse, _) = timed(&pages, |page| drop(black_box(dom_query::Document::from(page.body.as_str()))));
    let (extraction, extracted) = timed(&pages, |page| drop(black_box(extract(page, &options))));
    let mut slow: Vec<(&f64, &str, usize)> =
        extracted.iter().zip(&pages).map(|(t, page)| (t, page.name.as_str(), page.body.len())).collect();
    slow.sort_by(|a, b| b.0.total_cmp(a.0));
    let slow: Vec<Value> = slow.iter().take(3).map(|(t, name, bytes)| json!([*t * 1e3, bytes, name])).collect();
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!(
        "{:#}",
        json!({"pages": pages.len(), "bytes": bytes, "parse_s": parse, "extract_s": extraction, "parse_mb_s": rate(parse),
               "extract_mb_s": rate(extraction), "share_of_parser": parse / extraction, "slowest_ms": slow})
    );
    if let Some(out) = args.pages {
        write(&pages, &out)?;
    }
    Ok(())
}

/// Writes the decoded pages, and what is extracted of them.
fn write(pages: &[Document], out: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let mut found = Map::new();
    for page in pages {
        let name = Path::new(&page.name).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        fs::write(out.join(&name), &page.body)?;
        let article = extract(page, &Options::default());
        let body = article.blocks.iter().filter(|b| !matches!(b.role, Role::Headline | Role::Caption));
        let text: Vec<&str> = body.map(|b| b.span.of(&article.text)).collect();
        let key = name.strip_suffix(".html").unwrap_or(&name);
        let date = article.meta.published_date().map(|d| d.to_string());
        found.insert(
            key.to_owned(),
            json!({"text": text.join("\n"), "title": article.meta.title, "date": date, "author": article.meta.byline}),
        );
    }
    Ok(fs::write(out.join("newsalign.json"), serde_json::to_string(&found)?)?)
}

fn memory(path: &Path) -> Result<(), Box<dyn Error>> {
    // The tables of languages are read once, whatever the page.
    let short = Document::html("a", "<p>The pier of Kelmouth reopened on Monday, the county council said.</p>");
    black_box(extract(&short, &Options::default()));
    let page = read_path(path)?;
    let before = peak();
    black_box(extract(&page, &Options::default()));
    let grown = peak() - before;
    println!("{}", json!({"bytes": page.body.len(), "grown": grown, "times": grown / page.body.len() as f64}));
    Ok(())
}
