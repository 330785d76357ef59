//! Reads figures of any kind: in digits, in words, as fractions, and mixtures of them.

use rust_decimal::Decimal;

use super::digits::{digits, part_in_digits, scale_after_digits, scales};
use super::lexicon::Sem;
use super::number_words::words;
use super::scan::Scan;
use crate::lang::NumberSystem;

/// Figures beyond a quintillion count nothing that news tells of; below it, sums and conversions cannot overflow.
pub(super) const LARGEST: Decimal = Decimal::from_parts(0xa764_0000, 0x0de0_b6b3, 0, false, 0);

/// A figure without its unit.
#[derive(Clone, Debug)]
pub(crate) struct Numeral {
    /// One past its last token.
    pub end: usize,
    pub value: Decimal,
    /// Further readings (`1,500` as 1.5 where the comma is the decimal mark).
    pub alternatives: Vec<Decimal>,
    /// Whether digits are part of it.
    pub digits: bool,
    /// Whether it is four digits and nothing else, as years are.
    pub four_digits: bool,
    /// The scale word, if one was applied.
    pub scale: Option<Decimal>,
    /// Whether the words are an article or a pronoun too, or a scale word that stands alone.
    pub weak: bool,
}

/// The figure that begins at token `at`.
pub(crate) fn numeral(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    if let Some(next) = minus(scan, at) {
        let positive = numeral(scan, next)?;
        let alternatives = positive.alternatives.iter().map(|v| -*v).collect();
        return Some(Numeral { value: -positive.value, alternatives, ..positive });
    }
    let mut numeral = whole(scan, at).filter(fits)?;
    and_a_half(scan, &mut numeral);
    Some(numeral).filter(fits)
}

fn fits(numeral: &Numeral) -> bool {
    numeral.value.abs() <= LARGEST
}

/// The same without a half behind it, which after an hour counts minutes ("nove e meia").
pub(crate) fn whole(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let found = if scan.token(at)?.is_digits() {
        over(scan, at).or_else(|| bare_fraction(scan, at)).or_else(|| digits(scan, at))?
    } else {
        // The article belongs to the fraction behind it ("eine halbe"), and "two-thirds" goes further than "two".
        let mut read = words(scan, at);
        if !scan.lexicon.lang.spaces
            && let Some(numeral) = &mut read
            && !numeral.weak
        {
            scales(scan, numeral);
        }
        let article = read.as_ref().filter(|n| n.weak && n.scale.is_none()).and_then(|n| fraction(scan, n.end));
        let part = over(scan, at).or_else(|| fraction(scan, at));
        match (read, article.or(part)) {
            (Some(word), Some(part)) if part.end > word.end => part,
            (Some(word), _) => word,
            (None, part) => part?,
        }
    };
    // Words that only look like a figure ("十分", "第三セクター").
    let shadowed = scan.end_of(at, &Sem::Weak).is_some_and(|end| end > found.end);
    (!shadowed).then_some(found)
}

/// Number words at `at` with their scales, for the readers of single figures.
pub(super) fn whole_words(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let mut numeral = words(scan, at)?;
    if scan.lexicon.lang.number.system == NumberSystem::Myriad {
        scales(scan, &mut numeral);
    }
    Some(numeral).filter(fits)
}

/// "1/4 mile", "2/3": a fraction of small figures. By itself it is weak: it may be a date or a page.
fn bare_fraction(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let alone =
        at == 0 || !(scan.glued(at) && scan.token(at - 1).is_some_and(|t| t.class == super::token::Class::Mark));
    let (end, value) = part_in_digits(scan, at).filter(|_| alone)?;
    let below = scan.token(at + 2)?.small_number()?;
    let whole = measured(scan, end);
    (whole || matches!(below, 2 | 3 | 4 | 5 | 8)).then_some(Numeral {
        end,
        value,
        alternatives: Vec::new(),
        digits: whole,
        four_digits: false,
        scale: None,
        weak: !whole,
    })
}

/// "3分の2", "三分之二": the denominator first.
fn over(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let part = |at: usize| if scan.token(at)?.is_digits() { digits(scan, at) } else { words(scan, at) };
    let below = part(at)?;
    let next = scan.end_of(below.end, &Sem::Over)?;
    let above = part(next)?;
    let value = above.value.checked_div(below.value)?;
    Some(Numeral {
        end: above.end,
        value,
        alternatives: Vec::new(),
        digits: false,
        four_digits: false,
        scale: None,
        weak: false,
    })
}

/// Whether a character of a script without spaces stands before the token.
fn behind_cjk(scan: &Scan<'_>, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| scan.token(before)).is_some_and(|t| {
        t.class == super::token::Class::Word && !scan.lexicon.lang.spaces && t.raw.chars().any(crate::text::is_cjk)
    })
}

