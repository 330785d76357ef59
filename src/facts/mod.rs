//! Finds the facts of a sentence and reads them into typed [`Value`]s.

mod value;

use serde::{Deserialize, Serialize};

pub use value::{ClockTime, Hedge, PartialDate, Value};

use crate::text::Span;

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
