//! Compares the facts of a bead's two sides: [`Finding`]s.

use serde::{Deserialize, Serialize};

use crate::text::Span;

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
