use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Exporter, Sink, tag};
use crate::review::Review;
use crate::text::one_line;

/// The two files of a language pair.
type Sides = (Box<dyn Write>, Box<dyn Write>);

/// Moses: `NAME.en-pt.en` and `NAME.en-pt.pt` (the naming of OPUS), one bead a line on both sides, one-sided beads
/// left out. Two versions in one language go to `NAME.en-en.source` and `NAME.en-en.target`.
///
/// The files of a language pair are made when its first review comes.
pub struct Moses<'w> {
    sink: &'w mut dyn Sink,
    open: BTreeMap<(String, String), Sides>,
}

impl<'w> Moses<'w> {
    /// Opens nothing yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if the sink is a single stream.
    pub fn new(sink: &'w mut dyn Sink) -> io::Result<Self> {
        if !sink.has_sides() {
            let why =
                "the Moses format is two files, one a language, and cannot go to a single stream: name an output file";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        Ok(Moses { sink, open: BTreeMap::new() })
    }

    fn sides(&mut self, source: &str, target: &str) -> io::Result<&mut Sides> {
        use std::collections::btree_map::Entry;
        match self.open.entry((source.to_owned(), target.to_owned())) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(free) => {
                let (left, right) = if source == target { ("source", "target") } else { (source, target) };
                let left = self.sink.side(&format!("{source}-{target}.{left}"))?;
                let right = self.sink.side(&format!("{source}-{target}.{right}"))?;
                Ok(free.insert((left, right)))
            }
        }
    }
}

impl Exporter for Moses<'_> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let (left, right) = self.sides(tag(&review.source), tag(&review.target))?;
        for bead in &review.beads {
            let texts = (review.source.joined(bead.source.clone()), review.target.joined(bead.target.clone()));
            let lines = (one_line(&texts.0), one_line(&texts.1));
            if !lines.0.is_empty() && !lines.1.is_empty() {
                writeln!(left, "{}", lines.0)?;
                writeln!(right, "{}", lines.1)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.open.values_mut().try_for_each(|(left, right)| left.flush().and_then(|()| right.flush()))
    }
}
