//! From a document to an article: candidates, verdicts, roles, text.

use super::features::Known;
use super::judge::{self, Verdict};
use super::{Article, Block, Candidate, Doubt, Field, Metadata, Removed, Role, SiteProfile, Via, is_page, shape};
use super::{byline, datelines, entries, html, lines, mojibake, roles};
use crate::input::{Document, Format};
use crate::lang::{self, Evidence, Identified};
use crate::text::{Span, fold, is_letter};

/// Letters and confidence from which a block is taken to be in another language than its article, where the script does not tell.
const FOREIGN: (usize, f32) = (60, 0.9);

/// The shortest line that sums an article up, in bytes.
const SHORTEST_SUMMARY: usize = 30;

/// How much of a block tells in which language it is, in bytes.
const ENOUGH: usize = 400;
/// How much of it is looked at first.
const GLANCE: usize = 150;

/// How much text is looked at to tell the language before the furniture is gone, in bytes.
const LANGUAGE_SAMPLE: usize = 20_000;

/// What the caller knows of a document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Language that the caller declares (BCP 47); it outranks what the document declares.
    pub lang: Option<String>,
    /// When it was published (RFC 3339, or the day only); it outranks what the document says.
    pub published: Option<String>,
    /// What the documents of the same site have in common.
    pub site: Option<SiteProfile>,
    /// Whether to name the figures that weighed most where neither a phrase nor a class tells why a block went: a fifteenth of the
    /// time.
    pub explain: bool,
}

/// Strips the boilerplate from a document.
///
/// ```
/// use newsalign::extract::{Options, Role, extract};
/// use newsalign::input::from_bytes;
///
/// let text = "The ferry to Saltby sank on Monday, the coast guard of Kelmouth said in a statement.\n\
///             Nobody was hurt, and the ferry will be raised by the end of the week.\n\
///             © 2024 Tidewater Post. All rights reserved.";
/// let document = from_bytes("ferry.txt", text.as_bytes())?;
/// let article = extract(&document, &Options::default());
/// assert_eq!(article.blocks.len(), 2);
/// assert_eq!(article.blocks[0].role, Role::Paragraph);
/// assert_eq!(article.removed[0].origin.line, 3);
/// # Ok::<(), newsalign::input::InputError>(())
/// ```
pub fn extract(document: &Document, options: &Options) -> Article {
    let survey = Survey::of(document, options);
    let verdicts = judge::judge(&survey.candidates, &survey.known, judge::Model::of(document.format), options.explain);
    survey.article(document, options, verdicts)
}

/// A document that was read and measured, but not yet judged.
pub(super) struct Survey {
    pub candidates: Vec<Candidate>,
    pub known: Vec<Known>,
    meta: Metadata,
    /// The name of the site, where it signs as author.
    house: Option<String>,
    /// What may be names of authors.
    signs: Vec<html::Sign>,
    /// Its language, as far as the longer lines tell.
    tag: String,
    declared: Option<String>,
}

impl Survey {
    pub(super) fn of(document: &Document, options: &Options) -> Survey {
        let repaired = mojibake::repair(&document.body);
        let body = repaired.as_deref().unwrap_or(&document.body);
        let html::Read { mut candidates, meta, house, signs } = match document.format {
            Format::Text => html::Read { candidates: lines::candidates(body), ..html::Read::default() },
            Format::Html => html::read(body),
        };
        let declared = options.lang.clone().or_else(|| meta.lang.clone());
        let tag = lang::identify(&sample(&candidates), declared.as_deref()).tag;
        let base = tag.split(['-', '_']).next().unwrap_or("und").to_owned();
        let known = judge::survey(&mut candidates, &base, options.site.as_ref());
        Survey { candidates, known, meta, house, signs, tag: base, declared }
    }

