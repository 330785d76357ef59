//! Reads figures: digits with local separators, number words, scale words, and mixtures ("8.5 million", "3万5千").

use rust_decimal::Decimal;

use super::lexicon::Sem;
use super::scan::Scan;
use crate::lang::NumberSystem;
use crate::text::is_cjk;

/// Figures beyond a quintillion count nothing that news tells of; below it, sums and conversions cannot overflow.
const LARGEST: Decimal = Decimal::from_parts(0xa764_0000, 0x0de0_b6b3, 0, false, 0);
/// More groups of digits than this are no figure but a table, a code, a game of numbers.
const MOST_GROUPS: usize = 12;
/// Nor are more number words than this.
const MOST_WORDS: usize = 40;

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
        over(scan, at).or_else(|| digits(scan, at))?
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

/// A sign or word that makes the figure behind it negative: where the figure stands.
fn minus(scan: &Scan<'_>, at: usize) -> Option<usize> {
    if let Some(end) = scan.end_of(at, &Sem::Minus) {
        return scan.token(end).is_some_and(|t| t.is_digits() || t.class == super::token::Class::Word).then_some(end);
    }
    let sign = scan.token(at).filter(|t| matches!(t.raw, "-" | "−" | "–") && t.spaced || matches!(t.raw, "−"))?;
    let opens = sign.spaced || at == 0 || scan.mark(at - 1, "(");
    (opens && scan.glued(at + 1) && scan.token(at + 1)?.is_digits()).then_some(at + 1)
}

// ---- digits -------------------------------------------------------------------------------------------------

/// Groups of digits with the marks between them.
struct Groups<'s> {
    groups: Vec<&'s str>,
    marks: Vec<char>,
    end: usize,
}

fn digits(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
    let groups = groups(scan, at)?;
    let (value, alternatives) = read_groups(&groups, scan).filter(|(value, _)| *value <= LARGEST)?;
    let four_digits = groups.marks.is_empty() && groups.groups.first().is_some_and(|g| g.len() == 4);
    let mut numeral =
        Numeral { end: groups.end, value, alternatives, digits: true, four_digits, scale: None, weak: false };
    vulgar_fraction(scan, &mut numeral);
    scales(scan, &mut numeral);
    Some(numeral)
}

fn groups<'s>(scan: &'s Scan<'_>, at: usize) -> Option<Groups<'s>> {
    let first = scan.token(at)?;
    let mut found = Groups { groups: vec![first.folded.as_ref()], marks: Vec::new(), end: at + 1 };
    loop {
        let next = found.end;
        let last_len = found.groups.last().map_or(0, |g| g.len());
        if let Some(token) = scan.token(next)
            && token.is_digits()
            && token.spaced
            && token.folded.len() == 3
            && last_len <= 3
            && found.marks.iter().all(|m| *m == ' ')
            && spaces_group(scan, at, next)
        {
            found.groups.push(token.folded.as_ref());
            found.marks.push(' ');
            found.end = next + 1;
            continue;
        }
        let (Some(mark), Some(token)) = (scan.token(next), scan.token(next + 1)) else { break };
        let Some(sign) = separator(mark.raw) else { break };
        if mark.spaced || token.spaced || !token.is_digits() {
            break;
        }
        if found.groups.len() == MOST_GROUPS {
            return None;
        }
        found.groups.push(token.folded.as_ref());
        found.marks.push(sign);
        found.end = next + 2;
    }
    Some(found)
}

/// Whether the space before token `next` may stand between groups of three digits.
fn spaces_group(scan: &Scan<'_>, first: usize, next: usize) -> bool {
    let (Some(left), Some(right)) = (scan.token(next - 1), scan.token(next)) else { return false };
    let opens_small = scan.token(first).is_some_and(|t| t.folded.len() <= 3 && !t.folded.starts_with('0'));
    // One space of any width; a day before it ("On May 12 300 people") is too rare to forbid the Swiss and Portuguese.
    opens_small && right.span.start - left.span.end <= 4
}

fn separator(mark: &str) -> Option<char> {
    match mark {
        "." | "．" | "·" | "・" => Some('.'),
        "," | "，" | "٫" => Some(','),
        "'" | "’" | "٬" => Some('\''),
        _ => None,
    }
}

