//! Pages: metadata, and candidate blocks with what the markup says of them.

mod authors;
mod data;
mod hints;
mod markup;
mod meta;
mod page;
mod rows;
mod scripts;
mod signs;
mod tags;
mod tree;
mod witness;

use std::borrow::Cow;

use super::clean::Cleaner;
use super::phrases::{Tokens, number, ratio};
use super::shape::{self, Counts};
use super::{Candidate, Metadata, Origin, Reason, Role};
pub(super) use hints::speaks_of_authors;
pub(super) use markup::Markup;
pub(super) use meta::{day_in_url, moment};
pub(super) use signs::Sign;
use witness::Witness;

/// Words of running text from which a page is not searched for text in its scripts.
const SHOWN: f32 = 80.0;

/// What the markup says of a candidate.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// Named figures, weighed with those of the line.
    pub markup: Markup,
    /// The furniture that names on the way up tell of, and the name.
    pub named: Option<(Reason, &'static str)>,
    /// The date that a `<time>` in it gives.
    pub time: Option<String>,
    /// Number of the element around the one that holds it: blocks with the same one belong together.
    pub container: usize,
    /// Number of the element around that.
    pub outer: usize,
    /// Number that all blocks share that have the same names on the way up.
    pub alike: usize,
    /// Whether it stands in the structured data or in a script alone.
    pub told: bool,
}

/// What a page holds.
#[derive(Default)]
pub(super) struct Read {
    pub candidates: Vec<Candidate>,
    pub meta: Metadata,
    /// The name of its house, where that signs as author.
    pub house: Option<String>,
    /// What may be names of authors.
    pub signs: Vec<Sign>,
}

/// Reads a page.
pub(super) fn read(body: &str) -> Read {
    let (mut page, scripts) = tags::read(body);
    let data = data::read(&scripts);
    split_breaks(&mut page);
    rows::join(&mut page);
    let declared = meta::read(&page, &data);
    let mut cleaner = Cleaner::default();
    let texts: Vec<String> = page.blocks.iter().map(|raw| cleaner.line(&raw.text)).collect();
    let counts: Vec<Counts> = texts.iter().map(|text| Counts::of(text)).collect();
    let words: Vec<f32> = counts.iter().map(Counts::words).collect();
    let prose: Vec<bool> = page
        .blocks
        .iter()
        .zip(texts.iter().zip(&words))
        .map(|(raw, (text, words))| *words >= 10.0 && ratio(raw.link, raw.letters) < 0.5 && shape::ends_sentence(text))
        .collect();
    let arounds = markup::measure(&page, &words, &prose);
    let shown: f32 = words.iter().zip(&prose).filter(|(_, prose)| **prose).map(|(words, _)| words).sum();
    let told = data.body.as_ref().map(|body| Cow::Borrowed(body.text.as_str()));
    let told =
        told.or_else(|| (shown < SHOWN).then(|| scripts::text(body, &declared.titles)).flatten().map(Cow::Owned));
    let mut witness = Witness::of(told.as_deref());
    let lengths = declared.titles.iter().chain([&declared.description]).map(String::len);
    let longest = lengths.max().unwrap_or(0);
    let mut out = Vec::with_capacity(texts.len());
    let mut places = Vec::with_capacity(texts.len() + 1);
    for (((text, counts), raw), around) in texts.into_iter().zip(counts).zip(&page.blocks).zip(arounds) {
        places.push(out.len());
        if text.is_empty() {
            continue;
        }
        let bare = super::lines::without_bullet(&text).map(str::to_owned);
        let bullet = bare.is_some();
        let counts = Some(counts).filter(|_| !bullet);
        let text = bare.unwrap_or(text);
        // A short line wholly in bold is how old pages set their headings.
        let bold = around.markup.bold > 0.95 && raw.letters < 90 && !shape::ends_sentence(&text);
        let tokens = Tokens::new(&text);
        let mut markup = around.markup;
        // Only what is short enough may equal a title or open the description.
        if text.len() <= longest + 80 {
            let folded = tokens.folded();
            markup.title = flag(declared.titles.iter().any(|title| title == folded));
            let open = folded.trim_end_matches(['.', '…']);
            markup.description = flag(declared.description.starts_with(open) && folded.chars().count() >= 30);
        }
        witness.mark(&tokens, &mut markup);
        out.push(Candidate {
            hint: role(&around, markup.title > 0.0).or(bullet.then_some(Role::Item)).or(bold.then_some(Role::Subhead)),
            origin: Origin { node: Some(page.path(raw.element)), ..Origin::default() },
            around: Some(Box::new(Around {
                markup,
                named: around.reason,
                time: raw.time.clone(),
                container: page.up(raw.element, 1),
                outer: page.up(raw.element, 2),
                alike: around.alike,
                told: false,
            })),
            counts,
            tokens: Some(tokens),
            text,
        });
    }
    if let Some(told) = told.filter(|_| witness.is_alone()) {
        out.extend(witness::candidates(&told, declared.meta.title.as_deref(), &out));
    }
    let signs = signs_of(&mut page, &places, &mut cleaner);
    Read { candidates: out, meta: declared.meta, house: declared.house, signs }
}

