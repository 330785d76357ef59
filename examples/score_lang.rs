//! How often the language of a line is found, and how far the stated confidence is to be trusted:
//! `cargo run --release --example score_lang < GOLD.tsv`. A line of GOLD: a language code, any columns, the text. Languages of
//! which no line is found are left out and named, such as those that go by another code here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use newsalign::lang;

/// Characters that are read of each line.
const CUTS: [usize; 3] = [usize::MAX, 50, 20];
const BINS: usize = 10;

fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Lines, those found, and the sum of their confidences, for each step of confidence.
#[derive(Default)]
struct Bins([(u32, u32, f64); BINS]);

impl Bins {
    fn add(&mut self, confidence: f32, right: bool) {
        let at = ((confidence * BINS as f32) as usize).min(BINS - 1);
        if let Some((lines, found, sum)) = self.0.get_mut(at) {
            *lines += 1;
            *found += u32::from(right);
            *sum += f64::from(confidence);
        }
    }

    fn print(&self) {
        let total: u32 = self.0.iter().map(|bin| bin.0).sum();
        let mut error = 0.0;
        for (lines, found, sum) in self.0.iter().filter(|bin| bin.0 > 0) {
            let (stated, right) = (sum / f64::from(*lines), f64::from(*found) / f64::from(*lines));
            error += (stated - right).abs() * f64::from(*lines) / f64::from(total.max(1));
            println!("  stated {stated:.2}  right {right:.2}  of {lines} lines");
        }
        println!("  expected calibration error {error:.3}");
    }
}

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let rows: Vec<(String, &str)> = text
        .lines()
        .filter_map(|line| {
            let (code, text) = (line.split('\t').next()?, line.rsplit('\t').next()?);
            Some((base(&lang::identify("", Some(code)).tag).to_owned(), text))
        })
        .collect();
    for cut in CUTS {
        let (mut each, mut bins, mut sure) = (BTreeMap::<&str, (u32, u32)>::new(), Bins::default(), (0, 0));
        let found: Vec<lang::Identified> =
            rows.iter().map(|(_, text)| lang::identify(&text.chars().take(cut).collect::<String>(), None)).collect();
        let known: BTreeSet<&str> = found.iter().map(|f| base(&f.tag)).collect();
        for ((gold, _), found) in rows.iter().zip(&found).filter(|((gold, _), _)| known.contains(gold.as_str())) {
            let right = base(&found.tag) == gold;
            let (lines, hits) = each.entry(gold).or_default();
            *lines += 1;
            *hits += u32::from(right);
            bins.add(found.confidence, right);
            if !found.unsure() {
                sure = (sure.0 + 1, sure.1 + u32::from(right));
            }
        }
        let mean = each.values().map(|(lines, hits)| f64::from(*hits) / f64::from(*lines)).sum::<f64>()
            / each.len().max(1) as f64;
        let name = if cut == usize::MAX { "whole lines".to_owned() } else { format!("{cut} characters") };
        let lines: u32 = each.values().map(|e| e.0).sum();
        println!(
            "{name}: {mean:.4} of {} languages; not unsure {} of {lines} lines, {:.4} of them right",
            each.len(),
            sure.0,
            f64::from(sure.1) / f64::from(sure.0.max(1))
        );
        bins.print();
        let left_out: BTreeSet<&str> =
            rows.iter().map(|(gold, _)| gold.as_str()).filter(|g| !known.contains(g)).collect();
        if !left_out.is_empty() {
            println!("  left out: {left_out:?}");
        }
    }
    Ok(())
}
