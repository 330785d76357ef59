//! Turns verdicts into findings: severity, message, fingerprint.

use super::compare::Outcome;
use super::{Finding, ItsType, Marked, Severity, Verdict};
use crate::facts::{Fact, Side, Value};
use crate::text::{Span, fold};

/// ITS 2.0 issue type of a check.
///
/// ```
/// use newsalign::check::{ItsType, its_type};
/// assert_eq!(its_type("omission"), ItsType::Omission);
/// ```
pub fn its_type(check: &str) -> ItsType {
    match check {
        "omission" => ItsType::Omission,
        "addition" => ItsType::Addition,
        "name" => ItsType::InconsistentEntities,
        "time-zone" => ItsType::LocaleViolation,
        "date" | "weekday" | "quotation" | "polarity" => ItsType::Mistranslation,
        _ => ItsType::Numbers,
    }
}

/// How grave a comparison's outcome is; none where nobody need see it.
pub(super) fn severity(outcome: &Outcome) -> Option<Severity> {
    match (outcome.verdict, outcome.check) {
        (Verdict::Mismatch, "name" | "polarity") => Some(Severity::Warning),
        // The order of figures is a hint, not a proof.
        (Verdict::Mismatch, _) if outcome.reason.ends_with("have changed places") => Some(Severity::Warning),
        (Verdict::Mismatch, _) => Some(Severity::Error),
        (Verdict::Lost, "time-zone" | "percent" | "money" | "unit" | "quotation") => {
            Some(hedge_or(outcome, Severity::Warning))
        }
        (Verdict::Lost, "date") if outcome.reason.contains("year") || outcome.reason.contains("day") => {
            Some(Severity::Warning)
        }
        (Verdict::Lost, _) => Some(Severity::Note),
        (Verdict::Equivalent, "money") if !outcome.reason.is_empty() && !outcome.reason.contains("rounded") => {
            Some(Severity::Note)
        }
        _ => None,
    }
}

/// A hedge that is gone is a note, whatever it stood beside.
fn hedge_or(outcome: &Outcome, severity: Severity) -> Severity {
    if outcome.reason.contains("than”") { Severity::Note } else { severity }
}

/// How grave it is that a fact stands on one side only; none where nobody need see it.
///
/// Translators drop and add small figures, weekdays and relative days all the time; sums, shares, measures,
/// clock times, full dates and large figures they do not.
pub(super) fn lone_severity(fact: &Fact) -> Option<Severity> {
    if fact.weak {
        return None;
    }
    let small = |value: &rust_decimal::Decimal| *value <= rust_decimal::Decimal::from(12);
    match &fact.value {
        Value::Name { .. } | Value::Quotation { .. } | Value::Ordinal { .. } => None,
        Value::Number { value } | Value::Duration { value, .. } | Value::Age { value } if small(value) => {
            Some(Severity::Note)
        }
        Value::Date(date) if date.relative.is_some() || date.only_weekday() => Some(Severity::Note),
        Value::Date(date) if date.decade && date.year.is_some_and(|year| year % 100 == 0) => Some(Severity::Note),
        Value::Date(date) if date.year.is_none() && (date.day.is_none() || date.month.is_none()) => {
            Some(Severity::Note)
        }
        Value::Quantity { unit, .. } if unit == "degree" => Some(Severity::Note),
        Value::Duration { .. } => Some(Severity::Note),
        // "100 percent certain" is as often said without the figure.
        Value::Percent { value, .. } if *value == rust_decimal::Decimal::ONE_HUNDRED => Some(Severity::Note),
        _ => Some(Severity::Warning),
    }
}

