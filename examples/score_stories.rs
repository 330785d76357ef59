//! Holds the stories of `corpus/stories` against their gold: `cargo run --release --example score_stories [--gold]`
//!
//! With `--gold` the gold sentences and beads are checked, so that only reading and comparing facts is measured.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/stories/mod.rs"]
mod stories;

use newsalign::check::{Finding, Severity, check};

fn main() {
    let only = std::env::args().nth(1).filter(|a| !a.starts_with('-'));
    let (mut right, mut missed, mut false_alarms) = (0, 0, 0);
    for story in stories::all() {
        if only.as_deref().is_some_and(|o| !story.name().contains(o)) {
            continue;
        }
        for pair in &story.translations {
            let (from, to) = pair.split_once('-').unwrap();
            let (source, target) = (story.gold_side(from), story.gold_side(to));
            let beads = story.gold_beads(pair);
            let (_, findings) = check(&source, &target, &beads);
            let mut found: Vec<&Finding> = findings.iter().filter(|f| f.severity >= Severity::Warning).collect();
            let gold = story.findings(pair);
            println!("{} {pair}: {} gold, {} found", story.name(), gold.len(), found.len());
            for g in &gold {
                let at = found.iter().position(|f| f.bead == g.bead && f.check == g.check);
                let near = found.iter().position(|f| f.bead == g.bead || f.source.as_ref().is_some_and(|s| Some(&s.text) == g.source.as_ref()));
                match at.or(near) {
                    Some(n) => {
                        let f = found.remove(n);
                        right += 1;
                        if f.check != g.check || format!("{:?}", f.verdict).to_lowercase() != g.verdict {
                            println!("    other  {}/{} for {}/{}: {}", f.check, f.verdict_name(), g.check, g.verdict, f.message);
                        }
                    }
                    None => {
                        missed += 1;
                        println!("    MISSED {}/{}: {:?} -> {:?}", g.check, g.verdict, g.source, g.target);
                    }
                }
            }
            for f in found {
                false_alarms += 1;
                println!("    FALSE  {}/{} bead {}: {}", f.check, f.verdict_name(), f.bead, f.message);
            }
        }
    }
    println!("{right} found, {missed} missed, {false_alarms} false");
}

trait VerdictName {
    fn verdict_name(&self) -> String;
}

impl VerdictName for Finding {
    fn verdict_name(&self) -> String {
        format!("{:?}", self.verdict).to_lowercase()
    }
}
