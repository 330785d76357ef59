//! Bad input gives an error or a result that keeps the laws; it never panics, never hangs.
//!
//! Every case runs in a thread with the stack that the command's threads have, watched by the one that started it. `HOSTILE=words
//! cargo test --test hostile` runs the cases whose names hold these words.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod corpus;
#[path = "hostile/large.rs"]
mod large;
mod laws;
#[path = "hostile/mutate.rs"]
mod mutate;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use mutate::Dice;
use newsalign::align::Bead;
use newsalign::export::{self, Stream};
use newsalign::extract::{Article, Options, Role};
use newsalign::input;
use newsalign::{Review, Side, report};

/// A case that is not through by then counts as hanging: ten seconds, a minute where nothing is optimised and the machine
/// is shared. This is no test of speed.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
/// Bytes of stack, as rayon gives its threads.
const STACK: usize = 2 << 20;
/// How many spoilt documents there are.
const SPOILT: usize = 600;

/// A case by its name, and what is to be done.
type Case<'c> = (String, Box<dyn Fn() -> laws::Law + Send + Sync + 'c>);

/// Runs all cases; fails with the names of those that broke a law, panicked or did not end.
fn run(cases: Vec<Case<'static>>) {
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let cases: Vec<Case<'static>> = cases.into_iter().filter(|(name, _)| name.contains(&wanted)).collect();
    // Threads of our own: those of rayon belong to the work that is watched.
    let waiting = Mutex::new(cases.into_iter());
    let failures = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap().next();
    let work = || {
        while let Some((name, case)) = next() {
            failures.lock().unwrap().extend(watch(name, case));
        }
    };
    thread::scope(|scope| {
        (0..rayon::current_num_threads()).for_each(|_| drop(scope.spawn(work)));
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}

fn watch(name: String, case: Box<dyn Fn() -> laws::Law + Send + Sync>) -> Option<String> {
    let (tell, told) = mpsc::channel();
    let start = Instant::now();
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(&case));
        // Nobody listens any more after the limit.
        let _ = tell.send(result.unwrap_or_else(|panic| Err(format!("panic: {}", words(&*panic)))));
    };
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    let failure = match told.recv_timeout(LIMIT) {
        Ok(Ok(())) => None,
        Ok(Err(broken)) => Some(format!("{name}: {broken}")),
        Err(_) => Some(format!("{name}: not done after {LIMIT:?}")),
    };
    if std::env::var_os("HOSTILE_TIMES").is_some() {
        println!("{:8.2} s  {name}", start.elapsed().as_secs_f64());
    }
    failure
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Reads a document to its facts; none where it is refused.
fn read(name: &str, bytes: &[u8]) -> Result<Option<Side>, String> {
    let Ok(document) = input::from_bytes(name, bytes) else { return Ok(None) };
    let side = newsalign::read(&document, &Options::default());
    laws::side(&side)?;
    Ok(Some(side))
}

/// Reviews two sides and writes all reports and all corpora of one stream.
fn review(source: &Side, target: &Side) -> laws::Law {
    let review = newsalign::review(source.clone(), target.clone(), &newsalign::align::Options::default());
    laws::review(&review)?;
    write(&review).map_err(|e| e.to_string())
}

fn write(review: &Review) -> io::Result<()> {
    for format in report::Format::ALL {
        let mut out = Vec::new();
        let mut report = report::reporter(format, &mut out, report::Options::of(format))?;
        report.review(review)?;
        report.finish()?;
        drop(report);
        String::from_utf8(out).map_err(io::Error::other)?;
    }
    for format in export::Format::ALL.into_iter().filter(|f| !f.is_binary() && *f != export::Format::Moses) {
        let mut out = Vec::new();
        export::write(format, [review], &mut Stream::new(&mut out))?;
        String::from_utf8(out).map_err(io::Error::other)?;
    }
    Ok(())
}

/// The raw files of all stories.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for story in corpus::all() {
        for version in &story.versions {
            for format in ["txt", "html"] {
                let file = format!("{version}.{format}");
                all.push((format!("{}/{file}", story.name()), std::fs::read(story.dir.join(&file)).unwrap()));
            }
        }
    }
    all
}

#[test]
fn spoilt_documents() {
    let files: &'static [(String, Vec<u8>)] = files().leak();
    let case = |number: usize| -> Case<'static> {
        let mut dice = Dice::new(number as u64);
        let (name, bytes) = dice.pick(files);
        let other = &dice.pick(files).1;
        let (first, mutation) = mutate::ALL[number % mutate::ALL.len()];
        // Every other document is spoilt twice.
        let second = (number % 2 == 1).then(|| *dice.pick(mutate::ALL));
        let title = format!("{number}: {name} {first} {}", second.map_or("", |s| s.0));
        let dice = std::sync::Mutex::new(dice);
        let case = move || {
            let mut dice = dice.lock().unwrap();
            let mut spoilt = bytes.clone();
            mutation(&mut spoilt, other, &mut dice);
            second.iter().for_each(|(_, again)| again(&mut spoilt, other, &mut dice));
            let ending = name.rsplit('.').next().unwrap_or("");
            let Some(side) = read(&format!("spoilt.{ending}"), &spoilt)? else { return Ok(()) };
            // A third is held against the sound document, so that aligning and reporting see it too.
            if number.is_multiple_of(3)
                && let Some(sound) = read(name, bytes)?
            {
                review(&sound, &side)?;
            }
            Ok(())
        };
        (title, Box::new(case))
    };
    run((0..SPOILT).map(case).collect());
}

