//! Text with marks in it: nested where they nest, split where they cross.

use std::collections::BinaryHeap;

use crate::check::Verdict;
use crate::text::{Span, xml_text};

/// Marks nested deeper than this are left out: nobody could see them.
const DEPTH: usize = 6;

/// Pieces that a mark may be split into.
const PIECES: u8 = 4;

/// Words to mark, and what to say about them.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) verdict: Verdict,
    /// Check or kind of value.
    pub(super) kind: String,
    /// Number shared with the counterpart in the row, 1 to 12, for highlighting both.
    pub(super) key: usize,
    /// The card, as HTML.
    pub(super) card: String,
}

/// A mark that waits for its place; the heap gives the leftmost, then the longest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    start: std::cmp::Reverse<usize>,
    end: usize,
    order: std::cmp::Reverse<usize>,
    pieces: u8,
}

/// Appends `text` with `<`, `>`, `&` and quotes escaped; characters that no document may hold are dropped.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in xml_text(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Appends the piece `whole` of `text`, with those of `marks` that lie in it.
///
/// Every element is closed inside the piece whatever the spans are; marks outside of it or not on character boundaries
/// are left out.
pub(super) fn marked_up(out: &mut String, text: &str, whole: Span, marks: &[Mark]) {
    let fits = |m: &&(usize, &Mark)| whole.contains(&m.1.span) && !m.1.span.of(text).is_empty();
    let mut waiting: BinaryHeap<Waiting> = marks
        .iter()
        .enumerate()
        .filter(|m| fits(&m))
        .map(|(order, m)| Waiting {
            start: std::cmp::Reverse(m.span.start),
            end: m.span.end,
            order: std::cmp::Reverse(order),
            pieces: PIECES,
        })
        .collect();
    let mut open: Vec<(usize, &Mark)> = Vec::new();
    let mut at = whole.start;
    while let Some(next) = waiting.pop() {
        let start = next.start.0;
        close(out, text, &mut at, &mut open, start);
        let Some(mark) = marks.get(next.order.0) else {
            continue;
        };
        let mut end = next.end;
        if let Some((outer, _)) = open.last().filter(|(outer, _)| *outer < end) {
            // They cross: the rest begins anew where the outer one ends.
            if next.pieces > 1 {
                waiting.push(Waiting { start: std::cmp::Reverse(*outer), pieces: next.pieces - 1, ..next });
            }
            end = *outer;
        }
        if open.len() >= DEPTH {
            continue;
        }
        escape(out, Span::new(at, start).of(text));
        at = start;
        begin(out, mark);
        open.push((end, mark));
    }
    close(out, text, &mut at, &mut open, usize::MAX);
    escape(out, Span::new(at, whole.end).of(text));
}

/// Closes the marks that end at or before `until`.
fn close(out: &mut String, text: &str, at: &mut usize, open: &mut Vec<(usize, &Mark)>, until: usize) {
    while let Some((end, mark)) = open.pop_if(|(end, _)| *end <= until) {
        escape(out, Span::new(*at, end).of(text));
        *at = end;
        out.push_str(&mark.card);
        out.push_str("</mark>");
    }
}

fn begin(out: &mut String, mark: &Mark) {
    let verdict = mark.verdict.name();
    out.push_str(&format!("<mark class=\"{verdict} k{}\" tabindex=\"0\" data-v=\"{verdict}\" data-c=\"", mark.key));
    escape(out, &mark.kind);
    out.push_str("\">");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::string_slice)]

    use proptest::prelude::*;

    use super::*;

    fn mark(start: usize, end: usize, kind: &str) -> Mark {
        let card = String::new();
        Mark { span: Span::new(start, end), verdict: Verdict::Same, kind: kind.to_owned(), key: 1, card }
    }

    fn shown(text: &str, marks: &[Mark]) -> String {
        let mut out = String::new();
        marked_up(&mut out, text, Span::new(0, text.len()), marks);
        out.replace(" class=\"same k1\" tabindex=\"0\" data-v=\"same\"", "")
    }

    #[test]
    fn a_fact_inside_a_quotation_nests() {
        assert_eq!(
            shown("“in 10 days”, he said", &[mark(6, 13, "duration"), mark(0, 16, "quotation")]),
            "<mark data-c=\"quotation\">“in <mark data-c=\"duration\">10 days</mark>”</mark>, he said"
        );
    }

    #[test]
    fn crossing_marks_are_split() {
        assert_eq!(
            shown("abcdef", &[mark(0, 4, "x"), mark(2, 6, "y")]),
            "<mark data-c=\"x\">ab<mark data-c=\"y\">cd</mark></mark><mark data-c=\"y\">ef</mark>"
        );
    }

    #[test]
    fn text_is_escaped_inside_and_outside_of_marks() {
        assert_eq!(
            shown("<b> & \"x\"", &[mark(0, 3, "<i>")]),
            "<mark data-c=\"&lt;i&gt;\">&lt;b&gt;</mark> &amp; &quot;x&quot;"
        );
    }

    proptest! {
        #[test]
        fn text_stays_and_elements_close(
            text in "[a-zé<&東 ]{0,30}",
            spans in prop::collection::vec((0..40_usize, 0..40_usize), 0..20),
        ) {
            let marks: Vec<Mark> = spans.iter().map(|(a, b)| mark(*a, *b, "k")).collect();
            let html = shown(&text, &marks);
            let mut plain = String::new();
            let mut depth = 0_i32;
            for piece in html.split_inclusive('>') {
                let at = piece.find('<').unwrap_or(piece.len());
                plain.push_str(&piece[..at]);
                match &piece[at..] {
                    "" => {}
                    "</mark>" => depth -= 1,
                    tag => {
                        prop_assert!(tag.starts_with("<mark"));
                        depth += 1;
                    }
                }
                prop_assert!((0..=DEPTH as i32).contains(&depth));
            }
            prop_assert_eq!(depth, 0);
            let mut escaped = String::new();
            escape(&mut escaped, &text);
            prop_assert_eq!(plain, escaped);
        }
    }
}
