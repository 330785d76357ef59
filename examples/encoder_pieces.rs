//! The pieces that the sentence encoder cuts lines into, by number: to be held against `sentencepiece`.
//!
//! `cargo run --release --example encoder_pieces -- [MODEL] < LINES`

#![allow(missing_docs)]

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use newsalign::embed::Encoder;

fn main() -> Result<()> {
    let encoder = match std::env::args().nth(1) {
        Some(path) => Encoder::from_path(path.as_ref())?,
        None => Encoder::built_in()?,
    };
    let text = io::read_to_string(io::stdin())?;
    // Only `\n` ends a line, as for those who count lines elsewhere.
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(&text).split('\n').collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for pieces in encoder.pieces(&lines) {
        let ids: Vec<String> = pieces.ids.iter().map(u32::to_string).collect();
        writeln!(out, "{}", ids.join(" "))?;
    }
    Ok(out.flush()?)
}
