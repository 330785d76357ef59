//! Takes the lines of a text as one sequence: furniture stands before it, behind it, and now and then in it.
//!
//! The trees judge line by line, and a verdict that differs from both neighbours is wrong more often than others. So the
//! cheapest sequence of four states is looked for (Viterbi 1967): before the text, in it, furniture within it, behind it.
//! Each line costs half its odds in the state that it speaks against; going from text to furniture within it and back
//! costs [`TURN`].

/// What a turn within the text costs, in log odds; a lone line needs twice that to differ from its neighbours.
const TURN: f32 = 0.5;

/// Cheapest way to a line in each state.
type Costs = [f32; STATES];
const STATES: usize = 4;
/// Before the text, in it, furniture within it, behind it; the second is kept.
const BEFORE: usize = 0;
const KEPT: usize = 1;
const WITHIN: usize = 2;
const BEHIND: usize = 3;

/// From which state to which, and for how much.
const TURNS: [(usize, usize, f32); 8] = [
    (BEFORE, BEFORE, 0.0),
    (BEFORE, KEPT, 0.0),
    (KEPT, KEPT, 0.0),
    (KEPT, WITHIN, TURN),
    (WITHIN, WITHIN, 0.0),
    (WITHIN, KEPT, TURN),
    (KEPT, BEHIND, 0.0),
    (BEHIND, BEHIND, 0.0),
];

/// The scores of all lines (log odds of furniture, above 0: it goes) with those that the sequence decides otherwise
/// turned to the other side of 0.
pub(super) fn smoothed(scores: &[f32]) -> Vec<f32> {
    let mut ways: Vec<[usize; STATES]> = Vec::with_capacity(scores.len());
    let mut costs: Costs = [0.0, 0.0, f32::INFINITY, f32::INFINITY];
    for (index, score) in scores.iter().enumerate() {
        let half = score / 2.0;
        let mut next: Costs = [f32::INFINITY; STATES];
        let mut from = [BEFORE; STATES];
        if index == 0 {
            next = costs;
        } else {
            for (left, right, turn) in TURNS {
                let cost = costs.get(left).copied().unwrap_or(f32::INFINITY) + turn;
                if let (Some(slot), Some(way)) = (next.get_mut(right), from.get_mut(right))
                    && cost < *slot
                {
                    (*slot, *way) = (cost, left);
                }
            }
        }
        for (state, cost) in next.iter_mut().enumerate() {
            *cost += if state == KEPT { half } else { -half };
        }
        ways.push(from);
        costs = next;
    }
    let best = costs.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(KEPT, |(state, _)| state);
    let mut state = best;
    let mut out = Vec::with_capacity(scores.len());
    for (score, way) in scores.iter().zip(&ways).rev() {
        /// A score that is barely on its side of 0.
        const BARE: f32 = 0.01;
        out.push(if state == KEPT { score.min(-BARE) } else { score.max(BARE) });
        state = way.get(state).copied().unwrap_or(KEPT);
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn kept(scores: &[f32]) -> String {
        smoothed(scores).iter().map(|score| if *score <= 0.0 { 'k' } else { '-' }).collect()
    }

    #[test]
    fn a_lone_line_needs_more_to_differ() {
        assert_eq!(kept(&[3.0, 2.0, -3.0, -2.0, 0.5, -2.0, -3.0, 2.0, 3.0]), "--kkkkk--");
        assert_eq!(kept(&[3.0, 2.0, -3.0, -2.0, 2.5, -2.0, -3.0, 2.0, 3.0]), "--kk-kk--");
        assert_eq!(kept(&[-3.0, 2.0, 2.0, -0.5, 2.0, 2.0, -3.0]), "k-----k");
    }

    #[test]
    fn the_edges_are_free() {
        assert_eq!(kept(&[0.3, -1.0, -1.0, 0.3]), "-kk-");
        assert_eq!(kept(&[]), "");
        assert_eq!(kept(&[2.0]), "-");
        assert_eq!(kept(&[-1.0]), "k");
    }
}
