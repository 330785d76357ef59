//! The page with the statistics of a collection.

use std::io::Write;

use anyhow::Result;
use askama::Template;
use newsalign::collection::{Bar, Statistics, Status};

#[derive(Template)]
#[template(path = "collection/page.html")]
struct Page<'s> {
    status: &'s Status,
    charts: Vec<Chart<'s>>,
}

struct Chart<'s> {
    title: &'static str,
    /// Name, count and width of each bar.
    bars: Vec<(&'s str, u64, u64)>,
    height: usize,
}

/// Width of the longest bar.
const WIDTH: u64 = 400;
/// Bars of a chart.
const MOST: usize = 40;

/// Writes the page.
pub fn write(out: &mut dyn Write, status: &Status, statistics: &Statistics) -> Result<()> {
    let all = [
        ("Pairs of articles by language", &statistics.pairs),
        ("Beads by language", &statistics.beads),
        ("Beads by shape (sentences)", &statistics.shapes),
        ("Beads by score", &statistics.scores),
        ("Pairs by confidence of the alignment", &statistics.confidence),
        ("Sentences by length (bytes)", &statistics.lengths),
        ("Articles by month", &statistics.months),
        ("Findings by check", &statistics.findings),
        ("Beads refused, by filter", &statistics.filters),
    ];
    let charts = all.into_iter().filter(|(_, bars)| !bars.is_empty()).map(|(title, bars)| chart(title, bars)).collect();
    Ok(out.write_all(Page { status, charts }.render()?.as_bytes())?)
}

fn chart<'s>(title: &'static str, bars: &'s [Bar]) -> Chart<'s> {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let bars: Vec<_> =
        bars.iter().take(MOST).map(|bar| (bar.name.as_str(), bar.count, bar.count * WIDTH / most)).collect();
    let height = 22 * bars.len() + 4;
    Chart { title, bars, height }
}
