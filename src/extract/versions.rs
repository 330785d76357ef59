//! What versions of one story tell of one another's lines: a line of the article has a counterpart in the other version's
//! text, furniture rarely has.
//!
//! Each article keeps the lines that it is in doubt of ([`Doubt`]). Once it is known which articles are versions of one
//! story, [`reconsider`] looks for each of them in the text of the others ([`super::counterpart`]), and lets it go or brings
//! it back where that outweighs its odds.

use std::collections::HashMap;

use super::assemble::rename;
use super::counterpart::{Version, turned};
use super::sense::encoder;
use super::{Article, Block, Reason, Removed, Role};
use crate::text::Span;

/// A line whose verdict may be wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Its place in the document ([`Origin::order`](super::Origin::order)).
    pub order: usize,
    /// Log odds of furniture: above 0 it went.
    pub odds: f32,
    /// Its role, or the one that it would have.
    pub role: Role,
}

/// Odds of lines that another version may decide otherwise: it outweighs no more than these ([`super::counterpart`]).
const DOUBT: std::ops::Range<f32> = -2.0..1.1;
/// Blocks of the longest article that is decided anew, and the most of its lines that may be in doubt: no page has as many.
const BLOCKS: usize = 5_000;
const DOUBTS: usize = 1_000;
/// Odds of a headline that was picked among the furniture above a plain text: one in five is another line.
const PICKED: f32 = -1.3;

impl Doubt {
    /// The doubt of a verdict, if there is room for one. `role`: what the line is or would be. `picked`: whether it was picked as
    /// headline or summary among the furniture above a plain text.
    pub(super) fn of(order: usize, odds: f32, role: Role, picked: bool) -> Option<Doubt> {
        let odds = if picked { odds.max(PICKED) } else { odds };
        DOUBT.contains(&odds).then_some(Doubt { order, odds, role })
    }
}

/// Decides anew what the articles are in doubt of, by what their other versions have; the answer says which of them changed.
///
/// What goes now stands among what was removed, with that as the evidence. Lines that were taken away because the document has
/// them elsewhere, and comments, are not brought back. Articles that were read from a store are not in doubt of anything.
///
/// ```
/// use newsalign::extract::{Options, extract, reconsider};
/// use newsalign::input::Document;
///
/// let english = "Ferry sinks in the harbour of Saltby\nThe ferry sank in the harbour on Monday, the coast guard said.\n\
///                Nobody was hurt, and divers will look at the wreck.\nStriker Brandt scores twice in the cup final\n";
/// let german = "Fähre sinkt im Hafen von Saltby\nDie Fähre sank am Montag im Hafen, teilte die Küstenwache mit.\n\
///               Niemand wurde verletzt, und Taucher werden das Wrack untersuchen.\n";
/// let read = |text: &str| extract(&Document::text("story.txt", text), &Options::default());
/// let (mut english, mut german) = (read(english), read(german));
/// assert!(english.text.contains("Striker"));
/// assert_eq!(reconsider(&mut [&mut english, &mut german]), [true, false]);
/// assert!(!english.text.contains("Striker") && english.text.contains("divers"));
/// ```
pub fn reconsider(versions: &mut [&mut Article]) -> Vec<bool> {
    let unsure = versions.iter().any(|article| !article.doubts.is_empty()) && versions.len() > 1;
    let long = versions.iter().any(|article| article.blocks.len() > BLOCKS || article.doubts.len() > DOUBTS);
    let Some(encoder) = encoder().filter(|_| unsure && !long) else { return vec![false; versions.len()] };
    let asked =
        |own: usize| versions.iter().enumerate().any(|(other, article)| other != own && !article.doubts.is_empty());
    let known = versions.iter().enumerate().map(|(own, article)| Version::of(article, encoder, asked(own)));
    let known: Vec<Version> = known.collect();
    versions.iter_mut().enumerate().map(|(own, article)| decide(article, &turned(&known, own))).collect()
}

/// Lets lines go and brings lines back; says whether there were any. An article that would be left with nothing stays as it is.
fn decide(article: &mut Article, turned: &[Doubt]) -> bool {
    let turned: HashMap<usize, Doubt> = turned.iter().map(|doubt| (doubt.order, *doubt)).collect();
    let turns = |order: usize| turned.contains_key(&order);
    if turned.is_empty() || article.blocks.iter().all(|block| turns(block.origin.order)) {
        return false;
    }
    let before = std::mem::take(article);
    let (gone, kept): (Vec<Block>, Vec<Block>) = before.blocks.into_iter().partition(|block| turns(block.origin.order));
    let (back, removed): (Vec<Removed>, Vec<Removed>) =
        before.removed.into_iter().partition(|line| turns(line.origin.order));
    let own = |block: Block| {
        let text = block.span.of(&before.text);
        (block, text)
    };
    let mut blocks: Vec<(Block, &str)> = kept.into_iter().map(own).collect();
    blocks.extend(back.iter().map(|line| {
        let role = turned.get(&line.origin.order).map_or(Role::Paragraph, |doubt| doubt.role);
        (Block { role, span: Span::default(), origin: line.origin.clone(), time: None, lang: None }, line.text.as_str())
    }));
    blocks.sort_by_key(|(block, _)| block.origin.order);
    let untitled = gone.iter().any(|block| block.role == Role::Headline);
    if let Some((first, _)) = blocks.first_mut().filter(|(first, _)| untitled || turns(first.origin.order)) {
        title(first);
    }
    article.removed = removed;
    article.removed.extend(gone.into_iter().map(|block| Removed {
        text: block.span.of(&before.text).to_owned(),
        origin: block.origin,
        reason: Reason::Stray,
        evidence: "no counterpart in the other version".to_owned(),
    }));
    article.removed.sort_by_key(|line| line.origin.order);
    blocks.into_iter().for_each(|(block, text)| article.push(text, block));
    let odds = |doubt: &Doubt| turned.get(&doubt.order).copied().unwrap_or(*doubt);
    article.doubts = before.doubts.iter().map(odds).collect();
    (article.name, article.meta, article.lang) = (before.name, before.meta, before.lang);
    rename(article);
    true
}

