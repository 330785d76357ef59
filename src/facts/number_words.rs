//! Reads figures in words: additive numerals, units before tens, myriads, compounds written as one word.

use rust_decimal::Decimal;

use super::lexicon::{Alone, Lexicon, Morphemes, Sem};
use super::numeral::{LARGEST, Numeral};
use super::scan::Scan;
use crate::lang::NumberSystem;

/// More number words than this are no figure.
const MOST_WORDS: usize = 40;

/// Builds a value from cardinals and multipliers in reading order.
///
/// Terms wait on a stack with the scale that was applied to them; a larger scale takes all smaller terms before
/// it. This is the usual reading of additive numerals (Hurford, *The Linguistic Theory of Numerals*, 1975) and
/// serves myriads and compounds with units first alike.
#[derive(Clone, Default)]
pub(super) struct Stack {
    pub(super) terms: Vec<(Decimal, Decimal)>,
    pub(super) joined: bool,
}

impl Stack {
    /// Adds a cardinal; false if it cannot belong to the same number.
    pub(super) fn cardinal(&mut self, value: Decimal, system: NumberSystem, twenties: &[u32]) -> bool {
        let Some(open) = sum(self.terms.iter().rev().take_while(|(_, m)| m.is_zero()).copied()) else { return false };
        let scale = self.terms.iter().rev().map(|(_, m)| *m).find(|m| !m.is_zero());
        let fits_scale = scale.is_none_or(|s| value < s);
        let units_first = system == NumberSystem::UnitsFirst
            && open > Decimal::ZERO
            && open < Decimal::TEN
            && value >= Decimal::from(20)
            && value < Decimal::ONE_HUNDRED;
        let room = if open.is_zero() {
            true
        } else if twenties.iter().any(|t| open % Decimal::ONE_HUNDRED == Decimal::from(*t)) {
            value < Decimal::from(20)
        } else {
            value < trailing_power(open)
        };
        if !(fits_scale && (room || units_first)) {
            return false;
        }
        self.terms.push((value, Decimal::ZERO));
        true
    }

    /// Applies a multiplier; false if it cannot belong to the same number.
    pub(super) fn scale(&mut self, scale: Decimal) -> bool {
        let keep = self.terms.iter().rposition(|(_, m)| *m >= scale).map_or(0, |at| at + 1);
        let taken = sum(self.terms.drain(keep..));
        let factor = taken.map(|sum| if sum.is_zero() { Decimal::ONE } else { sum });
        match factor.and_then(|factor| factor.checked_mul(scale)) {
            Some(product) if product <= LARGEST => {
                self.terms.push((product, scale));
                true
            }
            _ => false,
        }
    }

    pub(super) fn total(&self) -> Option<Decimal> {
        sum(self.terms.iter().copied())
    }
}

/// Values of the terms together; none where no figure is that large.
fn sum(terms: impl Iterator<Item = (Decimal, Decimal)>) -> Option<Decimal> {
    terms.map(|(v, _)| v).try_fold(Decimal::ZERO, |sum, v| sum.checked_add(v)).filter(|sum| sum.abs() <= LARGEST)
}

/// The largest power of ten that divides `value`.
fn trailing_power(value: Decimal) -> Decimal {
    let mut power = Decimal::ONE;
    while power < Decimal::from(1_000_000_000_000_u64) && (value % (power * Decimal::TEN)).is_zero() {
        power *= Decimal::TEN;
    }
    power
}

/// What a number word or a compound of them contributes.
pub(super) enum Part {
    Cardinal(Decimal),
    Scale(Decimal),
    Joiner,
    Fraction(Decimal),
    /// An ordinal; known to the readers of single figures only.
    Rank(Decimal),
}

