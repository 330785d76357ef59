//! Aligns the document pairs of a JSONL file: `{"id", "src": [..], "tgt": [..]}` a line in, `{"id", "align"}` a line out.
//!
//! `predict_align [WEIGHTS.json] < pairs.jsonl`; the weights are those of `newsalign::align::Options`.

use std::io::{self, BufRead, Write};

use newsalign::align::{AlignInput, Options, align};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Pair {
    id: String,
    src: Vec<String>,
    tgt: Vec<String>,
}

#[derive(Serialize)]
struct Aligned {
    id: String,
    align: Vec<(Vec<usize>, Vec<usize>)>,
    score: Vec<f32>,
    moved: Vec<bool>,
}

fn main() -> io::Result<()> {
    let options = match std::env::args().nth(1) {
        Some(path) => serde_json::from_str(&std::fs::read_to_string(path)?)?,
        None => Options::default(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let pair: Pair = serde_json::from_str(&line)?;
        let source = AlignInput::plain(pair.src.iter().map(String::as_str));
        let target = AlignInput::plain(pair.tgt.iter().map(String::as_str));
        let beads = align(&source, &target, &options);
        let aligned = Aligned {
            id: pair.id,
            align: beads
                .iter()
                .map(|b| (b.source.clone().collect(), b.target.clone().collect()))
                .collect(),
            score: beads.iter().map(|b| b.score).collect(),
            moved: beads.iter().map(|b| b.moved).collect(),
        };
        writeln!(out, "{}", serde_json::to_string(&aligned)?)?;
    }
    out.flush()
}
