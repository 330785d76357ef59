//! `newsalign score`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use newsalign::align::measure::{Counts, Link, Scope};
use newsalign::input;

use super::args::{Score, ScoreWhat};
use super::output::write_to;

/// Scores what was asked for.
pub fn run(args: &Score) -> Result<ExitCode> {
    let ScoreWhat::Align(args) = &args.what;
    if args.files.len() % 2 != 0 {
        bail!("files come in twos: the gold, then the alignment that is held against it");
    }
    let scope = match (args.listed_only, args.tied_only) {
        (true, _) => Scope::Listed,
        (false, true) => Scope::Tied,
        (false, false) => Scope::All,
    };
    let mut counts = Counts::default();
    for pair in args.files.chunks(2) {
        let [gold, test] = pair else { continue };
        counts += Counts::of(&links(gold)?, &links(test)?, scope);
    }
    write_to(None, |out| {
        writeln!(out, "        precision  recall      F1")?;
        for (name, score) in [("strict", counts.strict()), ("lax", counts.lax())] {
            writeln!(out, "{name:<7}    {:.4}  {:.4}  {:.4}", score.precision, score.recall, score.f1)?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The beads of a file: lines of Vecalign, or a ladder of hunalign.
fn links(path: &Path) -> Result<Vec<Link>> {
    let document = input::read_path(path)?;
    let lines: Vec<(usize, &str)> =
        document.body.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    if lines.first().is_some_and(|(_, line)| line.trim_start().starts_with('[')) {
        let read = |(number, line): &(usize, &str)| bead(line).with_context(|| wrong(path, *number, line));
        return lines.iter().map(read).collect();
    }
    let rungs: Result<Vec<(usize, usize)>> =
        lines.iter().map(|(number, line)| rung(line).with_context(|| wrong(path, *number, line))).collect();
    let rungs = rungs?;
    let steps = rungs.iter().zip(rungs.iter().skip(1));
    Ok(steps.map(|(from, to)| ((from.0..to.0).collect(), (from.1..to.1).collect())).collect())
}

fn wrong(path: &Path, number: usize, line: &str) -> String {
    let start: String = line.chars().take(60).collect();
    format!(
        "{}:{}: `{start}` is neither a line of Vecalign, such as [6]:[7, 8]:0.5075, nor a rung of hunalign, such as 6 7 0.4",
        path.display(),
        number + 1
    )
}

/// `[6]:[7, 8]:0.5075`; the cost may be left out.
fn bead(line: &str) -> Option<Link> {
    let mut fields = line.split(':').map(str::trim);
    let link = (numbers(fields.next()?)?, numbers(fields.next()?)?);
    fields.all(|rest| rest.is_empty() || rest.parse::<f64>().is_ok()).then_some(link)
}

fn numbers(list: &str) -> Option<Vec<usize>> {
    let inner = list.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
}

/// `6<TAB>7<TAB>0.4`: where a bead begins on both sides.
fn rung(line: &str) -> Option<(usize, usize)> {
    let mut fields = line.split_whitespace();
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
