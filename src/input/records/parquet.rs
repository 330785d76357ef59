//! Apache Parquet: one article a row, columns named as the fields of JSON lines are.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use serde_json::{Map, Value};

use super::{Limits, Place, Reason, Record, Skipped, json};

/// What a file begins with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// The rows of a file. Behind a page that cannot be read nothing is: all rows of a group lie in it.
pub(super) struct Rows {
    name: String,
    rows: Option<RowIter<'static>>,
    limits: Limits,
    number: u64,
    broken: Option<String>,
}

impl Rows {
    pub(super) fn new(name: &str, file: File, limits: Limits) -> Self {
        // A damaged file is not meant to make the reader panic, but it is written by others.
        let open = || SerializedFileReader::new(file).map(IntoIterator::into_iter);
        let (rows, broken) = match caught(open) {
            Ok(rows) => (Some(rows), None),
            Err(error) => (None, Some(error)),
        };
        Rows { name: name.to_owned(), rows, limits, number: 0, broken }
    }

    fn skipped(&mut self, reason: Reason, detail: String) -> Skipped {
        let place = Place { number: self.number, offset: 0 };
        self.number += 1;
        Skipped { place, url: None, reason, detail }
    }
}

fn caught<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err("the file is damaged".to_owned()),
    }
}

impl Iterator for Rows {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(detail) = self.broken.take() {
            return Some(Err(self.skipped(Reason::Corrupt, detail)));
        }
        let rows = self.rows.as_mut()?;
        let row = match caught(|| rows.next().transpose()) {
            Ok(row) => row?,
            Err(detail) => {
                self.rows = None;
                return Some(Err(self.skipped(Reason::Corrupt, detail)));
            }
        };
        let object = object(&row);
        let size: usize = object.values().map(|value| value.as_str().map_or(8, str::len)).sum();
        if size > self.limits.record {
            return Some(Err(self.skipped(Reason::TooLarge, format!("{size} bytes"))));
        }
        let Some((body, known)) = json::article(&object) else {
            return Some(Err(self.skipped(Reason::Empty, json::no_text())));
        };
        let place = Place { number: self.number, offset: 0 };
        self.number += 1;
        Some(Ok(Record { name: format!("{}#{}", self.name, place.number), place, body, known }))
    }
}

/// The columns that hold a text, a number or a time.
fn object(row: &Row) -> Map<String, Value> {
    let value = |field: &Field| {
        Some(match field {
            Field::Str(text) => Value::String(text.clone()),
            Field::Bytes(bytes) => Value::String(std::str::from_utf8(bytes.data()).ok()?.to_owned()),
            Field::Int(number) => (*number).into(),
            Field::Long(number) => (*number).into(),
            Field::UInt(number) => (*number).into(),
            Field::ULong(number) => (*number).into(),
            Field::TimestampMillis(time) => jiff::Timestamp::from_millisecond(*time).ok()?.to_string().into(),
            Field::TimestampMicros(time) => jiff::Timestamp::from_microsecond(*time).ok()?.to_string().into(),
            Field::Date(day) => jiff::civil::date(1970, 1, 1)
                .checked_add(jiff::Span::new().try_days(i64::from(*day)).ok()?)
                .ok()?
                .to_string()
                .into(),
            _ => return None,
        })
    };
    row.get_column_iter().filter_map(|(name, field)| Some((name.clone(), value(field)?))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::sync::Arc;

    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::input::records::Body;

    #[test]
    fn columns_are_known_by_their_names() {
        let schema = "message articles { REQUIRED BYTE_ARRAY url (UTF8); OPTIONAL BYTE_ARRAY text (UTF8); REQUIRED BYTE_ARRAY body;
            REQUIRED INT64 published (TIMESTAMP_MILLIS); REQUIRED BYTE_ARRAY language (UTF8); }";
        let file = tempfile::tempfile().unwrap();
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut out = SerializedFileWriter::new(file.try_clone().unwrap(), schema, Default::default()).unwrap();
        let mut group = out.next_row_group().unwrap();
        let texts = [
            vec!["https://post.example/1", "https://post.example/2"],
            vec!["The ferry sank off Saltby."],
            vec!["", ""],
            vec!["en", "en"],
        ];
        let mut texts = texts.iter().map(|all| all.iter().map(|t| ByteArray::from(*t)).collect::<Vec<_>>());
        let mut number = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(out) => {
                    let levels = (number == 1).then_some(&[1_i16, 0][..]);
                    out.write_batch(&texts.next().unwrap(), levels, None).unwrap();
                }
                ColumnWriter::Int64ColumnWriter(out) => {
                    out.write_batch(&[1_709_571_600_000, 0], None, None).unwrap();
                }
                _ => {}
            }
            number += 1;
            column.close().unwrap();
        }
        group.close().unwrap();
        out.close().unwrap();
        let rows: Vec<_> = Rows::new("a.parquet", file, Limits::default()).collect();
        let first = rows[0].as_ref().unwrap();
        assert_eq!(first.body, Body::Text("The ferry sank off Saltby.".to_owned()));
        assert_eq!(first.known.published.as_deref(), Some("2024-03-04T17:00:00Z"));
        assert_eq!(
            (first.known.url.as_deref(), first.known.lang.as_deref()),
            (Some("https://post.example/1"), Some("en"))
        );
        assert_eq!(rows[1].as_ref().unwrap_err().reason, Reason::Empty);
        assert_eq!(rows.len(), 2);
    }
}
