//! # quotation
//!
//! **What it does.** Sees to it that what is quoted in the source is still quoted in the target. Words in scare
//! quotes and titles may lose their marks; a quotation of eight words or more may
//! not; one of five to seven is a note.
//!
//! **Why it matters.** Without its marks a claim becomes the newspaper's own.
//!
//! **Example.** `“We were told on Tuesday,” she said.` → `Eles foram avisados na terça-feira.`: *lost*.

use super::compare::Outcome;
use crate::facts::Side;
use crate::lang::lang;

/// Two quotations of one bead belong together; their facts are compared one by one.
pub(crate) fn compare() -> Outcome {
    Outcome::same("quotation")
}

/// Whether a quotation is long enough for its loss to be told.
pub(crate) fn matters(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let tight = text.chars().filter(|c| crate::text::is_cjk(*c)).count();
    words >= 5 || tight >= 12
}

/// Whether it is so long that nobody takes it for a title or a phrase that may as well be told indirectly.
pub(crate) fn is_long(text: &str) -> bool {
    let tight = text.chars().filter(|c| crate::text::is_cjk(*c)).count();
    text.split_whitespace().count() >= 8 || tight >= 20
}

/// Whether a text shows marks of quotation: any of its language's, or the dash that opens speech.
pub(crate) fn has_marks(text: &str, side: &Side) -> bool {
    let pairs = lang(&side.article.lang.tag).map_or(&[][..], |l| l.quote.pairs.as_slice());
    let marked = pairs.iter().flatten().any(|mark| text.contains(mark.as_str()));
    // Straight single marks open only at the start of a word.
    let single = text.starts_with('\'') || text.contains(" '");
    marked || single || text.contains(['"', '“', '”', '«', '»', '„', '「', '『', '—', '–'])
}
