use std::sync::OnceLock;

use super::{Lang, lang, tags};

/// A table that is made of language data when the first text of that language needs it.
///
/// It is built from the data of the text's language and of the first language of all, which the web's software speaks
/// everywhere; where the language has no data file, from those of all languages.
pub(crate) struct PerLanguage<T> {
    build: fn(&[&'static Lang]) -> T,
    cells: OnceLock<Vec<OnceLock<T>>>,
}

impl<T> PerLanguage<T> {
    pub(crate) const fn new(build: fn(&[&'static Lang]) -> T) -> Self {
        PerLanguage { build, cells: OnceLock::new() }
    }

    /// The table for texts in the language `tag`.
    pub(crate) fn of(&self, tag: &str) -> Option<&T> {
        let known = tags().position(|t| t == tag);
        let count = tags().count();
        let cells = self.cells.get_or_init(|| (0..=count).map(|_| OnceLock::new()).collect());
        let cell = cells.get(known.unwrap_or(count))?;
        Some(cell.get_or_init(|| {
            let wanted = |(rank, t): &(usize, &str)| *rank == 0 || known.is_none() || *t == tag;
            let languages: Vec<&'static Lang> =
                tags().enumerate().filter(wanted).filter_map(|(_, t)| lang(t)).collect();
            (self.build)(&languages)
        }))
    }
}
