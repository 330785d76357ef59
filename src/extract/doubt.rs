//! From which odds on a page's blocks stay: half and half, where the trees are sure; less where they are not. Of a page of which
//! nothing is sure, keeping nothing would be the worst answer of all.
//!
//! The set of blocks that makes the expected F1 greatest is that of all blocks whose chance to be the article's is above
//! half of that F1 (Lipton, Elkan & Naryanaswamy 2014). Where the trees are sure of every block, that is one half;
//! elsewhere the bound falls with it.

use super::features::Known;

/// What the scores (log odds of furniture) of a page are lowered by.
pub(super) fn relief(known: &[Known], scores: &[f32]) -> f32 {
    let chance = |score: f32| 1.0 / (1.0 + score.exp());
    let seen = known.iter().zip(scores).filter(|(known, _)| known.markup.hidden == 0.0);
    let mut blocks: Vec<(f32, f32)> = seen.map(|(known, score)| (*score, known.counts.words())).collect();
    let wanted: f32 = blocks.iter().map(|(score, words)| words * chance(*score)).sum();
    blocks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut kept, mut right, mut best) = (0.0, 0.0, 0.0_f32);
    for (score, words) in blocks {
        kept += words;
        right += words * chance(score);
        best = best.max(2.0 * right / (kept + wanted).max(1.0));
    }
    let bound = best / 2.0;
    if bound > 0.0 { ((1.0 - bound) / bound).ln().max(0.0) } else { 0.0 }
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
