//! `newsalign align --explain` and `--plot`: what carried each bead, for people to read and to look at.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::Result;
use newsalign::Review;
use newsalign::align::{AlignInput, Explained, Options, confidence, explain};

/// What the options that a review was made with say of its beads.
pub fn of(review: &Review, options: &Options) -> Explained {
    explain(
        &AlignInput::new(&review.source.article, &review.source.sentences, &review.source.facts),
        &AlignInput::new(&review.target.article, &review.target.sentences, &review.target.facts),
        &review.beads,
        options,
    )
}

/// Each bead with what spoke for it.
pub fn write(out: &mut dyn Write, review: &Review, options: &Options) -> Result<()> {
    let explained = of(review, options);
    writeln!(out, "==> {} | {}", review.source.article.name, review.target.article.name)?;
    writeln!(
        out,
        "sure {:.2}; trust in vectors {:.2}; an omission {:+.1}, an addition {:+.1}; {:.2} target letters for one of the source",
        confidence(&review.beads),
        explained.trust,
        explained.omission,
        explained.addition,
        explained.ratio
    )?;
    for (bead, parts) in review.beads.iter().zip(&explained.beads) {
        let moved = if bead.moved { ", moved" } else { "" };
        write!(out, "{}:{}  sure {:.2}{moved}", bead.source.len(), bead.target.len(), bead.score)?;
        match parts {
            Some(p) => writeln!(
                out,
                "  worth {:+.1} = likeness {:+.1} (vectors {:.2}, terms {:+.1}), lengths {:+.1}, kind {:+.1}, layout {:+.1}, place {:+.1}",
                p.worth(),
                p.likeness,
                p.vectors,
                p.terms,
                p.lengths,
                p.kind,
                p.layout,
                p.place
            )?,
            None => writeln!(out)?,
        }
        writeln!(out, "    {}", review.source.joined(bead.source.clone()))?;
        writeln!(out, "    {}", review.target.joined(bead.target.clone()))?;
    }
    Ok(())
}

/// Points that a plot has along its longer side, at most.
const POINTS: usize = 900;
/// Cells that are drawn at most; of larger tables every so many are left out.
const CELLS: usize = 160_000;

/// The table of likeness as an SVG picture: source sentences from left to right, target sentences from top to bottom, the
/// darker the more alike; beads as outlines, those that moved in another colour.
pub fn plot(out: &mut dyn Write, review: &Review, options: &Options) -> Result<()> {
    let explained = of(review, options);
    let (n, m) = (review.source.sentences.len().max(1), review.target.sentences.len().max(1));
    let step = (POINTS / n.max(m)).clamp(1, 24);
    let (width, height) = (n * step, m * step);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {n} {m}\" role=\"img\">"
    )?;
    writeln!(out, "<title>{} | {}</title>", plain(&review.source.article.name), plain(&review.target.article.name))?;
    writeln!(out, "<rect width=\"{n}\" height=\"{m}\" fill=\"#fff\"/>")?;
    let thin = explained.cells.len() / CELLS + 1;
    let mut cells = String::new();
    for (i, j, level) in explained.cells.iter().step_by(thin).filter(|cell| cell.2 > 0.15) {
        let _ = writeln!(
            cells,
            "<rect x=\"{i}\" y=\"{j}\" width=\"1\" height=\"1\" fill-opacity=\"{:.2}\"/>",
            level.clamp(0.0, 1.0)
        );
    }
    writeln!(out, "<g fill=\"#223\">\n{cells}</g>")?;
    writeln!(out, "<g fill=\"none\" stroke-width=\".12\">")?;
    for bead in review.beads.iter().filter(|b| !b.source.is_empty() && !b.target.is_empty()) {
        let colour = if bead.moved { "#c50" } else { "#06c" };
        writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" stroke=\"{colour}\"><title>{}</title></rect>",
            bead.source.start,
            bead.target.start,
            bead.source.len(),
            bead.target.len(),
            plain(&format!(
                "{} | {}",
                review.source.joined(bead.source.clone()),
                review.target.joined(bead.target.clone())
            ))
        )?;
    }
    writeln!(out, "</g>\n</svg>")?;
    Ok(())
}

fn plain(text: &str) -> String {
    quick_xml::escape::escape(newsalign::text::xml_text(text)).into_owned()
}
