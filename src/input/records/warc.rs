//! WARC 1.0 and 1.1 (ISO 28500) and the WET files that Common Crawl makes of them.

use std::io::{self, BufRead, ErrorKind, Read};

use super::http::{self, Fields};
use super::{Known, Limits, Origin, Place, Reason, Record, Skipped, Stream};

/// Bytes of a header line; none is longer.
const LINE: usize = 64 << 10;
/// Lines of a header.
const LINES: usize = 1000;

/// The pages and texts of an archive. Requests, metadata and repeated answers (`revisit`) are no documents and are passed
/// over; a record whose frame is broken is told, and reading goes on at the next line that begins a record.
pub(super) struct Warc<R: Origin> {
    name: String,
    stream: Stream<R>,
    limits: Limits,
    number: u64,
    broken: Option<String>,
    /// Where the last item stood, if that was broken: what a gzip member gives before its fault shows counts with it.
    last: Option<u64>,
    ended: bool,
}

struct Head {
    fields: Fields,
    length: usize,
}

impl<R: Origin> Warc<R> {
    /// `broken` says what was wrong before the first record, if anything was.
    pub(super) fn new(name: &str, stream: Stream<R>, limits: Limits, broken: Option<String>) -> Self {
        Warc { name: name.to_owned(), stream, limits, number: 0, broken, last: None, ended: false }
    }

    fn skipped(&mut self, offset: u64, url: Option<String>, reason: Reason, detail: String) -> Skipped {
        let place = Place { number: self.number, offset };
        self.number += 1;
        self.last = (reason == Reason::Corrupt).then_some(offset);
        Skipped { place, url, reason, detail }
    }

    /// The next record's header. What stands before the line that begins one is passed over; `Err` tells of it.
    fn head(&mut self) -> io::Result<Result<Option<Head>, String>> {
        let mut passed = 0;
        loop {
            let Some((line, whole)) = self.stream.line(LINE)? else {
                let ended = if passed == 0 { Ok(None) } else { Err(format!("{passed} bytes that are no record")) };
                return Ok(ended);
            };
            if line.starts_with(b"WARC/") && whole {
                if passed == 0 {
                    break;
                }
                let mut back = line;
                back.extend_from_slice(b"\r\n");
                self.stream.push_back(back);
                return Ok(Err(format!("{passed} bytes that are no record")));
            }
            passed += if line.trim_ascii().is_empty() { 0 } else { line.len() };
        }
        let mut fields = Fields::default();
        for _ in 0..LINES {
            match self.stream.line(LINE)? {
                None => return Ok(Err("cut off in its header".to_owned())),
                Some((line, _)) if line.is_empty() => {
                    let length = fields.get("content-length").and_then(|v| v.parse().ok());
                    return Ok(match length {
                        Some(length) => Ok(Some(Head { fields, length })),
                        None => Err("a header without its length".to_owned()),
                    });
                }
                Some((line, _)) => fields.push_line(&line),
            }
        }
        Ok(Err("a header without an end".to_owned()))
    }

    /// The block of a record. Where its end is not where the header says, the rest is given back to be read anew.
    fn block(&mut self, length: usize) -> io::Result<Result<Vec<u8>, (Reason, String)>> {
        if length > self.limits.record {
            let passed = io::copy(&mut (&mut self.stream).take(length as u64), &mut io::sink())?;
            let told = if passed == length as u64 { (Reason::TooLarge, format!("{length} bytes")) } else { cut_off() };
            return Ok(Err(told));
        }
        let mut block = Vec::new();
        (&mut self.stream).take(length as u64).read_to_end(&mut block)?;
        let mut tail = Vec::new();
        (&mut self.stream).take(4).read_to_end(&mut tail)?;
        // Some writers end a record with one break, or leave it out at the end of the file.
        let fits = tail.is_empty() || tail.starts_with(b"\r\n") || tail.starts_with(b"\n");
        if block.len() == length && fits {
            if tail != b"\r\n\r\n" {
                self.stream.push_back(tail);
            }
            return Ok(Ok(block));
        }
        block.extend_from_slice(&tail);
        let marker = b"WARC/1.";
        if let Some(at) = block.windows(marker.len()).position(|w| w == marker) {
            self.stream.push_back(block.split_off(at));
        }
        Ok(Err(cut_off()))
    }

    fn record(&mut self) -> io::Result<Option<Result<Record, Skipped>>> {
        loop {
            self.stream.fill_buf()?;
            let offset = self.stream.place();
            let head = match self.head()? {
                Ok(None) => return Ok(None),
                Ok(Some(head)) => head,
                Err(detail) => return Ok(Some(Err(self.skipped(offset, None, Reason::Corrupt, detail)))),
            };
            let url = head.fields.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
            let block = match self.block(head.length)? {
                Ok(block) => block,
                Err((reason, detail)) => return Ok(Some(Err(self.skipped(offset, url, reason, detail)))),
            };
            let media = head.fields.get("content-type").unwrap_or_default();
            let body = match head.fields.get("warc-type").unwrap_or_default().to_ascii_lowercase().as_str() {
                "response" if media.starts_with("application/http") || block.starts_with(b"HTTP/") => {
                    http::answer(block, self.limits.record)
                }
                "response" | "resource" | "conversion" => http::typed(block, media),
                _ => continue,
            };
            let body = match body {
                Ok(body) => body,
                Err((reason, detail)) => return Ok(Some(Err(self.skipped(offset, url, reason, detail)))),
            };
            let known = Known { url, fetched: head.fields.get("warc-date").map(str::to_owned), ..Known::default() };
            let place = Place { number: self.number, offset };
            self.number += 1;
            self.last = None;
            return Ok(Some(Ok(Record { name: format!("{}#{}", self.name, place.number), place, body, known })));
        }
    }
}

fn cut_off() -> (Reason, String) {
    (Reason::Corrupt, "the record does not end where its header says".to_owned())
}

impl<R: Origin> Iterator for Warc<R> {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(detail) = self.broken.take() {
            return Some(Err(self.skipped(0, None, Reason::Corrupt, detail)));
        }
        while !self.ended {
            let error = match self.record() {
                Ok(item) => return item,
                Err(error) => error,
            };
            let offset = self.stream.place();
            // The next read begins at the next gzip member.
            let goes_on = error.kind() == ErrorKind::InvalidData;
            self.ended = !goes_on;
            if self.last.take() == Some(offset) && goes_on {
                continue;
            }
            let detail = if goes_on { error.to_string() } else { format!("cannot be read on: {error}") };
            return Some(Err(self.skipped(offset, None, Reason::Corrupt, detail)));
        }
        None
    }
}
