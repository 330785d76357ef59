//! Neighbouring sentences that the translation puts in the other order: the monotone path can only merge them.

use super::model::Model;
use super::search::Pair;

/// How much more two crossed beads must be worth than the one that they are made of.
const CLEAR: f32 = 1.0;

/// Takes beads of several sentences on both sides apart where their halves fit better crosswise; the second list holds those
/// of the halves that have moved.
pub(super) fn split(path: Vec<Pair>, model: &Model<'_>) -> (Vec<Pair>, Vec<Pair>) {
    let (mut all, mut moved) = (Vec::with_capacity(path.len()), Vec::new());
    for bead in path {
        match halves(&bead, model) {
            Some([one, other]) => {
                moved.push(other.clone());
                all.extend([one, other]);
            }
            None => all.push(bead),
        }
    }
    (all, moved)
}

/// The best way to cut both runs in two and tie the halves crosswise, if it is worth more than the bead.
fn halves((source, target): &Pair, model: &Model<'_>) -> Option<[Pair; 2]> {
    if source.len() < 2 || target.len() < 2 {
        return None;
    }
    let whole = model.bead(source.clone(), target.clone()) + CLEAR;
    let cuts = (source.start + 1..source.end).flat_map(|i| (target.start + 1..target.end).map(move |j| (i, j)));
    let crossed = cuts.map(|(i, j)| {
        let pairs = [(source.start..i, j..target.end), (i..source.end, target.start..j)];
        let worth: f32 = pairs.iter().map(|(s, t)| model.bead(s.clone(), t.clone())).sum();
        (worth, pairs)
    });
    let best = crossed.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > whole).then_some(best.1)
}
