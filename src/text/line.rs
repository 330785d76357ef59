use std::borrow::Cow;

/// `text` on one line: every run of tabs, line breaks and other controls becomes one space; borrowed when there are none.
///
/// For line-based formats. Python's `splitlines` breaks at U+0085, U+2028 and U+2029 too, so these go as well;
/// no-break and other spaces stay.
///
/// ```
/// assert_eq!(newsalign::text::one_line("às\t17h42\r\n"), "às 17h42");
/// ```
pub fn one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return Cow::Borrowed(text.trim_matches(' '));
    }
    let mut out = String::with_capacity(text.len());
    for piece in text.split(breaks).map(|p| p.trim_matches(' ')).filter(|p| !p.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(piece);
    }
    Cow::Owned(out)
}