/// The likeliest value and the others that the groups may stand for; none where they are no number (`12.08.2024`).
fn read_groups(found: &Groups<'_>, scan: &Scan<'_>) -> Option<(Decimal, Vec<Decimal>)> {
    let grouped = |n: usize| found.groups.iter().take(n).copied().collect::<String>().parse::<Decimal>().ok();
    let all = found.groups.len();
    let Some(last_mark) = found.marks.last().copied() else { return Some((grouped(1)?, Vec::new())) };
    let threes = |n: usize| {
        found.groups.first().is_some_and(|g| g.len() <= 3 && !(g.len() > 1 && g.starts_with('0')))
            && found.groups.iter().take(n).skip(1).all(|g| g.len() == 3)
    };
    let decimal_value = || -> Option<Decimal> {
        let whole: String = found.groups.iter().take(all - 1).copied().collect();
        format!("{whole}.{}", found.groups.last()?).parse().ok()
    };
    let same_marks = found.marks.iter().all(|m| *m == last_mark);
    if same_marks && threes(all) && last_mark != ' ' && found.marks.len() == 1 {
        // One mark and three digits after it: a group or decimals.
        let zero = found.groups.first() == Some(&"0");
        let decimal_first = zero || last_mark == scan.lexicon.lang.number.decimal;
        let (first, second) =
            if decimal_first { (decimal_value()?, grouped(all)) } else { (grouped(all)?, decimal_value()) };
        return Some((first, if zero { Vec::new() } else { second.into_iter().collect() }));
    }
    if same_marks && threes(all) {
        return Some((grouped(all)?, Vec::new()));
    }
    if found.marks.len() == 1 && last_mark != '\'' {
        return Some((decimal_value()?, Vec::new()));
    }
    let inner_same = found.marks.iter().take(all - 2).all(|m| Some(m) == found.marks.first() && *m != last_mark);
    if !same_marks && inner_same && threes(all - 1) && last_mark != '\'' {
        return Some((decimal_value()?, Vec::new()));
    }
    // South Asian groups: 12,34,567.
    let indian = same_marks
        && found.groups.first().is_some_and(|g| g.len() <= 2)
        && found.groups.last().is_some_and(|g| g.len() == 3)
        && found.groups.iter().skip(1).take(all - 2).all(|g| g.len() == 2);
    if indian { Some((grouped(all)?, Vec::new())) } else { None }
}

/// "3½"
fn vulgar_fraction(scan: &Scan<'_>, numeral: &mut Numeral) {
    let part = match scan.token(numeral.end).map(|t| t.raw) {
        Some("½") => Decimal::new(5, 1),
        Some("¼") => Decimal::new(25, 2),
        Some("¾") => Decimal::new(75, 2),
        _ => return,
    };
    numeral.value += part;
    numeral.end += 1;
}

/// Scale words and abbreviations after digits, and smaller parts after those: "8 million", "3万5千", "5 bin 200".
fn scales(scan: &Scan<'_>, numeral: &mut Numeral) {
    let mut stack = Stack { terms: vec![(numeral.value, Decimal::ZERO)], joined: false };
    let mut end = numeral.end;
    let mut factor = Decimal::ONE;
    while let Some((after, scale)) = scale_after_digits(scan, end) {
        if !stack.scale(scale) {
            return;
        }
        factor = scale;
        end = after;
        if let Some((after, value)) = smaller_part(scan, end, scale) {
            stack.terms.push((value, Decimal::ZERO));
            end = after;
        }
    }
    if let Some(total) = stack.total().filter(|_| end > numeral.end) {
        numeral.alternatives = numeral.alternatives.iter().filter_map(|a| a.checked_mul(factor)).collect();
        numeral.value = total;
        numeral.scale = Some(factor);
        numeral.end = end;
        numeral.four_digits = false;
    }
}

fn scale_after_digits(scan: &Scan<'_>, at: usize) -> Option<(usize, Decimal)> {
    let hyphen = usize::from(scan.token(at).is_some_and(|t| t.is_dash() && !t.spaced) && scan.glued(at + 1));
    let token = scan.token(at + hyphen)?;
    let han = token.raw.chars().next().is_some_and(is_cjk);
    let (end, scale) = scan.find(at + hyphen, |sem| match sem {
        Sem::Scale(v) if *v >= Decimal::ONE_HUNDRED || han || *v == Decimal::from(12) => Some(*v),
        Sem::ScaleAbbr(v) => Some(*v),
        _ => None,
    })?;
    // "兆瓦" is a megawatt, not a billion of something.
    let unit = scan.find(at + hyphen, |s| {
        matches!(s, Sem::Unit(_) | Sem::Currency(_) | Sem::Percent | Sem::Duration(_)).then_some(())
    });
    unit.is_none_or(|(longer, ())| longer <= end).then_some((end, scale))
}

