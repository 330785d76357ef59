//! newsalign takes scraped news articles in many languages, throws the boilerplate away, finds which articles are
//! versions of one another, pairs their sentences, checks that the facts agree, and writes parallel corpora and
//! review reports.
//!
//! # The pipeline
//!
//! Data goes one way; each stage is a module with one entry function and knows only the stages above it.
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`input`] | bytes, a path, standard input | [`Document`] |
//! | [`extract`] | `Document` | [`Article`](extract::Article) made of [`Block`](extract::Block)s |
//! | [`segment`] | `Article` | [`Sentence`](segment::Sentence)s |
//! | [`facts`] | `Sentence`s | [`Fact`](facts::Fact)s |
//! | [`embed`] | sentences of both sides | a [`Similarity`](embed::Similarity) |
//! | [`docalign`] | many articles | [`ArticlePair`](docalign::ArticlePair)s |
//! | [`align`] | two lists of sentences | [`Bead`](align::Bead)s |
//! | [`check`](mod@check) | beads and the facts of both sides | [`Finding`](check::Finding)s |
//! | [`filter`] | sentence pairs | which are fit to be learnt from |
//! | [`export`] | beads | corpus files: TMX, XLIFF, TSV, Moses … |
//! | [`report`] | findings | what a person or a build server reads |
//!
//! Below all of them lie [`text`] and [`lang`], and above them `collection`, the store of a corpus that grows.
//!
//! # Example
//!
//! ```
//! use newsalign::check::Verdict;
//! use newsalign::input::Document;
//!
//! let source = Document::text(
//!     "en.txt",
//!     "The launch of the Marlin was set for 5 pm PT on Monday, the company said.\n\
//!      About 8 million people had signed up to watch it.\n\
//!      Image Credits: Ada Quist\n",
//! );
//! let target = Document::text(
//!     "pt.txt",
//!     "O lançamento do Marlin estava marcado para as 17h de segunda-feira, disse a empresa.\n\
//!      Cerca de 8 mil pessoas haviam se inscrito para assistir.\n",
//! );
//! let review = newsalign::check(&source, &target, &newsalign::Options::default());
//!
//! let found: Vec<(&str, Verdict)> = review.findings.iter().map(|f| (f.check.as_str(), f.verdict)).collect();
//! assert_eq!(found, [("time-zone", Verdict::Lost), ("number", Verdict::Mismatch)]);
//! assert_eq!(review.source.article.removed.len(), 1);
//! ```

pub mod align;
pub mod check;
#[cfg(feature = "collection")]
pub mod collection;
pub mod docalign;
pub mod embed;
pub mod encoder;
pub mod export;
pub mod extract;
pub mod facts;
pub mod filter;
pub mod input;
pub mod lang;
pub mod report;
pub mod review;
pub mod segment;
pub mod text;

pub use facts::Side;
pub use review::Review;

use input::Document;

/// What the caller knows of a pair of documents, and how it is to be treated.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is known of the source.
    pub source: extract::Options,
    /// What is known of the target.
    pub target: extract::Options,
    /// How sentences are aligned.
    pub align: align::Options,
}

/// Takes two versions of a story the whole way: strips, splits, aligns and compares them.
pub fn check(source: &Document, target: &Document, options: &Options) -> Review {
    review(read(source, &options.source), read(target, &options.target), &options.align)
}

/// Reads one document: its cleaned article, sentences and facts.
pub fn read(document: &Document, options: &extract::Options) -> Side {
    let article = extract::extract(document, options);
    let sentences = segment::segment(&article);
    let facts = facts::facts(&article, &sentences);
    Side { article, sentences, facts }
}

/// Reads a document that was split before: each line is a sentence, and an empty line ends a paragraph. Nothing is stripped.
///
/// ```
/// use newsalign::input::Document;
///
/// let text = Document::text("en.txt", "The ferry left.\nIt sank.\n\nNobody was hurt.\n");
/// let side = newsalign::read_lines(&text, &newsalign::extract::Options::default());
/// assert_eq!((side.sentences.len(), side.article.blocks.len()), (3, 2));
/// ```
pub fn read_lines(document: &Document, options: &extract::Options) -> Side {
    use extract::{Article, Block, Origin, Role};
    let mut article = Article { name: document.name.clone(), text: document.body.clone(), ..Article::default() };
    article.lang = lang::identify(&document.body, options.lang.as_deref());
    if let Some(published) = &options.published {
        article.meta.set(extract::Field::Published, published.clone(), extract::Via::Caller.named(""));
    }
    let mut sentences: Vec<segment::Sentence> = Vec::new();
    let (mut start, mut open) = (0, false);
    for (number, line) in document.body.split_inclusive('\n').enumerate() {
        let from = start + (line.len() - line.trim_start().len());
        let span = text::Span::new(from, from + line.trim().len());
        start += line.len();
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        match article.blocks.last_mut().filter(|_| open) {
            Some(block) => block.span = text::Span::new(block.span.start, span.end),
            None => {
                let origin = Origin { order: article.blocks.len(), line: number + 1, ..Origin::default() };
                article.blocks.push(Block { role: Role::Paragraph, span, origin, time: None, lang: None });
            }
        }
        open = true;
        sentences.push(segment::Sentence { block: article.blocks.len() - 1, span });
    }
    let facts = facts::facts(&article, &sentences);
    Side { article, sentences, facts }
}

/// Aligns and compares two versions that were read before. Lines that extraction was in doubt of are decided by what the other
/// version has ([`extract::reconsider`]).
pub fn review(mut source: Side, mut target: Side, options: &align::Options) -> Review {
    reconsider(&mut [&mut source, &mut target]);
    let beads = align::align(&align_input(&source), &align_input(&target), options);
    compared(source, target, beads)
}

/// Aligns all versions of a story together ([`align::align_together`]), and compares each with the first one.
pub fn review_together(versions: &[Side], options: &align::Options) -> Vec<Review> {
    let mut versions = versions.to_vec();
    reconsider(&mut versions.iter_mut().collect::<Vec<_>>());
    let inputs: Vec<align::AlignInput<'_>> = versions.iter().map(align_input).collect();
    let alignments = align::align_together(&inputs, options);
    let mut versions = versions.into_iter();
    let Some(source) = versions.next() else { return Vec::new() };
    versions.zip(alignments).map(|(target, beads)| compared(source.clone(), target, beads)).collect()
}

/// Splits and reads anew what extraction decides otherwise, now that the versions are known; after that nothing is in doubt.
fn reconsider(versions: &mut [&mut Side]) {
    let mut articles: Vec<&mut extract::Article> = versions.iter_mut().map(|side| &mut side.article).collect();
    let changed = extract::reconsider(&mut articles);
    for (side, changed) in versions.iter_mut().zip(changed) {
        side.article.doubts.clear();
        if changed {
            side.sentences = segment::segment(&side.article);
            side.facts = facts::facts(&side.article, &side.sentences);
        }
    }
}

fn align_input(side: &Side) -> align::AlignInput<'_> {
    align::AlignInput::new(&side.article, &side.sentences, &side.facts)
}

fn compared(source: Side, target: Side, beads: Vec<align::Bead>) -> Review {
    let (matches, findings) = check::check(&source, &target, &beads);
    Review { source, target, beads, matches, findings }
}
