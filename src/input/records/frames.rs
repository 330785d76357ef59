//! Zstandard with several frames, as archives have them: one a record. A broken frame is told and passed over.
//!
//! Archives may begin with a dictionary in a frame of its own, which is skipped by others (*WARC-ZSTD*, the use of Zstandard
//! in WARC files by the Archive Team and Webrecorder).

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};

use zstd::stream::read::Decoder;

use super::Origin;
use super::inflate::next_place;

/// What a frame of data begins with.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// What a frame with a dictionary begins with.
const DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
/// Bytes of a dictionary; none is larger.
const LARGEST: u64 = 16 << 20;

/// Whether a file begins as one of Zstandard frames does.
pub(super) fn is_zstd(magic: &[u8]) -> bool {
    magic.starts_with(&FRAME) || magic.starts_with(&DICTIONARY)
}

/// Reads the frames of a file one after the other, as [`Inflated`](super::inflate::Inflated) reads gzip members.
pub(super) struct Frames {
    state: State,
    /// Where the frame at hand begins.
    frame: u64,
    dictionary: Vec<u8>,
}

enum State {
    Between(BufReader<File>),
    Inside(Box<Decoder<'static, BufReader<File>>>),
    Ended,
}

impl Frames {
    pub(super) fn new(file: File) -> Self {
        Frames { state: State::Between(BufReader::with_capacity(1 << 16, file)), frame: 0, dictionary: Vec::new() }
    }

    /// The next frame that holds data; `None` at the end of the file.
    fn begin(&mut self, mut file: BufReader<File>) -> io::Result<State> {
        loop {
            let at = file.stream_position()?;
            let mut head = [0_u8; 8];
            let got = super::read_up_to(&mut file, &mut head)?;
            let [a, b, c, d, size @ ..] = head;
            if got == 0 {
                return Ok(State::Ended);
            }
            self.frame = at;
            let magic = [a, b, c, d];
            let skipped = got == 8 && magic.ends_with(&[0x2a, 0x4d, 0x18]) && a >> 4 == 5;
            if !skipped {
                file.seek(SeekFrom::Start(self.frame))?;
                let decoder = match self.dictionary.as_slice() {
                    [] => Decoder::with_buffer(file)?,
                    dictionary => Decoder::with_dictionary(file, dictionary)?,
                };
                return Ok(State::Inside(Box::new(decoder.single_frame())));
            }
            let size = u64::from(u32::from_le_bytes(size));
            if magic == DICTIONARY && self.frame == 0 && size <= LARGEST {
                self.dictionary = dictionary(&mut file, size)?;
            } else {
                file.seek(SeekFrom::Start(self.frame + 8 + size))?;
            }
        }
    }

    /// What is left of a frame that cannot be read: the next place that looks like the beginning of one.
    fn resume(&mut self) -> io::Result<()> {
        let State::Inside(decoder) = std::mem::replace(&mut self.state, State::Ended) else { return Ok(()) };
        let mut file = decoder.finish();
        file.seek(SeekFrom::Start(self.frame + 1))?;
        if let Some(at) = next_frame(&mut file)? {
            file.seek(SeekFrom::Start(at))?;
            self.state = State::Between(file);
        }
        Ok(())
    }
}

/// A dictionary, which may be compressed itself.
fn dictionary(file: &mut BufReader<File>, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    if !bytes.starts_with(&FRAME) {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    Decoder::with_buffer(bytes.as_slice())?.take(LARGEST).read_to_end(&mut out)?;
    Ok(out)
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.state {
                State::Ended => return Ok(0),
                State::Between(_) => {
                    let State::Between(file) = std::mem::replace(&mut self.state, State::Ended) else { continue };
                    self.state = self.begin(file)?;
                }
                State::Inside(decoder) => match decoder.read(buffer) {
                    Ok(0) if buffer.is_empty() => return Ok(0),
                    Ok(0) => {
                        if let State::Inside(decoder) = std::mem::replace(&mut self.state, State::Ended) {
                            self.state = State::Between(decoder.finish());
                        }
                    }
                    Ok(got) => return Ok(got),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => {
                        let told = format!("the Zstandard frame at byte {} is broken ({error})", self.frame);
                        self.resume()?;
                        return Err(io::Error::new(ErrorKind::InvalidData, told));
                    }
                },
            }
        }
    }
}

impl Origin for Frames {
    fn origin(&self, _: u64) -> u64 {
        self.frame
    }
}

/// Where the next frame of data begins.
fn next_frame(file: &mut BufReader<File>) -> io::Result<Option<u64>> {
    next_place(file, FRAME.len(), |head| head == FRAME)
}
