//! `newsalign align`

use std::io;
use std::process::ExitCode;

use anyhow::Result;
use newsalign::export::exporter;

use super::args::Align;
use super::batch::{Batch, with_jobs};
use super::output::write_family;

/// Aligns the pairs and writes the corpus.
pub fn run(args: &Align) -> Result<ExitCode> {
    with_jobs(args.inputs.jobs, || in_pool(args))?
}

fn in_pool(args: &Align) -> Result<ExitCode> {
    let batch = Batch::read(&args.inputs, args.output.quiet)?;
    let mut complete = true;
    write_family(args.output.output.as_deref(), |sink| {
        let mut out = exporter(args.format, sink)?;
        complete = batch.review(|review| Ok(out.review(&review)?)).map_err(io::Error::other)?;
        out.finish()
    })?;
    Ok(if complete && batch.failed == 0 && !batch.pairs.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
