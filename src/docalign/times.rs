//! What the times of publication say of two articles: learnt from the run itself, since one house puts its translations up
//! within the hour and another in a week.

use super::rivals::Judged;
use super::space::Space;

/// Classes of distance: up to half an hour, and twice as far from one to the next.
const CLASSES: usize = 12;
/// Seconds that the first class reaches to.
const FIRST: u64 = 1800;
/// Fewest pairs that something is learnt from.
const ENOUGH: usize = 50;
/// Pairs that are sure, and those that are none, by their odds and their lead.
const SURE: f32 = 1.0;
/// Pairs that each class counts as before anything is known, in both.
const PRIOR: f32 = 2.0;
/// A time says this much at most, for or against.
const MOST: f32 = 4.0;

/// Logarithms of odds for each class of distance.
pub(super) struct Times([f32; CLASSES]);

impl Times {
    /// Counts how far apart the sure pairs are, and those that lost to a rival. None if few have times.
    pub(super) fn learn(space: &Space<'_>, judged: &[Judged]) -> Option<Times> {
        let (mut sure, mut lost) = ([PRIOR; CLASSES], [PRIOR; CLASSES]);
        let mut counts = [0, 0];
        for pair in judged {
            let (a, b) = (pair.a as usize, pair.b as usize);
            if !space.across(a, b) {
                continue;
            }
            let Some(apart) = space.apart(a, b) else { continue };
            let at = class(apart);
            if pair.odds > SURE && pair.lead > 0.0 {
                sure.get_mut(at).into_iter().for_each(|count| *count += 1.0);
                counts[0] += 1;
            } else if pair.odds < -SURE && pair.lead < 0.0 {
                lost.get_mut(at).into_iter().for_each(|count| *count += 1.0);
                counts[1] += 1;
            }
        }
        if counts.iter().any(|count| *count < ENOUGH) {
            return None;
        }
        let sums = [sure.iter().sum::<f32>(), lost.iter().sum::<f32>()];
        let mut odds = [0.0; CLASSES];
        for (to, (sure, lost)) in odds.iter_mut().zip(sure.iter().zip(&lost)) {
            *to = ((sure / sums[0]) / (lost / sums[1])).ln().clamp(-MOST, MOST);
        }
        Some(Times(odds))
    }

    /// What so many seconds between two articles say.
    pub(super) fn odds(&self, apart: u64) -> f32 {
        self.0.get(class(apart)).copied().unwrap_or_default()
    }
}

fn class(apart: u64) -> usize {
    ((apart / FIRST + 1).ilog2() as usize).min(CLASSES - 1)
}
