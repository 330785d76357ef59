//! How sure the sure pairs of two languages are: learnt from the run itself.
//!
//! The weights were found where articles have what news has: vectors that tell stories apart, times, names. Where something
//! of that is missing, versions may still stand out from all else, and yet be told to be unlikely: the order is right and the
//! level is not. What stands out is told by decoys, as in the search of mass spectra (Elias and Gygi 2007, *Target-decoy search
//! strategy*): once the best partner of every article is taken away, what is then best is no version. Pairs that are best
//! on both sides are a mixture of such ones and of versions; where even the surest of them are less sure than is usual, all pairs
//! of the two languages are raised, as far as the two parts are apart. The surest ones tell, and not the middle: many articles may
//! have no version at all.

use super::judge::{Judge, weights};
use super::rivals::{Judged, leads};
use super::space::Space;
use super::usual::at;

/// Fewest pairs of either kind that something is learnt from; few of them count as many that say nothing.
const ENOUGH: usize = 60;
const PRIOR: f32 = 40.0;
/// Least deviation of either part.
const LEAST: f32 = 0.25;
/// The parts are two if their middles are so many deviations of the decoys apart.
const APART: f32 = 1.5;
/// Share of the winners that are less sure than the surest ones.
const SUREST: f32 = 0.95;
/// Steps in which the mixture is found, and in which the place where it is even is sought.
const STEPS: usize = 60;

/// How far the pairs of each two languages are to be raised, by the number of the two.
pub(super) fn learn(judge: &Judge<'_>, judged: &[Judged]) -> Vec<f32> {
    let count = judge.space.of_lang.len();
    let mut winners: Vec<Vec<f32>> = vec![Vec::new(); count * count];
    for pair in judged.iter().filter(|pair| wins(judge.space, pair)) {
        winners.get_mut(number(judge, pair)).into_iter().for_each(|all| all.push(pair.odds));
    }
    if winners.iter().all(|all| all.len() < ENOUGH) {
        return Vec::new();
    }
    let mut decoys: Vec<Vec<f32>> = vec![Vec::new(); count * count];
    for pair in self::decoys(judge, judged) {
        decoys.get_mut(number(judge, &pair)).into_iter().for_each(|all| all.push(pair.odds));
    }
    winners.iter().zip(&decoys).map(|(winners, decoys)| raise(winners, decoys)).collect()
}

fn number(judge: &Judge<'_>, pair: &Judged) -> usize {
    judge.number(pair.a as usize, pair.b as usize)
}

fn wins(space: &Space<'_>, pair: &Judged) -> bool {
    pair.lead > 0.0 && space.across(pair.a as usize, pair.b as usize)
}

/// What is best on both sides once the winners are gone, among articles that have won.
fn decoys(judge: &Judge<'_>, judged: &[Judged]) -> Vec<Judged> {
    let space = judge.space;
    let lang = |n: u32| space.lang(n as usize);
    let sides = |pair: &Judged| [(pair.a, lang(pair.b)), (pair.b, lang(pair.a))];
    let mut won: Vec<(u32, usize)> = judged.iter().filter(|pair| wins(space, pair)).flat_map(sides).collect();
    won.sort_unstable();
    let has_won = |pair: &Judged| sides(pair).iter().all(|side| won.binary_search(side).is_ok());
    let rest = judged.iter().filter(|pair| pair.siblings || !wins(space, pair));
    let mut rest: Vec<Judged> = rest.map(|pair| Judged { odds: pair.own, ..*pair }).collect();
    let leads = leads(space, &rest);
    for (pair, lead) in rest.iter_mut().zip(leads) {
        judge.against(pair, lead);
    }
    rest.retain(|pair| wins(space, pair) && has_won(pair));
    rest
}

/// How far pairs are to be raised whose winners and decoys have these odds.
fn raise(winners: &[f32], decoys: &[f32]) -> f32 {
    let count = winners.len().min(decoys.len());
    if count < ENOUGH {
        return 0.0;
    }
    let none = Part::above(decoys);
    let [high, surest] = [0.75, SUREST].map(|share| at(&mut winners.to_vec(), share));
    let (mut versions, mut share) = (Part { middle: high, deviation: none.deviation }, 0.5);
    for _ in 0..STEPS {
        let part = |x: f32| {
            let (own, other) = (share * versions.density(x), (1.0 - share) * none.density(x));
            own / (own + other).max(1e-12)
        };
        let parts: Vec<(f32, f32)> = winners.iter().map(|x| (*x, part(*x))).collect();
        share = parts.iter().map(|(_, part)| part).sum::<f32>() / parts.len() as f32;
        versions = Part::of(parts.into_iter());
    }
    let apart = versions.middle - none.middle;
    if apart < APART * none.deviation {
        return 0.0;
    }
    // From here on a winner is as likely a version as not.
    let place = |step: usize| none.middle + apart * step as f32 / STEPS as f32;
    let likely = |x: &f32| share * versions.density(*x) > (1.0 - share) * none.density(*x);
    let even = (0..=STEPS).map(place).find(likely).unwrap_or(versions.middle);
    let counts = count as f32 / (count as f32 + PRIOR);
    counts * (weights().usual - surest).min(weights().join - even).max(0.0)
}

/// A part of a mixture, normally distributed.
struct Part {
    middle: f32,
    deviation: f32,
}

impl Part {
    /// The part that holds values to these shares.
    fn of(values: impl Iterator<Item = (f32, f32)> + Clone) -> Part {
        let all = values.clone().map(|(_, share)| share).sum::<f32>().max(1e-6);
        let middle = values.clone().map(|(x, share)| x * share).sum::<f32>() / all;
        let spread = values.map(|(x, share)| share * (x - middle).powi(2)).sum::<f32>() / all;
        Part { middle, deviation: spread.sqrt().max(LEAST) }
    }

    /// The part that values have around their middle and above it: of decoys only the best come near to versions.
    fn above(values: &[f32]) -> Part {
        // Of a normal distribution 84 of 100 lie no further above the middle than its deviation.
        let [middle, above] = [0.5, 0.84].map(|share| at(&mut values.to_vec(), share));
        Part { middle, deviation: (above - middle).max(LEAST) }
    }

    fn density(&self, x: f32) -> f32 {
        (-0.5 * ((x - self.middle) / self.deviation).powi(2)).exp() / self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values around a middle, evenly spread.
    fn around(middle: f32, count: usize) -> Vec<f32> {
        (0..count).map(|n| middle + 2.0 * (n as f32 / count as f32 - 0.5)).collect()
    }

    #[test]
    fn versions_that_stand_out_at_a_low_level_are_raised() {
        let low = raise(&around(-1.0, 400), &around(-3.5, 300));
        assert!((1.5..=3.7).contains(&low), "{low}");
    }

    #[test]
    fn what_is_sure_or_does_not_stand_out_stays_where_it_is() {
        assert_eq!(raise(&around(3.5, 400), &around(-3.0, 300)), 0.0);
        // A third has versions.
        let some = [around(-2.0, 400), around(3.6, 200)].concat();
        assert_eq!(raise(&some, &around(-3.0, 300)), 0.0);
        assert_eq!(raise(&around(-3.0, 400), &around(-3.0, 300)), 0.0);
        assert_eq!(raise(&around(-1.0, 20), &around(-3.5, 20)), 0.0);
    }
}
