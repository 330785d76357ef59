//! Finds the weights of the aligner by coordinate search on document pairs with gold:
//! `cargo run --release --example fit_align -- [--encoder MODEL] [--every N] [--leave-out LANG,LANG] FILE.jsonl …`
//!
//! A line of a file is `{"id", "lang_src", "lang_tgt", "src": [..], "tgt": [..], "gold": [[[0], [0, 1]], ..]}`. Each weight in
//! turn is moved by a share of itself as long as the measure grows (0.7 of the strict and 0.3 of the lax F1, mean over the
//! files); the share is halved where neither way helps. Pairs with a left-out language are not used for fitting, and are
//! reported at the end: what is learnt must hold for languages that it was not learnt from. Prints the weights as JSON.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::Path;

use newsalign::align::measure::{Counts, Link, Scope};
use newsalign::align::{AlignInput, Encoding, Options, align};
use newsalign::embed::{Encoder, Vectors};
use newsalign::facts::{self, Fact};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

/// The weights that are moved; the rest tells how terms are read, and was fitted without an encoder.
const MOVED: [&str; 22] = [
    "/evidence/vectors",
    "/evidence/terms",
    "/evidence/parts",
    "/evidence/whole",
    "/evidence/encoded/half",
    "/evidence/encoded/power",
    "/evidence/encoded/centre",
    "/evidence/encoded/hub",
    "/vectors/similarity",
    "/vectors/threshold",
    "/vectors/deletion",
    "/vectors/deletion_learnt",
    "/vectors/merge",
    "/vectors/merge_learnt",
    "/vectors/merge_more",
    "/vectors/one_to_one",
    "/vectors/length",
    "/vectors/length_floor",
    "/vectors/size",
    "/vectors/price",
    "/vectors/position",
    "/vectors/moved",
];
const ROUNDS: usize = 3;

#[derive(Deserialize)]
struct Line {
    lang_src: String,
    lang_tgt: String,
    src: Vec<String>,
    tgt: Vec<String>,
    gold: Vec<Link>,
}

struct Pair {
    file: String,
    line: Line,
    facts: [Vec<Fact>; 2],
    vectors: [Vectors; 2],
}

/// The facts of each sentence read by itself.
fn facts_of(sentences: &[String], tag: &str) -> Vec<Fact> {
    let read = |(sentence, text): (usize, &String)| {
        facts::read(text, tag).into_iter().map(move |fact| Fact { sentence, ..fact })
    };
    sentences.iter().enumerate().flat_map(read).collect()
}

fn read(file: &str, every: usize, encoder: &Encoder) -> Vec<Pair> {
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().step_by(every).collect();
    let read = |line: &&str| {
        let line: Line = serde_json::from_str(line).unwrap();
        let embed = |side: &[String]| encoder.embed(&side.iter().map(String::as_str).collect::<Vec<_>>());
        let facts = [facts_of(&line.src, &line.lang_src), facts_of(&line.tgt, &line.lang_tgt)];
        Pair { file: file.to_owned(), facts, vectors: [embed(&line.src), embed(&line.tgt)], line }
    };
    lines.par_iter().map(read).collect()
}

impl Pair {
    fn counts(&self, options: &Options) -> Counts {
        let side = |texts: &'_ [String]| texts.iter().map(String::as_str).collect::<Vec<_>>();
        let (source, target) = (side(&self.line.src), side(&self.line.tgt));
        let input = |texts, number: usize| AlignInput {
            texts,
            facts: &self.facts[number],
            vectors: Some(&self.vectors[number]),
            ..AlignInput::default()
        };
        let beads = align(&input(source, 0), &input(target, 1), options);
        let links: Vec<Link> = beads.into_iter().map(|b| (b.source.collect(), b.target.collect())).collect();
        Counts::of(&self.line.gold, &links, Scope::All)
    }
}

fn options(weights: &Value) -> Options {
    Options { weights: serde_json::from_value(weights.clone()).unwrap(), encoder: Encoding::None, ..Options::default() }
}

fn counts(pairs: &[&Pair], weights: &Value) -> BTreeMap<String, Counts> {
    let options = options(weights);
    let all: Vec<Counts> = pairs.par_iter().map(|pair| pair.counts(&options)).collect();
    let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
    for (pair, counts) in pairs.iter().zip(all) {
        *sums.entry(pair.file.clone()).or_default() += counts;
    }
    sums
}

fn measure(counts: &BTreeMap<String, Counts>) -> f64 {
    counts.values().map(|c| 0.7 * c.strict().f1 + 0.3 * c.lax().f1).sum::<f64>() / counts.len().max(1) as f64
}

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut files, mut every, mut left_out, mut encoder) = (Vec::new(), 1, Vec::new(), Encoder::built_in().unwrap());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--encoder" => encoder = Encoder::from_path(Path::new(&args.next().unwrap())).unwrap(),
            "--every" => every = args.next().unwrap().parse().unwrap(),
            "--leave-out" => left_out = args.next().unwrap().split(',').map(str::to_owned).collect(),
            _ => files.push(arg),
        }
    }
    let pairs: Vec<Pair> = files.iter().flat_map(|file| read(file, every, &encoder)).collect();
    let is_out = |pair: &&Pair| left_out.contains(&pair.line.lang_src) || left_out.contains(&pair.line.lang_tgt);
    let (held, used): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(is_out);
    let mut weights = serde_json::to_value(Options::default().weights).unwrap();
    let held_before = measure(&counts(&held, &weights));
    let mut best = measure(&counts(&used, &weights));
    eprintln!("{} pairs, {best:.4}", used.len());
    let mut shares = [0.2; MOVED.len()];
    for round in 0..ROUNDS {
        for (name, share) in MOVED.iter().zip(&mut shares) {
            let mut found = false;
            for way in [1.0, -1.0] {
                while let Some(better) = step(&used, &weights, name, way * *share, best) {
                    (best, weights, found) = (better.0, better.1, true);
                }
            }
            *share *= if found { 1.0 } else { 0.5 };
            eprintln!("{round} {name} {:.4}: {best:.4}", weights.pointer(name).unwrap().as_f64().unwrap());
        }
    }
    for (file, counts) in counts(&used, &weights) {
        eprintln!("{file}: {:.4} strict, {:.4} lax", counts.strict().f1, counts.lax().f1);
    }
    eprintln!("languages left out: {held_before:.4} before, {:.4} after", measure(&counts(&held, &weights)));
    println!("{weights:#}");
}

/// The measure and the weights with one of them moved by a share of itself, if that is better.
fn step(pairs: &[&Pair], weights: &Value, name: &str, share: f64, best: f64) -> Option<(f64, Value)> {
    let mut moved = weights.clone();
    let slot = moved.pointer_mut(name).unwrap();
    let at = slot.as_f64().unwrap();
    *slot = json!(((at + share * at.abs().max(0.05)) * 1e4).round() / 1e4);
    let reached = measure(&counts(pairs, &moved));
    (reached > best + 1e-6).then_some((reached, moved))
}
