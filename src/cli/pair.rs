//! `newsalign pair`

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::args::{Pair, PairFormat};
use super::batch::{Batch, with_jobs};
use super::output::write_to;

/// Finds the pairs and writes them.
pub fn run(args: &Pair) -> Result<ExitCode> {
    with_jobs(args.inputs.jobs, || in_pool(args))?
}

fn in_pool(args: &Pair) -> Result<ExitCode> {
    let batch = Batch::read(&args.inputs, args.output.quiet)?;
    write_to(args.output.output.as_deref(), |out| {
        if args.format == PairFormat::Tsv {
            writeln!(out, "source\ttarget\tsource_lang\ttarget_lang\tscore\tevidence")?;
        }
        for pair in &batch.pairs {
            let (Some(source), Some(target)) = (batch.sides.get(pair.source), batch.sides.get(pair.target)) else {
                continue;
            };
            let (a, b) = (&source.article, &target.article);
            let evidence = serde_json::to_value(pair.evidence)?;
            let evidence = evidence.as_str().unwrap_or_default();
            match args.format {
                PairFormat::Tsv => writeln!(
                    out,
                    "{}\t{}\t{}\t{}\t{:.3}\t{evidence}",
                    squeezed(&a.name),
                    squeezed(&b.name),
                    a.lang.tag,
                    b.lang.tag,
                    pair.score
                )?,
                PairFormat::Jsonl => writeln!(
                    out,
                    "{}",
                    json!({"source": a.name, "target": b.name, "source_lang": a.lang.tag, "target_lang": b.lang.tag,
                           "score": round(pair.score), "evidence": evidence})
                )?,
            }
        }
        Ok(())
    })?;
    Ok(if batch.failed == 0 && !batch.sides.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Three digits, as in the table; a score written as a double would show digits that it has not.
fn round(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

/// A file name may hold anything; a cell of the table may not.
fn squeezed(name: &str) -> String {
    name.replace(['\t', '\n', '\r'], " ")
}
