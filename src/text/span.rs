use serde::{Deserialize, Serialize};

/// A half-open range of **bytes** in a text, both ends on character boundaries of that text.
///
/// Stages hand spans on instead of copies of the text: a [`Sentence`](crate::segment::Sentence), a
/// [`Fact`](crate::facts::Fact) and a [`Finding`](crate::check::Finding) all point into
/// [`Article::text`](crate::extract::Article::text).
///
/// ```
/// use newsalign::text::Span;
///
/// let span = Span::new(3, 8);
/// assert_eq!(span.of("às 17h42."), " 17h4");
/// assert_eq!(span.len(), 5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`; an `end` before `start` gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end: end.max(start) }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether nothing lies between the ends.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The piece of `text` under the span; empty if the span does not fit the text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The same span counted from `offset` further right.
    pub fn shifted(&self, offset: usize) -> Self {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this span.
    pub fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span cut free of white space at both ends.
    pub fn trimmed(&self, text: &str) -> Self {
        let piece = self.of(text);
        let start = self.start + (piece.len() - piece.trim_start().len());
        Span::new(start, start + piece.trim().len())
    }

    /// The same place counted in Unicode code points, as editors and SARIF count.
    pub fn in_chars(&self, text: &str) -> Self {
        let count = |end: usize| text.get(..end).map_or(0, |t| t.chars().count());
        Span { start: count(self.start), end: count(self.end) }
    }
}
