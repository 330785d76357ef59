//! Aligns the document pairs of a JSONL file: `{"id", "src": [..], "tgt": [..]}` a line in, `{"id", "align"}` a line out.
//! `src_blocks`, `src_roles` and those of `tgt` may give each sentence's block and its role.
//!
//! `predict_align [WEIGHTS.json] < pairs.jsonl`; the weights are those of `newsalign::align::Options`.

use std::io::{self, BufRead, Write};

use newsalign::align::{AlignInput, Options, align};
use newsalign::extract::Role;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Pair {
    id: String,
    src: Vec<String>,
    tgt: Vec<String>,
    #[serde(default)]
    src_blocks: Vec<usize>,
    #[serde(default)]
    tgt_blocks: Vec<usize>,
    #[serde(default)]
    src_roles: Vec<Role>,
    #[serde(default)]
    tgt_roles: Vec<Role>,
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
        let mut source = AlignInput::plain(pair.src.iter().map(String::as_str));
        let mut target = AlignInput::plain(pair.tgt.iter().map(String::as_str));
        (source.blocks, target.blocks) = (pair.src_blocks, pair.tgt_blocks);
        (source.roles, target.roles) = (pair.src_roles, pair.tgt_roles);
        let beads = align(&source, &target, &options);
        let aligned = Aligned {
            id: pair.id,
            align: beads.iter().map(|b| (b.source.clone().collect(), b.target.clone().collect())).collect(),
            score: beads.iter().map(|b| b.score).collect(),
            moved: beads.iter().map(|b| b.moved).collect(),
        };
        writeln!(out, "{}", serde_json::to_string(&aligned)?)?;
    }
    out.flush()
}
