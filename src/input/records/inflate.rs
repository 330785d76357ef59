//! Gzip with several members, as archives have them: one a record. A broken member is told and passed over.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;

use super::Origin;

/// Reads the members of a file one after the other; no read reaches over the end of one. A broken one gives an error of the
/// kind [`ErrorKind::InvalidData`], and the next read begins at the next member that can be read.
pub(super) struct Inflated {
    state: State,
    /// Where the member at hand begins.
    member: u64,
}

enum State {
    Between(BufReader<File>),
    Inside(Box<GzDecoder<BufReader<File>>>),
    Ended,
}

impl Inflated {
    pub(super) fn new(file: File) -> Self {
        Inflated { state: State::Between(BufReader::with_capacity(1 << 16, file)), member: 0 }
    }

    /// What is left of a member that cannot be read: the next place that looks like the beginning of one.
    fn resume(&mut self, mut file: BufReader<File>) -> io::Result<()> {
        file.seek(SeekFrom::Start(self.member + 1))?;
        self.state = match next_member(&mut file)? {
            Some(at) => {
                file.seek(SeekFrom::Start(at))?;
                State::Between(file)
            }
            None => State::Ended,
        };
        Ok(())
    }
}

impl Read for Inflated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(mut file) => {
                    if file.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    self.member = file.stream_position()?;
                    self.state = State::Inside(Box::new(GzDecoder::new(file)));
                }
                State::Inside(mut decoder) => match decoder.read(buffer) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    Ok(got) => {
                        self.state = State::Inside(decoder);
                        return Ok(got);
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => self.state = State::Inside(decoder),
                    Err(error) => {
                        let told = format!("the gzip member at byte {} is broken ({error})", self.member);
                        self.resume(decoder.into_inner())?;
                        return Err(io::Error::new(ErrorKind::InvalidData, told));
                    }
                },
            }
        }
    }
}

impl Origin for Inflated {
    fn origin(&self, _: u64) -> u64 {
        self.member
    }
}

/// Where the next gzip header stands: magic, deflate, no reserved flag, a known operating system.
fn next_member(file: &mut BufReader<File>) -> io::Result<Option<u64>> {
    next_place(file, 10, |head| match head {
        [0x1f, 0x8b, 8, flags, _, _, _, _, extra, system] => {
            flags & 0xe0 == 0 && matches!(extra, 0 | 2 | 4) && (*system <= 13 || *system == 255)
        }
        _ => false,
    })
}

/// Where the next `width` bytes stand that `begins` says something begins with.
pub(super) fn next_place(
    file: &mut BufReader<File>,
    width: usize,
    begins: impl Fn(&[u8]) -> bool,
) -> io::Result<Option<u64>> {
    let mut at = file.stream_position()?;
    let mut last: Vec<u8> = Vec::new();
    loop {
        let buffer = file.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let taken = buffer.len();
        let start = at - last.len() as u64;
        last.extend_from_slice(buffer);
        if let Some(found) = last.windows(width).position(&begins) {
            return Ok(Some(start + found as u64));
        }
        file.consume(taken);
        at += taken as u64;
        last.drain(..last.len().saturating_sub(width - 1));
    }
}
