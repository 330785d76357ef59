//! The n-grams by which the language table is trained: for every line of standard input the number of its n-grams and
//! their hashes, as 32-bit little-endian numbers. See `langid/README.md`.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut found = Vec::new();
    for line in io::stdin().lock().lines() {
        newsalign::lang::grams(&line?, &mut found);
        out.write_all(&(found.len() as u32).to_le_bytes())?;
        for gram in &found {
            out.write_all(&gram.to_le_bytes())?;
        }
    }
    out.flush()
}
