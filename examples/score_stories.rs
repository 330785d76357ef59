//! Holds the stories of `corpus/stories` against their gold in `corpus/gold`:
//! `cargo run --release --example score_stories -- [--gold] [--verbose] [STORY]`
//!
//! Prints, for each pair of versions and for text and HTML: blocks kept rightly (F1), sentences (F1), beads (F1,
//! strict), findings found, missed and false. With `--gold` the gold sentences and beads are checked, so that only
//! the reading and comparing of facts is measured.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use corpus::{Outcome, Story, compare_findings};
use newsalign::Review;

#[derive(Default)]
struct Total {
    blocks: (f64, u32),
    sentences: (f64, u32),
    beads: (f64, u32),
    outcome: [usize; 3],
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| args.iter().any(|a| a == name);
    let only = args.iter().find(|a| !a.starts_with('-'));
    let mut total = Total::default();
    for story in corpus::all() {
        if only.is_some_and(|o| !story.name().contains(o.as_str())) {
            continue;
        }
        for pair in &story.translations {
            if flag("--gold") {
                let review = story.gold_review(pair);
                line(&story, pair, "gold", &review, &mut total, flag("--verbose"));
                continue;
            }
            for format in ["txt", "html"] {
                let review = story.review(pair, format);
                line(&story, pair, format, &review, &mut total, flag("--verbose"));
            }
        }
    }
    let mean = |(sum, n): (f64, u32)| 100.0 * sum / f64::from(n.max(1));
    let [found, missed, extra] = total.outcome;
    println!(
        "mean: blocks {:.1}  sentences {:.1}  beads {:.1}   findings: {found} found, {missed} missed, {extra} false",
        mean(total.blocks),
        mean(total.sentences),
        mean(total.beads)
    );
}

fn line(story: &Story, pair: &str, format: &str, review: &Review, total: &mut Total, verbose: bool) {
    let (from, to) = pair.split_once('-').unwrap();
    let blocks = (story.block_f1(from, format, &review.source) + story.block_f1(to, format, &review.target)) / 2.0;
    let sentences = (story.sentence_f1(from, &review.source) + story.sentence_f1(to, &review.target)) / 2.0;
    let beads = story.bead_f1(pair, review);
    let outcome: Outcome = compare_findings(&story.findings(pair), review);
    for (sum, value) in [(&mut total.blocks, blocks), (&mut total.sentences, sentences), (&mut total.beads, beads)] {
        *sum = (sum.0 + value, sum.1 + 1);
    }
    total.outcome[0] += outcome.found;
    total.outcome[1] += outcome.missed.len();
    total.outcome[2] += outcome.extra.len();
    println!(
        "{:<14} {pair:<6} {format:<4} blocks {:5.1}  sentences {:5.1}  beads {:5.1}  findings {} of {}, {} false",
        story.name(),
        100.0 * blocks,
        100.0 * sentences,
        100.0 * beads,
        outcome.found,
        outcome.found + outcome.missed.len(),
        outcome.extra.len()
    );
    if verbose {
        outcome.missed.iter().for_each(|m| println!("      MISSED {m}"));
        outcome.extra.iter().for_each(|m| println!("      FALSE  {m}"));
        story.block_errors(from, format, &review.source).iter().for_each(|m| println!("      BLOCK  {from} {m}"));
        story.block_errors(to, format, &review.target).iter().for_each(|m| println!("      BLOCK  {to} {m}"));
    }
}
