//! Reads the inputs, pairs them and reviews the pairs, in parallel and in order.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use newsalign::align::Options as Align;
use newsalign::docalign::{self, ArticlePair, Found, Instead};
use newsalign::extract::Options as Extract;
use newsalign::input::{self, Document, InputError};
use newsalign::{Review, Side};
use rayon::prelude::*;

use super::args::Inputs;

/// Pairs that are reviewed before their results are written: bounds the memory of a long run.
const CHUNK: usize = 256;

/// What was read, and what could not be.
pub struct Batch {
    pub sides: Vec<Side>,
    pub pairs: Vec<ArticlePair>,
    /// Articles that another version in their language stands in for.
    pub copies: Vec<Instead>,
    /// How many inputs could not be read; each was told on standard error.
    pub failed: usize,
    quiet: bool,
}

/// Runs `work` on as many threads as were asked for.
pub fn with_jobs<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("no threads could be started")?;
    Ok(pool.install(work))
}

/// Reads a path, or standard input for `-`.
pub fn read_document(path: &Path) -> Result<Document, InputError> {
    if path == Path::new("-") { input::read_stdin() } else { input::read_path(path) }
}

/// The documents of `paths`, folders expanded. What cannot be read is told on standard error and counted.
pub fn read_all<T: Send>(
    paths: &[PathBuf],
    quiet: bool,
    read: impl Fn(&Document, &Path) -> T + Sync,
) -> (Vec<T>, usize) {
    let (stdin, named): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|p| p == Path::new("-"));
    let mut inputs: Vec<Result<PathBuf, InputError>> = stdin.into_iter().take(1).map(Ok).collect();
    inputs.extend(input::collect(&named));
    let bar = progress("reading", inputs.len(), quiet);
    let results: Vec<Result<T, InputError>> = inputs
        .into_par_iter()
        .map(|path| {
            let path = path?;
            let read = read_document(&path).map(|document| read(&document, &path));
            bar.inc(1);
            read
        })
        .collect();
    bar.finish_and_clear();
    let mut failed = 0;
    let mut read = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(one) => read.push(one),
            Err(error) => {
                failed += 1;
                eprintln!("newsalign: {error}");
            }
        }
    }
    (read, failed)
}

impl Batch {
    /// Reads and pairs the inputs: two files are a pair as given, anything else is paired by `docalign`.
    pub fn read(inputs: &Inputs, quiet: bool) -> Result<Batch> {
        Self::read_by(inputs, quiet, false, newsalign::read)
    }

    /// The same, each document read by `read`; `all` asks for every two versions of a story.
    pub fn read_by(
        inputs: &Inputs,
        quiet: bool,
        all: bool,
        read: impl Fn(&Document, &Extract) -> Side + Sync,
    ) -> Result<Batch> {
        stop_on_interrupt();
        let options = |lang: &Option<String>| Extract {
            lang: lang.clone(),
            published: inputs.published.clone(),
            ..Extract::default()
        };
        if let [source, target] = inputs.paths.as_slice()
            && !source.is_dir()
            && !target.is_dir()
        {
            if source == Path::new("-") && target == Path::new("-") {
                bail!("standard input can be only one of the two articles; give the other as a file");
            }
            let side = |path: &Path, lang| Ok::<_, InputError>(read(&read_document(path)?, &options(lang)));
            let (source, target) =
                rayon::join(|| side(source, &inputs.source_lang), || side(target, &inputs.target_lang));
            return Ok(Batch {
                sides: vec![source?, target?],
                pairs: vec![ArticlePair::given(0, 1)],
                copies: Vec::new(),
                failed: 0,
                quiet,
            });
        }
        if inputs.paths.len() == 1 && inputs.paths.first().is_some_and(|p| !p.is_dir()) {
            bail!("one article has nothing to be held against; give two files, or a folder");
        }
        let (sides, failed) = read_all(&inputs.paths, quiet, |document, path| {
            read(document, &Extract { lang: lang_of_path(path), ..options(&None) })
        });
        let bar = progress("pairing", sides.len(), quiet);
        let shown = bar.clone();
        let wanted = docalign::Options {
            progress: Some(Arc::new(move |_, done, all| {
                shown.set_length(all);
                shown.set_position(done);
            })),
            source_lang: inputs.source_lang.clone(),
            window: inputs.window.map(|hours| i64::from(hours) * 3600),
            all,
            regions: inputs.regions,
            ..docalign::Options::default()
        };
        let Found { mut pairs, copies } = docalign::find(&sides, &wanted);
        bar.finish_and_clear();
        if let Some(tag) = &inputs.target_lang {
            let is_target = |n: usize| {
                sides.get(n).is_some_and(|s| docalign::in_language(&s.article.lang.tag, tag, wanted.regions))
            };
            for pair in pairs.iter_mut().filter(|p| inputs.source_lang.is_none() && is_target(p.source)) {
                std::mem::swap(&mut pair.source, &mut pair.target);
            }
            pairs.retain(|p| is_target(p.target));
            pairs.sort_by_key(|p| (p.source, p.target));
        }
        Ok(Batch { sides, pairs, copies, failed, quiet })
    }

