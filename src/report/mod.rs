//! Shows what no longer agrees: one [`Report`] a file, for people and for machines.
//!
//! ```
//! use newsalign::Review;
//! use newsalign::report::{Format, Options, reporter};
//!
//! let mut out = Vec::new();
//! let mut report = reporter(Format::Json, &mut out, Options::of(Format::Json))?;
//! report.review(&Review::default())?;
//! report.finish()?;
//! drop(report);
//! assert!(out.starts_with(br#"{"version":1,"#));
//! # std::io::Result::Ok(())
//! ```

mod html;
mod json;
mod jsonl;
mod junit;
mod place;
mod record;
mod sarif;
mod summary;
mod terminal;
mod tsv;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use html::Html;
pub use json::Json;
pub use jsonl::Jsonl;
pub use junit::Junit;
pub use sarif::Sarif;
pub use summary::Summary;
pub use terminal::Terminal;
pub use tsv::Tsv;

use crate::check::{Finding, Severity};
use crate::review::Review;

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Snippets of both articles, for a person at a terminal.
    Terminal,
    /// One JSON object with everything.
    Json,
    /// One finding a line.
    Jsonl,
    /// SARIF 2.1.0, for code review systems.
    Sarif,
    /// One self-contained page, both articles side by side.
    Html,
    /// One finding a row.
    Tsv,
    /// JUnit XML, for build servers.
    Junit,
}

impl Format {
    /// All formats, in the order of their documentation.
    pub const ALL: [Format; 7] =
        [Format::Terminal, Format::Json, Format::Jsonl, Format::Sarif, Format::Html, Format::Tsv, Format::Junit];

    /// The name that a user types.
    pub fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Html => "html",
            Format::Tsv => "tsv",
            Format::Junit => "junit",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no [`Format`] has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no report format is called `{name}`; there are {}", Format::ALL.map(Format::name).join(", "))]
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

/// What a user may ask of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Findings below this are left out (the terminal counts them at the end).
    pub min_severity: Severity,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether the terminal gets colours.
    pub color: bool,
}

impl Options {
    /// What fits most users of `format`: the terminal and JUnit leave notes out, the others hold everything.
    pub fn of(format: Format) -> Self {
        let brief = matches!(format, Format::Terminal | Format::Junit);
        let min_severity = if brief { Severity::Warning } else { Severity::Note };
        Options { min_severity, width: 100, color: false }
    }

    fn shown<'r>(&self, review: &'r Review) -> impl Iterator<Item = &'r Finding> + use<'r> {
        review.at_least(self.min_severity)
    }
}

/// Takes one review after the other and writes what is worth showing.
pub trait Report {
    /// Shows one pair of articles.
    fn review(&mut self, review: &Review) -> io::Result<()>;

    /// Writes what ends the report and flushes; a report without reviews is complete too.
    fn finish(&mut self) -> io::Result<()>;
}

/// Opens a report that writes to `out`. All but [`Html`] keep nothing of the reviews they have shown.
///
/// # Errors
/// Those of `out`.
pub fn reporter<'w>(format: Format, out: &'w mut dyn Write, options: Options) -> io::Result<Box<dyn Report + 'w>> {
    Ok(match format {
        Format::Terminal => Box::new(Terminal::new(out, options)),
        Format::Json => Box::new(Json::new(out, options)?),
        Format::Jsonl => Box::new(Jsonl::new(out, options)),
        Format::Sarif => Box::new(Sarif::new(out, options)?),
        Format::Html => Box::new(Html::new(out, options)),
        Format::Tsv => Box::new(Tsv::new(out, options)?),
        Format::Junit => Box::new(Junit::new(out, options)?),
    })
}

#[cfg(test)]
mod tests;
