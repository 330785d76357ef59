//! Aligns the versions of stories together: `{"id", "versions": [{"lang", "sentences": [..]}]}` a line in, and for the first
//! version with each other one `{"id": "ID/LANG-LANG", "align", "score"}` a line out. `tools/mk_versions.py` makes such stories.
//!
//! `predict_together [--apart] [WEIGHTS.json] < stories.jsonl`; with `--apart` each pair is aligned by itself.

use std::io::{self, BufRead, Write};

use newsalign::align::{AlignInput, Options, align, align_together};
use newsalign::facts::{self, Fact};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Story {
    id: String,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    lang: String,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct Aligned {
    id: String,
    align: Vec<(Vec<usize>, Vec<usize>)>,
    score: Vec<f32>,
}

impl Version {
    fn facts(&self) -> Vec<Fact> {
        let read = |(sentence, text): (usize, &String)| {
            facts::read(text, &self.lang).into_iter().map(move |fact| Fact { sentence, ..fact })
        };
        self.sentences.iter().enumerate().flat_map(read).collect()
    }
}

fn main() -> io::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let apart = args.iter().position(|arg| arg == "--apart").map(|at| args.remove(at)).is_some();
    let options: Options = match args.first() {
        Some(path) => serde_json::from_str(&std::fs::read_to_string(path)?)?,
        None => Options::default(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let story: Story = serde_json::from_str(&line?)?;
        let facts: Vec<Vec<Fact>> = story.versions.iter().map(Version::facts).collect();
        let inputs: Vec<AlignInput<'_>> = (story.versions.iter().zip(&facts))
            .map(|(version, facts)| AlignInput {
                facts,
                lang: Some(&version.lang),
                ..AlignInput::plain(version.sentences.iter().map(String::as_str))
            })
            .collect();
        let alignments = match inputs.split_first() {
            Some((pivot, others)) if apart => others.iter().map(|other| align(pivot, other, &options)).collect(),
            _ => align_together(&inputs, &options),
        };
        for (version, beads) in story.versions.iter().skip(1).zip(alignments) {
            let pivot = story.versions.first().map_or("", |v| v.lang.as_str());
            let id = format!("{}/{pivot}-{}", story.id, version.lang);
            let align = beads.iter().map(|b| (b.source.clone().collect(), b.target.clone().collect())).collect();
            let score = beads.iter().map(|b| b.score).collect();
            serde_json::to_writer(&mut out, &Aligned { id, align, score })?;
            writeln!(out)?;
        }
    }
    out.flush()
}
