//! `newsalign check --stop-after STAGE`: shows what a stage gave.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use newsalign::{Review, Side};

use super::args::{Check, Stage};
use super::batch::{Batch, read_all};
use super::output::write_to;

/// Shows what the stage gave for each document or pair.
pub fn run(args: &Check, stage: Stage) -> Result<ExitCode> {
    if stage == Stage::Input {
        let (documents, failed) = read_all(&args.inputs.paths, args.output.quiet, |document, _| document.clone());
        write_to(args.output.output.as_deref(), |out| {
            for document in &documents {
                let lossy = if document.lossy { ", lossy" } else { "" };
                writeln!(out, "==> {} ({:?}, {}{lossy})", document.name, document.format, document.encoding)?;
                writeln!(out, "{}", document.body.trim_end())?;
            }
            Ok(())
        })?;
        return Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) });
    }
    let batch = Batch::read(&args.inputs, args.output.quiet)?;
    write_to(args.output.output.as_deref(), |out| {
        if stage == Stage::Align {
            return batch.review(&super::align::options(&args.encoder)?, |review| beads(out, &review)).map(|_| ());
        }
        batch.sides.iter().try_for_each(|side| show(out, side, stage))
    })?;
    Ok(if batch.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn show(out: &mut dyn Write, side: &Side, stage: Stage) -> Result<()> {
    let article = &side.article;
    writeln!(out, "==> {} ({})", article.name, article.lang.tag)?;
    if stage == Stage::Extract {
        for block in &article.blocks {
            let role = format!("{:?}", block.role).to_lowercase();
            writeln!(out, "{role:>10}  {}", block.span.of(&article.text))?;
        }
        return Ok(());
    }
    for (number, sentence) in side.sentences.iter().enumerate() {
        writeln!(out, "{number:>4}  {}", sentence.span.of(&article.text))?;
        if stage == Stage::Facts {
            for fact in side.facts.iter().filter(|f| f.sentence == number) {
                let weak = if fact.weak { "  (weak)" } else { "" };
                writeln!(
                    out,
                    "      {:>9}  {}  =  {}{weak}",
                    fact.value.kind(),
                    fact.span.of(&article.text),
                    fact.value
                )?;
            }
        }
    }
    Ok(())
}

fn beads(out: &mut dyn Write, review: &Review) -> Result<()> {
    writeln!(out, "==> {} | {}", review.source.article.name, review.target.article.name)?;
    for bead in &review.beads {
        let moved = if bead.moved { "  moved" } else { "" };
        writeln!(out, "{}:{}  {:.2}{moved}", bead.source.len(), bead.target.len(), bead.score)?;
        writeln!(out, "    {}", review.source.joined(bead.source.clone()))?;
        writeln!(out, "    {}", review.target.joined(bead.target.clone()))?;
    }
    Ok(())
}
