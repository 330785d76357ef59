//! `newsalign pair`

use std::process::ExitCode;

use anyhow::Result;
use newsalign::docalign::ArticlePair;
use newsalign::extract::Article;
use serde_json::json;

use super::args::{Pair, PairFormat};
use super::batch::{Batch, with_jobs};
use super::output::write_to;

/// Finds the pairs and writes them.
pub fn run(args: &Pair) -> Result<ExitCode> {
    with_jobs(args.inputs.jobs, || in_pool(args))?
}

fn in_pool(args: &Pair) -> Result<ExitCode> {
    let batch = Batch::read_by(&args.inputs, args.output.quiet, args.all, newsalign::read)?;
    write_to(args.output.output.as_deref(), |out| {
        if args.format == PairFormat::Tsv {
            writeln!(out, "{COLUMNS}")?;
        }
        for pair in &batch.pairs {
            let (Some(source), Some(target)) = (batch.sides.get(pair.source), batch.sides.get(pair.target)) else {
                continue;
            };
            match args.format {
                PairFormat::Tsv => writeln!(out, "{}", tsv(pair, &source.article, &target.article)?)?,
                PairFormat::Jsonl => writeln!(out, "{}", jsonl(pair, &source.article, &target.article))?,
            }
        }
        Ok(())
    })?;
    Ok(if batch.failed == 0 && !batch.sides.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

const COLUMNS: &str = "source\ttarget\tsource_lang\ttarget_lang\tscore\tevidence\tclass\tsource_covered\ttarget_covered\t\
                       likeness\tshared";

fn tsv(pair: &ArticlePair, source: &Article, target: &Article) -> Result<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let cover = |side: fn([f32; 2]) -> f32| pair.coverage.map_or_else(String::new, |c| format!("{:.2}", side(c)));
    Ok(format!(
        "{}\t{}\t{}\t{}\t{:.3}\t{}\t{}\t{}\t{}\t{}\t{}",
        squeezed(&source.name),
        squeezed(&target.name),
        source.lang.tag,
        target.lang.tag,
        pair.score,
        word(serde_json::to_value(pair.evidence)?),
        word(serde_json::to_value(pair.class)?),
        cover(|[source, _]| source),
        cover(|[_, target]| target),
        pair.coverage.map_or_else(String::new, |_| format!("{:.3}", pair.likeness)),
        pair.shared
    ))
}

fn jsonl(pair: &ArticlePair, source: &Article, target: &Article) -> serde_json::Value {
    json!({
        "source": source.name,
        "target": target.name,
        "source_lang": source.lang.tag,
        "target_lang": target.lang.tag,
        "score": round(pair.score),
        "evidence": pair.evidence,
        "class": pair.class,
        "coverage": pair.coverage.map(|sides| sides.map(round)),
        "likeness": pair.coverage.map(|_| round(pair.likeness)),
        "shared": pair.shared,
    })
}

/// Three digits, as in the table; a score written as a double would show digits that it has not.
fn round(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

/// A file name may hold anything; a cell of the table may not.
fn squeezed(name: &str) -> String {
    name.replace(['\t', '\n', '\r'], " ")
}
