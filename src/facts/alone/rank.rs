//! Reads ordinals of any length, ranks counted from the end or from here, and the denominators that ordinals are.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::figure;
use crate::facts::lexicon::{Alone, Anchor, Sem};
use crate::facts::number_words::{Part, Stack, parts_at};
use crate::facts::scan::Scan;
use crate::facts::token::Class;

/// More words than these are no rank.
const MOST_WORDS: usize = 24;

/// A rank and where it ends.
pub(super) struct Ranked {
    pub end: usize,
    pub value: Decimal,
}

/// The rank at token `at`: in digits ("21st", "第21"), in words of any length, or relative ("penultimate").
pub(super) fn rank(scan: &Scan<'_>, at: usize) -> Option<(usize, Anchor, Decimal)> {
    let relative = |s: &'static Sem| match s {
        Sem::Alone(Alone::Relative(anchor, by)) => Some((*anchor, Decimal::from(*by))),
        _ => None,
    };
    let relative = scan.find(at, relative).map(|(end, (anchor, by))| (end, anchor, by));
    let absolute = ranked(scan, at).map(|r| (r.end, Anchor::Start, r.value));
    relative.into_iter().chain(absolute).max_by_key(|(end, ..)| *end)
}

/// The absolute rank at `at`.
pub(super) fn ranked(scan: &Scan<'_>, at: usize) -> Option<Ranked> {
    let read = [prefixed(scan, at), suffixed(scan, at), worded(scan, at)];
    read.into_iter().flatten().max_by_key(|r| r.end)
}

/// "第21", "제21"
fn prefixed(scan: &Scan<'_>, at: usize) -> Option<Ranked> {
    let next = scan.end_of(at, &Sem::OrdinalPrefix)?;
    let (end, value) = counted(scan, next)?;
    Some(Ranked { end, value })
}

/// "21st", "200番目", "이백번째"
fn suffixed(scan: &Scan<'_>, at: usize) -> Option<Ranked> {
    let (end, value) = counted(scan, at)?;
    let digits = scan.token(at).is_some_and(|t| t.is_digits());
    let short = scan.end_of(end, &Sem::OrdinalSuffix).filter(|_| digits && scan.glued(end));
    Some(Ranked { end: after(scan, end).or(short)?, value })
}

fn after(scan: &Scan<'_>, at: usize) -> Option<usize> {
    scan.end_of(at, &Sem::Alone(Alone::RankAfter))
}

fn counted(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    figure::whole(scan, at).filter(|(_, v)| v.fract().is_zero() && *v > Decimal::ZERO)
}

/// Number words of which the last are ordinals: "one hundred twenty-fifth", "tricentésimo quadragésimo sétimo".
fn worded(scan: &Scan<'_>, at: usize) -> Option<Ranked> {
    let number = &scan.lexicon.lang.number;
    let mut stack = Stack::default();
    let (mut cursor, mut best, mut closed) = (at, None, false);
    for count in 0..MOST_WORDS {
        let Some((next, parts)) = pieces(scan, cursor, count > 0, closed) else { break };
        let mut trial = stack.clone();
        let fits = parts.iter().all(|part| match part {
            Part::Cardinal(v) => trial.cardinal(*v, number.system, &number.twenties),
            Part::Scale(v) => trial.scale(*v),
            Part::Rank(v) => {
                closed = true;
                let scale =
                    *v >= Decimal::ONE_HUNDRED && power_of_ten(*v) && trial.total().is_some_and(|t| t > Decimal::ZERO);
                if scale { trial.scale(*v) } else { trial.cardinal(*v, number.system, &number.twenties) }
            }
            Part::Joiner => true,
            Part::Fraction(_) => false,
        });
        if !fits {
            break;
        }
        stack = trial;
        cursor = next;
        if closed && !matches!(parts.last(), Some(Part::Joiner)) {
            best = Some(Ranked { end: cursor, value: stack.total()? });
        }
        if scan.token(cursor).is_some_and(|t| t.is_dash() && !t.spaced) && scan.glued(cursor + 1) {
            cursor += 1;
        }
    }
    best
}

