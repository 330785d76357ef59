//! Judges the pairs of a parallel corpus: which are fit to be learnt from.
//!
//! Each filter measures one thing and holds it against a limit; a pair is kept if it is within the limits of all. The names
//! follow what corpus builders know from bicleaner-hardrules, OpusCleaner and OpusFilter; [`FILTERS`] lists them all with what they
//! measure. [`Filters`] looks at one pair by itself; [`Seen`] remembers the pairs before it.
//!
//! ```
//! use newsalign::filter::{Filters, Pair};
//!
//! let filters = Filters::default();
//! let pair = |source, target| Pair { source, target, source_lang: "en", target_lang: "pt", score: None, alarms: None };
//! let dropped = |pair: &Pair<'_>| -> Vec<&str> { filters.judge(pair).iter().filter(|v| !v.kept).map(|v| v.name).collect() };
//! assert!(dropped(&pair("The bridge was closed on Monday.", "A ponte foi fechada na segunda-feira.")).is_empty());
//! assert_eq!(dropped(&pair("The bridge was closed on Monday.", "A ponte foi fechada na terça-feira.")), ["facts"]);
//! assert_eq!(dropped(&pair("Home > News > Bridges > Closed", "Início > Notícias > Pontes > Fechadas")), ["breadcrumbs"]);
//! ```

mod agree;
mod copy;
mod length;
mod letters;
mod repeat;
mod seen;
mod settings;
mod side;
#[cfg(test)]
mod tests;
mod web;

use serde::Serialize;

pub use seen::Seen;
pub use settings::{Filters, Setting, UnknownFilter};

use side::Sides;

/// A pair of texts, usually of one sentence each.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'p> {
    /// The source.
    pub source: &'p str,
    /// The target.
    pub target: &'p str,
    /// Language of the source (BCP 47).
    pub source_lang: &'p str,
    /// Language of the target.
    pub target_lang: &'p str,
    /// How sure the aligner is of it, 0 to 1; without it nothing is asked of the score.
    pub score: Option<f32>,
    /// How many warnings and errors the checks have found in it; without it they are asked.
    pub alarms: Option<usize>,
}

/// What a filter says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Name of the filter.
    pub name: &'static str,
    /// What it measured.
    pub value: f32,
    /// Whether that is within the limit.
    pub kept: bool,
}

/// On which side of the limit a measure must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// At most the limit.
    Most,
    /// At least the limit.
    Least,
}

/// A filter: what it measures, and its limit where nothing else is set.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Filter {
    /// Name, as in settings and verdicts.
    pub name: &'static str,
    /// What it measures.
    pub about: &'static str,
    /// On which side of the limit the measure must lie.
    pub bound: Bound,
    /// The limit where nothing else is set.
    pub limit: f32,
    #[serde(skip)]
    measure: Measure,
}

/// What a filter measures; none where it has nothing to say of a pair.
type Measure = fn(&Sides<'_>) -> Option<f32>;

const fn most(name: &'static str, limit: f32, about: &'static str, measure: Measure) -> Filter {
    Filter { name, about, bound: Bound::Most, limit, measure }
}

const fn least(name: &'static str, limit: f32, about: &'static str, measure: Measure) -> Filter {
    Filter { name, about, bound: Bound::Least, limit, measure }
}

/// What [`Seen`] judges, in place of a measure.
fn of_seen(_: &Sides<'_>) -> Option<f32> {
    None
}

/// All filters, in the order in which they are asked and told.
pub const FILTERS: &[Filter] = &[
    least("empty", 1.0, "characters of the shorter side, spaces not counted", length::shortest),
    most("too-long", 1024.0, "characters of the longer side", length::longest),
    least("too-short", 3.0, "words of the shorter side", length::fewest_words),
    most(
        "length-ratio",
        2.5,
        "length of the longer side by that of the shorter, 15 letters added to both",
        length::ratio,
    ),
    most("long-word", 50.0, "letters of the longest word", length::longest_word),
    least(
        "letters",
        0.5,
        "share of letters among the characters of the worse side, spaces not counted",
        letters::share,
    ),
    least("script", 0.55, "share of the letters of the worse side that are of its main script", letters::script),
    most("noise", 0.0, "characters that no text has: replacement, private use, control", letters::noise),
    most("mojibake", 0.0, "letters that were read in the wrong encoding", letters::mojibake),
    most("glued-words", 3.0, "places where two words or sentences were run together", letters::glued),
    most("addresses", 0.5, "share of either side that is web or mail addresses", web::addresses),
    most("markup", 0.0, "tags and braces of markup", web::markup),
    most("escapes", 0.0, "escaped characters (&amp; \\u00e9 %C3%A9)", web::escapes),
    most("breadcrumbs", 2.0, "separators of menus and paths on either side", web::breadcrumbs),
    most("identical", 0.0, "1 if both sides have the same letters and figures", copy::identical),
    most("near-copy", 0.7, "share of the words that both sides have", copy::common_words),
    most("repetition", 1.0, "times that one to three words stand in a row again", repeat::run),
    most("brackets", 8.0, "brackets on either side", repeat::brackets),
    most("punctuation", 3.0, "sentence ends that one side has more than the other", agree::ends),
    most("language", 0.8, "how sure it is that a side is in another language", agree::language),
    least(
        "figures",
        0.5,
        "share of the figures in digits that both sides have, in languages that the checks do not know",
        agree::figures,
    ),
    most("facts", 0.0, "warnings and errors of the checks", agree::facts),
    least("score", 0.5, "how sure the aligner is of the pair", agree::score),
    most("duplicate", 0.0, "1 if the same pair came before", of_seen),
    most("near-duplicate", 0.0, "1 if a pair with the same letters came before", of_seen),
    most("test-set", 0.0, "1 if a side stands in a test set, figures and marks aside", of_seen),
];
