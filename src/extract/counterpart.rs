//! Looks for the lines that an article is in doubt of in the other versions of its story.
//!
//! How near a line and its likeliest counterpart are is told by the cosine of the built-in encoder's vectors. Cosines of
//! lines with a counterpart and of those without are taken as two normal distributions, and how many lines of the article
//! have none anyway, because they were added or left out, is estimated from the lines beyond doubt: what a cosine adds to a
//! line's odds follows from that (Bayes), and versions that share little tell little. A heading may be translated so freely
//! that no vector tells it: a line stays whose place between its neighbours' counterparts another line takes.

use std::ops::Range;

use super::assemble::head;
use super::sense::ENOUGH;
use super::{Article, Doubt, Reason, Role};
use crate::encoder::{Encoder, Vectors};
use crate::text::{is_cjk, is_letter, is_stop};

/// Mean and deviation of the cosine of a line and its likeliest counterpart where it has one, and where it has none
/// (translated news in six languages; the lines without one are furniture of scraped pages).
const RELATED: [f32; 2] = [0.58, 0.13];
const UNRELATED: [f32; 2] = [0.16, 0.09];
/// Share of furniture that has a counterpart in the other version's text all the same: sister sites translate it too.
const ECHOED: f32 = 0.3;
/// Share of an article's lines without a counterpart before anything is known of it, how many lines that is worth, and the
/// least that is believed.
const ALONE: f32 = 0.15;
const LINES: f32 = 8.0;
const LEAST: f32 = 0.1;

/// Cosine from which on two lines are surely counterparts.
const ANCHOR: f32 = 0.4;
/// Cosine that two given lines hardly have that do not belong together.
const ALIKE: f32 = 0.2;
/// How many lines above and below such a line is looked for.
const REACH: usize = 6;
/// How much longer a line may be than another that stands in its place.
const LONGER: usize = 4;

/// Letters of the shortest line that is brought back; a character of a script without spaces is worth two.
const SHORTEST: usize = 12;
/// The shortest sentence that is looked at by itself, in bytes.
const SENTENCE: usize = 24;
/// Pieces of the other version that a line is held against, around the place where its counterpart is expected.
const WINDOW: usize = 600;
/// Lines beyond doubt that are held against the other version.
const SAMPLE: usize = 60;

/// An article as its versions see it: what it kept, in pieces, and what it may have removed wrongly.
pub(super) struct Version {
    /// Each block as a whole, and its sentences where another version asks for them.
    pieces: Vectors,
    /// The block that each piece is of.
    block: Vec<usize>,
    blocks: Vec<Line>,
    gone: Vec<Line>,
    /// The vectors of what went.
    lines: Vectors,
}

/// A line of an article.
struct Line {
    /// Its vector's number.
    vector: usize,
    /// How long it is, in letters.
    size: usize,
    /// Where it stands in the document, 0 to 1.
    place: f32,
    role: Option<Role>,
    doubt: Option<Doubt>,
}

impl Version {
    /// `asked`: whether another version looks for its lines here.
    pub(super) fn of(article: &Article, encoder: &Encoder, asked: bool) -> Version {
        let doubt = |order: usize| {
            let found = article.doubts.binary_search_by_key(&order, |doubt| doubt.order);
            found.ok().and_then(|index| article.doubts.get(index)).copied()
        };
        let count = (article.blocks.len() + article.removed.len()) as f32;
        let line = |text: &str, order: usize, vector: usize, role: Option<Role>| Line {
            vector,
            size: letters(text),
            place: order as f32 / count,
            role,
            doubt: doubt(order),
        };
        let (mut texts, mut block) = (Vec::new(), Vec::new());
        let mut blocks = Vec::with_capacity(article.blocks.len());
        for kept in &article.blocks {
            let text = kept.span.of(&article.text);
            blocks.push(line(text, kept.origin.order, texts.len(), Some(kept.role)));
            texts.push(head(text, ENOUGH));
            if asked {
                sentences(text, &mut texts);
            }
            block.resize(texts.len(), blocks.len() - 1);
        }
        // What the document has elsewhere has a counterpart too, and comments are about the same.
        let elsewhere = [Reason::Repeated, Reason::Title, Reason::Comments];
        let (mut gone, mut lines) = (Vec::new(), Vec::new());
        for removed in article.removed.iter().filter(|removed| !elsewhere.contains(&removed.reason)) {
            let line = line(&removed.text, removed.origin.order, lines.len(), None);
            if line.doubt.is_some() && line.size >= SHORTEST {
                gone.push(line);
                lines.push(head(&removed.text, ENOUGH));
            }
        }
        Version { pieces: encoder.embed(&texts), block, blocks, gone, lines: encoder.embed(&lines) }
    }