/// Makes what now stands at the head the headline, if it looks like one.
fn title(first: &mut Block) {
    if first.role == Role::Subhead {
        first.role = Role::Headline;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Options, extract};
    use crate::input::Document;

    const ENGLISH: &str = "Ferry sinks in the harbour of Saltby
\
        The ferry sank in the harbour on Monday, the coast guard of Kelmouth said in a statement.
\
        Nobody was hurt, and divers will look at the wreck of the ferry as soon as the sea is calm.
\
        The harbour stays closed to ships until the end of the week.
";
    const GERMAN: &str = "Fähre sinkt im Hafen von Saltby
\
        Die Fähre sank am Montag im Hafen, teilte die Küstenwache von Kelmouth mit.
\
        Niemand wurde verletzt, und Taucher werden das Wrack der Fähre untersuchen, sobald die See ruhig ist.
\
        Der Hafen bleibt bis Ende der Woche für Schiffe gesperrt.
";

    fn read(text: &str) -> Article {
        extract(&Document::text("story.txt", text), &Options::default())
    }

    /// An article with one more doubt than it has: about the block or the removed line with this text.
    fn doubting(mut article: Article, text: &str, odds: f32) -> Article {
        let kept = article.blocks.iter().find(|b| b.span.of(&article.text) == text).map(|b| b.origin.order);
        let gone = article.removed.iter().find(|r| r.text == text).map(|r| r.origin.order);
        let order = kept.or(gone).unwrap_or(usize::MAX);
        article.doubts.retain(|doubt| doubt.order != order);
        article.doubts.push(Doubt { order, odds, role: Role::Paragraph });
        article.doubts.sort_by_key(|doubt| doubt.order);
        article
    }

    #[test]
    fn what_another_version_has_comes_back_to_its_place() {
        let line = "Nobody was hurt, and divers will look at the wreck of the ferry as soon as the sea is calm.";
        let whole = read(ENGLISH);
        let mut english = doubting(whole.clone(), line, -0.5);
        let order = english.doubts.first().map_or(0, |doubt| doubt.order);
        decide(&mut english, &[Doubt { order, odds: 0.5, role: Role::Paragraph }]);
        assert!(!english.text.contains(line));
        assert_eq!(english.removed.last().map(|line| line.reason), Some(Reason::Stray));
        assert_eq!(reconsider(&mut [&mut english, &mut read(GERMAN)]), [true, false]);
        assert_eq!((english.text, english.blocks, english.removed), (whole.text, whole.blocks, whole.removed));
    }

    #[test]
    fn what_no_other_version_has_goes() {
        let story = "Striker Oda Brandt scores twice in the final of the cup";
        let mut english = doubting(read(&format!("{ENGLISH}{story}\n")), story, -0.5);
        let (mut german, mut copy) = (read(GERMAN), read(ENGLISH));
        assert!(english.text.contains(story));
        assert_eq!(reconsider(&mut [&mut english, &mut german, &mut copy]), [true, false, false]);
        assert_eq!(english.text, read(ENGLISH).text);
        assert_eq!(english.removed.last().map(|line| line.text.as_str()), Some(story));
    }

    #[test]
    fn other_stories_decide_nothing() {
        let line = "The harbour stays closed to ships until the end of the week.";
        let mut english = doubting(read(ENGLISH), line, -1.0);
        let mut other = read(
            "Striker Oda Brandt scores twice in the final of the cup\n\
             The striker of Halden scored in the tenth and in the last minute of the match on Sunday.\n\
             It is the third cup that the club has won, and the first for its trainer.\n",
        );
        let before = english.clone();
        assert_eq!(reconsider(&mut [&mut english, &mut other]), [false, false]);
        assert_eq!(english, before);
    }

    #[test]
    fn a_heading_stays_in_the_place_of_another() {
        let with = |text: &str, heading: &str| {
            let lines: Vec<&str> = text.lines().collect();
            let (head, rest) = lines.split_at(2);
            [head, &[heading], rest].concat().join("\n")
        };
        let mut english = doubting(read(&with(ENGLISH, "What happened when")), "What happened when", -0.5);
        let mut german = read(&with(GERMAN, "Die Chronik"));
        assert!(english.text.contains("What happened when") && german.text.contains("Die Chronik"));
        assert_eq!(reconsider(&mut [&mut english, &mut german]), [false, false]);
        assert_eq!(reconsider(&mut [&mut english, &mut read(GERMAN)]), [true, false]);
    }

    #[test]
    fn an_article_alone_stays_as_it_is() {
        let mut english = doubting(read(ENGLISH), "Ferry sinks in the harbour of Saltby", -0.1);
        assert_eq!(reconsider(&mut [&mut english]), [false]);
        assert!(reconsider(&mut []).is_empty());
    }
}
