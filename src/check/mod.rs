//! Compares the facts of a bead's two sides: [`Finding`]s.
//!
//! One file a check; its doc comment says what the check does, why it matters, and shows an example.

mod assign;
mod compare;
mod coverage;
mod date;
mod duration;
mod finding;
mod manual;
mod money;
mod name;
mod number;
mod polarity;
mod quotation;
mod range;
mod settings;
mod speaker;
mod spelling;
mod swap;
mod time;
mod unit;

use serde::{Deserialize, Serialize};

pub use finding::its_type;
pub use manual::manual;
pub use settings::{Baseline, Level, Levels, UnknownCheck};

use crate::align::Bead;
use crate::facts::{Fact, Side, Value};
use crate::lang;
use crate::text::Span;

/// Names of all checks, as findings carry them.
pub const CHECKS: &[&str] = &[
    "number",
    "percent",
    "money",
    "unit",
    "time",
    "time-zone",
    "date",
    "weekday",
    "duration",
    "age",
    "ordinal",
    "score",
    "range",
    "name",
    "quotation",
    "polarity",
    "omission",
    "addition",
];

/// Compares two aligned versions: all pairs of facts, and the findings in reading order of the source.
///
/// Facts are judged only where both languages have a data file: without the words around a figure nearly every
/// difference would be a false alarm. Omissions and additions are told in any language.
pub fn check(source: &Side, target: &Side, beads: &[Bead]) -> (Vec<Match>, Vec<Finding>) {
    let known = |side: &Side| lang::lang(&side.article.lang.tag).is_some();
    let assigned =
        if known(source) && known(target) { assign::Assigner::new(source, target, beads).run() } else { Vec::new() };
    let mut findings = coverage::check(source, target, beads);
    findings.extend(spelling::check(source, target, beads));
    findings.extend(speaker::check(source, target, beads));
    findings.extend(assigned.iter().filter_map(|a| judge(source, target, beads, a)));
    findings.sort_by_key(|f| {
        let at = |m: &Option<Marked>| m.as_ref().map_or(usize::MAX, |m| m.span.start);
        (f.bead, at(&f.source), at(&f.target))
    });
    (assigned.into_iter().map(|a| a.pair).collect(), findings)
}

/// The finding on a pair of facts, or on one that stands alone, if somebody should see it.
fn judge(source: &Side, target: &Side, beads: &[Bead], assigned: &assign::Assigned) -> Option<Finding> {
    let facts = [
        assigned.pair.source.and_then(|n| source.facts.get(n)),
        assigned.pair.target.and_then(|n| target.facts.get(n)),
    ];
    let verdict = assigned.pair.verdict;
    if let Some(outcome) = &assigned.outcome {
        let severity = finding::severity(outcome)?;
        let bead = beads.get(assigned.bead)?;
        // "10, 12 and 15 percent": the word stands once for several figures.
        if verdict == Verdict::Lost && shared_word(facts, target, bead) {
            return None;
        }
        if outcome.check == "time-zone"
            && verdict == Verdict::Lost
            && facts[0].is_some_and(|f| assign::converted_beside(f, source, target, bead))
        {
            return None;
        }
        if verdict == Verdict::Mismatch && range::told_from_behind(outcome, facts, [source, target]) {
            return None;
        }
        return Some(finding::about_facts(
            [source, target],
            facts,
            assigned.bead,
            (verdict, outcome.check, severity),
            &outcome.reason,
        ));
    }
    let bead = beads.get(assigned.bead)?;
    // What stands in a sentence that one side lacks is told once, as an omission or addition.
    if bead.source.is_empty() || bead.target.is_empty() || verdict == Verdict::Equivalent {
        return None;
    }
    let fact = facts.into_iter().flatten().next()?;
    if let (Value::Quotation { text }, Verdict::Missing) = (&fact.value, verdict) {
        let unquoted = quotation::matters(text) && !quotation::has_marks(&target.joined(bead.target.clone()), target);
        return unquoted.then(|| {
            let severity = if fact.weak || !quotation::is_long(text) { Severity::Note } else { Severity::Warning };
            let lost = (Verdict::Lost, "quotation", severity);
            finding::about_facts([source, target], facts, assigned.bead, lost, "it is no longer marked as a quotation")
        });
    }
    let severity = finding::lone_severity(fact)?;
    Some(finding::about_facts([source, target], facts, assigned.bead, (verdict, fact.value.kind(), severity), ""))
}

