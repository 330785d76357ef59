//! # exchanged figures
//!
//! **What it does.** Finds two figures of a sentence that changed places: each stands on both sides, but counts what the
//! other one counted. Told by the check that the measured figure belongs to.
//!
//! **Why it matters.** Every figure is there, so no list of digits shows the error.
//!
//! **Example.** `183 eruptions in 24 hours` → `24 erupções em 183 horas`: *mismatch*.

use super::Verdict;
use super::assign::{Assigned, shares_word};
use super::compare::Outcome;
use crate::facts::{Fact, Side, Value};
use crate::lang::lang;

/// Turns pairs that agree in nothing but their figures into mismatches where a second pair shows the exchange.
pub(super) fn mark(found: &mut [Assigned], source: &Side, target: &Side) {
    let head_final = |side: &Side| lang(&side.article.lang.tag).is_some_and(|l| l.head_final);
    let same_order = head_final(source) == head_final(target);
    let crossing: Vec<(usize, usize)> = found
        .iter()
        .enumerate()
        .filter_map(|(at, pair)| Some((at, facts(pair, source, target)?)))
        .filter(|(_, [s, t])| plain(s) && measure(t).is_some())
        .filter_map(|(at, [_, t])| {
            let back = found.iter().position(|other| {
                found.get(at).is_some_and(|pair| pair.bead == other.bead)
                    && facts(other, source, target).is_some_and(|[s, u]| {
                        plain(u)
                            && measure(s) == measure(t)
                            && !shares_word(u, t, &target.article.text)
                            && !(same_order && in_order(found.get(at), other))
                    })
            })?;
            Some((at, back))
        })
        .collect();
    for (at, back) in crossing {
        let Some([s, t]) = found.get(at).and_then(|pair| facts(pair, source, target)) else { continue };
        let kind = t.value.kind();
        let reason = format!("{} and another figure have changed places", s.value);
        for number in [at, back] {
            if let Some(pair) = found.get_mut(number) {
                pair.pair.verdict = Verdict::Mismatch;
                pair.outcome = Some(Outcome::mismatch(kind, true, reason.clone()));
            }
        }
    }
}

/// Whether two pairs come in the same order on both sides ("25 by 12 metres", "25 metri per 12").
fn in_order(pair: Option<&Assigned>, other: &Assigned) -> bool {
    pair.is_some_and(|pair| pair.pair.source.cmp(&other.pair.source) == pair.pair.target.cmp(&other.pair.target))
}

/// Figures this close share one measure ("33, 34 and 39 years").
const TOUCHING: usize = 9;
/// What fits between a part and its whole, in bytes.
const PARTITIVE: usize = 10;
/// Farthest that two figures may stand apart, in bytes, for their order to tell anything.
const NEAR: usize = 160;
/// The same where the languages put their clauses in opposite orders, so that only a short list keeps its order.
const LIST: usize = 45;

/// Marks figures of one kind that come in the opposite order. Languages with the same order of words keep the order of
/// two figures nearly always; of others only what is listed ("5.6 points and 2.6 rebounds") keeps it.
pub(super) fn order(found: &mut [Assigned], source: &Side, target: &Side) {
    let head_final = |side: &Side| lang(&side.article.lang.tag).is_some_and(|l| l.head_final);
    let same_order = head_final(source) == head_final(target);
    let mut marked: Vec<(usize, String)> = Vec::new();
    for (at, pair) in found.iter().enumerate() {
        let Some([s, t]) = alike(pair, source, target) else { continue };
        let near = found.iter().skip(at.saturating_sub(WINDOW)).take(2 * WINDOW);
        let crossing = near.filter(|o| o.bead == pair.bead).filter_map(|o| alike(o, source, target)).find(|[u, v]| {
            let apart = t.span.start.saturating_sub(v.span.end).max(u.span.start.saturating_sub(s.span.end));
            s.span.end <= u.span.start
                && v.span.end <= t.span.start
                && (s.sentence, t.sentence) == (u.sentence, v.sentence)
                && s.value.figure() != u.value.figure()
                && (measure(s) == measure(u) && measure(t) == measure(v) || apart <= TOUCHING)
                && alike_in_print([s, u], source)
                && alike_in_print([t, v], target)
                && partitive(s, u, source) == partitive(v, t, target)
                && if same_order { apart <= NEAR } else { apart <= LIST && listed(s, u, source) }
        });
        if let Some([u, _]) = crossing
            && said_once([s, u], source)
            && said_once([t, u], target)
        {
            marked.push((at, format!("{} and {} have changed places", s.value, u.value)));
        }
    }
    for (at, reason) in marked {
        let Some(pair) = found.get_mut(at) else { continue };
        let kind = pair.outcome.as_ref().map_or("number", |o| o.check);
        pair.pair.verdict = Verdict::Mismatch;
        pair.outcome = Some(Outcome::mismatch(kind, true, reason));
    }
}

