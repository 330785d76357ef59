//! How much better two versions of a story are stripped together than each by itself:
//! `cargo run --release --example score_versions -- PAIRS.jsonl [--show]`
//!
//! Each row of the file (`tools/mk_furnished.py` makes one) holds two scraped texts, `a` and `b`: `lines`, and `label`, a letter
//! a line: `k` body, `b` furniture, others unknown. `--show` prints the lines that went wrong together.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::error::Error;
use std::fs;

use newsalign::extract::{Article, Options, extract, reconsider};
use newsalign::input::Document;
use rayon::prelude::*;
use serde_json::Value;

/// Texts; those without a fault; lines of furniture that stay, of all; lines of the body that go, of all.
#[derive(Clone, Copy, Default)]
struct Sums {
    texts: usize,
    perfect: usize,
    furniture: [usize; 2],
    body: [usize; 2],
}

impl Sums {
    fn of(article: &Article, label: &str) -> Sums {
        let mut sums = Sums { texts: 1, ..Sums::default() };
        let kept = article.blocks.iter().map(|block| (&block.origin, true));
        for (origin, kept) in kept.chain(article.removed.iter().map(|removed| (&removed.origin, false))) {
            match label.as_bytes().get(origin.line.wrapping_sub(1)) {
                Some(b'k') => sums.body = [sums.body[0] + usize::from(!kept), sums.body[1] + 1],
                Some(b'b') => sums.furniture = [sums.furniture[0] + usize::from(kept), sums.furniture[1] + 1],
                _ => {}
            }
        }
        sums.perfect = usize::from(sums.body[0] + sums.furniture[0] == 0);
        sums
    }

    fn add(self, other: Sums) -> Sums {
        let add = |a: [usize; 2], b: [usize; 2]| [a[0] + b[0], a[1] + b[1]];
        Sums {
            texts: self.texts + other.texts,
            perfect: self.perfect + other.perfect,
            furniture: add(self.furniture, other.furniture),
            body: add(self.body, other.body),
        }
    }

    fn print(self, name: &str) {
        let share = |[part, whole]: [usize; 2]| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{name:9} texts {}  without fault {:.1} %  furniture left {:.1} %  body lost {:.2} %",
            self.texts,
            share([self.perfect, self.texts]),
            share(self.furniture),
            share(self.body)
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: score_versions PAIRS.jsonl [--show]")?;
    let show = std::env::args().any(|arg| arg == "--show");
    let rows: Vec<Value> = fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let read = |row: &Value, side: &str| {
        let lines: Vec<&str> = row[side]["lines"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        extract(&Document::text(side, lines.join("\n")), &Options::default())
    };
    let pairs: Vec<[Sums; 2]> = rows
        .par_iter()
        .map(|row| {
            let sums = |articles: &[Article; 2]| {
                let [a, b] = ["a", "b"].map(|side| row[side]["label"].as_str().unwrap());
                Sums::of(&articles[0], a).add(Sums::of(&articles[1], b))
            };
            let mut articles = [read(row, "a"), read(row, "b")];
            let alone = sums(&articles);
            let [a, b] = &mut articles;
            reconsider(&mut [a, b]);
            if show {
                tell(row, &articles);
            }
            [alone, sums(&articles)]
        })
        .collect();
    for (index, name) in ["alone", "together"].into_iter().enumerate() {
        pairs.iter().map(|sums| sums[index]).fold(Sums::default(), Sums::add).print(name);
    }
    Ok(())
}

/// Prints the lines of a pair that went wrong.
fn tell(row: &Value, articles: &[Article; 2]) {
    for (side, article) in ["a", "b"].into_iter().zip(articles) {
        let label = |line: usize| row[side]["label"].as_str().unwrap().as_bytes().get(line.wrapping_sub(1)).copied();
        let kept = article.blocks.iter().map(|block| (&block.origin, block.span.of(&article.text), b'b'));
        let gone = article.removed.iter().map(|removed| (&removed.origin, removed.text.as_str(), b'k'));
        for (origin, text, wrong) in kept.chain(gone).filter(|(origin, _, wrong)| label(origin.line) == Some(*wrong)) {
            let odds = article.doubts.iter().find(|doubt| doubt.order == origin.order).map(|doubt| doubt.odds);
            println!("{}\t{odds:?}\t{text}", char::from(wrong));
        }
    }
}
