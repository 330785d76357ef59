//! Labels the lines of pages that have no labels: by their gold, as far as that goes, else by the trees for pages, which
//! see the markup and are right more often than those for lines.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use newsalign::extract::fit::{Measured, Trees, names};
use newsalign::extract::{Options, Role};
use newsalign::input::from_bytes;

use crate::dirt::Scraped;
use crate::gold::{bytes, rows, site, squeeze, strings, text};

/// Odds within which the trees for pages say nothing.
const UNSURE: f32 = 0.8;

/// The pages of a folder that are not in `known`, as lines with labels.
pub fn pages(folder: &Path, known: &HashSet<String>) -> Result<Vec<Scraped>, Box<dyn Error>> {
    let forest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/extract/forest.txt"))?;
    let trees = |name: &str, placed: bool| Trees::read(&forest, name, &names(placed)).ok_or("no trees for pages");
    let (alone, placed) = (trees("html.alone", false)?, trees("html.placed", true)?);
    let mut out = Vec::new();
    for row in rows(&folder.join("gold.jsonl.gz"))? {
        if known.contains(text(&row, "page")) {
            continue;
        }
        let Ok(document) = from_bytes(text(&row, "page"), &bytes(&folder.join(text(&row, "html")))?) else {
            continue;
        };
        let measured = Measured::of(&document, &Options::default());
        let odds: Vec<f32> = measured.alone().iter().map(|row| alone.score(row)).collect();
        let scores: Vec<f32> = measured.placed(&odds).iter().map(|row| placed.score(row)).collect();
        let roles = measured.roles(&odds, &scores);
        let told = |index: usize, text: &str| match roles.get(index).copied().flatten() {
            Some(Role::Headline) => 't',
            _ if !text.chars().any(char::is_alphanumeric) => 'p',
            Some(Role::Caption) => '?',
            Some(_) if scores[index] < -UNSURE => 'k',
            None if scores[index] > UNSURE => 'b',
            _ => '?',
        };
        let pieces = |key: &str| strings(&row[key]).iter().map(|s| squeeze(s)).collect::<Vec<_>>();
        let (with, without) = (pieces("with"), pieces("without"));
        let label = |index: usize, text: &str| {
            let own = squeeze(text);
            let has = |pieces: &[String]| pieces.iter().any(|piece| own.contains(piece.as_str()));
            match (has(&with), has(&without)) {
                (true, false) => 'k',
                (false, true) => 'b',
                _ => told(index, text),
            }
        };
        out.push(Scraped {
            page: text(&row, "page").to_owned(),
            set: "taught".to_owned(),
            lang: text(&row, "lang").to_owned(),
            host: site(&row),
            labels: measured.candidates().enumerate().map(|(index, (text, ..))| label(index, text)).collect(),
            lines: measured.candidates().map(|(text, ..)| text.to_owned()).collect(),
        });
    }
    Ok(out)
}
