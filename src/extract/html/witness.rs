//! The article's text as the structured data or a script have it: a second opinion on every block, and the only one where the page
//! itself has the text nowhere, for a script was to put it there.

use std::collections::HashSet;

use super::super::clean::Cleaner;
use super::super::phrases::{Tokens, ratio};
use super::super::{Candidate, Origin, Role, shape};
use super::{Around, Markup, flag, tags, triples};

/// The shortest text that is a witness, in bytes.
const SHORTEST: usize = 400;
/// Share of the text below which the page does not have it: other stories and the summary share some words with it.
const ABSENT: f32 = 0.3;

/// The article's text as the structured data have it, by its runs of three words.
pub(super) struct Witness {
    words: HashSet<u64>,
    /// Runs of the page that it has too.
    met: usize,
}

impl Witness {
    pub(super) fn of(body: Option<&str>) -> Self {
        let mut words = HashSet::new();
        if let Some(body) = body.filter(|body| body.len() > SHORTEST) {
            let tokens = Tokens::new(body);
            // Teasers and paywall stubs break off; they are no witness against what follows.
            if !shape::trails_off(tokens.folded().trim_end()) {
                triples(&tokens, |triple| {
                    words.insert(triple);
                });
            }
        }
        Witness { words, met: 0 }
    }

    /// Says of a block whether the text has it.
    pub(super) fn mark(&mut self, line: &Tokens, markup: &mut Markup) {
        if self.words.is_empty() {
            return;
        }
        let (mut hits, mut all) = (0, 0);
        triples(line, |triple| {
            all += 1;
            hits += usize::from(self.words.contains(&triple));
        });
        self.met += hits;
        let share = ratio(hits, all);
        markup.witness = flag(share >= 0.6);
        markup.no_witness = flag(share < 0.3);
    }

    /// Whether the blocks that were marked do not have the text.
    pub(super) fn is_alone(&self) -> bool {
        ratio(self.met, self.words.len()) < ABSENT && !self.words.is_empty()
    }
}

/// The blocks of a text that the page does not have: its headline, unless one of `blocks` equals the title, and its paragraphs.
pub(super) fn candidates(body: &str, headline: Option<&str>, blocks: &[Candidate]) -> Vec<Candidate> {
    let mut cleaner = Cleaner::default();
    let titled = |block: &Candidate| block.around.as_ref().is_some_and(|around| around.markup.title > 0.0);
    let headline = headline.filter(|_| !blocks.iter().any(titled));
    let markup = body.contains("</") || body.contains("<br") || body.contains("<p>");
    let paragraphs: Vec<String> = if markup {
        tags::read(body).0.blocks.into_iter().map(|block| block.text).collect()
    } else {
        body.lines().map(str::to_owned).collect()
    };
    let block = |text: String, hint: Option<Role>| {
        let markup = Markup { title: flag(hint.is_some()), ..Markup::default() };
        let node = Some("script".to_owned());
        let around = Around { markup, told: true, ..Around::default() };
        Candidate {
            text,
            hint,
            origin: Origin { node, ..Origin::default() },
            around: Some(Box::new(around)),
            ..Candidate::default()
        }
    };
    let texts = headline.into_iter().map(|text| (text.to_owned(), Some(Role::Headline)));
    let texts = texts.chain(paragraphs.into_iter().map(|text| (text, None)));
    texts
        .map(|(text, hint)| (cleaner.line(&text), hint))
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, hint)| block(text, hint))
        .collect()
}
