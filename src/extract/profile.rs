//! What many documents of one site have in common.

use std::collections::{HashMap, HashSet};

use super::phrases::Tokens;
use crate::input::{Document, Format};
use crate::text::fold;

/// Lines that repeat over the documents of one site: menus, notices, teasers that every page carries.
///
/// Build it from a few dozen documents of the same host and hand it to [`Options::site`](super::Options::site).
///
/// ```
/// use newsalign::extract::SiteProfile;
/// use newsalign::input::from_bytes;
///
/// let pages = ["The pier reopened.\nAll the coast, every day", "A ferry sank.\nAll the coast, every day"];
/// let pages: Vec<_> = pages.iter().filter_map(|p| from_bytes("p.txt", p.as_bytes()).ok()).collect();
/// let site = SiteProfile::build(&pages);
/// assert_eq!(site.repeated().collect::<Vec<_>>(), ["all the coast, every day"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct SiteProfile {
    documents: usize,
    lines: HashMap<String, usize>,
    /// How many documents have a short line that reads alike but for its figures, and one that opens with the same words.
    alike: [HashMap<u64, usize>; 2],
}

/// A short line: what stands before or behind longer ones is chance.
const SHORT: usize = 20;

impl SiteProfile {
    /// Counts the lines of `documents`, which should all come from one site.
    pub fn build<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Self {
        let mut profile = SiteProfile::default();
        for document in documents {
            profile.add(document);
        }
        profile
    }

    /// Counts the lines of one more document.
    pub fn add(&mut self, document: &Document) {
        let candidates = match document.format {
            Format::Text => super::lines::candidates(&document.body),
            Format::Html => super::html::read(&document.body).candidates,
        };
        self.documents += 1;
        let lines: HashSet<String> = candidates.iter().map(|c| fold(&c.text)).collect();
        for line in lines {
            *self.lines.entry(line).or_default() += 1;
        }
        let keys: Vec<[u64; 2]> = candidates.iter().filter_map(|c| keys(&Tokens::new(&c.text))).collect();
        for (of, counts) in self.alike.iter_mut().enumerate() {
            let keys: HashSet<u64> = keys.iter().filter_map(|keys| keys.get(of)).copied().collect();
            for key in keys {
                *counts.entry(key).or_default() += 1;
            }
        }
    }

    /// Shares of the other documents that have a short line like this one but for its figures, and one that opens with the
    /// same two words; 0 for longer lines.
    pub(super) fn alike(&self, line: &Tokens) -> [f32; 2] {
        let Some(keys) = keys(line) else { return [0.0; 2] };
        let mut shares = [0.0; 2];
        for (share, (counts, key)) in shares.iter_mut().zip(self.alike.iter().zip(keys)) {
            let others = counts.get(&key).copied().unwrap_or(0).saturating_sub(1);
            *share = super::phrases::ratio(others, self.documents.saturating_sub(1));
        }
        shares
    }

    /// Share of the *other* documents that have the line too, 0 to 1; 0 while there are fewer than two documents.
    pub(super) fn share(&self, line: &str) -> f32 {
        let others = self.lines.get(&fold(line)).copied().unwrap_or(0).saturating_sub(1);
        super::phrases::ratio(others, self.documents.saturating_sub(1))
    }

    /// Whether so many documents were seen that a line which most of them have is the site's: a few may all tell the same
    /// story.
    pub(super) fn is_telling(&self) -> bool {
        /// That many documents.
        const ENOUGH: usize = 5;
        self.documents >= ENOUGH
    }

    /// The lines that stand in more than one document, folded.
    pub fn repeated(&self) -> impl Iterator<Item = &str> {
        let mut lines: Vec<&str> =
            self.lines.iter().filter(|(_, count)| **count > 1).map(|(line, _)| line.as_str()).collect();
        lines.sort_unstable();
        lines.into_iter()
    }
}

/// Numbers for all of a short line and for its opening.
fn keys(line: &Tokens) -> Option<[u64; 2]> {
    let short = line.len() <= 2 * SHORT && line.count_words() <= SHORT;
    let [whole, opening, _] = super::rows::keys(line);
    short.then_some([whole, opening])
}