/// The signs that stand in no comment, teaser or hidden box, at their candidates. `places`: the candidate of each block.
fn signs_of(page: &mut page::Page, places: &[usize], cleaner: &mut Cleaner) -> Vec<Sign> {
    let mut out = std::mem::take(&mut page.signs);
    for sign in &mut out {
        let beside = page.above(sign.element).any(|(_, element)| {
            let foreign = |hint: &hints::Hint| match hint {
                hints::Hint::Furniture(reason, _) => {
                    matches!(reason, Reason::Comments | Reason::Related | Reason::Advertisement)
                }
                _ => false,
            };
            element.hidden || matches!(element.name.as_ref(), "nav" | "footer") || element.hints().iter().any(foreign)
        });
        sign.at = places.get(sign.at).copied().unwrap_or(usize::MAX);
        sign.text = if beside { String::new() } else { cleaner.line(&sign.text) };
    }
    out
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// The role that elements give a block.
fn role(around: &markup::Around, title: bool) -> Option<Role> {
    match () {
        () if around.markup.tag_row > 0.0 => Some(Role::Table),
        () if around.heading && title => Some(Role::Headline),
        () if around.heading => Some(Role::Subhead),
        () if around.caption => Some(Role::Caption),
        () if around.quotation => Some(Role::Quotation),
        () if around.item => Some(Role::Item),
        () if around.markup.standfirst > 0.0 => Some(Role::Standfirst),
        () => None,
    }
}

/// Where single `<br>`s part the paragraphs of a page (many, most behind a full sentence, in a block that is no
/// paragraph), the block is cut at them; everywhere else they are spaces.
fn split_breaks(page: &mut page::Page) {
    let blocks = std::mem::take(&mut page.blocks);
    page.blocks.reserve(blocks.len());
    let mut moved = Vec::with_capacity(blocks.len());
    for raw in blocks {
        moved.push(page.blocks.len());
        if !raw.text.contains(page::BREAK) {
            page.blocks.push(raw);
            continue;
        }
        let pieces: Vec<&str> = raw.text.split(page::BREAK).collect();
        let ended = pieces.iter().filter(|p| shape::ends_sentence(p.trim_end()) && p.len() > 60).count();
        let holder = page.elements.get(raw.element).map_or("", |e| e.name.as_ref());
        let loose = !matches!(holder, "p" | "li" | "blockquote" | "h1" | "h2" | "h3" | "h4");
        // A few short lines outside a paragraph: a caption and its credit, a byline and a date.
        let short = loose && ended == 0 && raw.letters < 200;
        if short || (pieces.len() >= 4 && ended * 2 >= pieces.len()) {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            for piece in pieces {
                let count = letters(piece);
                page.blocks.push(page::Raw {
                    element: raw.element,
                    text: piece.to_owned(),
                    letters: count,
                    link: (raw.link * count) / raw.letters.max(1),
                    bold: (raw.bold * count) / raw.letters.max(1),
                    time: None,
                });
            }
        } else {
            page.blocks.push(raw);
        }
    }
    for sign in &mut page.signs {
        sign.at = moved.get(sign.at).copied().unwrap_or(usize::MAX);
    }
}

/// Calls `f` with a number for each run of three words of a text.
pub(super) fn triples(text: &Tokens, mut f: impl FnMut(u64)) {
    let words: Vec<&str> = text.words().collect();
    if words.len() < 3 {
        f(number(words.iter().copied()));
    }
    for triple in words.windows(3) {
        f(number(triple.iter().copied()));
    }
}
