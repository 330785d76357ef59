//! The sentence boundaries of UAX #29 alone, for comparison: `{"id", "text"}` a line in, `{"id", "sents"}` a line out.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Split<'t> {
    id: String,
    sents: Vec<&'t str>,
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let row: Row = serde_json::from_str(&line)?;
        let sents = row.text.split_sentence_bounds().map(str::trim).collect();
        writeln!(out, "{}", serde_json::to_string(&Split { id: row.id, sents })?)?;
    }
    out.flush()
}
