//! Marks that end sentences.

/// Whether `c` ends sentences in some script: full stop, question mark, exclamation mark, ellipsis. A colon, a semicolon and
/// the Greek question mark, which looks like one, are none.
///
/// ```
/// use newsalign::text::is_stop;
///
/// assert!("بسته شد؟".ends_with(is_stop) && "बंद है।".ends_with(is_stop));
/// assert!(!"Closed;".ends_with(is_stop));
/// ```
pub fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '．'
            | '｡'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '።'
            | '፧'
            | '፨'
            | '။'
            | '។'
            | '៕'
            | '᠃'
    )
}
