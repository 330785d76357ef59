//! Assigns the facts of both sides to one another, one to one.
//!
//! Inside a bead the closest pairs are taken first (type and unit, then value, then order). What is left is looked
//! for in the beads around, since a fact may move to the neighbouring sentence; only then do two leftovers of one
//! type become a mismatch, and a leftover without a partner is missing or added.

use std::cmp::Reverse;
use std::ops::Range;

use rust_decimal::Decimal;

use super::compare::{Closeness, Context, Outcome, compare};
use super::finding::lone_severity;
use super::polarity;
use super::swap;
use super::time;
use super::{Match, Verdict};
use crate::align::Bead;
use crate::extract::Metadata;
use crate::facts::{Fact, Side, Value};
use crate::lang;

/// How many beads to either side a fact may have moved.
const NEIGHBOURS: usize = 3;
/// Most facts of one side of a bead that are all compared with all of the other; beyond, only near ones in order.
const WINDOW: usize = 48;

/// A pair, or a fact that stands alone, with what was found.
pub(super) struct Assigned {
    pub bead: usize,
    pub pair: Match,
    /// None for a fact that stands alone.
    pub outcome: Option<Outcome>,
}

/// Works on one pair of articles.
pub(super) struct Assigner<'a> {
    source: &'a Side,
    target: &'a Side,
    beads: &'a [Bead],
    /// Per bead: numbers of the facts of both sides.
    facts: Vec<[Range<usize>; 2]>,
    /// See [`Context::house_marks`].
    house_marks: bool,
    /// Which facts have a partner.
    taken: [Vec<bool>; 2],
    found: Vec<Assigned>,
}

impl<'a> Assigner<'a> {
    pub(super) fn new(source: &'a Side, target: &'a Side, beads: &'a [Bead]) -> Self {
        let facts = beads.iter().map(|b| [source.facts_in(&b.source), target.facts_in(&b.target)]).collect();
        let taken = [vec![false; source.facts.len()], vec![false; target.facts.len()]];
        Assigner { source, target, beads, facts, house_marks: house_marks(&target.facts), taken, found: Vec::new() }
    }

    /// All pairs and leftovers, ordered by bead, then by place.
    pub(super) fn run(mut self) -> Vec<Assigned> {
        let shifts: Vec<i8> = (0..self.beads.len()).map(|bead| self.times_first(bead)).collect();
        for (bead, shift) in shifts.iter().enumerate() {
            self.within(bead, *shift, Closeness::Reduced);
        }
        for distance in 1..=NEIGHBOURS {
            for (bead, shift) in shifts.iter().enumerate() {
                self.neighbours(bead, distance, *shift);
            }
        }
        for (bead, shift) in shifts.iter().enumerate() {
            self.within(bead, *shift, Closeness::Far);
        }
        self.leftovers();
        swap::mark(&mut self.found, self.source, self.target);
        swap::order(&mut self.found, self.source, self.target);
        swap::ties(&mut self.found, self.source, self.target);
        swap::details(&mut self.found, self.source, self.target);
        polarity::mark(&mut self.found, self.source, self.target);
        let place = |a: &Assigned| (a.bead, a.pair.source.unwrap_or(usize::MAX), a.pair.target.unwrap_or(usize::MAX));
        self.found.sort_by_key(place);
        self.found
    }

