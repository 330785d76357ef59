//! Pages of which nothing is sure: where every block is more likely furniture than not, keeping nothing is the worst
//! answer of all.
//!
//! The set of blocks that makes the expected F1 greatest is that of all blocks whose chance to be the article's is above
//! half of that F1 (Lipton, Elkan & Naryanaswamy 2014). Where the trees are sure of something, that is about one half;
//! elsewhere the bound falls with it.

use super::features::Known;

/// Expected F1 above which one half stays the bound: there the sets differ by single blocks, and the chances are not
/// that exact.
const SURE: f32 = 0.6;

/// What the scores (log odds of furniture) of a page are lowered by.
pub(super) fn relief(known: &[Known], scores: &[f32]) -> f32 {
    let chance = |score: f32| 1.0 / (1.0 + score.exp());
    let seen = known.iter().zip(scores).filter(|(known, _)| known.markup.hidden == 0.0);
    let mut blocks: Vec<(f32, f32)> = seen.map(|(known, score)| (*score, known.counts.words())).collect();
    let (mut wanted, mut kept, mut right) = (0.0, 0.0, 0.0);
    for (score, words) in &blocks {
        let part = words * chance(*score);
        wanted += part;
        if *score <= 0.0 {
            (kept, right) = (kept + words, right + part);
        }
    }
    // Nearly all pages.
    if 2.0 * right > SURE * (kept + wanted) {
        return 0.0;
    }
    blocks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut kept, mut right, mut best) = (0.0, 0.0, 0.0_f32);
    for (score, words) in blocks {
        kept += words;
        right += words * chance(score);
        best = best.max(2.0 * right / (kept + wanted).max(1.0));
    }
    let bound = best / 2.0;
    if best > SURE || bound <= 0.0 { 0.0 } else { ((1.0 - bound) / bound).ln() }
}

#[cfg(test)]
mod tests {
    use crate::extract::Options;
    use crate::extract::fit::Measured;
    use crate::input::from_bytes;

    #[test]
    fn doubtful_pages_keep_their_likeliest_text() {
        let page =
            "<p>The ferry to Saltby sank on Monday off the coast, the guard of Kelmouth said.<p>Menu<p>Shop<p>Imprint";
        let measured = from_bytes("a.html", page.as_bytes()).map(|page| Measured::of(&page, &Options::default()));
        let kept = |scores: &[f32]| -> Vec<bool> {
            measured.as_ref().map(|m| m.roles(scores, scores).iter().map(Option::is_some).collect()).unwrap_or_default()
        };
        assert_eq!(kept(&[2.5, 5.0, 5.0, 5.0]), [true, false, false, false]);
        assert_eq!(kept(&[-2.5, 0.5, 0.5, 5.0]), [true, false, false, false]);
    }
}
