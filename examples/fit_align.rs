//! Finds the weights of the aligner by coordinate search on document pairs with gold:
//! `cargo run --release --example fit_align -- FILE.jsonl … stories`
//!
//! A line of a file is `{"id", "lang_src", "lang_tgt", "src": [..], "tgt": [..], "gold": [[[0], [0, 1]], ..]}`. The word
//! `stories` in place of a file stands for the stories of `corpus/`, the only ones whose paragraphs and roles are known.
//! `FILE@30*2` reads every thirtieth line and counts the file twice. Each weight in turn is moved by a share of itself as
//! long as the measure grows (by default 0.35 of the strict and 0.65 of the lax F1, mean over the files); the share is halved where neither
//! way helps. Pairs with a left-out language are not used for fitting, and are reported at the end: what is learnt must hold
//! for languages that it was not learnt from. Prints the weights as JSON.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Parser;
use corpus::Story;
use newsalign::align::measure::{Counts, Link, Scope};
use newsalign::align::{AlignInput, Encoding, Options, align};
use newsalign::embed::{Embedded, Encoder};
use newsalign::extract::Role;
use newsalign::facts::{self, Fact};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

/// The weights that are moved; the rest tells how terms are read.
const MOVED: [&str; 40] = [
    "/evidence/vectors",
    "/evidence/terms",
    "/evidence/parts",
    "/evidence/whole",
    "/evidence/encoded/clause",
    "/evidence/encoded/half",
    "/evidence/encoded/power",
    "/evidence/encoded/centre",
    "/evidence/encoded/hub",
    "/vectors/similarity",
    "/vectors/threshold",
    "/vectors/low",
    "/vectors/high",
    "/vectors/prior",
    "/vectors/adapt",
    "/vectors/deletion",
    "/vectors/deletion_learnt",
    "/vectors/merge",
    "/vectors/merge_loose",
    "/vectors/merge_learnt",
    "/vectors/merge_more",
    "/vectors/merge_both",
    "/vectors/merge_more_learnt",
    "/vectors/one_to_one",
    "/vectors/length",
    "/vectors/length_floor",
    "/vectors/length_apart",
    "/vectors/belonging",
    "/vectors/lone",
    "/vectors/partner",
    "/vectors/partner_level",
    "/vectors/size",
    "/vectors/price",
    "/vectors/position",
    "/evidence/joint",
    "/evidence/alone",
    "/vectors/paragraph",
    "/vectors/crossing",
    "/vectors/role",
    "/vectors/moved",
];

#[derive(Deserialize)]
struct Line {
    lang_src: String,
    lang_tgt: String,
    src: Vec<String>,
    tgt: Vec<String>,
    gold: Vec<Link>,
    #[serde(default)]
    sparse_gold: bool,
}

struct Pair {
    file: String,
    langs: [String; 2],
    sides: [Side; 2],
    gold: Vec<Link>,
    scope: Scope,
}

/// What the aligner is given of one version.
struct Side {
    texts: Vec<String>,
    blocks: Vec<usize>,
    roles: Vec<Role>,
    facts: Vec<Fact>,
    vectors: Option<Embedded>,
}

impl Side {
    /// Bare sentences: nothing is known of paragraphs, and facts are read in each sentence by itself.
    fn plain(texts: Vec<String>, tag: &str, encoder: Option<&Encoder>) -> Self {
        let read = |(sentence, text): (usize, &String)| {
            facts::read(text, tag).into_iter().map(move |fact| Fact { sentence, ..fact })
        };
        let facts = texts.iter().enumerate().flat_map(read).collect();
        let vectors = embed(&texts, encoder);
        Side { texts, blocks: Vec::new(), roles: Vec::new(), facts, vectors }
    }