    fn context(&self, bead: usize, day_shift: i8) -> Context<'a> {
        let published = |meta: &Metadata| meta.published_date();
        Context {
            target_lang: lang::lang(&self.target.article.lang.tag),
            source_lang: lang::lang(&self.source.article.lang.tag),
            published: [published(&self.source.article.meta), published(&self.target.article.meta)],
            day_shift,
            zone_nearby: self.zone_nearby(bead),
            house_marks: self.house_marks,
        }
    }

    /// Whether a time of the target's bead, or of the beads beside it, names a real zone.
    fn zone_nearby(&self, bead: usize) -> bool {
        self.facts
            .get(bead.saturating_sub(1)..(bead + 2).min(self.facts.len()))
            .unwrap_or_default()
            .iter()
            .flat_map(|[_, target]| self.target.facts.get(target.clone()).unwrap_or_default())
            .any(|f| matches!(&f.value, Value::Time(time) if time.zone.is_some()))
    }

    /// Pairs clock times before all else: a time converted over midnight shifts the days of its bead.
    fn times_first(&self, bead: usize) -> i8 {
        let context = self.context(bead, 0);
        let Some([s, t]) = self.facts.get(bead) else { return 0 };
        let times = |side: &'a Side, range: &Range<usize>| {
            side.facts.get(range.clone()).unwrap_or_default().iter().filter_map(|f| match &f.value {
                Value::Time(time) => Some(time),
                _ => None,
            })
        };
        let targets: Vec<_> = times(self.target, t).take(WINDOW).collect();
        times(self.source, s)
            .take(WINDOW)
            .flat_map(|a| targets.iter().map(|b| time::day_shift(a, b, &context)).collect::<Vec<_>>())
            .find(|shift| *shift != 0)
            .unwrap_or(0)
    }

    fn free(&self, side: usize, range: &Range<usize>) -> Vec<usize> {
        range.clone().filter(|n| !self.taken.get(side).and_then(|t| t.get(*n)).copied().unwrap_or(true)).collect()
    }

    /// Pairs the free facts inside a bead, the closest first, down to closeness `worst`.
    fn within(&mut self, bead: usize, shift: i8, worst: Closeness) {
        let Some([s, t]) = self.facts.get(bead).cloned() else { return };
        let (left, right) = (self.free(0, &s), self.free(1, &t));
        let context = self.context(bead, shift);
        let mut candidates = self.candidates(&left, &right, &context, worst);
        candidates.sort_by_key(|c| (c.outcome.closeness, Reverse(c.same_kind), c.distance, c.pair));
        for candidate in candidates {
            self.take(bead, candidate, bead, &context);
        }
    }

    fn candidates(&self, left: &[usize], right: &[usize], context: &Context<'_>, worst: Closeness) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (i, s) in left.iter().enumerate() {
            for (j, t) in right.iter().enumerate() {
                if i.abs_diff(j) > WINDOW {
                    continue;
                }
                let (Some(a), Some(b)) = (self.source.facts.get(*s), self.target.facts.get(*t)) else { continue };
                if let Some(outcome) = compare(a, b, context).filter(|o| o.closeness <= worst) {
                    let same_kind = a.value.kind() == b.value.kind();
                    found.push(Candidate { pair: (*s, *t), outcome, distance: i.abs_diff(j), same_kind });
                }
            }
        }
        found
    }

    /// Takes a pair if both facts are still free and, for a mismatch, if nothing speaks against it.
    fn take(&mut self, bead: usize, candidate: Candidate, target_bead: usize, context: &Context<'_>) {
        let (s, t) = candidate.pair;
        let is_free = |side: usize, n: usize| self.taken.get(side).and_then(|taken| taken.get(n)) == Some(&false);
        if !is_free(0, s) || !is_free(1, t) {
            return;
        }
        if candidate.outcome.verdict == Verdict::Mismatch && !self.plausible(bead, &candidate, context) {
            return;
        }
        debug_assert!(target_bead < self.beads.len());
        self.taken.iter_mut().zip([s, t]).for_each(|(taken, n)| {
            if let Some(flag) = taken.get_mut(n) {
                *flag = true;
            }
        });
        let pair = Match { source: Some(s), target: Some(t), verdict: candidate.outcome.verdict };
        self.found.push(Assigned { bead, pair, outcome: Some(candidate.outcome) });
    }

    /// Whether two leftovers of one type really stand for one another.
    ///
    /// Not if either is weak evidence (unless the other one is strong and of the same kind), not if each side also
    /// has the other's value close by, and not for figures that have nothing in common unless they are the only
    /// leftovers of their kind.
    fn plausible(&self, bead: usize, candidate: &Candidate, context: &Context<'_>) -> bool {
        let (Some(a), Some(b)) = (self.source.facts.get(candidate.pair.0), self.target.facts.get(candidate.pair.1))
        else {
            return false;
        };
        let kind = a.value.kind();
        if (a.weak && b.weak && !matches!(kind, "ordinal" | "unit")) || ((a.weak || b.weak) && !candidate.same_kind) {
            return false;
        }
        if candidate.outcome.check == "name" && self.named_elsewhere(bead, a, b) {
            return false;
        }
        let agrees = |s: &Fact, t: &Fact| {
            s.value.kind() == t.value.kind()
                && compare(s, t, context).is_some_and(|o| o.closeness <= Closeness::Converted)
        };
        let a_elsewhere = self.around(bead, 1).any(|f| agrees(a, f));
        let b_elsewhere = self.around(bead, 0).any(|f| agrees(f, b));
        if candidate.outcome.closeness == Closeness::Near && !a_elsewhere && !b_elsewhere {
            return true;
        }
        let only = |side: usize, facts: &[Fact]| {
            let Some(range) = self.facts.get(bead).and_then(|f| f.get(side)) else { return false };
            self.free(side, range)
                .into_iter()
                .filter(|n| facts.get(*n).is_some_and(|f| f.value.kind() == kind && !f.weak))
                .count()
                <= 1
        };
        let all = |side: usize, facts: &[Fact]| {
            let range = self.facts.get(bead).and_then(|f| f.get(side)).cloned().unwrap_or_default();
            facts.get(range).map_or(0, |facts| facts.iter().filter(|f| f.value.kind() == kind && !f.weak).count())
        };
        // Said twice on both sides ("Tuesday … late Tuesday"): what is left of equally many belongs together.
        let as_many = matches!(kind, "date" | "weekday" | "percent" | "money" | "age")
            && candidate.same_kind
            && all(0, &self.source.facts) == all(1, &self.target.facts);
        (as_many || !a_elsewhere && !b_elsewhere) && only(0, &self.source.facts) && only(1, &self.target.facts)
    }

    /// Whether the source's spelling stands in the target's bead, or the target's in the source's: then the two
    /// names are two people.
    fn named_elsewhere(&self, bead: usize, a: &Fact, b: &Fact) -> bool {
        let Some(bead) = self.beads.get(bead) else { return true };
        let (Value::Name { text: a }, Value::Name { text: b }) = (&a.value, &b.value) else { return true };
        self.target.joined(bead.target.clone()).contains(a.as_str())
            || self.source.joined(bead.source.clone()).contains(b.as_str())
    }

    /// The facts of one side in a bead and the beads right beside it.
    fn around(&self, bead: usize, side: usize) -> impl Iterator<Item = &Fact> {
        let all = if side == 0 { &self.source.facts } else { &self.target.facts };
        self.facts
            .get(bead.saturating_sub(1)..(bead + 2).min(self.facts.len()))
            .unwrap_or_default()
            .iter()
            .filter_map(move |f| f.get(side))
            .flat_map(|range| all.get(range.clone()).unwrap_or_default())
            .take(4 * WINDOW)
    }

    /// Pairs the free source facts of a bead with equal free target facts of the beads at a distance.
    fn neighbours(&mut self, bead: usize, distance: usize, shift: i8) {
        let Some([s, _]) = self.facts.get(bead).cloned() else { return };
        let left = self.free(0, &s);
        if left.is_empty() {
            return;
        }
        for other in [bead.checked_sub(distance), bead.checked_add(distance)].into_iter().flatten() {
            let Some([_, t]) = self.facts.get(other).cloned() else { continue };
            let right = self.free(1, &t);
            let context = self.context(other, shift);
            let mut candidates = self.candidates(&left, &right, &context, Closeness::Converted);
            candidates.retain(|c| c.same_kind);
            candidates.sort_by_key(|c| (c.outcome.closeness, c.distance, c.pair));
            for candidate in candidates {
                self.take(bead, candidate, other, &context);
            }
        }
    }

    /// Facts without a partner; one whose value stands nearby on the other side is a repetition and nobody need see it.
    fn leftovers(&mut self) {
        for bead in 0..self.beads.len() {
            let Some([s, t]) = self.facts.get(bead).cloned() else { continue };
            let context = self.context(bead, 0);
            for (side, range, verdict) in [(0, s, Verdict::Missing), (1, t, Verdict::Added)] {
                for number in self.free(side, &range) {
                    if !self.worth_telling(side, number) {
                        continue;
                    }
                    let verdict =
                        if self.repeated(bead, side, number, &context) { Verdict::Equivalent } else { verdict };
                    let (source, target) = if side == 0 { (Some(number), None) } else { (None, Some(number)) };
                    self.found.push(Assigned { bead, pair: Match { source, target, verdict }, outcome: None });
                }
            }
        }
    }

    /// Whether the absence of a counterpart says anything: not for names, lone ordinals and weak evidence.
    fn worth_telling(&self, side: usize, number: usize) -> bool {
        let all = if side == 0 { &self.source.facts } else { &self.target.facts };
        let quotation = |f: &Fact| matches!(f.value, Value::Quotation { .. });
        all.get(number).is_some_and(|f| quotation(f) || lone_severity(f).is_some())
    }

    fn repeated(&self, bead: usize, side: usize, number: usize, context: &Context<'_>) -> bool {
        let all = if side == 0 { &self.source.facts } else { &self.target.facts };
        let Some(fact) = all.get(number) else { return true };
        let agrees = |other: &Fact| {
            let outcome = if side == 0 { compare(fact, other, context) } else { compare(other, fact, context) };
            outcome.is_some_and(|o| o.closeness <= Closeness::Reduced)
        };
        self.around(bead, 1 - side).any(agrees)
            || self.inside_pair(bead, 1 - side, fact)
            || self.ends_apart(bead, 1 - side, fact)
    }

    /// Whether both ends of a range or sides of a score stand as single figures on the other side ("nine to four").
    fn ends_apart(&self, bead: usize, side: usize, fact: &Fact) -> bool {
        let ends = match &fact.value {
            Value::Range { from, to } => [(single(from), Some(to.kind())), (single(to), Some(to.kind()))],
            Value::Score { left, right } => [(Some((*left).into()), None), (Some((*right).into()), None)],
            _ => return false,
        };
        let other = if side == 0 { self.source } else { self.target };
        let facts: Vec<&Fact> = self.around(bead, side).collect();
        let stands = |(end, kind): (Option<Decimal>, Option<&str>)| {
            end.is_some()
                && facts.iter().any(|f| {
                    f.readings().any(|v| single(v) == end && (kind != Some("percent") || v.kind() == "percent"))
                        || single(&f.value) == end
                            && facts
                                .iter()
                                .any(|g| g.value.kind() == "percent" && shares_word(f, g, &other.article.text))
                })
        };
        ends.into_iter().all(stands) && in_order(ends.map(|(end, _)| end), &facts)
    }

    /// Whether a figure is one end of a range or side of a score on the other side ("from 3 to 5", "3–5").
    fn inside_pair(&self, bead: usize, side: usize, fact: &Fact) -> bool {
        let Some(figure) = single(&fact.value) else { return false };
        self.around(bead, side).any(|f| match &f.value {
            Value::Range { from, to } => single(from) == Some(figure) || single(to) == Some(figure),
            Value::Score { left, right } => figure == (*left).into() || figure == (*right).into(),
            _ => false,
        })
    }
}

