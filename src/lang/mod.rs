//! What newsalign knows about languages: one data file each, and identification.
//!
//! The build turns the files into JSON (`build.rs`), so that a language is loaded in a few milliseconds.
//!
//! Adding a language is adding `xx.toml` (copy `_template.toml`), one line to the table below and a file of examples.

mod close;
mod common;
mod grams;
mod identify;
mod per_language;
mod schema;
mod script;
mod table;

use std::sync::LazyLock;

pub use common::{Common, Dimension, UnitDef, common};
pub(crate) use identify::are_near;
pub use identify::{Evidence, Identified, UNSURE, candidates, identify, identify_parts, variety};
pub(crate) use per_language::PerLanguage;
pub use schema::*;
pub(crate) use script::{script_code, script_number};

macro_rules! languages {
    ($($tag:literal),* $(,)?) => {
        /// The languages that have a data file: tag, text of the file, parsed form.
        static LANGS: &[(&str, &str, &LazyLock<Option<Lang>>)] = &[$((
            $tag,
            include_str!(concat!($tag, ".toml")),
            {
                static PARSED: LazyLock<Option<Lang>> =
                    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/", $tag, ".json"))).ok());
                &PARSED
            },
        )),*];
    };
}

languages!["en", "pt", "es", "fr", "de", "it", "nl", "pl", "ru", "tr", "ja", "zh", "ar", "ko", "cs", "sv", "uk", "hi"];

/// The n-grams by which [`identify`] tells languages, as hashes, into `out`: for training its table.
#[doc(hidden)]
pub fn grams(text: &str, out: &mut Vec<u32>) {
    out.clear();
    grams::grams(text, |gram| out.push(gram));
}

/// Tags of the languages that have a data file, in the table's order.
pub fn tags() -> impl Iterator<Item = &'static str> {
    LANGS.iter().map(|(tag, ..)| *tag)
}

/// The text of a language's data file.
pub fn source(tag: &str) -> Option<&'static str> {
    LANGS.iter().find(|(t, ..)| *t == tag).map(|(_, text, _)| *text)
}

/// Data of the language `tag` (BCP 47; region and script are ignored), parsed once.
///
/// ```
/// assert_eq!(newsalign::lang::lang("pt-BR").unwrap().number.decimal, ',');
/// assert!(newsalign::lang::lang("tlh").is_none());
/// ```
pub fn lang(tag: &str) -> Option<&'static Lang> {
    let base = tag.split(['-', '_']).next().unwrap_or(tag);
    LANGS.iter().find(|(t, ..)| t.eq_ignore_ascii_case(base)).and_then(|(_, _, parsed)| (**parsed).as_ref())
}
