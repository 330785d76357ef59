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
use crate::lang::{Dimension, common, lang};
use crate::text::{Span, fold, is_cjk};

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

/// Figures this close share one measure ("33, 34 and 39 years"). Distances are in characters.
const TOUCHING: usize = 9;
/// What fits between a part and its whole.
const PARTITIVE: usize = 12;
/// The same in a language that says the whole first and its noun with it ("29試合のうち19試合").
const WHOLE_FIRST: usize = 20;
/// Farthest that two figures may stand apart for their order to tell anything.
const NEAR: usize = 200;
/// The same where the languages put their clauses in opposite orders, so that only a list keeps its order.
const LIST: usize = 60;
/// Most letters between the comma, or the word for "and", and the second figure of a list ("and about 29").
const JOINED: usize = 8;

/// Marks figures of one kind that come in the opposite order. Languages with the same order of words keep the order of
/// two figures nearly always; of others only what is listed ("5.6 points and 2.6 rebounds") keeps it, and what they say
/// the other way round by themselves is the part and its whole.
pub(super) fn order(found: &mut [Assigned], source: &Side, target: &Side) {
    let head_final = |side: &Side| lang(&side.article.lang.tag).is_some_and(|l| l.head_final);
    let orders = [head_final(source), head_final(target)];
    let mut marked: Vec<(usize, String)> = Vec::new();
    for (at, pair) in found.iter().enumerate() {
        let Some([s, t]) = alike(pair, source, target) else { continue };
        let near = found.iter().skip(at.saturating_sub(WINDOW)).take(2 * WINDOW);
        let other = near.filter(|o| o.bead == pair.bead).filter_map(|o| alike(o, source, target)).find(|[u, v]| {
            s.span.end <= u.span.start
                && (s.sentence, t.sentence) == (u.sentence, v.sentence)
                && s.value.figure() != u.value.figure()
                && alike_in_print([s, u], source)
                && alike_in_print([t, v], target)
                && (turned([s, u], [t, v], [source, target], orders)
                    || whole_behind([s, u], [t, v], [source, target], orders))
        });
        if let Some([u, v]) = other
            && said_once([s, u], source)
            && said_once([t, v], target)
        {
            marked.push((at, format!("{} and {} have changed places", s.value, u.value)));
        }
    }
    for (at, reason) in marked {
        exchange(found.get_mut(at), reason);
    }
}

/// Turns a pair that agreed into a mismatch.
fn exchange(pair: Option<&mut Assigned>, reason: String) {
    let Some(pair) = pair else { return };
    let kind = pair.outcome.as_ref().map_or("number", |o| o.check);
    pair.pair.verdict = Verdict::Mismatch;
    pair.outcome = Some(Outcome::mismatch(kind, true, reason));
}

/// Whether two figures come in the opposite order although both languages would keep it.
fn turned([s, u]: [&Fact; 2], [t, v]: [&Fact; 2], [source, target]: [&Side; 2], orders: [bool; 2]) -> bool {
    let same_order = matches!(orders, [true, true] | [false, false]);
    if v.span.end > t.span.start {
        return false;
    }
    let apart = apart(s, u, source).max(apart(v, t, target));
    (measure(s) == measure(u) && measure(t) == measure(v) || apart <= TOUCHING)
        && (!partitive(s, u, source) || partitive(v, t, target))
        && (partitive(s, u, source) || !says_of(v, t, target))
        && if same_order { apart <= NEAR } else { apart <= LIST && joined(s, u, source) }
}