    /// Reviews the pairs in parallel and hands them to `each` in their order. Ctrl-C ends after the pairs at hand;
    /// the answer says whether it came to the end.
    pub fn review(&self, options: &Align, mut each: impl FnMut(Review) -> Result<()>) -> Result<bool> {
        let work = |pair: &ArticlePair| {
            let (source, target) = (self.sides.get(pair.source)?, self.sides.get(pair.target)?);
            Some(newsalign::review(source.clone(), target.clone(), options))
        };
        self.in_chunks(&self.pairs.iter().collect::<Vec<_>>(), work, &mut each)
    }

    /// The same for all versions of a story at once, which are aligned together: pairs that have their source in common
    /// follow one another.
    pub fn stories(&self, options: &Align, mut each: impl FnMut(Vec<Review>) -> Result<()>) -> Result<bool> {
        let stories: Vec<&[ArticlePair]> = self.pairs.chunk_by(|a, b| a.source == b.source).collect();
        let work = |story: &[ArticlePair]| {
            let versions = story.iter().take(1).map(|pair| pair.source).chain(story.iter().map(|pair| pair.target));
            let sides: Vec<Side> = versions.filter_map(|n| self.sides.get(n).cloned()).collect();
            Some(newsalign::review_together(&sides, options))
        };
        self.in_chunks(&stories, work, &mut each)
    }

    fn in_chunks<J: ?Sized + Sync, T: Send>(
        &self,
        jobs: &[&J],
        work: impl Fn(&J) -> Option<T> + Sync,
        each: &mut dyn FnMut(T) -> Result<()>,
    ) -> Result<bool> {
        let bar = progress("checking", jobs.len(), self.quiet);
        for chunk in jobs.chunks(CHUNK) {
            let done: Vec<Option<T>> = chunk
                .par_iter()
                .map(|job| {
                    let done = if interrupted() { None } else { work(job) };
                    bar.inc(1);
                    done
                })
                .collect();
            done.into_iter().flatten().try_for_each(&mut *each)?;
            if interrupted() {
                bar.finish_and_clear();
                eprintln!("newsalign: interrupted; what was finished is written");
                return Ok(false);
            }
        }
        bar.finish_and_clear();
        Ok(true)
    }

    /// The articles that are in no pair, each with the one that was paired in its place if there is such a one.
    pub fn unpaired(&self) -> Vec<(usize, Option<usize>)> {
        let mut paired = vec![false; self.sides.len()];
        for number in self.pairs.iter().flat_map(|p| [p.source, p.target]) {
            paired.get_mut(number).into_iter().for_each(|to| *to = true);
        }
        let instead = |n: usize| {
            let copy = self.copies.iter().find(|copy| copy.article == n)?;
            paired.get(copy.paired).copied().unwrap_or_default().then_some(copy.paired)
        };
        (0..).zip(&paired).filter(|(_, paired)| !**paired).map(|(n, _)| (n, instead(n))).collect()
    }
}

/// A language code that is a part of the file's name ("story.en.html", "en/story.txt"): what the user declares.
fn lang_of_path(path: &Path) -> Option<String> {
    let known = |part: &str| newsalign::lang::tags().find(|tag| part.eq_ignore_ascii_case(tag)).map(str::to_owned);
    let name = path.file_name()?.to_str()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let by_name = stem.split(['.', '_', '-']).rev().find_map(known);
    by_name.or_else(|| path.parent()?.file_name()?.to_str().and_then(known))
}

/// A bar that says beside it what it is told; hidden unless `shown`.
pub fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    match ProgressStyle::with_template("{prefix:>9} {bar:30} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A bar on standard error if that is a terminal and there is enough to wait for; silent otherwise.
fn progress(what: &'static str, count: usize, quiet: bool) -> ProgressBar {
    if quiet || count < 8 || !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{prefix:>9} {bar:40} {pos}/{len} {per_sec} {eta}");
    let bar = ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX)).with_prefix(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The first Ctrl-C lets the pairs at hand finish, the second ends the process.
pub fn stop_on_interrupt() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        // Without a handler Ctrl-C ends the process at once, which is no reason not to run.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(2);
            }
        });
    });
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}