    /// A version of a story with its gold sentences.
    fn told(side: newsalign::Side, encoder: Option<&Encoder>) -> Self {
        let input = AlignInput::new(&side.article, &side.sentences, &[]);
        let texts: Vec<String> = input.texts.iter().map(|text| (*text).to_owned()).collect();
        let vectors = embed(&texts, encoder);
        let (blocks, roles) = (input.blocks.clone(), input.roles.clone());
        Side { texts, blocks, roles, facts: side.facts, vectors }
    }

    fn input(&self) -> AlignInput<'_> {
        AlignInput {
            texts: self.texts.iter().map(String::as_str).collect(),
            blocks: self.blocks.clone(),
            roles: self.roles.clone(),
            facts: &self.facts,
            lang: None,
            vectors: self.vectors.as_ref(),
        }
    }
}

fn embed(texts: &[String], encoder: Option<&Encoder>) -> Option<Embedded> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Embedded::new(&texts, encoder?).ok()
}

fn read(file: &str, every: usize, encoder: Option<&Encoder>) -> Vec<Pair> {
    if file == "stories" {
        return corpus::all().iter().flat_map(|story| told(story, encoder)).collect();
    }
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().step_by(every).collect();
    let read = |line: &&str| {
        let line: Line = serde_json::from_str(line).unwrap();
        let sides = [Side::plain(line.src, &line.lang_src, encoder), Side::plain(line.tgt, &line.lang_tgt, encoder)];
        let scope = if line.sparse_gold { Scope::Listed } else { Scope::All };
        Pair { file: file.to_owned(), langs: [line.lang_src, line.lang_tgt], sides, gold: line.gold, scope }
    };
    lines.par_iter().map(read).collect()
}

fn told(story: &Story, encoder: Option<&Encoder>) -> Vec<Pair> {
    let read = |pair: &String| {
        let langs: [&str; 2] = pair.split_once('-').unwrap().into();
        let sides = langs.map(|lang| Side::told(story.gold_side(lang), encoder));
        Pair {
            file: "stories".to_owned(),
            langs: langs.map(str::to_owned),
            sides,
            gold: story.beads(pair),
            scope: Scope::All,
        }
    };
    story.translations.iter().map(read).collect()
}

impl Pair {
    fn links(&self, options: &Options) -> Vec<Link> {
        let [source, target] = self.sides.each_ref().map(Side::input);
        let beads = align(&source, &target, options);
        beads.into_iter().map(|b| (b.source.collect(), b.target.collect())).collect()
    }

    /// The gold beads that were not found, and what stands in their place.
    fn print_errors(&self, options: &Options) {
        let links = self.links(options);
        let known: BTreeSet<&Link> = self.gold.iter().collect();
        let found: BTreeSet<&Link> = links.iter().collect();
        let text = |side: usize, run: &[usize]| {
            run.iter().map(|i| self.sides[side].texts[*i].as_str()).collect::<Vec<_>>().join(" | ")
        };
        println!("== {} {}", self.file, self.langs.join("-"));
        for (mark, link) in
            known.difference(&found).map(|l| ("missed", l)).chain(found.difference(&known).map(|l| ("wrong", l)))
        {
            println!("{mark:>6} {:?}:{:?}\n       {}\n       {}", link.0, link.1, text(0, &link.0), text(1, &link.1));
        }
    }