/// Whether the first of two figures stands before the second somewhere, or one of them is not said by itself.
fn in_order([first, second]: [Option<Decimal>; 2], facts: &[&Fact]) -> bool {
    let places =
        |figure: Option<Decimal>| facts.iter().filter(move |f| single(&f.value) == figure).map(|f| f.span.start);
    let Some(last) = places(second).max() else { return true };
    places(first).min().is_none_or(|start| start < last)
}

/// Whether three or more figures would be thousandths by the marks of their language, and none is grouped as it should be.
fn house_marks(facts: &[Fact]) -> bool {
    let times = |f: &Fact, small: bool| {
        f.value.figure().is_some_and(|figure| {
            f.alternatives.iter().filter_map(Value::figure).any(|other| {
                let (less, more) = if small { (figure, other) } else { (other, figure) };
                less.checked_mul(Decimal::ONE_THOUSAND) == Some(more)
            })
        })
    };
    facts.iter().filter(|f| times(f, true)).count() >= 3 && !facts.iter().any(|f| times(f, false))
}

/// Whether another time of the target's bead is the source's time on the readers' clock ("16 heures à Brasília
/// (21 heures à Paris)").
pub(super) fn converted_beside(fact: &Fact, source: &Side, target: &Side, bead: &Bead) -> bool {
    let beads = std::slice::from_ref(bead);
    let context = Assigner::new(source, target, beads).context(0, 0);
    let facts = target.facts.get(target.facts_in(&bead.target)).unwrap_or_default();
    facts.iter().any(|f| {
        compare(fact, f, &context)
            .is_some_and(|o| o.verdict == Verdict::Equivalent && o.closeness == Closeness::Converted)
    })
}

/// Whether a plain figure stands so close to a measured one that the word for the measure serves both ("10, 12 and 15
/// percent"; behind it only where the word stands before its figure, "yüzde 10 ve 15").
pub(super) fn shares_word(plain: &Fact, measured: &Fact, text: &str) -> bool {
    let before = plain.span.end <= measured.span.start;
    let leading = !measured.span.of(text).starts_with(|c: char| c.is_numeric() || c.is_ascii_punctuation());
    let (from, to) = if before { (plain.span.end, measured.span.start) } else { (measured.span.end, plain.span.start) };
    let between = text.get(from..to).unwrap_or("");
    (before || leading)
        && from <= to
        && between.len() <= 40
        && between.chars().filter(|c| c.is_alphabetic()).count() <= 8
}

/// The figure of a value, or its year.
fn single(value: &Value) -> Option<Decimal> {
    match value {
        Value::Date(date) => date.year.map(Decimal::from),
        value => value.figure(),
    }
}

/// Two facts that may belong together.
struct Candidate {
    pair: (usize, usize),
    outcome: Outcome,
    /// How far apart the two stand in their beads, in facts.
    distance: usize,
    same_kind: bool,
}