/// After a scale: smaller digits that belong to the same figure, and where they end.
fn smaller_part(scan: &Scan<'_>, at: usize, scale: Decimal) -> Option<(usize, Decimal)> {
    let token = scan.token(at).filter(|t| t.is_digits())?;
    let groups = groups(scan, at)?;
    let (value, _) = read_groups(&groups, scan)?;
    let next = scale_after_digits(scan, groups.end);
    let fits = value < scale
        && match next {
            Some((_, next)) => next < scale,
            // Apart from the scale, three digits after "thousand" only ("18 bin 400").
            None => {
                !token.spaced || (scale == Decimal::ONE_THOUSAND && token.folded.len() == 3 && groups.marks.is_empty())
            }
        };
    fits.then_some((groups.end, value))
}

// ---- words --------------------------------------------------------------------------------------------------

/// Builds a value from cardinals and multipliers in reading order.
///
/// Terms wait on a stack with the scale that was applied to them; a larger scale takes all smaller terms before
/// it. This is the usual reading of additive numerals (Hurford, *The Linguistic Theory of Numerals*, 1975) and
/// serves myriads and compounds with units first alike.
#[derive(Clone, Default)]
struct Stack {
    terms: Vec<(Decimal, Decimal)>,
    joined: bool,
}

impl Stack {
    /// Adds a cardinal; false if it cannot belong to the same number.
    fn cardinal(&mut self, value: Decimal, system: NumberSystem, twenties: &[u32]) -> bool {
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
    fn scale(&mut self, scale: Decimal) -> bool {
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

    fn total(&self) -> Option<Decimal> {
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
enum Part {
    Cardinal(Decimal),
    Scale(Decimal),
    Joiner,
    Fraction(Decimal),
}

fn words(scan: &Scan<'_>, at: usize) -> Option<Numeral> {
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
        });
        if !fits {
            break;
        }
        for part in &parts {
            if let Part::Scale(v) = part {
                scale = Some(*v);
            }
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
        value: stack.total()?,
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
fn parts_at(scan: &Scan<'_>, at: usize, inside: bool) -> Option<(usize, Vec<Part>)> {
    if let Some(found) = scan.find(at, |sem| match sem {
        Sem::Cardinal(v) => Some(vec![Part::Cardinal(*v)]),
        Sem::Scale(v) => Some(vec![Part::Scale(*v)]),
        Sem::Joiner if inside => Some(vec![Part::Joiner]),
        _ => None,
    }) {
        return Some(found);
    }
    if !scan.lexicon.lang.number.compounds {
        return None;
    }
    let word = scan.token(at)?.folded.as_ref();
    let parts = compound(word, &scan.lexicon.morphemes)?;
    // A fraction by itself ("halbe") is no part of the number before it.
    parts.iter().any(|p| !matches!(p, Part::Fraction(_))).then_some((at + 1, parts))
}

/// Value of a compound number word that is part of a longer word.
pub(crate) fn compound_value(word: &str, scan: &Scan<'_>) -> Option<Decimal> {
    let number = &scan.lexicon.lang.number;
    let mut stack = Stack::default();
    let fits = compound(word, &scan.lexicon.morphemes)?.iter().all(|part| match part {
        Part::Cardinal(v) => stack.cardinal(*v, number.system, &number.twenties),
        Part::Scale(v) => stack.scale(*v),
        Part::Joiner => true,
        Part::Fraction(_) => false,
    });
    fits.then(|| stack.total())?
}

/// Cuts a compound number word into its morphemes, longest first, with backtracking.
fn compound(word: &str, morphemes: &[(String, Sem)]) -> Option<Vec<Part>> {
    // The longest German cardinal below a million has 65 letters.
    if word.len() > 80 || word.len() < 4 {
        return None;
    }
    let mut parts = Vec::new();
    let mut budget = 2_000u32;
    cut(word, morphemes, &mut parts, &mut budget).then_some(parts)
}

fn cut(rest: &str, morphemes: &[(String, Sem)], parts: &mut Vec<Part>, budget: &mut u32) -> bool {
    if rest.is_empty() {
        return !matches!(parts.last(), Some(Part::Joiner));
    }
    for (morpheme, sem) in morphemes {
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
