//! Finds the facts of a sentence and reads them into typed [`Value`]s.
//!
//! A sentence is cut into tokens, the phrases of its language are marked once, and readers are tried at
//! each token: clock times, dates, pairs of figures, quantities. The reading that covers most tokens wins; the
//! order of the readers breaks ties. Names and quotations are read afterwards from what is left.

mod alone;
mod compound;
mod date;
mod digits;
mod lexicon;
mod number_words;
mod numeral;
mod pair;
mod quantity;
mod scan;
mod side;
mod time;
mod token;
mod value;
mod words;

use serde::{Deserialize, Serialize};

pub use alone::{Amount, Interval, Rank, amounts_alone, figures_alone, intervals_alone, ranks_alone};
pub use lexicon::Anchor;
pub use side::Side;
pub(crate) use token::digit;
pub use value::{ClockTime, Hedge, PartialDate, Value};

use crate::extract::Article;
use crate::segment::Sentence;
use crate::text::Span;
use lexicon::{Lexicon, Sem};
use scan::Scan;

/// Most readings that one fact keeps beside the likeliest.
const MOST_READINGS: usize = 4;

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Number of the sentence that it stands in.
    pub sentence: usize,
    /// Where it stands in [`Article::text`](crate::extract::Article::text).
    pub span: Span,
    /// The likeliest reading.
    pub value: Value,
    /// Further readings, likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub alternatives: Vec<Value>,
    /// A hedge beside the figure.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hedge: Option<Hedge>,
    /// Whether the words are weak evidence (an article before a unit, a lone ordinal): such a fact may
    /// support another one but its absence is no finding.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub weak: bool,
}

impl Fact {
    /// All readings, the likeliest first.
    pub fn readings(&self) -> impl Iterator<Item = &Value> {
        std::iter::once(&self.value).chain(&self.alternatives)
    }
}

/// What a reader found: tokens `start..end` and their value.
struct Reading {
    start: usize,
    end: usize,
    value: Value,
    alternatives: Vec<Value>,
    weak: bool,
}

/// The facts of an article's sentences, ordered by place. A language without a data file is read by its digits,
/// symbols and marks alone.
pub fn facts(article: &Article, sentences: &[Sentence]) -> Vec<Fact> {
    let mut found = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let tag = article.blocks.get(sentence.block).and_then(|b| b.lang.as_ref()).unwrap_or(&article.lang);
        let text = sentence.span.of(&article.text);
        found.extend(read(text, &tag.tag).into_iter().map(|fact| Fact {
            sentence: number,
            span: fact.span.shifted(sentence.span.start),
            ..fact
        }));
    }
    found
}

/// The facts of one sentence in the language `tag` (BCP 47), ordered by place; spans count from its start.
///
/// ```
/// let facts = newsalign::facts::read("A conversa começou às 17h42 com 8 milhões de ouvintes.", "pt");
/// let normal: Vec<String> = facts.iter().map(|f| f.value.to_string()).collect();
/// assert_eq!(normal, ["17:42", "8000000"]);
/// ```
pub fn read(text: &str, tag: &str) -> Vec<Fact> {
    let Some(lexicon) = Lexicon::of(tag).or_else(Lexicon::neutral) else { return Vec::new() };
    let scan = Scan::new(text, lexicon);
    let mut figures = figures(&scan);
    share_zones(&mut figures);
    loose_zone(&scan, &mut figures);
    let mut taken = vec![false; scan.tokens.len()];
    for reading in &figures {
        taken.iter_mut().take(reading.end).skip(reading.start).for_each(|t| *t = true);
    }
    let names = words::names(&scan, &taken);
    let mut facts: Vec<Fact> = figures.into_iter().map(|r| fact(&scan, r)).collect();
    merge_conversions(&mut facts, text);
    facts.extend(names.into_iter().map(|r| fact(&scan, r)));
    facts.extend(words::quotations(text, &lexicon.lang.quote.pairs).into_iter().map(|(span, text, closed)| Fact {
        sentence: 0,
        span,
        value: Value::Quotation { text },
        alternatives: Vec::new(),
        hedge: None,
        weak: !closed,
    }));
    facts.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    facts
}

/// Reads from left to right; at each token the reading that covers most tokens is taken.
fn figures(scan: &Scan<'_>) -> Vec<Reading> {
    let readers = [time::read, date::read, pair::read, quantity::read];
    let mut found: Vec<Reading> = Vec::new();
    let mut at = 0;
    while at < scan.tokens.len() {
        if scan.is_idle(at) {
            at += 1;
            continue;
        }
        // `max_by_key` keeps the last of equals, so the readers are tried from the least certain to the most.
        let best = readers.iter().rev().filter_map(|read| read(scan, at)).max_by_key(|r| r.end);
        match best {
            Some(reading) => {
                at = reading.end.max(at + 1);
                found.push(reading);
            }
            None => at += 1,
        }
    }
    found
}

/// "between 10:31 p.m. and 10:58 p.m. ET": the zone holds for both times.
fn share_zones(figures: &mut [Reading]) {
    let mut behind: Option<(usize, String)> = None;
    for reading in figures.iter_mut().rev() {
        let Value::Time(time) = &mut reading.value else { continue };
        match (&time.zone, &behind) {
            (None, Some((start, zone))) if start.saturating_sub(reading.end) <= 3 => time.zone = Some(zone.clone()),
            _ => {}
        }
        behind = time.zone.clone().map(|zone| (reading.start, zone));
    }
}