/// Whether "19 of the 29 matches" keeps its order in a language that says the whole first: then part and whole have
/// changed places.
fn whole_behind([s, u]: [&Fact; 2], [t, v]: [&Fact; 2], [source, target]: [&Side; 2], orders: [bool; 2]) -> bool {
    let Some(source_lang) = lang(&source.article.lang.tag).filter(|_| orders == [false, true]) else { return false };
    let between = source.article.text.get(s.span.end..u.span.start).unwrap_or("");
    let of = between.split_whitespace().next().is_some_and(|word| source_lang.date.of.iter().any(|of| of == word));
    of && plain(s)
        && plain(u)
        && partitive(s, u, source)
        && s.value.figure() < u.value.figure()
        && t.span.end <= v.span.start
        && (1..=WHOLE_FIRST).contains(&apart(t, v, target))
        && !listed(t, v, target)
}

/// How far behind a figure, in characters, the word for what it counts may stand.
const COUNTED: usize = 24;
/// The same in scripts without spaces.
const COUNTED_CLOSE: usize = 6;

/// Marks two figures that have changed what goes with them: the hedge of the one stands beside the other ("about 80
/// people in 5 boats" → "80 people in about 5 boats"), or each counts the class of things that the other one counted.
pub(super) fn ties(found: &mut [Assigned], source: &Side, target: &Side) {
    // What each counts is looked up once a pair: the pairs of a window are many.
    let tied: Vec<Option<Tied<'_>>> = found.iter().map(|pair| Tied::of(pair, source, target)).collect();
    let mut marked: Vec<(usize, String)> = Vec::new();
    for (at, one) in tied.iter().enumerate() {
        let Some(one) = one else { continue };
        let [s, t] = one.facts;
        let near = tied.iter().skip(at.saturating_sub(WINDOW)).take(2 * WINDOW).flatten();
        let other = near.filter(|o| o.bead == one.bead).find(|other| {
            let [u, v] = other.facts;
            (s.sentence, t.sentence) == (u.sentence, v.sentence)
                && s.value.figure() != u.value.figure()
                && (one.class_moved(other)
                    || hedge_moved([s, u], [t, v]) && !touching([s, u], source) && !touching([t, v], target))
                && alike_in_print([s, u], source)
                && alike_in_print([t, v], target)
        });
        if let Some([u, v]) = other.map(|other| other.facts)
            && said_once([s, u], source)
            && said_once([t, v], target)
        {
            marked.push((at, format!("{} and {} have changed places", s.value, u.value)));
        }
    }
    for (at, reason) in marked {
        exchange(found.get_mut(at), reason);
    }
}

/// Whether two facts share one hedge or one measure by their nearness.
fn touching(pair: [&Fact; 2], side: &Side) -> bool {
    let [a, b] = pair;
    let (first, second) = if a.span.start < b.span.start { (a, b) } else { (b, a) };
    apart(first, second, side) <= TOUCHING
}

fn hedge_moved([s, u]: [&Fact; 2], [t, v]: [&Fact; 2]) -> bool {
    let moved = |a: &Fact, b: &Fact, c: &Fact, d: &Fact| {
        a.hedge.is_some() && b.hedge.is_none() && c.hedge.is_none() && d.hedge == a.hedge
    };
    let same_kind = measure(s) == measure(u) && measure(t) == measure(v);
    same_kind && (moved(s, t, u, v) || moved(u, v, s, t))
}

/// A pair of one figure, with the classes of what it counts on both sides.
struct Tied<'s> {
    bead: usize,
    facts: [&'s Fact; 2],
    classes: [Option<&'s str>; 2],
}

impl<'s> Tied<'s> {
    fn of(pair: &Assigned, source: &'s Side, target: &'s Side) -> Option<Tied<'s>> {
        let [s, t] = alike(pair, source, target)?;
        let classes = if plain(s) && plain(t) { [class(s, source), class(t, target)] } else { [None, None] };
        Some(Tied { bead: pair.bead, facts: [s, t], classes })
    }

    fn class_moved(&self, other: &Tied<'_>) -> bool {
        let ([a, b], [c, d]) = (self.classes, other.classes);
        a.is_some() && a == d && b.is_some() && b == c && a != b
    }
}