/// Pairs before and after one that are looked at.
const WINDOW: usize = 24;

/// Two facts of one figure, both sure.
fn alike<'s>(pair: &Assigned, source: &'s Side, target: &'s Side) -> Option<[&'s Fact; 2]> {
    let [s, t] = facts(pair, source, target)?;
    let counted = |f: &Fact| measure(f).is_some() || plain(f);
    (counted(s) && counted(t) && !s.weak && !t.weak && s.value.figure() == t.value.figure()).then_some([s, t])
}

/// Whether each of the figures stands only once in the sentence, so that nothing else can have been taken for it.
fn said_once(pair: [&Fact; 2], side: &Side) -> bool {
    let [a, _] = pair;
    let facts = side.facts.get(side.facts_in(&(a.sentence..a.sentence + 1))).unwrap_or_default();
    pair.iter().all(|f| facts.iter().filter(|g| g.value.figure() == f.value.figure()).count() == 1)
}

/// Whether both figures are printed in digits, or both in words: hands do not confuse the one with the other.
fn alike_in_print(pair: [&Fact; 2], side: &Side) -> bool {
    let [a, b] = pair.map(|f| f.span.of(&side.article.text).contains(char::is_numeric));
    a == b
}

/// "51 of the 101 seats", which another language says the other way round ("von den 101 Mandaten … 51"); said so on both
/// sides, part and whole keep their order.
fn partitive(first: &Fact, second: &Fact, side: &Side) -> bool {
    let apart = second.span.start.saturating_sub(first.span.end);
    (1..=PARTITIVE).contains(&apart) && !listed(first, second, side)
}

/// Whether a comma or a word for "and" stands between two figures.
fn listed(s: &Fact, u: &Fact, side: &Side) -> bool {
    let between = side.article.text.get(s.span.end..u.span.start).unwrap_or("");
    let joiners = lang(&side.article.lang.tag).map_or(&[][..], |l| l.number.joiners.as_slice());
    between.contains([',', '、', '，']) || between.split_whitespace().any(|word| joiners.iter().any(|j| j == word))
}

fn facts<'s>(pair: &Assigned, source: &'s Side, target: &'s Side) -> Option<[&'s Fact; 2]> {
    pair.outcome.as_ref().filter(|o| o.verdict != Verdict::Mismatch)?;
    Some([source.facts.get(pair.pair.source?)?, target.facts.get(pair.pair.target?)?])
}

fn plain(fact: &Fact) -> bool {
    matches!(fact.value, Value::Number { .. }) && !fact.weak
}

/// What a measured figure counts.
fn measure(fact: &Fact) -> Option<&str> {
    match &fact.value {
        Value::Percent { .. } => Some("%"),
        Value::Money { currency, .. } => Some(currency),
        Value::Quantity { unit, .. } | Value::Duration { unit, .. } => Some(unit),
        Value::Age { .. } => Some("year"),
        _ => None,
    }
}
