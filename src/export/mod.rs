//! Writes aligned articles as corpus files: one [`Exporter`] a file, all fed [`Review`] by [`Review`].
//!
//! ```
//! use newsalign::export::{self, Format, Stream};
//! use newsalign::Review;
//!
//! let mut out = Vec::new();
//! export::write("tsv".parse().unwrap(), [Review::default()], &mut Stream::new(&mut out))?;
//! assert!(out.starts_with(b"src_url\ttgt_url\t"));
//! # assert_eq!("TMX".parse(), Ok(Format::Tmx));
//! # std::io::Result::Ok(())
//! ```

mod documents;
mod jsonl;
mod ladder;
mod moses;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod read;
mod shard;
mod sink;
mod tmx;
mod tsv;
mod vecalign;
mod xces;
mod xliff;

use std::borrow::Borrow;
use std::fmt;
use std::io;
use std::str::FromStr;

pub use documents::Documents;
pub use jsonl::Jsonl;
pub use ladder::Ladder;
pub use moses::Moses;
#[cfg(feature = "parquet")]
pub use parquet::Parquet;
pub use shard::{Compression, Shard, UnknownCompression};
pub use sink::{Files, Sink, Stream};
pub use tmx::Tmx;
pub use tsv::Tsv;
pub use vecalign::Vecalign;
pub use xces::Xces;
pub use xliff::Xliff;

use crate::align::{Bead, Tie, join};
use crate::check::Finding;
use crate::facts::Side;
use crate::review::Review;

/// A corpus format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Translation Memory eXchange 1.4b.
    Tmx,
    /// XLIFF 2.1 with the Internationalization Tag Set module.
    Xliff,
    /// Unquoted tab-separated values with a header row, columns named as Bitextor names them.
    Tsv,
    /// Two files of equal length, one sentence a line.
    Moses,
    /// One bead a line, with the places in bytes and in code points.
    Jsonl,
    /// XCES `cesAlign`, the stand-off alignment of OPUS, with the documents beside it.
    Xces,
    /// Numeric ladder of hunalign.
    Ladder,
    /// Lines of Vecalign and Bertalign: `[6]:[7, 8]:0.5075`.
    Vecalign,
    /// Apache Parquet, one bead a row.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How many formats there are.
const FORMATS: usize = if cfg!(feature = "parquet") { 9 } else { 8 };

impl Format {
    /// All formats, in the order of their documentation.
    pub const ALL: [Format; FORMATS] = [
        Format::Tmx,
        Format::Xliff,
        Format::Tsv,
        Format::Moses,
        Format::Jsonl,
        Format::Xces,
        Format::Ladder,
        Format::Vecalign,
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];

    /// Whether one unit can hold more than two versions of a story.
    pub fn joins(self) -> bool {
        matches!(self, Format::Tmx | Format::Jsonl)
    }

    /// Whether a file of it is no text.
    pub fn is_binary(self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Format::Parquet => true,
            _ => false,
        }
    }

    /// The name that a user types, also the usual file extension but for `xces` and `vecalign`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Tmx => "tmx",
            Format::Xliff => "xliff",
            Format::Tsv => "tsv",
            Format::Moses => "moses",
            Format::Jsonl => "jsonl",
            Format::Xces => "xces",
            Format::Ladder => "ladder",
            Format::Vecalign => "vecalign",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Text of some sentences of a side, by their numbers.
fn text_of(side: &Side, sentences: &[usize]) -> String {
    let runs = sentences.chunk_by(|a, b| a + 1 == *b).filter_map(|run| Some(*run.first()?..run.last()? + 1));
    runs.map(|run| side.joined(run)).collect::<Vec<_>>().join(" ")
}

/// The versions of a story: the source of its reviews, then the target of each.
fn versions(reviews: &[Review]) -> impl Iterator<Item = &Side> {
    reviews.first().map(|review| &review.source).into_iter().chain(reviews.iter().map(|review| &review.target))
}

