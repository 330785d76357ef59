//! Fits the trees that tell an article from the furniture of its page, and writes `src/extract/forest.txt`:
//! `cargo run --release --example fit_extract -- --gold FOLDER --out src/extract/forest.txt`
//!
//! FOLDER holds `gold.jsonl.gz` (`page`, `html`: a path in FOLDER, `dataset`, `lang`, `url`, and `text` or `with` and
//! `without`) and `lines.jsonl.gz` (`page`, `dataset`, `lang`, `host`, `lines`, `label`). Every block of a page is marked
//! with the share of its words that stand in the gold; the lines have labels. Figures are made by the library itself.
//! The first pass judges blocks alone, the second sees what the first says of their neighbours: for fitting it, the first
//! one's verdicts come from trees that have not seen the site.
//!
//! Scraped pages are never clean: lines are fitted on the same pages with less furniture too, and with `--clean` on texts
//! that have none, whose figures are printed apart.
//!
//! Every site (with `--by lang`: every language, with `--by page`: every page) is left out once. Printed are the figures of
//! what was left out and, for comparison, those of the pages that the trees were fitted on. The stories of `corpus/` are
//! fitted too.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod boost;
mod dirt;
mod gold;
mod measure;
mod planes;
mod teach;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

use boost::{Growth, Table};
use clap::{Parser, ValueEnum};
use gold::{Case, Shares};
use newsalign::extract::fit::{Planes, Trees, names};
use newsalign::input::Format;
use rayon::prelude::*;
use serde_json::{Value, json};

#[derive(Parser)]
struct Args {
    /// Folder with gold.jsonl.gz, lines.jsonl.gz and html/
    #[arg(long)]
    gold: PathBuf,
    /// Where to write the trees; without it they are only measured
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only pages, or only lines; the trees of the other kind stay as they are
    #[arg(long)]
    only: Option<Kind>,
    /// What is left out together
    #[arg(long, value_enum, default_value = "site")]
    by: By,
    /// Into how many parts these are cut
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// Sets that are not fitted: gold that is another extractor's output or only the beginning of the text
    #[arg(long, value_delimiter = ',', default_value = "mozilla,goose3")]
    without: Vec<String>,
    /// Folder for the predictions on what was left out, as JSON
    #[arg(long)]
    predictions: Option<PathBuf>,
    /// Do not leave anything out: fit and write only
    #[arg(long)]
    quick: bool,
    /// Trees and leaves of the first and second pass; no tree may have more than 32 leaves
    #[arg(long, num_args = 4, default_values_t = [60, 16, 200, 16])]
    size: Vec<usize>,
    /// Figures that the trees do not ask for, such as those of a page's length
    #[arg(long, value_delimiter = ',')]
    silent: Vec<String>,
    /// Texts in which nothing is furniture, as JSON lines with `page`, `host`, `lang` and `lines` (tools/mk_clean.py)
    #[arg(long)]
    clean: Option<PathBuf>,
    /// What one of them counts against one page, in the first and the second pass
    #[arg(long, num_args = 2, default_values_t = [0.0, 0.1])]
    clean_share: Vec<f32>,
    /// The same of a page with less furniture than it had
    #[arg(long, num_args = 2, default_values_t = [0.0, 0.05])]
    graded_share: Vec<f32>,
    /// What a page without labels counts, its lines labelled by the trees for pages; 0 leaves those pages out
    #[arg(long, default_value_t = 0.0)]
    taught: f32,
    /// Share of the figures that one tree sees
    #[arg(long, default_value_t = 0.5)]
    columns: f64,
    /// Lines that count less than this are drawn as much more seldom, and count as much then: quicker
    #[arg(long, default_value_t = 0.0)]
    least: f32,
    /// Measure only what is left out, without fitting all
    #[arg(long)]
    unseen: bool,
    /// Another number draws other samples of rows and figures: for telling what is noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Fits nothing: measures the verdicts of a run with `--predictions` (FOLDER/text.scores.jsonl), with the rules as they
    /// are now
    #[arg(long)]
    scores: Option<PathBuf>,
    /// How many forests of that size are fitted on other samples and averaged
    #[arg(long, default_value_t = 1)]
    bags: usize,
    /// Share of its vote that a tree has, in the first and the second pass
    #[arg(long, num_args = 1..=2, default_values_t = [0.08])]
    rate: Vec<f64>,
    /// What a block with a snippet counts, where the gold is snippets; all blocks of another page count about 45
    #[arg(long, default_value_t = 2.5)]
    piece: f32,
    /// How far sets of pages are made to count alike: 0, each page as much as another; 1, each set as much as another
    #[arg(long, default_value_t = 0.0)]
    level: f32,
    /// What a block counts of which the gold has a quarter to three quarters
    #[arg(long, default_value_t = 1.0)]
    vague: f32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Html,
    Lines,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Site,
    Lang,
    Page,
}

