use std::io::{self, Write};

use super::{Options, Report};
use crate::review::Review;

/// x
pub struct Html<W> {
    out: W,
    options: Options,
}

impl<W: Write> Html<W> {
    /// x
    pub fn new(out: W, options: Options) -> Self {
        Html { out, options }
    }
}

impl<W: Write> Report for Html<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