pub(super) fn words(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    if let Some(numeral) = digit_string(scan, at) {
        return Some(numeral);
    }
    if inside_word(scan, at) {
        return None;
    }
    let number = &scan.lexicon.lang.number;
    let mut stack = Stack::default();
    let mut scale = None;
    let (mut end, mut cursor) = (at, at);
    let mut count = 0usize;
    let mut had_cardinal = false;
    let mut last = None;
    let mut tail = Decimal::ZERO;
    while let Some((next, parts)) = parts_at(scan, cursor, count > 0).filter(|_| count < MOST_WORDS) {
        let mut trial = stack.clone();
        let mut solid = false;
        let fits = parts.iter().all(|part| match part {
            Part::Cardinal(v) | Part::Fraction(v) => {
                solid = true;
                had_cardinal = true;
                trial.cardinal(*v, number.system, &number.twenties) || matches!(part, Part::Fraction(_))
            }
            Part::Scale(v) => {
                solid = true;
                // A scale needs something to multiply unless it opens the number.
                trial.scale(*v)
            }
            Part::Joiner => {
                trial.joined = true;
                true
            }
            Part::Rank(_) => false,
        });
        if !fits {
            break;
        }
        for part in &parts {
            // "两万五": a lone digit behind a scale counts its tenths.
            tail = match (part, last) {
                (Part::Cardinal(v), Some(scale))
                    if number.short_tail && *v < Decimal::TEN && scale >= Decimal::ONE_HUNDRED =>
                {
                    *v * scale / Decimal::TEN - *v
                }
                _ => Decimal::ZERO,
            };
            last = if let Part::Scale(v) = part { Some(*v) } else { None };
            scale = last.or(scale);
        }
        stack = trial;
        cursor = next;
        if solid {
            end = next;
            count += 1;
        }
        // A hyphen between number words is part of the number (twenty-four, quatre-vingt-dix).
        if scan.token(cursor).is_some_and(|t| t.is_dash() && !t.spaced) && scan.glued(cursor + 1) {
            cursor += 1;
        }
    }
    if count == 0 {
        return None;
    }
    // A syllable that only opens a longer word ("두고").
    let opens = count == 1 && inside_word(scan, end) && scan.find(end, |_| Some(())).is_none();
    if opens {
        return None;
    }
    let weak =
        number.syllables || (count == 1 && scan.end_of(at, &Sem::Weak).is_some_and(|e| e >= end)) || !had_cardinal;
    Some(Numeral {
        end,
        value: stack.total()? + tail,
        alternatives: Vec::new(),
        digits: false,
        four_digits: false,
        scale,
        weak,
    })
}

/// Whether the token goes on with the word before it, in a script whose syllables are tokens but whose words stand apart.
fn inside_word(scan: &Scan<'_>, at: usize) -> bool {
    let word = |at: usize| scan.token(at).is_some_and(|t| t.class == super::token::Class::Word);
    scan.lexicon.lang.spaces && at > 0 && scan.glued(at) && word(at) && word(at - 1)
}

/// Number words, a joiner (inside a number only), or a compound, at `at`.
pub(super) fn parts_at(scan: &Scan<'_>, at: usize, inside: bool) -> Option<(usize, Vec<Part>)> {
    if let Some(found) = scan.find(at, |sem| match sem {
        Sem::Cardinal(v) => Some(vec![Part::Cardinal(*v)]),
        Sem::Scale(v) => Some(vec![Part::Scale(*v)]),
        Sem::Joiner | Sem::Alone(Alone::Inside) if inside => Some(vec![Part::Joiner]),
        _ => None,
    }) {
        return Some(found);
    }
    if !(scan.lexicon.lang.number.compounds || scan.lexicon.alone && scan.lexicon.lang.spaces) {
        return None;
    }
    let word = scan.token(at)?.folded.as_ref();
    let parts = compound(word, &scan.lexicon.morphemes)?;
    // A fraction by itself ("halbe") is no part of the number before it.
    parts.iter().any(|p| !matches!(p, Part::Fraction(_))).then_some((at + 1, parts))
}

