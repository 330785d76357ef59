//! Pairs the articles of a JSONL file, `{"id", "lang", "text"}` a line with `"title"` and `"published"` if known.
//!
//! `predict_pairs [--anchors] [--no-time] [--window HOURS] [--candidates] [--as-is] [--kept FILE] POOL.jsonl > pairs.tsv` writes both ids,
//! the score and the coverages of all pairs of a cluster, a line each; with `--candidates` all that were looked at and what speaks
//! for each. `--as-is` takes every line for a paragraph of the article, so that no mistake of the reading counts; `--kept` takes the
//! articles' profiles from a file, and makes it if there is none.

use std::error::Error;
use std::io::{self, Write};
use std::time::Instant;

use newsalign::Side;
use newsalign::docalign::{self, Options, Profile};
use newsalign::input::Document;
use newsalign::{extract, facts, segment};
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    id: String,
    lang: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    published: Option<String>,
}

fn read(row: &Row, as_is: bool) -> Side {
    let text = if row.title.is_empty() { row.text.clone() } else { format!("{}\n\n{}", row.title, row.text) };
    let options = extract::Options {
        lang: Some(row.lang.clone()),
        published: row.published.clone(),
        ..extract::Options::default()
    };
    let mut side = if as_is {
        let mut side = newsalign::read_lines(&Document::text(row.id.clone(), text.replace('\n', "\n\n")), &options);
        side.sentences = segment::segment(&side.article);
        side.facts = facts::facts(&side.article, &side.sentences);
        side
    } else {
        newsalign::read(&Document::text(row.id.clone(), text), &options)
    };
    side.article.lang.tag.clone_from(&row.lang);
    // An id may look like a file's name in a language's folder; it is none.
    side.article.name.clear();
    side
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut value = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.drain(at..at + 2).next_back());
    let window = value("--window").map(|hours| hours.parse::<f64>()).transpose()?.map(|hours| (hours * 3600.0) as i64);
    let kept = value("--kept");
    let mut take = |name: &str| args.iter().position(|a| a == name).map(|at| args.remove(at)).is_some();
    let (anchors_alone, candidates, timeless) = (take("--anchors"), take("--candidates"), take("--no-time"));
    let as_is = take("--as-is");
    let path = args.first().ok_or("which pool?")?;
    let mut rows: Vec<Row> =
        std::fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    rows.iter_mut().filter(|_| timeless).for_each(|row| row.published = None);
    let start = Instant::now();
    let options = Options { anchors_alone, window, all: true, regions: true, ..Options::default() };
    let profiles: Vec<Profile> = match kept.as_ref().and_then(|path| std::fs::read(path).ok()) {
        Some(kept) => {
            let mut kept: Vec<serde_json::Value> = serde_json::from_slice(&kept)?;
            kept.iter_mut().filter(|_| timeless).for_each(|profile| profile["published"] = serde_json::Value::Null);
            serde_json::from_value(serde_json::Value::Array(kept))?
        }
        None => {
            let sides: Vec<Side> = rows.par_iter().map(|row| read(row, as_is)).collect();
            docalign::profiles(&sides, &options)
        }
    };
    if let Some(path) = kept.filter(|path| !std::path::Path::new(path).exists()) {
        std::fs::write(path, serde_json::to_vec(&profiles)?)?;
    }
    let embedded = start.elapsed();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let id = |n: usize| rows.get(n).map_or("", |row| row.id.as_str());
    if candidates {
        for c in docalign::candidates(&profiles, &options) {
            write!(
                out,
                "{}\t{}\t{:.4}\t{:.4}\t{}\t{}",
                id(c.a),
                id(c.b),
                c.odds,
                c.lead,
                c.trust,
                u8::from(c.vectors)
            )?;
            c.features.iter().try_for_each(|x| write!(out, "\t{x:.4}"))?;
            writeln!(out)?;
        }
    } else {
        for pair in docalign::pair_profiles(&profiles, &options) {
            let [one, other] = pair.coverage.unwrap_or_default();
            writeln!(out, "{}\t{}\t{:.4}\t{one:.2}\t{other:.2}", id(pair.source), id(pair.target), pair.score)?;
        }
    }
    eprintln!(
        "{} articles: profiles {:.1} s, pairs {:.2} s",
        rows.len(),
        embedded.as_secs_f32(),
        (start.elapsed() - embedded).as_secs_f32()
    );
    Ok(out.flush()?)
}