fn power_of_ten(value: Decimal) -> bool {
    value.to_u64().is_some_and(|v| v.to_string().trim_start_matches('1').bytes().all(|b| b == b'0'))
}

/// The next words of a rank: after its first ordinal, only ordinals.
fn pieces(scan: &Scan<'_>, at: usize, inside: bool, closed: bool) -> Option<(usize, Vec<Part>)> {
    let rank = scan.find(at, |s| match s {
        Sem::Alone(Alone::Rank(v) | Alone::Part(v)) => Some(vec![Part::Rank(*v)]),
        _ => None,
    });
    if rank.is_some() || closed {
        return rank;
    }
    parts_at(scan, at, inside).or_else(|| stem(scan, at))
}

/// A number word with an ending of ordinals: "सौवां".
fn stem(scan: &Scan<'_>, at: usize) -> Option<(usize, Vec<Part>)> {
    let figures = &scan.lexicon.lang.figures;
    let word = scan.token(at).filter(|t| t.class == Class::Word)?.folded.as_ref();
    let value = figures.ordinal_after.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending.as_str()).filter(|s| !s.is_empty())?;
        scan.lexicon.number_word(stem)
    })?;
    Some((at + 1, vec![Part::Rank(value)]))
}

/// The denominator at `at`: an ordinal from the third on, or a number with a word of parts behind it.
pub(super) fn denominator(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    let ordinals = scan.lexicon.lang.figures.ordinal_parts;
    let part = scan.find(at, |s| if let Sem::Alone(Alone::Part(v)) = s { Some(*v) } else { None });
    let rank = worded(scan, at).map(|r| (r.end, r.value)).filter(|(_, v)| ordinals && *v > Decimal::TWO);
    let with_word =
        figure::whole(scan, at).and_then(|(end, v)| Some((scan.end_of(end, &Sem::Alone(Alone::PartAfter))?, v)));
    let read = [part, rank, with_word, glued(scan, at)];
    read.into_iter().flatten().filter(|(_, v)| !v.is_zero()).max_by_key(|(end, _)| *end)
}

/// A word that ends in one for parts: "veinticincoavos", "zwanzigstel", "tjugoförstedelar".
fn glued(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    let word = scan.token(at).filter(|t| t.class == Class::Word)?.folded.as_ref();
    let value = scan.lexicon.lang.figures.part_after.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending.as_str()).filter(|s| s.len() >= 3)?;
        scan.lexicon.number_word(stem)
    })?;
    Some((at + 1, value))
}

#[cfg(test)]
mod tests {
    use crate::facts::{Anchor, ranks_alone};

    fn read(text: &str, tag: &str) -> Vec<(Anchor, String)> {
        ranks_alone(text, tag).iter().map(|(_, rank)| (rank.anchor, rank.by.to_string())).collect()
    }

    #[test]
    fn ordinals_of_any_length_are_read() {
        let start = |by: &str| vec![(Anchor::Start, by.to_owned())];
        assert_eq!(read("the one hundred twenty-fifth lap", "en"), start("125"));
        assert_eq!(read("el tricentésimo cuadragésimo séptimo", "es"), start("347"));
        assert_eq!(read("honderdvijfentwintigste", "nl"), start("125"));
        assert_eq!(read("etthundratjugofemte", "sv"), start("125"));
        assert_eq!(read("la vingt-cinquième course", "fr"), start("25"));
        assert_eq!(read("第二百五十", "zh"), start("250"));
        assert_eq!(read("이백번째", "ko"), start("200"));
        assert_eq!(read("the 21st boat", "en"), start("21"));
    }

    #[test]
    fn ranks_from_the_end_and_from_here() {
        assert_eq!(read("the penultimate race", "en"), [(Anchor::End, "-1".to_owned())]);
        assert_eq!(read("el próximo barco", "es"), [(Anchor::Current, "1".to_owned())]);
        assert_eq!(read("das vorletzte Boot", "de"), [(Anchor::End, "-1".to_owned())]);
    }
}
