//! Strips the boilerplate from a [`Document`](crate::input::Document) and reads its metadata: an [`Article`] made of [`Block`]s.

mod assemble;
mod byline;
mod clean;
mod counterpart;
mod datelines;
mod dates;
mod doubt;
mod entries;
mod features;
#[doc(hidden)]
pub mod fit;
mod forest;
mod head;
mod html;
mod judge;
mod lines;
mod metadata;
mod mojibake;
mod phrases;
mod place;
mod profile;
mod roles;
mod rows;
mod rules;
mod sense;
mod shape;
mod smooth;
#[cfg(test)]
mod tests;
mod versions;

use serde::{Deserialize, Serialize};

use crate::lang::Identified;
use crate::text::Span;

pub use assemble::{Options, extract};
pub use metadata::{Access, Field, Metadata, Source, Via};
pub use profile::SiteProfile;
pub use versions::{Doubt, reconsider};

/// A piece of a document that is judged as a whole: a line or paragraph of text, a block of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// Its text, clean and without line breaks.
    text: String,
    /// Where it stood.
    origin: Origin,
    /// The role that the format gives it: list marks, heading elements.
    hint: Option<Role>,
    /// Its letters and words, where they were counted before.
    counts: Option<shape::Counts>,
    /// Its words, where it was cut before; the measures take them out.
    tokens: Option<phrases::Tokens>,
    /// What the markup says of it, in a page.
    around: Option<Box<html::Around>>,
}

/// Whether the candidates are those of a page; else they are lines of a text.
fn is_page(candidates: &[Candidate]) -> bool {
    candidates.iter().any(|candidate| candidate.around.is_some())
}

/// A cleaned document.
///
/// [`Article::text`] holds the blocks in order, one a line, joined by `"\n"`; no block contains a line break.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Name of the document that it was made from.
    pub name: String,
    /// The cleaned text; every [`Span`] of later stages points into it.
    pub text: String,
    /// The blocks in reading order; their spans are disjoint and ascending.
    pub blocks: Vec<Block>,
    /// What was taken away, in reading order, with the reason.
    pub removed: Vec<Removed>,
    /// Lines whose verdict may be wrong, in reading order; not written.
    #[serde(skip)]
    pub doubts: Vec<Doubt>,
    /// Title, byline, times, links.
    pub meta: Metadata,
    /// The language of the article.
    pub lang: Identified,
}

/// A paragraph, headline, list item … of an [`Article`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What the block is.
    pub role: Role,
    /// Where it stands in [`Article::text`].
    pub span: Span,
    /// Where it stood in the document.
    pub origin: Origin,
    /// Where it opens an entry of a live blog: when that was posted, RFC 3339 as far as known, or the clock alone (`14:32`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub time: Option<String>,
    /// Its own language, where that is known to differ from the article's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lang: Option<Identified>,
}

/// What a [`Block`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The title of the article.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// A heading inside the body.
    Subhead,
    /// Running text.
    Paragraph,
    /// An item of a list.
    Item,
    /// A block quotation.
    Quotation,
    /// Text under a picture; kept, but not part of the running text.
    Caption,
    /// A row of a table, cells joined by tabs made spaces.
    Table,
    /// A note on what an earlier version had wrong.
    Correction,
}

/// Where a block or a removed line stood in the raw document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its place among the lines or nodes of the document, kept and removed ones together, from 0.
    #[serde(default)]
    pub order: usize,
    /// Line of the raw text, from 1; 0 where it is not known (HTML nodes).
    pub line: usize,
    /// For HTML: a short path to the node, such as `article > p:nth-of-type(3)`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub node: Option<String>,
}

/// A line or node that was taken away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removed {
    /// Its text, white space collapsed.
    pub text: String,
    /// Where it stood.
    pub origin: Origin,
    /// Why it went.
    pub reason: Reason,
    /// What told so, for a person: the phrase, the class or the rule that matched, or, where [`Options::explain`] asks for them, the
    /// figures that weighed most.
    pub evidence: String,
}

/// Why a line or node was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Credit of a picture, or a caption with one.
    Credit,
    /// Who wrote or posted it.
    Byline,
    /// A line that only says where or when.
    Dateline,
    /// Share buttons.
    Share,
    /// Newsletters, subscriptions, apps, registration.
    Subscribe,
    /// Teasers of other stories.
    Related,
    /// Consent and privacy notices.
    Cookie,
    /// Comments and their counts.
    Comments,
    /// Keywords and categories.
    Tags,
    /// Rights notices.
    Copyright,
    /// Advertising.
    Advertisement,
    /// Menus, breadcrumbs, page navigation, print and mail links.
    Navigation,
    /// "Follow us".
    Follow,
    /// "Source link" and the like.
    Source,
    /// A plug-in or a tool that signed the page.
    Plugin,
    /// The same text stood in the document before, or stands in many documents of the site.
    Repeated,
    /// The headline again, or another site's name around it.
    Title,
    /// Short text outside the run of paragraphs, without the marks of a sentence.
    Stray,
    /// Markup that is never content: scripts, forms, hidden nodes.
    Markup,
}