impl Lexicon {
    /// Value of one number word, simple or compound, cardinal or ordinal.
    pub(super) fn number_word(&self, word: &str) -> Option<Decimal> {
        let mut stack = Stack::default();
        let number = &self.lang.number;
        let fits = self.parts_of(word)?.iter().all(|part| match part {
            Part::Cardinal(v) | Part::Rank(v) => stack.cardinal(*v, number.system, &number.twenties),
            Part::Scale(v) => stack.scale(*v),
            Part::Joiner => true,
            Part::Fraction(_) => false,
        });
        fits.then(|| stack.total())?
    }

    fn parts_of(&self, word: &str) -> Option<Vec<Part>> {
        let whole = self.morphemes.opening(word).iter().find(|(morpheme, _)| morpheme == word);
        match whole.map(|(_, sem)| sem) {
            Some(Sem::Cardinal(v) | Sem::Alone(Alone::Rank(v) | Alone::Part(v))) => Some(vec![Part::Cardinal(*v)]),
            Some(Sem::Scale(v)) => Some(vec![Part::Scale(*v)]),
            _ => compound(word, &self.morphemes),
        }
    }
}

/// Value of a compound number word that is part of a longer word.
pub(crate) fn compound_value(word: &str, scan: &Scan<'_>) -> Option<Decimal> {
    let number = &scan.lexicon.lang.number;
    let mut stack = Stack::default();
    let fits = compound(word, &scan.lexicon.morphemes)?.iter().all(|part| match part {
        Part::Cardinal(v) => stack.cardinal(*v, number.system, &number.twenties),
        Part::Scale(v) => stack.scale(*v),
        Part::Joiner => true,
        Part::Fraction(_) | Part::Rank(_) => false,
    });
    fits.then(|| stack.total())?
}

/// Cuts a compound number word into its morphemes, longest first, with backtracking.
pub(super) fn compound(word: &str, morphemes: &Morphemes) -> Option<Vec<Part>> {
    // The longest German cardinal below a million has 65 letters.
    if word.len() > 80 || word.len() < 4 {
        return None;
    }
    let mut parts = Vec::new();
    let mut budget = 2_000u32;
    cut(word, morphemes, &mut parts, &mut budget).then_some(parts)
}

fn cut(rest: &str, morphemes: &Morphemes, parts: &mut Vec<Part>, budget: &mut u32) -> bool {
    if rest.is_empty() {
        return !matches!(parts.last(), Some(Part::Joiner));
    }
    for (morpheme, sem) in morphemes.opening(rest) {
        *budget = budget.saturating_sub(1);
        if *budget == 0 {
            return false;
        }
        let Some(tail) = rest.strip_prefix(morpheme.as_str()) else { continue };
        let part = match sem {
            Sem::Cardinal(v) => Part::Cardinal(*v),
            Sem::Scale(v) => Part::Scale(*v),
            Sem::Fraction(v) => Part::Fraction(*v),
            Sem::Joiner if !parts.is_empty() => Part::Joiner,
            Sem::Alone(Alone::Rank(v) | Alone::Part(v)) if tail.is_empty() => Part::Rank(*v),
            _ => continue,
        };
        parts.push(part);
        if cut(tail, morphemes, parts, budget) {
            return true;
        }
        parts.pop();
    }
    false
}

/// Two or more digit words in a row without a scale, as years are written in Han characters (二〇二四).
fn digit_string(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    if scan.lexicon.lang.number.system != NumberSystem::Myriad || scan.lexicon.lang.spaces {
        return None;
    }
    let mut text = String::new();
    let mut cursor = at;
    while let Some((next, value)) = scan.find(cursor, |sem| match sem {
        Sem::Cardinal(v) if *v < Decimal::TEN => Some(*v),
        _ => None,
    }) {
        text.push_str(&value.to_string());
        cursor = next;
    }
    let scaled = scan.find(cursor, |sem| matches!(sem, Sem::Scale(_)).then_some(())).is_some();
    if scaled || !(text.len() == 4 || text.len() >= 2 && text.contains('0')) {
        return None;
    }
    Some(Numeral {
        end: cursor,
        value: text.parse().ok()?,
        alternatives: Vec::new(),
        digits: true,
        four_digits: text.len() == 4,
        scale: None,
        weak: false,
    })
}