    /// Corrects the verdicts by the rules, and gives each candidate that stays its role.
    pub(super) fn roles(&self, verdicts: &mut [Verdict]) -> Vec<Option<Role>> {
        let headline = super::rules::apply(&self.candidates, &self.known, verdicts, self.meta.byline.as_deref());
        roles::keep_corrections(&self.candidates, &self.known, verdicts, &self.tag);
        let mut roles = roles::assign(&self.candidates, &self.known, verdicts, &self.tag);
        if let Some(slot) = headline.and_then(|index| roles.get_mut(index)) {
            *slot = Some(Role::Headline);
        }
        roles
    }

    fn article(self, document: &Document, options: &Options, mut verdicts: Vec<Verdict>) -> Article {
        let roles = self.roles(&mut verdicts);
        let mut meta = self.meta;
        let lines = byline::Lines { candidates: &self.candidates, known: &self.known, verdicts: &verdicts };
        datelines::read(lines, &self.tag, &mut meta);
        byline::read(lines, &self.signs, &self.tag, &mut meta);
        if let Some(house) = self.house.filter(|_| meta.byline.is_none()) {
            meta.set(Field::Byline, house, Via::Meta.named("author"));
        }
        let mut times = entries::times(lines, &roles);
        let mut article = build(self.candidates, &self.known, verdicts, roles);
        for block in &mut article.blocks {
            block.time = times.remove(&block.origin.order);
        }
        name(&article, &mut meta);
        if let Some(day) = meta.url.as_deref().filter(|_| meta.published.is_none()).and_then(html::day_in_url) {
            meta.set(Field::Published, day, Via::Address.named(""));
        }
        if let Some(published) = &options.published {
            meta.set(Field::Published, published.clone(), Via::Caller.named(""));
        }
        article.name.clone_from(&document.name);
        article.lang = lang::identify(&article.text, self.declared.as_deref());
        mark_foreign(&mut article);
        article.meta = meta;
        article
    }
}

/// Takes the headline and the standfirst anew from a text that changed.
pub(super) fn rename(article: &mut Article) {
    let mut meta = std::mem::take(&mut article.meta);
    let told = |meta: &Metadata, field| meta.sources.get(&field).is_some_and(|source| source.via == Via::Text);
    if told(&meta, Field::Title) {
        meta.title = None;
        meta.sources.remove(&Field::Title);
    }
    if told(&meta, Field::Standfirst) {
        meta.standfirst = None;
        meta.sources.remove(&Field::Standfirst);
    }
    name(article, &mut meta);
    article.meta = meta;
}

/// Takes the headline and the standfirst from the text where they are surer than what is declared.
fn name(article: &Article, meta: &mut Metadata) {
    let first = |role| article.blocks.iter().find(|block| block.role == role).map(|block| block.span.of(&article.text));
    let headline = first(Role::Headline);
    if let Some(headline) = headline.filter(|h| meta.title.as_deref().is_none_or(|title| has_more(title, h))) {
        meta.set(Field::Title, headline.to_owned(), Via::Text.named("headline"));
    }
    let summary = first(Role::Standfirst).filter(|text| shape::ends_sentence(text) && text.len() >= SHORTEST_SUMMARY);
    if let Some(standfirst) = summary {
        meta.set(Field::Standfirst, standfirst.to_owned(), Via::Text.named("standfirst"));
    }
    // A description that is but the beginning of the text summarises nothing.
    let opens = |said: &str| first(Role::Paragraph).is_some_and(|lead| fold(lead).starts_with(&fold(said)));
    if meta.standfirst.as_deref().is_some_and(opens) {
        meta.standfirst = None;
        meta.sources.remove(&Field::Standfirst);
    }
}

/// Whether a declared title is the headline and, parted by a mark, something more: a section, the site. What a colon
/// leads in with belongs to a headline as often as not, and stays.
fn has_more(title: &str, headline: &str) -> bool {
    /// The shortest headline, in bytes (four signs of East Asia): a shorter one may be the section.
    const SHORTEST: usize = 12;
    let (title, headline) = (fold(title), fold(headline));
    let more = title.strip_prefix(&headline).map(|rest| (rest.trim_start(), true));
    let more = more.or_else(|| title.strip_suffix(&headline).map(|rest| (rest.trim_end(), false)));
    let mark = |c: char| matches!(c, '|' | '-' | '–' | '—' | '―' | '·' | '•' | '»' | '/' | '｜' | 'ㅣ' | '_');
    let parted = more.is_some_and(|(rest, behind)| if behind { rest.starts_with(mark) } else { rest.ends_with(mark) });
    parted && headline.len() >= SHORTEST
}

