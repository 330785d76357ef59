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
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use mutate::Dice;
use newsalign::export::{self, Stream};
use newsalign::extract::Options;
use newsalign::input::{self, Document};
use newsalign::{Review, Side, report};
use rayon::prelude::*;

/// A case that is not through by then counts as hanging. Far more than any needs: this is no test of speed.
const LIMIT: Duration = Duration::from_secs(10);
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
    let failures: Vec<String> = cases.into_par_iter().filter_map(|(name, case)| watch(name, case)).collect();
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
    for format in export::Format::ALL.into_iter().filter(|f| *f != export::Format::Moses) {
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
            if number % 3 == 0
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

fn text(piece: impl Fn(usize) -> String, count: usize) -> Side {
    let body = (0..count).map(piece).collect::<Vec<_>>().join("\n");
    newsalign::read(&Document::text("text", body), &Options { lang: Some("en".to_owned()), ..Options::default() })
}

/// A sentence that is like no other.
fn unlike(n: usize) -> String {
    format!("Ada Quist of Saltby paid {n} crowns for {} boats on day {} of the {n}th year.", n * 7 % 1001, n * 13 % 367)
}

#[test]
fn pairs_that_are_hard_to_align() {
    let same = |_| "It rained at Saltby on Tuesday, and 3 boats were lost in the storm.".to_owned();
    type Pair = fn(fn(usize) -> String) -> (Side, Side);
    let pairs: [(&str, Pair); 7] = [
        ("the same sentence, 2,000 to 2,000", |same| (text(same, 2000), text(same, 2000))),
        ("the same sentence, 1 to 3,000", |same| (text(same, 1), text(same, 3000))),
        ("nothing in common", |_| {
            (text(unlike, 1500), text(|n| format!("Nobody went out, and {} stayed.", unlike(n * 31)), 1500))
        }),
        ("backwards", |_| (text(unlike, 1000), text(|n| unlike(999 - n), 1000))),
        ("halves swapped", |_| (text(unlike, 1000), text(|n| unlike((n + 500) % 1000), 1000))),
        ("every second left out", |_| (text(unlike, 1500), text(|n| unlike(2 * n), 750))),
        ("nothing and something", |_| (Side::default(), text(unlike, 300))),
    ];
    let case = |(name, make): (&'static str, Pair)| -> Case<'static> {
        let same: fn(usize) -> String = same;
        (
            name.to_owned(),
            Box::new(move || {
                let (source, target) = make(same);
                review(&source, &target)?;
                review(&target, &source)
            }),
        )
    };
    run(pairs.into_iter().map(case).collect());
}