#[test]
fn too_much_of_one_thing() {
    let case = |(name, make): &(&'static str, fn() -> Vec<u8>)| -> Case<'static> {
        let make = *make;
        let name = *name;
        (name.to_owned(), Box::new(move || read(name, &make()).map(|_| ())))
    };
    run(large::ALL.iter().map(case).collect());
}

/// A side of `count` paragraphs that no extraction has looked at.
fn text(piece: impl Fn(usize) -> String, count: usize) -> Side {
    let mut article = Article::default();
    article.lang.tag = "en".to_owned();
    (0..count).for_each(|n| corpus::push(&mut article, Role::Paragraph, &piece(n)));
    let sentences = newsalign::segment::segment(&article);
    let facts = newsalign::facts::facts(&article, &sentences);
    Side { article, sentences, facts }
}

/// A sentence that is like no other.
fn unlike(n: usize) -> String {
    format!("Ada Quist of Saltby paid {n} crowns for {} boats on day {} of the {n}th year.", n * 7 % 1001, n * 13 % 367)
}

fn like(_: usize) -> String {
    "It rained at Saltby on Tuesday, and 3 boats were lost in the storm.".to_owned()
}

type Pair = (&'static str, fn() -> (Side, Side));

const PAIRS: &[Pair] = &[
    ("the same sentence, 400 to 400", || (text(like, 400), text(like, 400))),
    ("the same sentence, 1 to 3,000", || (text(like, 1), text(like, 3000))),
    ("nothing in common", || (text(unlike, 600), text(|n| format!("They stayed in, and {}.", unlike(n * 31)), 600))),
    ("backwards", || (text(unlike, 500), text(|n| unlike(499 - n), 500))),
    ("halves swapped", || (text(unlike, 500), text(|n| unlike((n + 250) % 500), 500))),
    ("every second left out", || (text(unlike, 800), text(|n| unlike(2 * n), 400))),
    ("nothing and something", || (Side::default(), text(unlike, 300))),
    ("one sentence of 100,000 words", || (text(|_| "It rained 3 times ".repeat(25_000), 1), text(unlike, 50))),
];

#[test]
fn pairs_that_are_hard_to_align() {
    let case = |&(name, make): &Pair| -> Case<'static> {
        let both_ways = move || {
            let (source, target) = make();
            review(&source, &target)?;
            review(&target, &source)
        };
        (name.to_owned(), Box::new(both_ways))
    };
    run(PAIRS.iter().map(case).collect());
}

/// Where figures end: the largest and the smallest that their type holds, and those around.
const FIGURES: &[&str] = &[
    "79228162514264337593543950335",
    "79,228,162,514,264,337,593,543,950,335",
    "79228162514264337593543950336",
    "7922816251426433759354395033.5",
    "0.0000000000000000000000000001",
    "-1,000,000,000,000,000,000",
    "999,999,999,999,999,999.9",
    "999 trillion",
    "999 billion trillion",
    "ten million billion trillion ten million billion trillion ten million billion trillion",
    "nine hundred and ninety-nine trillion",
    "0",
    "00000000000000000000000000000000000000000000000000000",
    "1/0",
    "half a billion trillion",
    "3",
];

const MEASURES: &[&str] = &[
    "",
    "percent",
    "dollars",
    "euros",
    "km",
    "miles",
    "degrees Celsius",
    "°F",
    "GWh",
    "ounces",
    "seconds",
    "centuries",
    "years old",
];

#[test]
fn figures_at_the_end_of_their_type() {
    let sentence =
        |figure: &str, measure: &str| format!("The pier of Saltby was said to have {figure} {measure} in all.");
    let case = |number: usize| -> Case<'static> {
        let figure = FIGURES[number % FIGURES.len()];
        let measure = MEASURES[number / FIGURES.len()];
        let check = move || {
            // The same measure and the next one, against every figure.
            let next = MEASURES[(number / FIGURES.len() + 1) % MEASURES.len()];
            let source = text(|_| sentence(figure, measure), 2 * FIGURES.len());
            let target = text(
                |n| sentence(FIGURES[n % FIGURES.len()], if n < FIGURES.len() { measure } else { next }),
                2 * FIGURES.len(),
            );
            let bead = |n| Bead { source: n..n + 1, target: n..n + 1, score: 1.0, moved: false };
            let beads: Vec<Bead> = (0..2 * FIGURES.len()).map(bead).collect();
            let (matches, findings) = newsalign::check::check(&source, &target, &beads);
            let review = Review { source, target, beads, matches, findings };
            laws::review(&review)?;
            write(&review).map_err(|e| e.to_string())
        };
        (format!("{figure} {measure}"), Box::new(check))
    };
    run((0..FIGURES.len() * MEASURES.len()).map(case).collect());
}
