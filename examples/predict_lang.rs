//! Identifies the language of each line: tag, confidence and, where the words tell, the variety, tabs between them.
//! `predict_lang [CHARACTERS] < lines`

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let cut = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let text: String = line?.chars().take(cut).collect();
        let found = newsalign::lang::identify(&text, None);
        let variety = newsalign::lang::variety(&text, &found.tag).map_or_else(String::new, |v| v.tag);
        writeln!(out, "{}\t{}\t{variety}", found.tag, found.confidence)?;
    }
    out.flush()
}
