//! `newsalign align`

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use newsalign::align::{Encoding, Options};
use newsalign::export::exporter;

use super::args::{Align, EncoderFile, Shape};
use super::batch::{Batch, with_jobs};
use super::output::{write_family, write_to};
use super::{beads, embed};

/// Aligns the pairs and writes the corpus.
pub fn run(args: &Align) -> Result<ExitCode> {
    with_jobs(args.inputs.jobs, || in_pool(args))?
}

/// The usual options with the encoder that the user named.
pub fn options(encoder: &EncoderFile) -> Result<Options> {
    let encoder = match encoder.path {
        Some(_) => Encoding::Given(Arc::from(embed::encoder(encoder)?)),
        None => Encoding::BuiltIn,
    };
    Ok(Options { encoder, ..Options::default() })
}

fn shaped(options: Options, shape: &Shape) -> Options {
    Options {
        longest: if shape.one_to_one { 1 } else { usize::from(shape.max_merge) },
        moved: !shape.in_order,
        comparable: shape.comparable,
        anchors: shape.anchors.clone(),
        ..options
    }
}

fn in_pool(args: &Align) -> Result<ExitCode> {
    if args.together && !args.format.joins() {
        bail!("a unit of {} holds two versions; --together wants tmx or jsonl", args.format);
    }
    let options = shaped(options(&args.encoder)?, &args.shape);
    let read = if args.shape.lines { newsalign::read_lines } else { newsalign::read };
    let batch = Batch::read_by(&args.inputs, args.output.quiet, false, read)?;
    if batch.pairs.len() > 1 && (args.plot.is_some() || !options.anchors.is_empty()) {
        bail!("--plot and --anchor are for one pair, and there are {}", batch.pairs.len());
    }
    let mut complete = true;
    if let Some(path) = &args.plot {
        batch.review(&options, |review| write_to(Some(path), |out| beads::plot(out, &review, &options)))?;
    }
    if args.explain {
        write_to(args.output.output.as_deref(), |out| {
            complete = batch.review(&options, |review| beads::write(out, &review, &options))?;
            Ok(())
        })?;
    } else {
        write_family(args.output.output.as_deref(), |sink| {
            let mut out = exporter(args.format, sink)?;
            complete = match args.together {
                true => batch.stories(&options, |story| Ok(out.story(&story)?)),
                false => batch.review(&options, |review| Ok(out.review(&review)?)),
            }
            .map_err(io::Error::other)?;
            out.finish()
        })?;
    }
    Ok(if complete && batch.failed == 0 && !batch.pairs.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
