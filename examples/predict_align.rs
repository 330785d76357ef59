//! Aligns the document pairs of a JSONL file: `{"id", "src": [..], "tgt": [..]}` a line in, `{"id", "align"}` a line out.
//! `src_blocks`, `src_roles` and those of `tgt` may give each sentence's block and its
//! role, `lang_src` and `lang_tgt` the languages, in which facts are read then.
//!
//! `predict_align [--encoder MODEL|none] [WEIGHTS.json] < pairs.jsonl`; the weights are those of `newsalign::align::Options`.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use newsalign::align::{AlignInput, Encoding, Options, align};
use newsalign::embed::open;
use newsalign::extract::Role;
use newsalign::facts::{self, Fact};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Pair {
    id: String,
    src: Vec<String>,
    tgt: Vec<String>,
    #[serde(default)]
    lang_src: String,
    #[serde(default)]
    lang_tgt: String,
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

/// The facts of each sentence read by itself.
fn facts_of(sentences: &[String], tag: &str) -> Vec<Fact> {
    let read = |(sentence, text): (usize, &String)| {
        facts::read(text, tag).into_iter().map(move |fact| Fact { sentence, ..fact })
    };
    sentences.iter().enumerate().flat_map(read).collect()
}

fn main() -> io::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let model = match args.iter().position(|a| a == "--encoder") {
        Some(at) if at + 1 < args.len() => args.drain(at..at + 2).nth(1),
        _ => None,
    };
    let mut options: Options = match args.first() {
        Some(path) => serde_json::from_str(&std::fs::read_to_string(path)?)?,
        None => Options::default(),
    };
    if model.as_deref() == Some("none") {
        options.encoder = Encoding::None;
    } else if let Some(path) = model {
        options.encoder = Encoding::Given(Arc::from(open(path.as_ref()).map_err(io::Error::other)?));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let pair: Pair = serde_json::from_str(&line)?;
        let facts = (facts_of(&pair.src, &pair.lang_src), facts_of(&pair.tgt, &pair.lang_tgt));
        let mut source = AlignInput::plain(pair.src.iter().map(String::as_str));
        let mut target = AlignInput::plain(pair.tgt.iter().map(String::as_str));
        (source.blocks, target.blocks) = (pair.src_blocks, pair.tgt_blocks);
        (source.roles, target.roles) = (pair.src_roles, pair.tgt_roles);
        (source.facts, target.facts) = (&facts.0, &facts.1);
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
