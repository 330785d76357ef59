use std::io::{self, Write};

use serde::Serialize;

use super::record::{Record, Recorder};
use super::{Options, Report};
use crate::review::Review;

/// One finding a line: the record of [`Json`](super::Json) with `"type":"finding"` and the names of both documents.
pub struct Jsonl<W> {
    out: W,
    options: Options,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "finding")]
struct Line<'r> {
    source_document: &'r str,
    target_document: &'r str,
    langs: [&'r str; 2],
    #[serde(flatten)]
    record: Record<'r>,
}

impl<W: Write> Jsonl<W> {
    /// Writes nothing yet.
    pub fn new(out: W, options: Options) -> Self {
        Jsonl { out, options }
    }
}

impl<W: Write> Report for Jsonl<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let recorder = Recorder::new(review);
        let (source, target) = (&review.source.article, &review.target.article);
        for finding in self.options.shown(review) {
            let line = Line {
                source_document: &source.name,
                target_document: &target.name,
                langs: [&source.lang.tag, &target.lang.tag],
                record: recorder.record(finding),
            };
            serde_json::to_writer(&mut self.out, &line)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