/// A sign or word that makes the figure behind it negative: where the figure stands.
pub(super) fn minus(scan: &Scan<'_>, at: usize) -> Option<usize> {
    if let Some(end) = scan.end_of(at, &Sem::Minus) {
        return scan.token(end).is_some_and(|t| t.is_digits() || t.class == super::token::Class::Word).then_some(end);
    }
    let sign = scan
        .token(at)
        .filter(|t| matches!(t.raw, "-" | "−" | "–") && (t.spaced || behind_cjk(scan, at)) || matches!(t.raw, "−"))?;
    let opens = sign.spaced || at == 0 || scan.mark(at - 1, "(") || behind_cjk(scan, at);
    (opens && scan.glued(at + 1) && scan.token(at + 1)?.is_digits()).then_some(at + 1)
}

/// "half a million", "two-thirds"
fn fraction(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let (end, value) = scan.find(at, |sem| if let Sem::Fraction(v) = sem { Some(*v) } else { None })?;
    let article = usize::from(scan.end_of(end, &Sem::Weak).is_some() || short_word(scan, end));
    let scaled = (0..=article).find_map(|skip| {
        scan.find(end + skip, |sem| match sem {
            Sem::Scale(v) if *v >= Decimal::from(12) => Some(*v),
            _ => None,
        })
    });
    let (end, value, scale) = match scaled {
        Some((after, scale)) => (after, value.checked_mul(scale)?, Some(scale)),
        None => (end, value, None),
    };
    Some(Numeral {
        end,
        value,
        alternatives: Vec::new(),
        digits: false,
        four_digits: false,
        scale,
        weak: scale.is_none(),
    })
}

/// "three and a half", "três e meio", "üç buçuk": adds the fraction and then the scale that may follow it; after a
/// scale the half is half of that ("2 milioni e mezzo").
fn and_a_half(scan: &Scan<'_>, numeral: &mut Numeral) {
    if numeral.weak && numeral.scale.is_some() {
        return;
    }
    let half = |at: usize| scan.find(at, |sem| if let Sem::Fraction(v) = sem { Some(*v) } else { None });
    let joined = scan
        .end_of(numeral.end, &Sem::Joiner)
        .and_then(|at| half(at).or_else(|| if short_word(scan, at) { half(at + 1) } else { None }));
    let direct = || half(numeral.end).filter(|(end, v)| *v == Decimal::new(5, 1) && measured(scan, *end));
    let Some((end, value)) = joined.or_else(direct).filter(|(_, v)| *v < Decimal::ONE) else { return };
    if let Some(scale) = numeral.scale {
        numeral.value += value * scale;
        numeral.end = end;
        return;
    }
    numeral.value += value;
    numeral.end = end;
    numeral.weak = false;
    if let Some((after, scale)) = scale_after_digits(scan, end)
        && let Some(product) = numeral.value.checked_mul(scale)
    {
        numeral.value = product;
        numeral.scale = Some(scale);
        numeral.end = after;
    }
}

/// Whether a scale word or a measure stands at `at`.
fn measured(scan: &Scan<'_>, at: usize) -> bool {
    scan.find(at, |s| matches!(s, Sem::Scale(_) | Sem::Duration(_) | Sem::Unit(_) | Sem::Currency(_)).then_some(()))
        .is_some()
}

/// "four years and a half", "quatre ans et demi": the fraction behind the unit, and where it ends.
pub(crate) fn half_behind(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    let half = |at: usize| scan.find(at, |sem| if let Sem::Fraction(v) = sem { Some(*v) } else { None });
    if !scan.lexicon.lang.spaces {
        return half(at).filter(|(_, v)| *v == Decimal::new(5, 1));
    }
    let joiner = scan.end_of(at, &Sem::Joiner)?;
    let (end, value) = half(joiner).or_else(|| if short_word(scan, joiner) { half(joiner + 1) } else { None })?;
    // "two years and half a million": the half belongs to what follows.
    let goes_on = short_word(scan, end)
        && scan.find(end + 1, |s| matches!(s, Sem::Scale(_) | Sem::Duration(_) | Sem::Unit(_)).then_some(())).is_some()
        || scan
            .find(end, |s| matches!(s, Sem::Scale(_) | Sem::Duration(_) | Sem::Unit(_) | Sem::Points).then_some(()))
            .is_some();
    (!goes_on && value < Decimal::ONE).then_some((end, value))
}

/// An article between "half" and what it halves: at most three letters.
fn short_word(scan: &Scan<'_>, at: usize) -> bool {
    scan.token(at).is_some_and(|t| t.class == super::token::Class::Word && t.raw.chars().count() <= 3)
}