/// The beads of each review joined by their common source.
fn ties(reviews: &[Review]) -> Vec<Tie> {
    join(&reviews.iter().map(|review| review.beads.as_slice()).collect::<Vec<_>>())
}

/// A name that no [`Format`] has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no corpus format is called `{name}`; there are {}", Format::ALL.map(Format::name).join(", "))]
pub struct UnknownFormat {
    name: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Format::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}

/// Writes one review after the other in a format; keeps nothing of them.
pub trait Exporter {
    /// Writes the beads of one pair of articles.
    fn review(&mut self, review: &Review) -> io::Result<()>;

    /// Writes all versions of a story: reviews that have their source in common. A format that can hold several languages
    /// in one unit ([`Format::joins`]) does so, others write one review after the other.
    fn story(&mut self, reviews: &[Review]) -> io::Result<()> {
        reviews.iter().try_for_each(|review| self.review(review))
    }

    /// Writes what ends the file and flushes; a file without reviews is complete too.
    fn finish(&mut self) -> io::Result<()>;
}

/// Opens an exporter that writes to `sink`.
///
/// # Errors
/// What opening the sink gives; [`io::ErrorKind::InvalidInput`] where the format needs several files and the sink is
/// a single stream.
pub fn exporter<'w>(format: Format, sink: &'w mut dyn Sink) -> io::Result<Box<dyn Exporter + 'w>> {
    Ok(match format {
        Format::Tmx => Box::new(Tmx::new(sink.main()?)?),
        Format::Xliff => Box::new(Xliff::new(sink.main()?)?),
        Format::Tsv => Box::new(Tsv::new(sink.main()?)?),
        Format::Moses => Box::new(Moses::new(sink)?),
        Format::Jsonl => Box::new(Jsonl::new(sink.main()?)),
        Format::Xces => {
            let documents = sink.documents();
            Box::new(Xces::new(sink.main()?, documents)?)
        }
        Format::Ladder => Box::new(Ladder::new(sink.main()?)),
        Format::Vecalign => Box::new(Vecalign::new(sink.main()?)),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(Parquet::new(sink.main()?)?),
    })
}

/// Writes all `reviews`, one at a time, in their order.
///
/// # Errors
/// Those of [`exporter`], of the sink's streams, and of the format where it cannot hold a review (XLIFF holds one
/// language pair).
pub fn write<I>(format: Format, reviews: I, sink: &mut dyn Sink) -> io::Result<()>
where
    I: IntoIterator,
    I::Item: Borrow<Review>,
{
    let mut out = exporter(format, sink)?;
    for review in reviews {
        out.review(review.borrow())?;
    }
    out.finish()
}

/// `n:m`, the numbers of sentences on both sides.
fn bead_type(bead: &Bead) -> String {
    format!("{}:{}", bead.source.len(), bead.target.len())
}

/// A score that fits every reader: 0 to 1, no NaN.
fn score(bead: &Bead) -> f32 {
    if bead.score.is_nan() { 0.0 } else { bead.score.clamp(0.0, 1.0) }
}

/// Where the article came from: its address, or its name where it has none.
fn address(side: &Side) -> &str {
    side.article.meta.url.as_deref().unwrap_or(&side.article.name)
}

/// Language tag, `und` where there is none.
fn tag(side: &Side) -> &str {
    let tag = side.article.lang.tag.as_str();
    if tag.is_empty() { "und" } else { tag }
}

/// The findings of a review, grouped by bead.
struct ByBead<'r> {
    findings: Vec<&'r Finding>,
}

impl<'r> ByBead<'r> {
    fn new(review: &'r Review) -> Self {
        let mut findings: Vec<&Finding> = review.findings.iter().collect();
        findings.sort_by_key(|f| f.bead);
        ByBead { findings }
    }

    /// Findings of the bead `number`, in reading order.
    fn of(&self, number: usize) -> &[&'r Finding] {
        let from = self.findings.partition_point(|f| f.bead < number);
        let to = self.findings.partition_point(|f| f.bead <= number);
        self.findings.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