/// The class of things that a figure counts, where a word of its language says so right behind it.
fn class<'s>(fact: &Fact, side: &'s Side) -> Option<&'s str> {
    let lang = lang(&side.article.lang.tag)?;
    let behind = side.article.text.get(fact.span.end..)?;
    let most = if lang.spaces { COUNTED } else { COUNTED_CLOSE };
    let end = behind.char_indices().take(most).find(|(_, c)| c.is_numeric() || CLAUSE.contains(c));
    let end = end.or_else(|| behind.char_indices().nth(most)).map_or(behind.len(), |(at, _)| at);
    let near = fold(behind.get(..end)?);
    let place =
        |stem: &String| near.match_indices(stem.as_str()).map(|(at, _)| at).find(|at| opens_word_at(&near, *at));
    let classes = lang.counted.iter().filter_map(|(class, stems)| Some((stems.iter().filter_map(place).min()?, class)));
    classes.min().map(|(_, class)| class.as_str())
}

/// Whether a word begins at byte `at`.
fn opens_word_at(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    before.is_none_or(|c| !c.is_alphabetic() || is_cjk(c))
}

/// A date that lost its day or its year to another figure of the sentence ("on 2 May 300 people" → "am 300. Mai 2
/// Menschen"): what is gone from the date counts something else now.
pub(super) fn details(found: &mut [Assigned], source: &Side, target: &Side) {
    let mut marked: Vec<(usize, String)> = Vec::new();
    for (at, pair) in found.iter().enumerate() {
        let Some([s, t]) = facts(pair, source, target) else { continue };
        let (Value::Date(a), Value::Date(b)) = (&s.value, &t.value) else { continue };
        let lost =
            [a.day.filter(|_| b.day.is_none()).map(i64::from), a.year.filter(|_| b.year.is_none()).map(i64::from)];
        let says = |side: &Side, fact: &Fact, figure: i64| {
            let facts = side.facts.get(side.facts_in(&(fact.sentence..fact.sentence + 1))).unwrap_or_default();
            facts.iter().filter(|f| !beside(&f.span, &fact.span)).any(|f| counts(f) == Some(figure.into()))
        };
        let moved = lost.into_iter().flatten().find(|figure| says(target, t, *figure) && !says(source, s, *figure));
        marked.extend(moved.map(|figure| (at, format!("{figure} counts something else now"))));
    }
    for (at, reason) in marked {
        exchange(found.get_mut(at), reason);
    }
}

/// Whether two spans touch but for a word's gap ("lunes 29": the day stands right behind its weekday).
fn beside(a: &Span, b: &Span) -> bool {
    a.start <= b.end + 3 && b.start <= a.end + 3
}