/// "Eastern time on Sunday, at 5 a.m.": a zone that stands apart holds for the times of its sentence, if no time names one.
fn loose_zone(scan: &Scan<'_>, figures: &mut [Reading]) {
    let named = |r: &Reading| matches!(&r.value, Value::Time(time) if time.zone.is_some());
    if !figures.iter().any(|r| matches!(r.value, Value::Time(_))) || figures.iter().any(named) {
        return;
    }
    // Abbreviations are words of other things too often.
    let zone = |sem: &'static Sem| if let Sem::Zone(zone) = sem { Some(zone) } else { None };
    let found = (0..scan.tokens.len())
        .find_map(|at| scan.find(at, zone).filter(|(end, _)| *end > at + 1).map(|(_, zone)| zone));
    let Some(zone) = found else { return };
    for reading in figures {
        if let Value::Time(time) = &mut reading.value {
            time.zone = Some(zone.clone());
        }
    }
}

fn fact(scan: &Scan<'_>, reading: Reading) -> Fact {
    Fact {
        sentence: 0,
        span: scan.span(reading.start, reading.end),
        hedge: hedge(scan, &reading),
        value: reading.value,
        alternatives: reading.alternatives,
        weak: reading.weak,
    }
}

fn hedge_before(sem: &'static Sem) -> Option<Hedge> {
    match sem {
        Sem::About => Some(Hedge::About),
        Sem::More => Some(Hedge::More),
        Sem::Less => Some(Hedge::Less),
        _ => None,
    }
}

fn hedge_after(sem: &'static Sem) -> Option<Hedge> {
    match sem {
        Sem::AboutAfter => Some(Hedge::About),
        Sem::MoreAfter => Some(Hedge::More),
        Sem::LessAfter => Some(Hedge::Less),
        _ => None,
    }
}

fn hedge(scan: &Scan<'_>, reading: &Reading) -> Option<Hedge> {
    if matches!(reading.value, Value::Time(_) | Value::Date(_)) {
        return side_of_moment(scan, reading);
    }
    reading.value.figure()?;
    let before = |end| scan.find_before(end, hedge_before).map(|(_, h)| h);
    before(reading.start)
        .or_else(|| {
            reading
                .start
                .checked_sub(1)
                .filter(|at| scan.token(*at).is_some_and(|t| t.raw.chars().count() <= 3))
                .and_then(before)
        })
        .or_else(|| scan.find(reading.end, hedge_after).map(|(_, h)| h))
}

/// "before 5 p.m.", "après le 3 mai", "5月3日以前": on which side of a day or time something lies.
fn side_of_moment(scan: &Scan<'_>, reading: &Reading) -> Option<Hedge> {
    let before = |sem: &'static Sem| match sem {
        Sem::Earlier => Some(Hedge::Before),
        Sem::Later => Some(Hedge::After),
        _ => None,
    };
    let after = |sem: &'static Sem| match sem {
        Sem::EarlierAfter => Some(Hedge::Before),
        Sem::LaterAfter => Some(Hedge::After),
        _ => None,
    };
    let start = scan.start_of(reading.start, &Sem::At).unwrap_or(reading.start);
    scan.find_before(reading.start, before)
        .or_else(|| scan.find_before(start, before))
        .map(|(_, hedge)| hedge)
        .or_else(|| scan.find(reading.end, after).map(|(_, hedge)| hedge))
}

/// "6 miles (10 km)", "25 by 12 metres (82 by 39 ft)", "11 a.m. ET on Thursday (1500 UTC)": figures in brackets
/// that say what stands before them in other units are weak by themselves.
fn merge_conversions(facts: &mut [Fact], text: &str) {
    let mut from = 0;
    while let Some((open, close)) = next_bracket(text, from) {
        from = close;
        let inside = Span::new(open, close);
        let split = facts.partition_point(|f| f.span.start < open);
        let (before, rest) = facts.split_at_mut(split);
        let end = rest.partition_point(|f| inside.contains(&f.span));
        let Some(bracketed) = rest.get_mut(..end) else { continue };
        let repeats = before.iter().rev().take(4).any(|b| bracketed.iter().any(|f| same_dimension(&b.value, &f.value)));
        // "25 by 12 metres (82 by 39 ft)": the last in the bracket says the last before it again, and so on.
        for (fact, other) in before.iter_mut().rev().zip(bracketed.iter().rev()).take(4) {
            if matches!(other.value, Value::Quantity { .. })
                && same_dimension(&fact.value, &other.value)
                && fact.alternatives.len() < MOST_READINGS
            {
                fact.alternatives.push(other.value.clone());
            }
        }
        bracketed.iter_mut().for_each(|f| f.weak |= repeats);
    }
    // "10 km / 6 miles"
    for at in 1..facts.len() {
        let Some([left, right]) = facts.get_mut(at - 1..=at) else { continue };
        let slash = Span::new(left.span.end, right.span.start).of(text).trim() == "/";
        right.weak |= slash && same_dimension(&left.value, &right.value);
    }
}

/// The next pair of round brackets at or after `from`: the bytes between them.
fn next_bracket(text: &str, from: usize) -> Option<(usize, usize)> {
    let open = from + text.get(from..)?.find(['(', '（'])?;
    let inside = open + text.get(open..)?.chars().next()?.len_utf8();
    let close = inside + text.get(inside..)?.find([')', '）'])?;
    Some((inside, close))
}

fn same_dimension(a: &Value, b: &Value) -> bool {
    let unit = |v: &Value| match v {
        Value::Quantity { unit, .. } => Some(unit.clone()),
        _ => None,
    };
    let dimension = |name: &str| crate::lang::common().unit.get(name).map(|u| u.dimension);
    match (a, b) {
        (Value::Money { .. }, Value::Money { .. }) | (Value::Time(_), Value::Time(_)) => true,
        _ => match (unit(a), unit(b)) {
            (Some(a), Some(b)) => a != b && dimension(&a) == dimension(&b),
            _ => false,
        },
    }
}
