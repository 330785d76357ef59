//! Splits the texts of a JSONL file: `{"id", "lang", "text"}` a line in, `{"id", "sents"}` a line out.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

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
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let row: Row = serde_json::from_str(&line)?;
        let spans = newsalign::segment::split_tagged(&row.text, &row.lang);
        let sents = spans.iter().map(|s| s.of(&row.text)).collect();
        writeln!(out, "{}", serde_json::to_string(&Split { id: row.id, sents })?)?;
    }
    out.flush()
}