/// Whether the target names the measure of the source's fact once for its own figure and for one beside it.
fn shared_word([source, plain]: [Option<&Fact>; 2], target: &Side, bead: &Bead) -> bool {
    let (Some(source), Some(plain)) = (source, plain) else { return false };
    let facts = target.facts.get(target.facts_in(&bead.target)).unwrap_or_default();
    // "25 metri per 12": a unit may stand at the first of two figures.
    let follows = |f: &Fact| {
        matches!(f.value, Value::Quantity { .. })
            && f.span.end <= plain.span.start
            && plain.span.start - f.span.end <= 6
    };
    let near = facts.iter().filter(|f| follows(f) || assign::shares_word(plain, f, &target.article.text));
    let ends = near.flat_map(|f| match &f.value {
        Value::Range { to, .. } => vec![&f.value, to.as_ref()],
        value => vec![value],
    });
    ends.into_iter().any(|value| match (&source.value, value) {
        (Value::Percent { .. }, Value::Percent { .. }) => true,
        (Value::Quantity { unit: a, .. }, Value::Quantity { unit: b, .. }) => a == b,
        (Value::Money { currency: a, .. }, Value::Money { currency: b, .. }) => a == b,
        _ => false,
    })
}

/// How two facts stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Equal values.
    Same,
    /// Equal after conversion, rounding or rewriting.
    Equivalent,
    /// Equal but for a detail that is gone: zone, year, currency, percent sign, hedge.
    Lost,
    /// Both sides say it and the values differ.
    Mismatch,
    /// Only the source says it.
    Missing,
    /// Only the target says it.
    Added,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, usually right.
    Note,
    /// Somebody should look.
    Warning,
    /// Certainly wrong.
    Error,
}

/// Issue types of the W3C Internationalization Tag Set 2.0 (localization quality issue).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItsType {
    /// A passage of the source is not in the target.
    Omission,
    /// A passage of the target is not in the source.
    Addition,
    /// Figures differ.
    Numbers,
    /// Names differ.
    InconsistentEntities,
    /// The content is rendered wrongly.
    Mistranslation,
    /// A format or a detail does not fit the readers' locale.
    LocaleViolation,
}

/// A fact as a finding shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// Where it stands in the article's text.
    pub span: Span,
    /// The words under the span.
    pub text: String,
    /// Their normal form.
    pub normal: String,
}

/// A verdict of a check on a bead that somebody should see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Name of the check: `time-zone`, `number`, `omission` …
    pub check: String,
    /// How the two sides stand to one another.
    pub verdict: Verdict,
    /// How grave it is.
    pub severity: Severity,
    /// ITS 2.0 issue type.
    pub its: ItsType,
    /// Number of the bead in [`Review::beads`](crate::Review::beads).
    pub bead: usize,
    /// What the source says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Marked>,
    /// What the target says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<Marked>,
    /// One sentence for a person.
    pub message: String,
    /// Stable across edits elsewhere in the articles: 16 hexadecimal digits made of the check, the normal forms and
    /// the words around, without offsets.
    pub fingerprint: String,
}

/// A pair of facts that were compared, or one that stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Number of the source fact.
    pub source: Option<usize>,
    /// Number of the target fact.
    pub target: Option<usize>,
    /// How they stand to one another.
    pub verdict: Verdict,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::extract::{Article, Block, Origin, Role};
    use crate::segment::Sentence;

    /// A side with a sentence a line.
    fn side(text: &str, tag: &str) -> Side {
        let mut article = Article { text: text.to_owned(), ..Article::default() };
        article.lang.tag = tag.to_owned();
        let span = Span::new(0, text.len());
        article.blocks.push(Block { role: Role::Paragraph, span, origin: Origin::default(), time: None, lang: None });
        let place = |line: &str| Span::new(0, line.len()).shifted(line.as_ptr() as usize - text.as_ptr() as usize);
        let sentences: Vec<Sentence> = text.lines().map(|line| Sentence { block: 0, span: place(line) }).collect();
        let facts = crate::facts::facts(&article, &sentences);
        Side { article, sentences, facts }
    }

    /// All findings on two texts, aligned line by line.
    pub(crate) fn all_findings(source: &str, from: &str, target: &str, to: &str) -> Vec<Finding> {
        let bead = |n: usize| Bead { source: n..n + 1, target: n..n + 1, score: 1.0, moved: false };
        let beads: Vec<Bead> = (0..source.lines().count()).map(bead).collect();
        check(&side(source, from), &side(target, to), &beads).1
    }

    /// The warnings and errors: "check verdict severity: message".
    pub(crate) fn findings(source: &str, from: &str, target: &str, to: &str) -> Vec<String> {
        let findings = all_findings(source, from, target, to);
        let shown = findings.iter().filter(|f| f.severity >= Severity::Warning);
        shown
            .map(|f| {
                let words = format!("{} {:?} {:?}", f.check, f.verdict, f.severity).to_lowercase();
                format!("{words}: {}", f.message)
            })
            .collect()
    }
}