    fn counts(&self, options: &Options) -> Counts {
        Counts::of(&self.gold, &self.links(options), self.scope)
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

fn measure(counts: &BTreeMap<String, Counts>, worth: &BTreeMap<String, f64>, strict: f64) -> f64 {
    let of = |file: &String| worth.get(file).copied().unwrap_or(1.0);
    let sum: f64 =
        counts.iter().map(|(file, c)| of(file) * (strict * c.strict().f1 + (1.0 - strict) * c.lax().f1)).sum();
    sum / counts.keys().map(of).sum::<f64>().max(1e-9)
}

/// What is asked for on the command line.
#[derive(Parser)]
struct Args {
    /// `FILE.jsonl[@EVERY][*WEIGHT]` or `stories[*WEIGHT]`
    #[arg(required = true)]
    files: Vec<String>,
    /// Model file of the sentence encoder
    #[arg(long)]
    encoder: Option<PathBuf>,
    /// Fit the weights of terms alone, without an encoder
    #[arg(long)]
    terms: bool,
    /// The weights that are moved, if not all, such as /vectors/merge,/terms/merge
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// What the strict measure counts beside the lax one
    #[arg(long, default_value_t = 0.35)]
    strict: f64,
    /// How often each weight is tried
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Languages that nothing is learnt from
    #[arg(long, value_delimiter = ',')]
    leave_out: Vec<String>,
    /// Weights to begin with that are not those of newsalign, such as /vectors/merge=-2.5
    #[arg(long)]
    set: Vec<String>,
    /// Print the gold beads that are not found, and what stands in their place
    #[arg(long)]
    errors: bool,
}

impl Args {
    /// The names of the files, which lines are read, and what each counts.
    fn files(&self) -> impl Iterator<Item = (&str, usize, f64)> {
        self.files.iter().map(|file| {
            let (file, weight) = file.split_once('*').map_or((file.as_str(), 1.0), |(f, w)| (f, w.parse().unwrap()));
            let (file, every) = file.split_once('@').map_or((file, 1), |(f, n)| (f, n.parse().unwrap()));
            (file, every, weight)
        })
    }
}

fn main() {
    let args = Args::parse();
    let encoder = match &args.encoder {
        _ if args.terms => None,
        Some(path) => Some(Encoder::from_path(path).unwrap()),
        None => Some(Encoder::built_in().unwrap()),
    };
    let moved: Vec<String> = match args.terms {
        _ if !args.only.is_empty() => args.only.clone(),
        true => MOVED.iter().filter_map(|name| Some(format!("/terms{}", name.strip_prefix("/vectors")?))).collect(),
        false => MOVED.map(str::to_owned).to_vec(),
    };
    let worth: BTreeMap<String, f64> = args.files().map(|(file, _, weight)| (file.to_owned(), weight)).collect();
    let measure = |counts: &BTreeMap<String, Counts>| measure(counts, &worth, args.strict);
    let pairs: Vec<Pair> = args.files().flat_map(|(file, every, _)| read(file, every, encoder.as_ref())).collect();
    let is_out = |pair: &&Pair| pair.langs.iter().any(|lang| args.leave_out.contains(lang));
    let (held, used): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(is_out);
    let mut weights = serde_json::to_value(Options::default().weights).unwrap();
    for set in &args.set {
        let (name, value) = set.split_once('=').unwrap();
        *weights.pointer_mut(name).unwrap() = value.parse::<f64>().unwrap().into();
    }
    let held_before = measure(&counts(&held, &weights));
    let mut best = measure(&counts(&used, &weights));
    eprintln!("{} pairs, {best:.4}", used.len());
    let mut shares = vec![0.2; moved.len()];
    for round in 0..args.rounds {
        for (name, share) in moved.iter().zip(&mut shares) {
            let mut found = false;
            for way in [1.0, -1.0] {
                while let Some(better) = step(&used, &weights, &measure, name, way * *share, best) {
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
    if args.errors {
        used.iter().for_each(|pair| pair.print_errors(&options(&weights)));
    }
}

/// The measure and the weights with one of them moved by a share of itself, if that is better.
fn step(
    pairs: &[&Pair],
    weights: &Value,
    measure: &impl Fn(&BTreeMap<String, Counts>) -> f64,
    name: &str,
    share: f64,
    best: f64,
) -> Option<(f64, Value)> {
    let mut moved = weights.clone();
    let slot = moved.pointer_mut(name).unwrap();
    let at = slot.as_f64().unwrap();
    *slot = json!(((at + share * at.abs().max(0.05)) * 1e4).round() / 1e4);
    let reached = measure(&counts(pairs, &moved));
    (reached > best + 1e-6).then_some((reached, moved))
}
