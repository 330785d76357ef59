//! Speed of sentence splitting and language identification beside UAX #29 and whatlang, in one process on one core:
//! `cargo run --release --example speed_text -- LANGUAGE < LINES`. Prints megabytes a second and the ratios.

use std::hint::black_box;
use std::io::{self, Read};
use std::time::Instant;

use newsalign::{lang, segment};
use unicode_segmentation::UnicodeSegmentation;

/// The best of some runs, in megabytes a second.
fn speed(bytes: usize, mut work: impl FnMut()) -> f64 {
    let seconds = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    });
    bytes as f64 / 1e6 / seconds.fold(f64::MAX, f64::min)
}

fn main() -> io::Result<()> {
    let tag = std::env::args().nth(1).unwrap_or_else(|| "en".to_owned());
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().filter(|l| !l.is_empty()).collect();
    let blocks: Vec<String> = lines.chunks(8).map(|c| c.join(" ")).collect();
    let size: usize = lines.iter().map(|l| l.len()).sum();
    let uax = speed(size, || blocks.iter().for_each(|b| assert!(black_box(b.split_sentence_bounds().count()) > 0)));
    let split = speed(size, || blocks.iter().for_each(|b| drop(black_box(segment::split_tagged(b, &tag)))));
    let known = speed(size, || lines.iter().for_each(|l| drop(black_box(lang::identify(l, None)))));
    let what = speed(size, || {
        lines.iter().for_each(|l| assert!(black_box(whatlang::detect(l)).is_none_or(|i| i.confidence() >= 0.0)))
    });
    println!("sentences: UAX #29 {uax:.1} MB/s, split {split:.1} MB/s, ratio {:.2}", split / uax);
    println!("languages: whatlang {what:.1} MB/s, identify {known:.1} MB/s, ratio {:.1}", known / what);
    Ok(())
}
