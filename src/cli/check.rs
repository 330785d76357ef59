//! `newsalign check`

use std::process::ExitCode;

use anyhow::Result;
use newsalign::check::{Baseline, Severity};
use newsalign::report::{self, Format, reporter};

use super::args::Check;
use super::batch::{Batch, with_jobs};
use super::config::Config;
use super::output::{colored, write_to};
use super::stage;

/// Checks the pairs and reports.
pub fn run(args: &Check) -> Result<ExitCode> {
    with_jobs(args.inputs.jobs, || in_pool(args))?
}

fn in_pool(args: &Check) -> Result<ExitCode> {
    if let Some(stage) = args.stop_after {
        return stage::run(args, stage);
    }
    let config = Config::read(args)?;
    let batch = Batch::read(&args.inputs, args.output.quiet)?;
    let mut failing = 0usize;
    let mut hidden: Vec<String> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    let mut complete = true;
    let options = options(args);
    let align = super::align::options(&args.encoder)?;
    write_to(args.output.output.as_deref(), |out| {
        let mut report = reporter(args.format, out, options)?;
        complete = batch.review(&align, |mut review| {
            config.levels.apply(&mut review.findings);
            hidden.extend(config.baseline.hide(&mut review.findings));
            lines.extend(review.findings.iter().filter(|_| args.write_baseline.is_some()).map(Baseline::line));
            failing += review.findings.iter().filter(|f| config.fail_on.fails(f.severity)).count();
            Ok(report.review(&review)?)
        })?;
        Ok(report.finish()?)
    })?;
    if let Some(path) = &args.write_baseline {
        write_to(Some(path), |out| Ok(lines.iter().try_for_each(|line| writeln!(out, "{line}"))?))?;
    }
    tell(&batch, args, failing);
    tell_known(&config, args, hidden);
    Ok(match (complete && batch.failed == 0 && !batch.pairs.is_empty(), failing > 0) {
        (false, _) => ExitCode::from(2),
        (true, true) => ExitCode::from(1),
        (true, false) => ExitCode::SUCCESS,
    })
}

fn options(args: &Check) -> report::Options {
    let mut options = report::Options::of(args.format);
    if args.notes {
        options.min_severity = Severity::Note;
    }
    options.color = args.format == Format::Terminal && colored(args.output.color, args.output.output.as_ref());
    if let Some(width) = args.width.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok()) {
        options.width = width.clamp(40, 400);
    }
    options
}

/// What the baseline hid, on standard error.
fn tell_known(config: &Config, args: &Check, mut hidden: Vec<String>) {
    if args.output.quiet || config.baseline.is_empty() {
        return;
    }
    let count = hidden.len();
    hidden.sort_unstable();
    hidden.dedup();
    let gone = config.baseline.len() - hidden.len();
    eprintln!("newsalign: {count} known findings are hidden; {gone} of the baseline were not met again");
}

/// What was left over, on standard error.
fn tell(batch: &Batch, args: &Check, failing: usize) {
    if args.output.quiet {
        return;
    }
    if let Some(path) = &args.output.output {
        eprintln!("newsalign: {} pairs, {failing} findings that count; see {}", batch.pairs.len(), path.display());
    }
    let name = |n: usize| batch.sides.get(n).map_or("", |side| side.article.name.as_str());
    for (number, instead) in batch.unpaired() {
        match instead {
            Some(paired) => {
                eprintln!("newsalign: {}: the same text as {}, which was paired", name(number), name(paired))
            }
            None => eprintln!("newsalign: {}: no version in another language was found", name(number)),
        }
    }
    if batch.failed > 0 {
        eprintln!("newsalign: {} of the inputs could not be read, see above", batch.failed);
    }
    for tag in unknown_languages(batch) {
        eprintln!("newsalign: there is no data for the language `{tag}`: only omissions and additions are checked");
    }
}

fn unknown_languages(batch: &Batch) -> Vec<&str> {
    let paired = batch.pairs.iter().flat_map(|p| [p.source, p.target]).filter_map(|n| batch.sides.get(n));
    let mut tags: Vec<&str> =
        paired.map(|s| s.article.lang.tag.as_str()).filter(|t| newsalign::lang::lang(t).is_none()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}
