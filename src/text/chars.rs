use crate::text::Span;

/// Bytes between two counts that are kept.
const STEP: usize = 64;

/// Turns byte offsets of a text into code-point offsets: linear to build, constant to ask.
///
/// [`Span::in_chars`] counts from the start of the text each time; this is for asking often.
///
/// ```
/// use newsalign::text::{CharIndex, Span};
///
/// let text = "às 17h42";
/// let index = CharIndex::new(text);
/// assert_eq!(index.span(Span::new(4, 9)), Span::new(3, 8));
/// ```
#[derive(Clone, Debug)]
pub struct CharIndex<'t> {
    bytes: &'t [u8],
    /// Code points that begin before each multiple of [`STEP`]; empty where every byte is one.
    counts: Vec<usize>,
}

impl<'t> CharIndex<'t> {
    /// Counts `text` once.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            for chunk in bytes.chunks(STEP) {
                counts.push(before);
                before += starts(chunk);
            }
            counts.push(before);
        }
        CharIndex { bytes, counts }
    }

    /// Number of code points that begin before the byte `offset`; an offset behind the end counts as the end.
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.bytes.len());
        match self.counts.get(offset / STEP) {
            Some(before) => before + starts(self.bytes.get(offset - offset % STEP..offset).unwrap_or_default()),
            None => offset,
        }
    }

    /// The same place in code points.
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.at(span.start), self.at(span.end))
    }
}

/// Bytes that begin a code point (all but 10xxxxxx).
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_counting(text in "\\PC{0,200}", ascii in "[a-z ]{0,200}") {
            for text in [&text, &ascii] {
                let index = CharIndex::new(text);
                let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                for (chars, bytes) in ends.enumerate() {
                    prop_assert_eq!(index.at(bytes), chars);
                }
                prop_assert_eq!(index.at(usize::MAX), text.chars().count());
            }
        }
    }
}
