//! Marks that close or open a sentence; those that end one are [`crate::text::is_stop`].

pub(super) fn is_period(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// Marks that may close something, whichever way they lean: German closes with `“` what English opens with it.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '〕'
            | '＂'
            | '］'
            | '〞'
            | '〟'
    )
}

/// Marks that may open something, dashes and bullets among them.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
            | '¿'
            | '¡'
            | '-'
            | '–'
            | '—'
            | '―'
            | '•'
            | '⁃'
            | '…'
            | '*'
    )
}

/// Marks that open when a letter follows.
pub(super) fn leans_open(c: char) -> bool {
    matches!(c, '“' | '‘' | '„' | '‚' | '(' | '[' | '「' | '『' | '（' | '【' | '《' | '〈')
}

pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '⁃' | '●' | '▪' | '◦' | '‣' | '■' | '►')
}
