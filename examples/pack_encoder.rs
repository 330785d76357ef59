//! Packs what a training of the sentence encoder left into one model file.
//!
//! `cargo run --release --example pack_encoder -- FOLDER OUTPUT [int2|int4|int8]`
//!
//! | file in the folder | what it holds |
//! |---|---|
//! | `pieces.tsv` | a piece and the logarithm of its probability, with a tab between, in the order of the rows |
//! | `table.npy` | float32 \[pieces, dims\]: the rows, already weighted |
//! | `meta.json` | an object: `name`, date, training data, licences …; `unknown_row` if unknown characters count |
//! | `charmap.txt` | how characters are normalised, as `encoder/charmap.py` writes it |

#![allow(missing_docs)]

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use newsalign::encoder::pack::{Charmap, Training};
use newsalign::encoder::{Encoder, Quantisation};
use serde_json::{Map, Value};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, output, quantisation) = match arguments.as_slice() {
        [folder, output] => (folder, output, Quantisation::Int4),
        [folder, output, kind] if kind == "int4" => (folder, output, Quantisation::Int4),
        [folder, output, kind] if kind == "int2" => (folder, output, Quantisation::Int2),
        [folder, output, kind] if kind == "int8" => (folder, output, Quantisation::Int8),
        _ => bail!("usage: pack_encoder FOLDER OUTPUT [int2|int4|int8]"),
    };
    let bytes = training(Path::new(folder))?.pack(quantisation)?;
    fs::write(output, &bytes).with_context(|| output.clone())?;
    let encoder = Encoder::from_path(Path::new(output))?;
    let info = encoder.info();
    println!("{output}: {} bytes, {} pieces of {} numbers ({quantisation:?})", bytes.len(), info.pieces, info.dims);
    Ok(())
}

fn training(folder: &Path) -> Result<Training> {
    let text = |name: &str| fs::read_to_string(folder.join(name)).with_context(|| format!("{name} in {folder:?}"));
    let mut more: Map<String, Value> = serde_json::from_str(&text("meta.json")?).context("meta.json")?;
    // What the file itself tells must not be told twice.
    let taken = ["pieces", "dims", "quantisation"].map(|key| more.remove(key));
    let name = more.remove("name").as_ref().and_then(Value::as_str).map_or("unnamed".to_owned(), str::to_owned);
    let unknown_row = more.remove("unknown_row").and_then(|row| row.as_u64()).map(u32::try_from).transpose()?;
    let pieces = pieces(&text("pieces.tsv")?)?;
    let (rows, dims, table) = npy(&fs::read(folder.join("table.npy")).context("table.npy")?).context("table.npy")?;
    ensure!(rows == pieces.len(), "table.npy has {rows} rows, pieces.tsv {} lines; meta.json: {taken:?}", pieces.len());
    let charmap = Charmap::parse(&text("charmap.txt")?)?;
    Ok(Training { name, more, charmap, pieces, unknown_row, dims, table })
}

fn pieces(text: &str) -> Result<Vec<(String, f32)>> {
    let line = |line: &str| -> Result<(String, f32)> {
        let (piece, score) = line.rsplit_once('\t').context("there is no tab")?;
        Ok((piece.to_owned(), score.parse().with_context(|| format!("{score} is no number"))?))
    };
    text.split('\n')
        .filter(|l| !l.is_empty())
        .enumerate()
        .map(|(n, l)| line(l).with_context(|| format!("pieces.tsv:{}", n + 1)))
        .collect()
}

/// Rows, columns and numbers of a little-endian float32 array in C order, as `numpy.save` writes it.
fn npy(bytes: &[u8]) -> Result<(usize, usize, Vec<f32>)> {
    ensure!(bytes.starts_with(b"\x93NUMPY"), "this is no .npy file");
    let wide = bytes.get(6).is_some_and(|version| *version > 1);
    let (length, start) = match (wide, bytes.get(8..12)) {
        (false, Some([a, b, ..])) => (usize::from(u16::from_le_bytes([*a, *b])), 10),
        (true, Some([a, b, c, d])) => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 12),
        _ => bail!("it is cut off"),
    };
    let header = bytes.get(start..start + length).context("it is cut off")?;
    let header = std::str::from_utf8(header)?.replace(' ', "");
    ensure!(
        header.contains("'<f4'") && header.contains("'fortran_order':False"),
        "it holds {header}, not float32 rows"
    );
    let shape = header.split_once("'shape':(").and_then(|(_, s)| s.split_once(')')).context("it has no shape")?.0;
    let (rows, dims) = shape.split_once(',').context("it has one dimension")?;
    let (rows, dims): (usize, usize) = (rows.parse()?, dims.parse()?);
    let numbers: Vec<f32> =
        bytes.get(start + length..).unwrap_or_default().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    ensure!(rows.checked_mul(dims) == Some(numbers.len()), "it holds {} numbers, not {rows} x {dims}", numbers.len());
    Ok((rows, dims, numbers))
}
