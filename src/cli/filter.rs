//! `newsalign filter`

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use newsalign::filter::{Bound, FILTERS, Filters, Pair, Seen, Verdict};
use rayon::prelude::*;

use super::args;
use super::config;
use super::output::write_to;

/// Lines that are judged at once: enough for all threads, and little memory.
const BATCH: usize = 4096;

/// Lets the sound pairs of tab-separated files through.
pub fn run(args: &args::Filter) -> Result<ExitCode> {
    let filters = config::filters(args.config.as_deref(), args.no_config)?;
    if args.list {
        write_to(None, |out| list(out, &filters))?;
        return Ok(ExitCode::SUCCESS);
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs)
        .build_global()
        .context("the threads could not be started")?;
    let mut run = Run { args, filters, seen: test_sets(&args.test_set)?, counts: Counts::default() };
    write_to(args.output.as_deref(), |out| {
        if args.header {
            run.header(out)?;
        }
        args.paths.iter().try_for_each(|path| run.file(path, out))
    })?;
    if !args.quiet {
        run.counts.tell(&run.filters);
    }
    Ok(ExitCode::SUCCESS)
}

/// The sentences of test sets.
pub fn test_sets(paths: &[PathBuf]) -> Result<Seen> {
    let mut seen = Seen::default();
    for path in paths {
        each_line(path, |_, line| {
            seen.add_test(line);
            Ok(())
        })?;
    }
    Ok(seen)
}

fn list(out: &mut dyn Write, filters: &Filters) -> Result<()> {
    for filter in FILTERS {
        let bound = if filter.bound == Bound::Most { "at most" } else { "at least" };
        let limit = filters.limit(filter.name).map_or("off".to_owned(), |limit| format!("{bound} {limit}"));
        writeln!(out, "{:<16}{limit:<14}{}", filter.name, filter.about)?;
    }
    Ok(())
}

/// How many pairs went where.
#[derive(Default)]
struct Counts {
    pairs: usize,
    kept: usize,
    /// Lines without the columns.
    short: usize,
    dropped: BTreeMap<&'static str, usize>,
}

impl Counts {
    fn tell(&self, filters: &Filters) {
        eprintln!("{} of {} pairs kept", self.kept, self.pairs);
        for name in filters.names() {
            if let Some(count) = self.dropped.get(name) {
                eprintln!("{count:>9} dropped by {name}");
            }
        }
        if self.short > 0 {
            eprintln!("{:>9} passed over: too few columns", self.short);
        }
    }
}

struct Run<'a> {
    args: &'a args::Filter,
    filters: Filters,
    seen: Seen,
    counts: Counts,
}

impl Run<'_> {
    fn header(&self, out: &mut dyn Write) -> Result<()> {
        let names: Vec<&str> = self.filters.names().collect();
        let columns = self.args.columns.0.max(self.args.columns.1).max(self.args.score.unwrap_or(0)) + 1;
        let given: Vec<String> = (0..columns).map(|n| self.name_of(n)).collect();
        Ok(writeln!(out, "{}\tverdict\t{}", given.join("\t"), names.join("\t"))?)
    }

    fn name_of(&self, column: usize) -> String {
        match column {
            n if n == self.args.columns.0 => "source".to_owned(),
            n if n == self.args.columns.1 => "target".to_owned(),
            n if Some(n) == self.args.score => "score".to_owned(),
            n => format!("column-{}", n + 1),
        }
    }

    fn file(&mut self, path: &Path, out: &mut dyn Write) -> Result<()> {
        let mut batch: Vec<String> = Vec::with_capacity(BATCH);
        each_line(path, |_, line| {
            batch.push(line.to_owned());
            if batch.len() == BATCH {
                self.batch(&batch, out)?;
                batch.clear();
            }
            Ok(())
        })?;
        self.batch(&batch, out)
    }

    fn batch(&mut self, lines: &[String], out: &mut dyn Write) -> Result<()> {
        let (args, filters) = (self.args, &self.filters);
        let judged: Vec<Option<Vec<Verdict>>> =
            lines.par_iter().map(|line| Some(filters.judge(&pair(args, line)?))).collect();
        for (line, verdicts) in lines.iter().zip(judged) {
            let (Some(mut verdicts), Some(pair)) = (verdicts, pair(args, line)) else {
                self.counts.short += 1;
                continue;
            };
            let sound = verdicts.iter().all(|v| v.kept);
            verdicts.extend(self.seen.judge(&self.filters, pair.source, pair.target, sound));
            self.write(line, &verdicts, out)?;
        }
        Ok(())
    }

    fn write(&mut self, line: &str, verdicts: &[Verdict], out: &mut dyn Write) -> Result<()> {
        let against: Vec<&str> = verdicts.iter().filter(|v| !v.kept).map(|v| v.name).collect();
        self.counts.pairs += 1;
        self.counts.kept += usize::from(against.is_empty());
        against.iter().for_each(|name| *self.counts.dropped.entry(name).or_default() += 1);
        if !self.args.keep_all {
            return if against.is_empty() { Ok(writeln!(out, "{line}")?) } else { Ok(()) };
        }
        let verdict = if against.is_empty() { "keep".to_owned() } else { against.join("+") };
        write!(out, "{line}\t{verdict}")?;
        for name in self.filters.names() {
            match verdicts.iter().find(|v| v.name == name) {
                Some(found) => write!(out, "\t{}", (found.value * 1000.0).round() / 1000.0)?,
                None => write!(out, "\t")?,
            }
        }
        Ok(writeln!(out)?)
    }
}

/// The pair in a line; none if it has too few columns.
fn pair<'l>(args: &'l args::Filter, line: &'l str) -> Option<Pair<'l>> {
    let column = |n: usize| line.split('\t').nth(n);
    Some(Pair {
        source: column(args.columns.0)?,
        target: column(args.columns.1)?,
        source_lang: args.source_lang.as_deref().unwrap_or_default(),
        target_lang: args.target_lang.as_deref().unwrap_or_default(),
        score: args.score.and_then(column).and_then(|text| text.trim().parse().ok()),
        alarms: None,
    })
}

/// Calls `then` with the number and text of each line; bytes that are no UTF-8 become replacement characters, which a filter
/// tells of.
fn each_line(path: &Path, mut then: impl FnMut(usize, &str) -> Result<()>) -> Result<()> {
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        Box::new(BufReader::new(file))
    };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = input.read_until(b'\n', &mut line).with_context(|| format!("{}:{number}", path.display()))?;
        if read == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        then(number, text.trim_end_matches(['\n', '\r']))?;
    }
    Ok(())
}