    /// The block that a vector's likeliest counterpart is in, of those around `place`, and their cosine; `None` without one.
    fn nearest(&self, vector: &[f32], place: f32) -> Option<(usize, f32)> {
        let middle = (place * self.pieces.len() as f32) as usize;
        let window = self.block.iter().zip(self.pieces.rows()).skip(middle.saturating_sub(WINDOW / 2)).take(WINDOW);
        let cosines = window.map(|(block, row)| (*block, dot(row, vector)));
        cosines.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The likeliest counterpart of one of the blocks in another version.
    fn counterpart(&self, line: &Line, other: &Version) -> Option<(usize, f32)> {
        other.nearest(vector(&self.pieces, line)?, line.place)
    }

    /// Where another version has what stands right above a block and right below it, both exclusive; `None` where neither is
    /// found.
    fn gap(&self, index: usize, other: &Version) -> Option<Range<usize>> {
        let anchor = |index: usize| {
            let found = self.counterpart(self.blocks.get(index)?, other);
            found.filter(|(_, cosine)| *cosine >= ANCHOR).map(|(block, _)| block)
        };
        let first = index.saturating_sub(REACH);
        let above = (first..index).rev().find_map(anchor).map(|block| block + 1).or((first == 0).then_some(0))?;
        let last = (index + 1 + REACH).min(self.blocks.len());
        let end = (last == self.blocks.len()).then_some(other.blocks.len());
        let below = (index + 1..last).find_map(anchor).or(end)?;
        Some(above..below)
    }

    /// Whether another version may have a block where it is expected, though no vector tells: a line about as long stands
    /// there. A headline has none where the scraper dropped it; of two headlines it is enough that they are not wholly unlike.
    fn is_matched_by_place(&self, index: usize, other: &Version) -> bool {
        let Some((line, gap)) = self.blocks.get(index).zip(self.gap(index, other)) else { return true };
        let near = |theirs: &Line| theirs.size <= LONGER * line.size && line.size <= LONGER * theirs.size;
        let alike = |theirs: &Line| {
            let vectors = vector(&self.pieces, line).zip(vector(&other.pieces, theirs));
            vectors.is_some_and(|(own, theirs)| dot(own, theirs) >= ALIKE)
        };
        let headline = other.blocks.iter().find(|theirs| theirs.role == Some(Role::Headline));
        let heads = line.role == Some(Role::Headline) && headline.is_none_or(alike);
        heads || other.blocks.iter().take(gap.end).skip(gap.start).any(near)
    }
}

/// The cosine of two vectors of length 1.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A line's vector; none without a known word.
fn vector<'v>(vectors: &'v Vectors, line: &Line) -> Option<&'v [f32]> {
    vectors.row(line.vector).filter(|row| row.iter().any(|x| *x != 0.0))
}

/// Adds the sentences of a text that has more than one, roughly cut: segmentation comes later and reads what is found here.
fn sentences<'t>(text: &'t str, out: &mut Vec<&'t str>) {
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let wide = matches!(c, '。' | '！' | '？');
        let parts = is_stop(c) && chars.peek().is_some_and(|(_, next)| wide || next.is_whitespace());
        if parts && end - start >= SENTENCE {
            out.extend(text.get(start..end).map(|sentence| head(sentence.trim(), ENOUGH)));
            start = end;
        }
    }
    out.extend(text.get(start..).filter(|_| start > 0).map(|sentence| head(sentence.trim(), ENOUGH)));
}

/// How many letters a text has; a character of a script without spaces is worth two.
fn letters(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { usize::from(is_letter(c)) }).sum()
}

/// The doubts of an article that its other versions decide otherwise, with the odds that they have then.
pub(super) fn turned(versions: &[Version], own: usize) -> Vec<Doubt> {
    let unsure =
        |version: &&Version| version.blocks.iter().any(|line| line.doubt.is_some()) || !version.gone.is_empty();
    let Some(article) = versions.get(own).filter(unsure) else { return Vec::new() };
    let others = || versions.iter().enumerate().filter(|(other, _)| *other != own).map(|(_, version)| version);
    let cosine = |vectors: &Vectors, line: &Line| {
        let vector = vector(vectors, line)?;
        others().filter_map(|other| other.nearest(vector, line.place)).map(|(_, cosine)| cosine).reduce(f32::max)
    };
    let sure: Vec<&Line> = article.blocks.iter().filter(|line| line.doubt.is_none()).collect();
    let step = sure.len().div_ceil(SAMPLE).max(1);
    let seen: Vec<f32> = sure.iter().step_by(step).filter_map(|line| cosine(&article.pieces, line)).collect();
    let alone = ALONE * LINES + seen.iter().map(|cosine| lonely(*cosine)).sum::<f32>();
    let alone = (alone / (LINES + seen.len() as f32)).max(LEAST);
    let goes = |(index, line): (usize, &Line)| {
        let doubt = line.doubt?;
        let odds = doubt.odds + evidence(cosine(&article.pieces, line)?, alone);
        let gone = odds > 0.0 && !others().any(|other| article.is_matched_by_place(index, other));
        gone.then_some(Doubt { odds, ..doubt })
    };
    let comes = |line: &Line| {
        let (doubt, cosine) = (line.doubt?, cosine(&article.lines, line)?);
        let odds = doubt.odds + evidence(cosine, alone);
        (cosine >= ANCHOR && odds <= 0.0).then_some(Doubt { odds, ..doubt })
    };
    article.blocks.iter().enumerate().filter_map(goes).chain(article.gone.iter().filter_map(comes)).collect()
}

/// How likely a cosine is with a counterpart and without one; beyond the means neither distribution is asked how far.
fn densities(cosine: f32) -> [f32; 2] {
    let cosine = cosine.clamp(UNRELATED[0], RELATED[0]);
    [RELATED, UNRELATED].map(|[mean, deviation]| (-((cosine - mean) / deviation).powi(2) / 2.0).exp() / deviation)
}

/// The chance that a line of the article has no counterpart.
fn lonely(cosine: f32) -> f32 {
    let [with, without] = densities(cosine);
    LEAST * without / (LEAST * without + (1.0 - LEAST) * with)
}

/// Log odds of furniture that the cosine with the likeliest counterpart adds. `alone`: share of the article's lines that have none.
fn evidence(cosine: f32, alone: f32) -> f32 {
    let [with, without] = densities(cosine);
    (((1.0 - ECHOED) * without + ECHOED * with) / (alone * without + (1.0 - alone) * with)).ln()
}
