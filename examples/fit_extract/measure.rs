//! Measures what an extraction kept against the gold.

use std::collections::BTreeMap;
use std::error::Error;

use newsalign::extract::Role;
use serde_json::json;

use crate::gold::{Case, Truth, shingles, words};

/// What was kept of a case: the text of a page, or which lines.
pub enum Outcome {
    Text(String),
    Lines(Vec<bool>),
}

/// What the two passes keep, after the rules.
pub fn outcome(case: &Case, odds: &[f32], scores: &[f32]) -> Outcome {
    let roles = case.measured.roles(odds, scores);
    // The body of the gold has neither the headline nor captions.
    let body = |role: &Option<Role>| role.is_some_and(|r| !matches!(r, Role::Headline | Role::Caption));
    if matches!(case.truth, Truth::Clean) {
        return Outcome::Lines(roles.iter().map(Option::is_some).collect());
    }
    if let Truth::Lines(labels, _) = &case.truth {
        let mut keep = vec![true; labels.len()];
        for ((_, line, _), role) in case.measured.candidates().zip(&roles) {
            if let Some(slot) = keep.get_mut(line.wrapping_sub(1)) {
                *slot = body(role);
            }
        }
        return Outcome::Lines(keep);
    }
    let kept = case.measured.candidates().zip(&roles).filter(|(_, role)| body(role)).map(|((text, ..), _)| text);
    Outcome::Text(kept.collect::<Vec<_>>().join("\n"))
}

/// Sums over the cases of one set.
#[derive(Default)]
struct Sums {
    pages: usize,
    precision: (f64, usize),
    recall: (f64, usize),
    /// Right, wrong and missed: pieces, lines of furniture, words.
    pieces: [f64; 3],
    lines: [f64; 3],
    words: [f64; 3],
    perfect: usize,
    /// Clean texts, those that lose a line, their lines, and those lost.
    clean: [usize; 4],
}

/// Prints one row a set and language, as `score.py` and `score_lines.py` count.
pub fn report(cases: &[Case], outcomes: &[Outcome], title: &str) {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for (case, outcome) in cases.iter().zip(outcomes) {
        let mut groups = vec![case.set.clone()];
        if matches!(case.truth, Truth::Lines(..)) {
            groups = vec!["all".to_owned()];
        }
        if matches!(case.truth, Truth::Clean) {
            groups = vec![if case.set == "clean" { "clean texts" } else { "clean bodies" }.to_owned()];
        }
        let told = matches!((&case.truth, case.set.as_str()), (Truth::Lines(..), _) | (Truth::Body(_), "daniel"));
        if !case.lang.is_empty() && told {
            groups.push(format!("in {}", case.lang));
        }
        for group in groups {
            add(sums.entry(group).or_default(), case, outcome);
        }
    }
    println!("{title}");
    for (name, s) in sums.iter().filter(|(_, s)| s.pages >= 5) {
        let f = |t: &[f64; 3]| 2.0 * t[0] / (2.0 * t[0] + t[1] + t[2]).max(1e-9);
        print!("  {name:12} pages {:4}", s.pages);
        if s.precision.1 > 0 {
            let (p, r) = (s.precision.0 / s.precision.1 as f64, s.recall.0 / s.recall.1 as f64);
            print!("  F1 {:.3} P {p:.3} R {r:.3}", 2.0 * p * r / (p + r));
        }
        if s.pieces[0] > 0.0 {
            print!("  pieces F {:.3}", f(&s.pieces));
        }
        if s.lines[0] > 0.0 {
            let share = s.perfect as f64 / s.pages as f64;
            print!("  furniture F {:.3}  words F {:.3}  perfect {share:.3}", f(&s.lines), f(&s.words));
        }
        if s.clean[0] > 0 {
            let share = |a: usize, of: usize| 100.0 * s.clean[a] as f64 / s.clean[of].max(1) as f64;
            print!("  lose a line {:.1} %  lines lost {:.2} %", share(1, 0), share(3, 2));
        }
        println!();
    }
}

fn add(sums: &mut Sums, case: &Case, outcome: &Outcome) {
    match (&case.truth, outcome) {
        (Truth::Body(gold), Outcome::Text(text)) => {
            let (gold, found) = (words(gold), words(text));
            let (gold, found) = (shingles(&gold), shingles(&found));
            let common: usize = gold.iter().map(|(s, n)| (*n).min(found.get(s).copied().unwrap_or(0))).sum();
            let (all, wanted) = (found.values().sum::<usize>(), gold.values().sum::<usize>());
            if all > 0 {
                sums.precision.0 += common as f64 / all as f64;
                sums.precision.1 += 1;
            }
            sums.recall.0 += common as f64 / wanted.max(1) as f64;
            sums.recall.1 += 1;
        }
        (Truth::Pieces(with, without), Outcome::Text(text)) => {
            let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let text = squeeze(text);
            for piece in with {
                sums.pieces[if text.contains(&squeeze(piece)) { 0 } else { 2 }] += 1.0;
            }
            sums.pieces[1] += without.iter().filter(|p| text.contains(&squeeze(p))).count() as f64;
        }
        (Truth::Lines(labels, scored), Outcome::Lines(keep)) => lines(sums, case, labels, scored, keep),
        (Truth::Clean, Outcome::Lines(keep)) => {
            let lost = keep.iter().filter(|kept| !**kept).count();
            let counts = [1, usize::from(lost > 0), keep.len(), lost];
            sums.clean.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        _ => return,
    }
    sums.pages += 1;
}

fn lines(sums: &mut Sums, case: &Case, labels: &str, scored: &std::ops::Range<usize>, keep: &[bool]) {
    let mut texts = vec![0; labels.len()];
    for (text, line, _) in case.measured.candidates() {
        if let Some(slot) = texts.get_mut(line.wrapping_sub(1)) {
            *slot += words(text).len();
        }
    }
    let mut wrong = 0;
    for index in scored.clone() {
        let size = texts[index] as f64;
        match (labels.as_bytes()[index], keep[index]) {
            (b'k', true) => sums.words[0] += size,
            (b'k', false) => {
                (sums.words[2], sums.lines[1], wrong) = (sums.words[2] + size, sums.lines[1] + 1.0, wrong + 1);
            }
            (b'b', true) => {
                (sums.words[1], sums.lines[2], wrong) = (sums.words[1] + size, sums.lines[2] + 1.0, wrong + 1);
            }
            (b'b', false) => sums.lines[0] += 1.0,
            _ => {}
        }
    }
    sums.perfect += usize::from(wrong == 0);
}

/// The outcomes as `score.py` and `score_lines.py` read them.
pub fn predictions(cases: &[Case], outcomes: &[Outcome]) -> Result<String, Box<dyn Error>> {
    let mut out = BTreeMap::new();
    for (case, outcome) in cases.iter().zip(outcomes) {
        match (&case.truth, outcome) {
            (Truth::None | Truth::Clean, _) => {}
            (_, Outcome::Text(text)) => drop(out.insert(&case.page, json!({ "text": text }))),
            (_, Outcome::Lines(keep)) => drop(out.insert(&case.page, json!(keep))),
        }
    }
    Ok(serde_json::to_string(&out)?)
}
