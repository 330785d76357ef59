//! `newsalign corpus`

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use indicatif::{HumanDuration, ProgressBar};
use newsalign::collection::{Added, Export, Settings, Status, Store, Updated, Watch, by};
use newsalign::docalign::Step;
use newsalign::filter::Filters;

use super::args::corpus::{
    Add, Corpus, ExportArgs, FilterArgs, Limits, StatusArgs, StatusFormat, Update, Verify, Work,
};
use super::output::write_to;
use super::{align, batch, config, page};

/// Works on a collection.
pub fn run(args: &Corpus) -> Result<ExitCode> {
    match args {
        Corpus::Add(args) => add(args),
        Corpus::Update(args) => update(args),
        Corpus::Filter(args) => filter(args),
        Corpus::Status(args) => status(args),
        Corpus::Verify(args) => verify(args),
        Corpus::Export(args) => export(args),
    }
}

fn settings(work: &Work) -> Settings {
    Settings { jobs: work.jobs, memory: work.memory, commit: work.commit_every.max(1), ..Settings::default() }
}

fn add(args: &Add) -> Result<ExitCode> {
    let settings =
        Settings { largest: args.max_size, patience: Duration::from_secs(args.max_time), ..settings(&args.work) };
    let mut store = Store::open(&args.store)?;
    let added = watched(&args.work, "reading", "documents", |watch| store.add(&args.sources, &settings, watch))?;
    for failed in &added.failed {
        eprintln!("newsalign: {failed}");
    }
    if !args.work.quiet {
        eprintln!("{}", told(&added));
    }
    if !added.complete {
        eprintln!("newsalign: interrupted; what was read is stored, run the same command again to go on");
    }
    Ok(if added.complete && added.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn told(added: &Added) -> String {
    let mut parts = vec![count(added.articles, "new article")];
    let more =
        [(added.versions, "new version"), (added.duplicates, "duplicate"), (added.near_duplicates, "near duplicate")];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)));
    let rest = [(added.skipped, "skipped"), (added.unchanged, "unchanged files")];
    parts.extend(rest.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    format!("{}: {}", count(added.documents, "document"), parts.join(", "))
}

fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn update(args: &Update) -> Result<ExitCode> {
    let mut settings = Settings {
        window: args.window,
        align: align::options(&args.encoder)?,
        filter: Some(by(limits(&args.limits)?)),
        ..settings(&args.work)
    };
    settings.pairing.source_lang.clone_from(&args.source_lang);
    settings.pairing.regions = args.regions;
    settings.pairing.encoder = match &args.encoder.path {
        Some(_) => Some(Arc::from(super::embed::encoder(&args.encoder)?)),
        None => None,
    };
    let mut store = Store::open(&args.store)?;
    let updated = watched(&args.work, "aligning", "pairs", |watch| store.update(&settings, watch))?;
    if !args.work.quiet {
        let Updated { fresh, pairs, gone, aligned, beads, failed, .. } = updated;
        let failed = if failed > 0 { format!(", {failed} could not be aligned") } else { String::new() };
        eprintln!(
            "{}: {}, {gone} gone, {aligned} aligned, {}{failed}",
            count(fresh, "new article"),
            count(pairs, "new pair"),
            count(beads, "bead")
        );
    }
    if !updated.complete {
        eprintln!("newsalign: interrupted; what was aligned is stored, run the same command again to go on");
    }
    Ok(if updated.complete { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn filter(args: &FilterArgs) -> Result<ExitCode> {
    let settings = Settings { filter: Some(by(limits(&args.limits)?)), ..settings(&args.work) };
    let mut store = Store::open(&args.store)?;
    let judged = watched(&args.work, "judging", "pairs", |watch| store.judge(&settings, watch))?;
    if !args.work.quiet {
        let status = store.status()?;
        eprintln!("{}: {} of {} refused", count(judged, "pair"), status.refused, count(status.beads, "bead"));
    }
    Ok(ExitCode::SUCCESS)
}

fn limits(args: &Limits) -> Result<Filters> {
    config::filters(args.config.as_deref(), args.no_config)
}

fn status(args: &StatusArgs) -> Result<ExitCode> {
    let status = Store::read(&args.store)?.status()?;
    write_to(args.output.as_deref(), |out| {
        match args.format {
            StatusFormat::Text => write!(out, "{}", table(&status))?,
            StatusFormat::Json => writeln!(out, "{}", serde_json::to_string(&status)?)?,
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn table(status: &Status) -> String {
    let mut out = String::new();
    let mut row = |name: &str, count: u64| out.push_str(&format!("{name:<24}{count:>10}\n"));
    row("sources", status.sources);
    if status.unfinished > 0 {
        row("  unfinished", status.unfinished);
    }
    row("documents", status.documents);
    row("  duplicates", status.duplicates);
    row("  near duplicates", status.near_duplicates);
    row("  skipped", status.skipped.iter().map(|(_, count)| count).sum());
    for (reason, count) in &status.skipped {
        row(&format!("    {reason}"), *count);
    }
    row("articles", status.articles);
    row("  older versions", status.articles - status.current);
    for (lang, count) in &status.langs {
        row(&format!("    {lang}"), *count);
    }
    row("pairs", status.pairs);
    row("  comparable only", status.comparable);
    row("beads", status.beads);
    if status.refused > 0 {
        row("  refused by filters", status.refused);
    }
    row("pending", status.fresh + status.waiting);
    row("  articles to pair", status.fresh);
    row("  pairs to align", status.waiting);
    if status.failed > 0 {
        row("  pairs that failed", status.failed);
    }
    out
}

fn verify(args: &Verify) -> Result<ExitCode> {
    let faults = Store::read(&args.store)?.verify()?;
    for fault in &faults {
        println!("{}: {fault}", args.store.display());
    }
    if faults.is_empty() {
        println!("{}: all is well", args.store.display());
    }
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

fn export(args: &ExportArgs) -> Result<ExitCode> {
    let export = Export {
        langs: [args.source_lang.clone(), args.target_lang.clone()],
        comparable: args.comparable,
        score: args.min_score,
        lone: args.lone,
        all: args.keep_all,
        shard: args.shard_size,
        compression: args.compress,
        filters: Some(limits(&args.limits)?),
        seen: super::filter::test_sets(&args.test_set)?,
        ..Export::new(args.format)
    };
    let store = Store::read(&args.store)?;
    let status = store.status()?;
    if status.fresh + status.waiting > 0 && !args.quiet {
        eprintln!(
            "newsalign: {} articles are not yet paired and {} pairs not yet aligned; run `newsalign corpus update {}` first to have them too",
            status.fresh,
            status.waiting,
            args.store.display()
        );
    }
    if let Some(path) = &args.statistics {
        let statistics = store.statistics()?;
        write_to(Some(path), |out| page::write(out, &status, &statistics))?;
    }
    let exported = match &args.output {
        Some(folder) => store.export(folder, &export)?,
        None if args.shard_size > 0 || args.compress != newsalign::export::Compression::None => {
            bail!("files are named, cut and compressed in a folder: give one with --output")
        }
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let exported = store.export_to(&mut out, &export)?;
            out.flush()?;
            exported
        }
    };
    if args.output.is_some() && !args.quiet {
        let mut files = count(exported.files.len() as u64, "file");
        if exported.documents > 0 {
            files.push_str(&format!(" and {}", count(exported.documents, "document")));
        }
        if exported.gone > 0 {
            files.push_str(&format!("; {} of an earlier export taken away", count(exported.gone, "file")));
        }
        eprintln!("{} of {} in {files}", count(exported.beads, "bead"), count(exported.pairs, "pair"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the work beside a line on the terminal that says how far it is; Ctrl-C ends it in order.
fn watched<T: Send>(
    work: &Work,
    what: &str,
    unit: &str,
    run: impl FnOnce(&Watch) -> Result<T, newsalign::collection::StoreError>,
) -> Result<T> {
    batch::stop_on_interrupt();
    let watch = Watch::default();
    let ended = AtomicBool::new(false);
    let shown = !work.quiet && io::stderr().is_terminal();
    thread::scope(|scope| {
        let (watch, ended) = (&watch, &ended);
        scope.spawn(move || {
            let since = Instant::now();
            let bar = batch::bar(shown);
            while !ended.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(200));
                if batch::interrupted() {
                    watch.stop();
                }
                if since.elapsed() > Duration::from_secs(1) {
                    show(&bar, watch, what, unit);
                }
            }
            bar.finish_and_clear();
        });
        let result = run(watch);
        ended.store(true, Ordering::Relaxed);
        Ok(result?)
    })
}

/// Rate and time left are those of the step at hand: the bar begins anew with each.
fn show(bar: &ProgressBar, watch: &Watch, what: &str, unit: &str) {
    let (name, done, behind, all, unit) = match watch.pairing() {
        Some((step, done, all)) => {
            let (name, unit) = match step {
                Step::Reading => ("loading", "articles"),
                Step::Seeking => ("seeking", "articles"),
                Step::Comparing => ("comparing", "pairs"),
            };
            (name, done, done, all, unit)
        }
        None => {
            let (behind, all) = watch.share();
            (what, watch.done(), behind, all, unit)
        }
    };
    if bar.prefix() != name || bar.position() > behind {
        bar.reset();
        bar.set_prefix(name.to_owned());
    }
    bar.set_length(all);
    bar.set_position(behind);
    let seconds = bar.elapsed().as_secs_f64().max(0.001);
    let mut told = format!("{done} {unit}, {:.0}/s", done as f64 / seconds);
    if behind > 0 && all >= behind {
        let left = seconds * (all - behind) as f64 / behind as f64;
        told.push_str(&format!(", {} left", HumanDuration(Duration::from_secs_f64(left))));
    }
    bar.set_message(told);
}
