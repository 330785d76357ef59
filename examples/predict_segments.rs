//! Splits the texts of a JSONL file: `{"id", "lang", "text"}` a line in, `{"id", "sents"}` a line out.
//! `predict_segments [--uax29] < TEXTS`; with `--uax29` by the sentence boundaries of UAX #29 alone, for comparison.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

#[derive(Deserialize)]
struct Row {
    id: String,
    lang: String,
    text: String,
}

#[derive(Serialize)]
struct Split<'t> {
    id: String,
    sents: Vec<&'t str>,
}

fn main() -> io::Result<()> {
    let plain = std::env::args().nth(1).is_some_and(|option| option == "--uax29");
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let row: Row = serde_json::from_str(&line?)?;
        let sents = if plain {
            row.text.split_sentence_bounds().map(str::trim).collect()
        } else {
            newsalign::segment::split_tagged(&row.text, &row.lang).iter().map(|s| s.of(&row.text)).collect()
        };
        writeln!(out, "{}", serde_json::to_string(&Split { id: row.id, sents })?)?;
    }
    out.flush()
}
