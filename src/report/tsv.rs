use std::io::{self, Write};

use super::place::{Places, Which};
use super::{Options, Report};
use crate::check::Marked;
use crate::review::Review;
use crate::text::one_line;

/// One finding a row, unquoted, with a header row; tabs and line breaks inside a value become a space.
///
/// A side that says nothing leaves its columns empty. `line` is empty for HTML.
pub struct Tsv<W> {
    out: W,
    options: Options,
}

const HEADER: &str = "severity\tcheck\tverdict\tits\tmessage\tsource_document\tsource_line\tsource_column\tsource_text\t\
                      source_normal\ttarget_document\ttarget_line\ttarget_column\ttarget_text\ttarget_normal\tbead\t\
                      fingerprint";

impl<W: Write> Tsv<W> {
    /// Writes the header row.
    pub fn new(mut out: W, options: Options) -> io::Result<Self> {
        writeln!(out, "{HEADER}")?;
        Ok(Tsv { out, options })
    }

    fn side(&mut self, document: &str, places: &Places<'_>, marked: Option<&Marked>) -> io::Result<()> {
        write!(self.out, "\t{}", one_line(document))?;
        let Some((marked, place)) = marked.and_then(|m| Some((m, places.of(m.span)?))) else {
            return self.out.write_all(b"\t\t\t\t");
        };
        let line = if place.line > 0 { place.line.to_string() } else { String::new() };
        let (text, normal) = (one_line(&marked.text), one_line(&marked.normal));
        write!(self.out, "\t{line}\t{}\t{text}\t{normal}", place.column)
    }
}

impl<W: Write> Report for Tsv<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let (source, target) = (Places::new(review, Which::Source), Places::new(review, Which::Target));
        for finding in self.options.shown(review) {
            let (severity, verdict, its) = (finding.severity.name(), finding.verdict.name(), finding.its.name());
            let (check, message) = (one_line(&finding.check), one_line(&finding.message));
            write!(self.out, "{severity}\t{check}\t{verdict}\t{its}\t{message}")?;
            self.side(&review.source.article.name, &source, finding.source.as_ref())?;
            self.side(&review.target.article.name, &target, finding.target.as_ref())?;
            writeln!(self.out, "\t{}\t{}", finding.bead, one_line(&finding.fingerprint))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