/// The figure of a fact, or the year of a date that says nothing else.
fn counts(fact: &Fact) -> Option<rust_decimal::Decimal> {
    match &fact.value {
        Value::Date(date) if date.month.is_none() && date.day.is_none() && !date.decade => date.year.map(Into::into),
        value => value.figure(),
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

/// Characters between two facts, the first before the second.
fn apart(first: &Fact, second: &Fact, side: &Side) -> usize {
    side.article.text.get(first.span.end..second.span.start).map_or(usize::MAX, |text| text.chars().count())
}

/// "51 of the 101 seats", which another language says the other way round ("von den 101 Mandaten … 51"); said so on both
/// sides, part and whole keep their order.
fn partitive(first: &Fact, second: &Fact, side: &Side) -> bool {
    (1..=PARTITIVE).contains(&apart(first, second, side)) && !listed(first, second, side)
}

/// Whether nothing but a short word, or one that means "of", stands between a part and its whole ("51 des 101").
fn says_of(first: &Fact, second: &Fact, side: &Side) -> bool {
    let between = side.article.text.get(first.span.end..second.span.start).unwrap_or("");
    let of = |word: &str| lang(&side.article.lang.tag).is_some_and(|l| l.date.of.iter().any(|of| of == word));
    partitive(first, second, side)
        && (apart(first, second, side) <= 6 || between.split_whitespace().next().is_some_and(of))
}

/// Whether a comma or a word for "and" stands between two figures.
fn listed(s: &Fact, u: &Fact, side: &Side) -> bool {
    let between = side.article.text.get(s.span.end..u.span.start).unwrap_or("");
    between.contains(COMMAS) || between.split_whitespace().any(|word| joins(word, side))
}

/// Whether a comma or a word for "and" stands right before the second of two figures, and no third figure between them.
fn joined(s: &Fact, u: &Fact, side: &Side) -> bool {
    let between = side.article.text.get(s.span.end..u.span.start).unwrap_or("");
    let comma = between.rfind(COMMAS).map(|at| between.get(at..).unwrap_or(""));
    let word = between.split_whitespace().rev().position(|word| joins(word, side));
    let facts = side.facts.get(side.facts_in(&(s.sentence..s.sentence + 1))).unwrap_or_default();
    let third = facts.iter().any(|f| {
        s.span.end <= f.span.start && f.span.end <= u.span.start && (measure(f), plain(f)) == (measure(s), plain(s))
    });
    !third && (comma.is_some_and(|rest| rest.chars().count() <= JOINED) || word.is_some_and(|behind| behind <= 1))
}

const COMMAS: [char; 4] = [',', '、', '，', '،'];
/// Marks at which a clause ends.
const CLAUSE: [char; 10] = [',', '、', '，', '،', '.', '。', ';', ':', '(', ')'];

fn joins(word: &str, side: &Side) -> bool {
    lang(&side.article.lang.tag).is_some_and(|l| l.number.joiners.iter().any(|j| j == word))
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
        // 80 °F and 10 degrees are both on a scale of temperature.
        Value::Quantity { unit, .. }
            if common().unit.get(unit).is_some_and(|u| u.dimension == Dimension::Temperature) =>
        {
            Some("degree")
        }
        Value::Quantity { unit, .. } | Value::Duration { unit, .. } => Some(unit),
        Value::Age { .. } => Some("year"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn the_day_of_a_date_that_counts_something_else_is_seen() {
        let found = findings(
            "On October 2, 1931, as many as 300 people marched.",
            "en",
            "Am 300. Oktober 1931 marschierten 2 Menschen.",
            "de",
        );
        assert!(found.iter().any(|f| f.contains("mismatch")), "{found:?}");
    }

    #[test]
    fn a_hedge_or_a_class_beside_the_wrong_figure_is_seen() {
        let source = "Around 16,700 people were brought to 24 centres in Brannholt.";
        let found = findings(source, "en", "約24人がブランホルトの16,700センターに運ばれた。", "ja");
        assert!(found.iter().any(|f| f.contains("have changed places")), "{found:?}");
        let found = findings(source, "en", "約16,700人がブランホルトの24センターに運ばれた。", "ja");
        assert!(found.is_empty(), "{found:?}");
        let found = findings("Nine hundred voters, 30 seats, 12 votes.", "en", "30석, 12표", "ko");
        assert!(!found.iter().any(|f| f.contains("changed places")), "{found:?}");
    }

    #[test]
    fn part_and_whole_may_not_change_places() {
        let found = findings("They lost 19 of their 29 games.", "en", "29試合のうち19試合に負けた。", "ja");
        assert!(found.is_empty(), "{found:?}");
        let found = findings("They lost 19 of their 29 games.", "en", "19試合のうち29試合に負けた。", "ja");
        assert!(found.iter().any(|f| f.contains("have changed places")), "{found:?}");
    }

    #[test]
    fn a_clause_that_comes_first_is_no_exchange() {
        let found = findings(
            "Turnout was 16 percent, compared to 34 percent four years ago.",
            "en",
            "Dört yıl önceki yüzde 34'e kıyasla katılım yüzde 16 oldu.",
            "tr",
        );
        assert!(found.is_empty(), "{found:?}");
    }
}
