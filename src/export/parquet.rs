use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{ByBead, Exporter, address, bead_type, score, tag};
use crate::review::Review;

/// The columns: those of [`Tsv`](super::Tsv), with languages and times of publication.
const SCHEMA: &str = "message beads {
    REQUIRED BYTE_ARRAY src_url (UTF8);
    REQUIRED BYTE_ARRAY tgt_url (UTF8);
    REQUIRED BYTE_ARRAY src_lang (UTF8);
    REQUIRED BYTE_ARRAY tgt_lang (UTF8);
    REQUIRED BYTE_ARRAY src_published (UTF8);
    REQUIRED BYTE_ARRAY tgt_published (UTF8);
    REQUIRED BYTE_ARRAY src_text (UTF8);
    REQUIRED BYTE_ARRAY tgt_text (UTF8);
    REQUIRED BYTE_ARRAY bead_type (UTF8);
    REQUIRED BYTE_ARRAY findings (UTF8);
    REQUIRED FLOAT score;
    REQUIRED BOOLEAN moved;
}";
/// Number of columns that hold text; they come first.
const TEXTS: usize = 10;
/// Rows and bytes after which a row group is written; it is held in memory until then.
const ROWS: usize = 1 << 16;
const BYTES: usize = 32 << 20;

/// Apache Parquet, one bead a row, compressed inside as Zstandard. What is unknown is an empty text.
pub struct Parquet<'w> {
    out: Box<dyn Write + 'w>,
    waiting: Waiting,
    /// `None` when the file is finished.
    file: Option<SerializedFileWriter<Waiting>>,
    texts: [Vec<ByteArray>; TEXTS],
    scores: Vec<f32>,
    moved: Vec<bool>,
    bytes: usize,
}

/// Bytes on their way to a stream that knows of one thread only.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Vec<u8>>>);

impl Write for Waiting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl<'w> Parquet<'w> {
    /// Writes nothing but the first bytes yet.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn new(out: Box<dyn Write + 'w>) -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let level = ZstdLevel::try_new(6).map_err(failed)?;
        let created = format!("newsalign {}", env!("CARGO_PKG_VERSION"));
        let properties =
            WriterProperties::builder().set_compression(Compression::ZSTD(level)).set_created_by(created).build();
        let waiting = Waiting::default();
        let file = SerializedFileWriter::new(waiting.clone(), schema, Arc::new(properties)).map_err(failed)?;
        Ok(Parquet {
            out,
            waiting,
            file: Some(file),
            texts: Default::default(),
            scores: Vec::new(),
            moved: Vec::new(),
            bytes: 0,
        })
    }

    /// Writes the rows that were gathered.
    fn group(&mut self) -> io::Result<()> {
        let Some(file) = self.file.as_mut().filter(|_| !self.scores.is_empty()) else { return Ok(()) };
        let mut group = file.next_row_group().map_err(failed)?;
        let mut texts = self.texts.iter();
        while let Some(mut column) = group.next_column().map_err(failed)? {
            let written = match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(out) => {
                    out.write_batch(texts.next().map_or(&[][..], Vec::as_slice), None, None)
                }
                ColumnWriter::FloatColumnWriter(out) => out.write_batch(&self.scores, None, None),
                ColumnWriter::BoolColumnWriter(out) => out.write_batch(&self.moved, None, None),
                _ => Ok(0),
            };
            written.map_err(failed)?;
            column.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.texts.iter_mut().for_each(Vec::clear);
        self.scores.clear();
        self.moved.clear();
        self.bytes = 0;
        self.pass_on()
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.waiting.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.out.write_all(&bytes)
    }
}

impl Exporter for Parquet<'_> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let findings = ByBead::new(review);
        let (source, target) = (&review.source, &review.target);
        let published = |side: &crate::facts::Side| side.article.meta.published.clone().unwrap_or_default();
        for (number, bead) in review.beads.iter().enumerate() {
            let told = findings.of(number).iter().map(|f| format!("{}:{}", f.check, f.verdict.name()));
            let row: [String; TEXTS] = [
                address(source).to_owned(),
                address(target).to_owned(),
                tag(source).to_owned(),
                tag(target).to_owned(),
                published(source),
                published(target),
                source.joined(bead.source.clone()),
                target.joined(bead.target.clone()),
                bead_type(bead),
                told.collect::<Vec<_>>().join(" "),
            ];
            for (column, text) in self.texts.iter_mut().zip(row) {
                self.bytes += text.len();
                column.push(ByteArray::from(text.into_bytes()));
            }
            self.scores.push(score(bead));
            self.moved.push(bead.moved);
            if self.scores.len() >= ROWS || self.bytes >= BYTES {
                self.group()?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.group()?;
        if let Some(file) = self.file.take() {
            file.close().map_err(failed)?;
        }
        self.pass_on()?;
        self.out.flush()
    }
}