/// Figures that only ever speak for furniture, whatever the sample says.
const RISING: &[&str] = &[
    "cue_whole",
    "cue_start",
    "cue_label",
    "cue_end",
    "cue_inside",
    "cue_cover",
    "cue_many",
    "cue_open",
    "cue_tail",
    "rights",
    "site",
    "site_alike",
    "site_opens",
    "hidden",
    "date_cover",
    "credit_tail",
    "address",
    "separators",
    "named_comments",
    "named_share",
    "named_subscribe",
    "named_cookie",
];

/// The trees of a format, as text.
#[derive(Default)]
struct Fitted {
    alone: String,
    placed: String,
    /// The planes in the space of the encoder; none for pages.
    sense: String,
}

impl Fitted {
    fn read(&self) -> (Trees, Trees) {
        let trees = |text: &str, placed: bool| Trees::read(&format!("[x]\n{text}"), "x", &names(placed)).unwrap();
        (trees(&self.alone, false), trees(&self.placed, true))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let path = args.out.clone().unwrap_or_else(|| "src/extract/forest.txt".into());
    let mut sections = sections(&fs::read_to_string(&path).unwrap_or_default());
    for (kind, format, name) in [(Kind::Html, Format::Html, "html"), (Kind::Lines, Format::Text, "text")] {
        if args.only.is_some_and(|only| only != kind) {
            continue;
        }
        let start = Instant::now();
        let mut cases = match kind {
            Kind::Html => gold::pages(&args.gold, &args.without, args.piece)?,
            Kind::Lines => {
                let pair = |shares: &[f32]| [shares[0], shares[1]];
                let shares = Shares { graded: pair(&args.graded_share), clean: pair(&args.clean_share) };
                gold::lines(&args.gold, args.clean.as_deref(), shares, args.taught)?
            }
        };
        if kind == Kind::Html {
            weigh(&mut cases, args.level, args.vague);
        }
        cases.extend(gold::stories(format)?);
        eprintln!("{name}: {} cases read in {:.0?}", cases.len(), start.elapsed());
        let fitted = run(&mut cases, &args, name, &args.silent)?;
        eprintln!("{name}: done after {:.0?}", start.elapsed());
        if args.scores.is_some() {
            continue;
        }
        sections.insert(format!("{name}.alone"), fitted.alone);
        sections.insert(format!("{name}.placed"), fitted.placed);
        if !fitted.sense.is_empty() {
            sections.insert(format!("{name}.sense"), fitted.sense);
        }
    }
    if let Some(out) = args.out {
        let head = "# The trees that judge lines of text and blocks of pages; see forest.rs. Written by examples/fit_extract.\n";
        let body: Vec<String> = sections.iter().map(|(name, text)| format!("[{name}]\n{text}")).collect();
        fs::write(out, format!("{head}{}", body.concat()))?;
    }
    Ok(())
}

/// Lets pages of small sets count more, and blocks with half of their words in the gold less.
fn weigh(cases: &mut [Case], level: f32, vague: f32) {
    let mut sizes: BTreeMap<String, f32> = BTreeMap::new();
    for case in cases.iter() {
        *sizes.entry(case.set.clone()).or_default() += 1.0;
    }
    // Sets of a handful of pages are left as they are.
    let large: Vec<f32> = sizes.values().copied().filter(|size| *size >= 50.0).collect();
    let mean = large.iter().sum::<f32>() / large.len().max(1) as f32;
    for case in cases {
        let size = sizes.get(&case.set).copied().filter(|size| *size >= 50.0).unwrap_or(mean);
        let share = (mean / size).powf(level);
        for (weight, mark) in case.weights.iter_mut().zip(&case.marks) {
            *weight *= share * if (0.25..=0.75).contains(mark) { vague } else { 1.0 };
        }
    }
}

/// The parts of a file of trees, by their headings.
fn sections(file: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut name = None;
    for line in file.lines() {
        if let Some(heading) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            name = Some(heading.to_owned());
        } else if let Some(name) = &name {
            let text: &mut String = out.entry(name.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    out
}

/// Fits and measures one format.
fn run(cases: &mut [Case], args: &Args, name: &str, silent: &[String]) -> Result<Fitted, Box<dyn Error>> {
    if let Some(file) = &args.scores {
        again(cases, args, name, file)?;
        return Ok(Fitted::default());
    }
    let folds = folds(cases, args);
    let growth = |pass: usize| Growth {
        trees: args.size[2 * pass],
        leaves: args.size[2 * pass + 1],
        rate: args.rate[pass.min(args.rate.len() - 1)],
        rows: 0.5,
        columns: args.columns,
        least: args.least,
        seed: args.seed,
        bags: args.bags,
    };
    let count = if args.quick { 3 } else { folds.iter().flatten().max().map_or(0, |m| m + 1) };
    let quick = |fold: Option<usize>| fold.map(|f| if args.quick { f % 3 } else { f });
    // What a line means is told by planes that were fitted without its part.
    let (sense, whole_planes) = if name == "text" { planes::fit(cases, |_| true) } else { Default::default() };
    if name == "text" {
        let parts: Vec<_> = (0..count)
            .into_par_iter()
            .map(|part| planes::fit(cases, |case| quick(folds[case]) != Some(part)).1)
            .collect();
        cases.par_iter_mut().zip(&folds).for_each(|(case, fold)| {
            case.measured.take(quick(*fold).map_or(&whole_planes, |part| &parts[part]));
        });
    }
    let alone: Vec<Vec<Vec<f32>>> = cases.par_iter().map(|case| case.measured.alone()).collect();
    let first = Sample::new(cases, &folds, &alone, None, silent);
    let score = |trees: &Trees, rows: &[Vec<f32>]| -> Vec<f32> { rows.iter().map(|row| trees.score(row)).collect() };
    // The first pass, once without each part, and once with all.
    let parts: Vec<Trees> = (0..count)
        .into_par_iter()
        .map(|part| {
            let text = first.fit(|fold| quick(fold) != Some(part), growth(0));
            Trees::read(&format!("[x]\n{text}"), "x", &names(false)).unwrap()
        })
        .collect();
    // Without trees for all, those of the first part stand for what is always fitted.
    let all = |fold: Option<usize>| !args.unseen || fold.is_none() || fold == Some(0);
    let all_growth = |pass: usize| if args.unseen { Growth { trees: 2, ..growth(pass) } } else { growth(pass) };
    let mut fitted = Fitted { alone: first.fit(all, all_growth(0)), placed: String::new(), sense };
    let whole = Trees::read(&format!("[x]\n{}", fitted.alone), "x", &names(false)).unwrap();
    let odds: Vec<Vec<f32>> = (0..cases.len())
        .into_par_iter()
        .map(|i| score(quick(folds[i]).map_or(&whole, |part| &parts[part]), &alone[i]))
        .collect();
    let placed: Vec<Vec<Vec<f32>>> =
        cases.par_iter().zip(&odds).map(|(case, odds)| case.measured.placed(odds)).collect();
    let second = Sample::new(cases, &folds, &placed, Some(&odds), silent);
    fitted.placed = second.fit(all, all_growth(1));
    if args.quick {
        report_seen(cases, &fitted, &whole_planes, name);
        return Ok(fitted);
    }
    let second_trees = fitted.read().1;
    let seconds: Vec<Trees> = (0..count)
        .into_par_iter()
        .map(|part| {
            let text = second.fit(|fold| fold != Some(part), growth(1));
            Trees::read(&format!("[x]\n{text}"), "x", &names(true)).unwrap()
        })
        .collect();
    let scores: Vec<Vec<f32>> = (0..cases.len())
        .into_par_iter()
        .map(|i| {
            let trees = folds[i].map_or(&second_trees, |part| &seconds[part]);
            judged(&cases[i], trees, &placed[i], &odds[i])
        })
        .collect();
    let unseen: Vec<measure::Outcome> =
        cases.par_iter().zip(odds.par_iter().zip(&scores)).map(|(c, (o, s))| measure::outcome(c, o, s)).collect();
    measure::report(cases, &unseen, &format!("{name}, left out"));
    write(cases, args, name, &unseen, &odds.into_iter().zip(scores).collect::<Vec<_>>())?;
    report_seen(cases, &fitted, &whole_planes, name);
    Ok(fitted)
}

/// Prints the figures of the pages that the trees and planes were fitted on.
fn report_seen(cases: &mut [Case], fitted: &Fitted, planes: &Planes, name: &str) {
    let (first, second) = fitted.read();
    cases.par_iter_mut().for_each(|case| case.measured.take(planes));
    let outcome = |case: &Case| {
        let odds: Vec<f32> = case.measured.alone().iter().map(|row| first.score(row)).collect();
        let scores = judged(case, &second, &case.measured.placed(&odds), &odds);
        measure::outcome(case, &odds, &scores)
    };
    let seen: Vec<measure::Outcome> = cases.par_iter().map(outcome).collect();
    measure::report(cases, &seen, &format!("{name}, fitted on"));
}

/// What the second pass says of a case, or the first one where it is sure.
fn judged(case: &Case, trees: &Trees, rows: &[Vec<f32>], odds: &[f32]) -> Vec<f32> {
    let score = |(row, odds): (&Vec<f32>, &f32)| if case.measured.is_open(*odds) { trees.score(row) } else { *odds };
    rows.iter().zip(odds).map(score).collect()
}

/// Measures verdicts of an earlier run with the rules as they are now.
fn again(cases: &[Case], args: &Args, name: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let rows: Vec<Value> = fs::read_to_string(file)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if rows.len() != cases.len() {
        return Err(format!("{}: {} rows for {} cases", file.display(), rows.len(), cases.len()).into());
    }
    let floats = |v: &Value| v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect::<Vec<f32>>();
    let verdicts: Vec<(Vec<f32>, Vec<f32>)> =
        rows.iter().map(|row| (floats(&row["odds"]), floats(&row["scores"]))).collect();
    let outcomes: Vec<measure::Outcome> =
        cases.par_iter().zip(&verdicts).map(|(case, (odds, scores))| measure::outcome(case, odds, scores)).collect();
    measure::report(cases, &outcomes, &format!("{name}, left out"));
    write(cases, args, name, &outcomes, &verdicts)
}

/// Writes what became of each case, and of each block of it what both passes said.
fn write(
    cases: &[Case],
    args: &Args,
    name: &str,
    outcomes: &[measure::Outcome],
    verdicts: &[(Vec<f32>, Vec<f32>)],
) -> Result<(), Box<dyn Error>> {
    let Some(folder) = &args.predictions else { return Ok(()) };
    fs::create_dir_all(folder)?;
    fs::write(folder.join(format!("{name}.json")), measure::predictions(cases, outcomes)?)?;
    let row = |(case, (odds, scores)): (&Case, &(Vec<f32>, Vec<f32>))| {
        let blocks = case.measured.blocks(odds, scores).into_iter().zip(&case.marks);
        let blocks: Vec<Value> = blocks.map(|(block, mark)| json!([block, mark])).collect();
        json!({ "page": case.page, "odds": odds, "scores": scores, "blocks": blocks }).to_string()
    };
    let rows: Vec<String> = cases.iter().zip(verdicts).map(row).collect();
    Ok(fs::write(folder.join(format!("{name}.scores.jsonl")), rows.join("\n"))?)
}

/// The part that each case belongs to; none for what is always fitted.
fn folds(cases: &[Case], args: &Args) -> Vec<Option<usize>> {
    let languages: BTreeSet<&str> = cases.iter().map(|c| c.lang.as_str()).collect();
    let part = |case: &Case| match args.by {
        By::Lang => languages.iter().position(|l| *l == case.lang).unwrap() % args.folds,
        By::Site | By::Page => {
            let mut hasher = DefaultHasher::new();
            if args.by == By::Page {
                case.page.hash(&mut hasher)
            } else {
                case.site.hash(&mut hasher)
            }
            (hasher.finish() % args.folds as u64) as usize
        }
    };
    cases.iter().map(|case| Some(part(case)).filter(|_| !case.site.is_empty())).collect()
}

/// All blocks of all cases.
struct Sample {
    table: Table,
    marks: Vec<f32>,
    weights: Vec<f32>,
    folds: Vec<Option<usize>>,
}

impl Sample {
    /// `odds`: what the first pass said, for the second one, which sees only what that leaves open.
    fn new(
        cases: &[Case],
        folds: &[Option<usize>],
        rows: &[Vec<Vec<f32>>],
        odds: Option<&[Vec<f32>]>,
        silent: &[String],
    ) -> Sample {
        let pass = usize::from(odds.is_some());
        let (mut all, mut marks, mut weights, mut of) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, ((case, fold), rows)) in cases.iter().zip(folds).zip(rows).enumerate() {
            let open = |i: usize| odds.is_none_or(|odds| case.measured.is_open(odds[number][i]));
            let counts = |i: usize| case.weights[i] * case.share[pass] > 0.0 && open(i);
            for (index, row) in rows.iter().enumerate().filter(|(i, _)| counts(*i)) {
                all.push(row.clone());
                marks.push(case.marks[index]);
                weights.push(case.weights[index] * case.share[pass]);
                of.push(*fold);
            }
        }
        Sample { table: Table::new(names(pass == 1), &all, silent), marks, weights, folds: of }
    }

    fn fit(&self, wanted: impl Fn(Option<usize>) -> bool, growth: Growth) -> String {
        let weights: Vec<f32> =
            self.weights.iter().zip(&self.folds).map(|(w, fold)| if wanted(*fold) { *w } else { 0.0 }).collect();
        boost::fit(&self.table, &self.marks, &weights, RISING, growth)
    }
}