/// Names the language of the blocks that are clearly in another than the article, and not in one close to it. Most articles
/// are in one language, which a glance at each block tells.
fn mark_foreign(article: &mut Article) {
    if foreign(article, GLANCE, 0.0).is_empty() {
        return;
    }
    for (index, found) in foreign(article, ENOUGH, FOREIGN.1) {
        if let Some(block) = article.blocks.get_mut(index) {
            block.lang = Some(found);
        }
    }
}

/// The blocks whose first `most` bytes are in another language than the article, by script or, with as much confidence, by
/// what they say.
fn foreign(article: &Article, most: usize, sure: f32) -> Vec<(usize, Identified)> {
    let text = |block: &Block| block.span.of(&article.text);
    let heads: Vec<&str> = article.blocks.iter().map(|block| head(text(block), most)).collect();
    let long = |block: &Block| text(block).chars().filter(|c| is_letter(*c)).take(FOREIGN.0).count() == FOREIGN.0;
    let clear = |block: &Block, found: &Identified| match found.evidence {
        Evidence::Script => !found.unsure(),
        _ => found.confidence >= sure && long(block),
    };
    let found = lang::identify_parts(&heads, None).into_iter().zip(&article.blocks).enumerate();
    let away = |found: &Identified| !lang::are_near(&found.tag, &article.lang.tag);
    found.filter(|(_, (found, block))| away(found) && clear(block, found)).map(|(i, (found, _))| (i, found)).collect()
}

/// The longer lines, up to a bound: text enough to tell the language.
fn sample(candidates: &[Candidate]) -> String {
    let mut out = String::new();
    for long in [true, false] {
        for candidate in candidates.iter().filter(|c| (c.text.len() > 100) == long) {
            if out.len() > LANGUAGE_SAMPLE || (!long && out.len() > 200) {
                break;
            }
            out.push_str(head(&candidate.text, LANGUAGE_SAMPLE));
            out.push('\n');
        }
    }
    out
}

/// The first `most` bytes of a text, cut between characters.
pub(super) fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or("")
}

fn build(candidates: Vec<Candidate>, known: &[Known], verdicts: Vec<Verdict>, roles: Vec<Option<Role>>) -> Article {
    let mut article = Article::default();
    let plain = !is_page(&candidates);
    let rows = candidates.into_iter().zip(known).zip(verdicts).zip(roles);
    for (order, (((mut candidate, known), verdict), role)) in rows.enumerate() {
        candidate.origin.order = order;
        // A headline with nothing over it was hardly picked.
        let picked = plain && !article.removed.is_empty() && matches!(role, Some(Role::Headline | Role::Standfirst));
        if role.is_some() || tells_nothing(known) {
            let would_be = role.unwrap_or_else(|| roles::by_shape(&candidate));
            article.doubts.extend(Doubt::of(order, verdict.score, would_be, picked));
        }
        match role {
            Some(role) => {
                let block = Block { role, span: Span::default(), origin: candidate.origin, time: None, lang: None };
                article.push(&candidate.text, block);
            }
            None => article.removed.push(Removed {
                text: candidate.text,
                origin: candidate.origin,
                reason: verdict.reason,
                evidence: verdict.evidence,
            }),
        }
    }
    article
}

/// Whether a line that goes does not tell itself what it is, as one that dates, signs or asks for something does.
fn tells_nothing(known: &Known) -> bool {
    known.cues.is_empty() && known.stamp.date.is_none() && known.line.name + known.line.byline == 0.0
}

impl Article {
    /// Adds a block, with its text behind the others.
    pub(super) fn push(&mut self, text: &str, mut block: Block) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(text);
        block.span = Span::new(start, self.text.len());
        self.blocks.push(block);
    }
}