/// A finding about two facts, or about one that stands alone.
pub(super) fn about_facts(
    sides: [&Side; 2],
    facts: [Option<&Fact>; 2],
    bead: usize,
    (verdict, check, severity): (Verdict, &str, Severity),
    reason: &str,
) -> Finding {
    let marked = |side: &Side, fact: Option<&Fact>| fact.map(|f| mark(side, f.span, f.value.to_string()));
    let [source, target] = [marked(sides[0], facts[0]), marked(sides[1], facts[1])];
    let text = |m: &Option<Marked>| m.as_ref().map_or(String::new(), |m| m.text.clone());
    let message = match verdict {
        Verdict::Missing => format!("“{}” is not in the target", text(&source)),
        Verdict::Added => format!("“{}” is not in the source", text(&target)),
        Verdict::Lost if target.is_none() => format!("“{}”: {reason}", text(&source)),
        Verdict::Lost => format!("“{}” is rendered as “{}”: {reason}", text(&source), text(&target)),
        _ => format!("“{}” became “{}”: {reason}", text(&source), text(&target)),
    };
    finished(sides, source, target, bead, (verdict, check, severity), message)
}

/// A finding about two words that no reader of facts took.
pub(super) fn about_words(
    sides: [&Side; 2],
    [source, target]: [Span; 2],
    bead: usize,
    verdict: (Verdict, &str, Severity),
    reason: &str,
) -> Finding {
    let mark = |side: &Side, span: Span| mark(side, span, span.of(&side.article.text).to_owned());
    let [source, target] = [mark(sides[0], source), mark(sides[1], target)];
    let message = format!("“{}” became “{}”: {reason}", source.text, target.text);
    finished(sides, Some(source), Some(target), bead, verdict, message)
}

/// A finding about whole sentences.
pub(super) fn about_sentences(
    sides: [&Side; 2],
    spans: [Option<Span>; 2],
    bead: usize,
    count: usize,
    severity: Severity,
) -> Finding {
    let omitted = spans[0].is_some();
    let marked = |side: &Side, span: Option<Span>| span.map(|s| mark(side, s, String::new()));
    let sentences = if count == 1 { "a sentence".to_owned() } else { format!("{count} sentences") };
    let (verdict, check, message) = if omitted {
        (Verdict::Missing, "omission", format!("{sentences} of the source left out"))
    } else {
        (Verdict::Added, "addition", format!("{sentences} not in the source"))
    };
    let [source, target] = [marked(sides[0], spans[0]), marked(sides[1], spans[1])];
    finished(sides, source, target, bead, (verdict, check, severity), message)
}

fn mark(side: &Side, span: Span, normal: String) -> Marked {
    Marked { span, text: span.of(&side.article.text).to_owned(), normal }
}

fn finished(
    sides: [&Side; 2],
    source: Option<Marked>,
    target: Option<Marked>,
    bead: usize,
    (verdict, check, severity): (Verdict, &str, Severity),
    message: String,
) -> Finding {
    let fingerprint = fingerprint(sides, &source, &target, check, verdict);
    Finding {
        check: check.to_owned(),
        verdict,
        severity,
        its: its_type(check),
        bead,
        source,
        target,
        message,
        fingerprint,
    }
}

/// FNV-1a over the check, the verdict, the normal forms and two words on either side; offsets play no part, so an
/// edit elsewhere leaves it as it is.
fn fingerprint(
    sides: [&Side; 2],
    source: &Option<Marked>,
    target: &Option<Marked>,
    check: &str,
    verdict: Verdict,
) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    eat(check);
    eat(&format!("{verdict:?}"));
    for (side, marked) in sides.into_iter().zip([source, target]) {
        let Some(marked) = marked else {
            eat("-");
            continue;
        };
        eat(&fold(&marked.text));
        eat(&marked.normal);
        let line_start = side.article.text.get(..marked.span.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        let before = Span::new(line_start, marked.span.start).of(&side.article.text);
        let after = side.article.text.get(marked.span.end..).unwrap_or("").split('\n').next().unwrap_or("");
        before.split_whitespace().rev().take(2).for_each(|w| eat(&fold(w)));
        after.split_whitespace().take(2).for_each(|w| eat(&fold(w)));
    }
    format!("{hash:016x}")
}
