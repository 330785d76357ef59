//! Marks that end, close or open a sentence.

pub(super) fn is_stop(c: char) -> bool {
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

pub(super) fn is_period(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// Marks that may close something, whichever way they lean: German closes with `“` what English opens with it.
pub(super) fn is_closer(c: char) -> bool {
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

pub(super) fn is_opener(c: char) -> bool {
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
