//! Where a block may be cut, and whether a cut there is the end of a sentence.

use unicode_segmentation::UnicodeSegmentation;

use super::rules::{Abbreviation, Rules, host, quotative};
use crate::text::{Span, is_cjk, is_space};

/// Thai, Lao and Khmer mark sentences by spaces only; a piece of more characters than this is cut at one.
const LONG_RUN: usize = 150;

/// The sentences of `text`, trimmed, ascending, none empty.
pub(super) fn sentences(text: &str, rules: &Rules) -> Vec<Span> {
    let mut cuts: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
    cuts.extend(further_cuts(text));
    for cut in &mut cuts {
        *cut = past_closers(text, *cut);
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.retain(|&cut| ends_sentence(text, cut, rules));
    cuts.push(text.len());
    let mut out = Vec::with_capacity(cuts.len());
    let mut start = 0;
    for cut in cuts {
        let span = trimmed(text, Span::new(start, cut));
        if !span.is_empty() {
            cut_long_run(text, span, &mut out);
            start = cut;
        }
    }
    out
}

fn trimmed(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let start = span.start + (piece.len() - piece.trim_start_matches(is_space).len());
    Span::new(start, start + piece.trim_matches(is_space).len())
}

fn is_stop(c: char) -> bool {
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
            | '።'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
    )
}

fn is_period(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// Marks that may close something, whichever way they lean: German closes with `“` what English opens with it.
fn is_closer(c: char) -> bool {
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

fn is_opener(c: char) -> bool {
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
            | '…'
            | '*'
    )
}

/// Marks that open when a letter follows.
fn leans_open(c: char) -> bool {
    matches!(c, '“' | '‘' | '„' | '‚' | '(' | '[' | '「' | '『' | '（' | '【' | '《' | '〈')
}

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '●' | '▪' | '◦' | '‣' | '■' | '►')
}

/// Cuts that UAX #29 does not propose: a missing space, a stop before a figure, an ellipsis, bullets, the Greek question mark.
fn further_cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut stop: Option<(usize, char, char)> = None;
    let (mut last, mut gap) = (' ', false);
    for (at, c) in text.char_indices() {
        if is_bullet(c) && is_space(last) {
            cuts.push(at);
        }
        if let Some((end, before, mark)) = stop {
            if is_space(c) {
                gap = true;
            } else if is_closer(c) && !gap {
                stop = Some((at + c.len_utf8(), before, mark));
            } else if !is_opener(c) {
                let figure = gap && c.is_numeric() && before.is_alphanumeric();
                let capital = c.is_uppercase() && (gap || before.is_lowercase());
                let greek = mark == ';' && gap;
                if figure || capital || greek {
                    cuts.push(end);
                }
                stop = None;
            }
        }
        let greek_question = c == ';' && matches!(last, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}');
        if is_stop(c) || greek_question {
            let before = stop.filter(|_| !gap).map_or(last, |(_, before, _)| before);
            stop = Some((at + c.len_utf8(), before, c));
            gap = false;
        }
        last = c;
    }
    cuts
}

/// Moves a cut behind closing marks and stops that a space parts from the sentence that they close (`« Vraiment ? »`),
/// or before the opening marks that UAX #29 leaves with the stop where no space stands (`。“`).
fn past_closers(text: &str, cut: usize) -> usize {
    let right = text.get(cut..).unwrap_or("");
    if right.chars().next().is_some_and(char::is_alphanumeric) {
        let left = text.get(..cut).unwrap_or("");
        return left.trim_end_matches(leans_open).len();
    }
    let mut end = cut;
    let rest = text.get(cut..).unwrap_or("");
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' {
            break;
        }
        if is_space(c) {
            continue;
        }
        let next = chars.peek().map(|(_, n)| *n);
        let loose = next.is_none_or(|n| is_space(n) || matches!(n, ',' | '.' | ';' | ':') || is_closer(n));
        let closes = match c {
            '」' | '』' | '）' | '】' | '》' | '〉' | ')' | ']' => true,
            '.' | '?' | '!' | '»' | '”' | '›' => loose,
            _ => false,
        };
        if !closes {
            break;
        }
        end = cut + at + c.len_utf8();
    }
    end
}

/// What stands on both sides of a cut.
struct Place<'t> {
    /// Text up to the stop, the stop included, closing marks taken off.
    core: &'t str,
    /// The closing marks between the stop and the cut.
    closers: &'t str,
    /// Whether white space stands at the cut.
    gap: bool,
    /// Text after the cut, white space taken off.
    after: &'t str,
    /// The same without opening marks and dashes.
    head: &'t str,
}

impl<'t> Place<'t> {
    fn at(text: &'t str, cut: usize) -> Self {
        let (left, right) = (text.get(..cut).unwrap_or(""), text.get(cut..).unwrap_or(""));
        let before = left.trim_end_matches(is_space);
        let after = right.trim_start_matches(is_space);
        let core = before.trim_end_matches(|c| is_closer(c) || is_space(c));
        let closers = before.get(core.len()..).unwrap_or("");
        let head = after.trim_start_matches(|c| is_opener(c) || is_space(c));
        let gap = left.len() != before.len() || right.len() != after.len();
        Place { core, closers, gap, after, head }
    }

    fn first(&self) -> char {
        self.head.chars().next().unwrap_or(' ')
    }

    /// The first word after the cut.
    fn next_word(&self) -> &'t str {
        let end =
            self.head.find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).unwrap_or(self.head.len());
        self.head.get(..end).unwrap_or("")
    }

    /// Whether the sentence after the cut opens with a quotation mark or a bracket.
    fn opens(&self) -> bool {
        self.after.len() != self.head.len()
    }
}

/// Whether a sentence ends at `cut`.
fn ends_sentence(text: &str, cut: usize, rules: &Rules) -> bool {
    let place = Place::at(text, cut);
    let Some(stop) = place.core.chars().next_back() else {
        return false;
    };
    if place.after.chars().next().is_some_and(is_bullet) || broken_line(text, cut) {
        return true;
    }
    if !is_stop(stop) && stop != ';' {
        return false;
    }
    if place.first().is_lowercase() && !brand(place.next_word()) {
        return false;
    }
    if is_cjk(stop) || matches!(stop, '。' | '！' | '？' | '｡') || (!place.gap && is_cjk(place.first())) {
        return ends_east_asian(&place, rules);
    }
    if !place.gap && !ends_without_space(&place) {
        return false;
    }
    if !place.closers.is_empty() {
        let asked = !is_period(stop);
        return !(asked
            && place.closers.chars().any(|c| c != ')' && c != ']')
            && !place.opens()
            && rules.reports(place.head));
    }
    if is_period(stop) { ends_after_period(&place, rules) } else { true }
}

/// Whether a line break stands at the cut.
fn broken_line(text: &str, cut: usize) -> bool {
    let left = text.get(..cut).unwrap_or("");
    let tail = left.trim_end_matches(is_space).len();
    let right = text.get(cut..).unwrap_or("");
    let head = right.len() - right.trim_start_matches(is_space).len();
    text.get(tail..cut + head).is_some_and(|gap| gap.contains(['\n', '\u{2028}', '\u{2029}']))
}

/// `iPhone`, `eBay`: a lower-case letter that opens a sentence.
fn brand(word: &str) -> bool {
    word.chars().skip(1).any(char::is_uppercase) && word.chars().count() > 3
}

fn ends_east_asian(place: &Place<'_>, rules: &Rules) -> bool {
    if place.closers.is_empty() || place.gap {
        return true;
    }
    if place.closers.ends_with(['》', '〉']) {
        return false;
    }
    let bracket = place.closers.ends_with(['）', ')', '】']);
    bracket || !(quotative(place.after) || (!place.opens() && rules.reports(place.after)))
}

/// A stop with no space after it: `ended.The next`, not `example.Org`, `U.S.A` or `page?Id=3`.
fn ends_without_space(place: &Place<'_>) -> bool {
    let inside = place.core.trim_end_matches(is_stop);
    let token_start = inside.rfind(is_space).map_or(0, |at| at + 1);
    let left = inside.get(token_start..).unwrap_or_else(|| inside.rsplit(is_space).next().unwrap_or(""));
    let right: &str = place.after.split(is_space).next().unwrap_or("");
    let address = |s: &str| s.contains(['/', '@', '=', '&', '#', '_']) || s.starts_with("www.");
    if address(left) || address(right) || host(place.next_word()) {
        return false;
    }
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
    let ends_low = inside.chars().next_back().is_some_and(|c| c.is_alphanumeric() && !c.is_uppercase())
        || !place.closers.is_empty();
    let word = place.next_word();
    let capital = place.first().is_uppercase() && (word.chars().nth(1).is_none_or(char::is_lowercase) || place.opens());
    let uncased = place.first().is_alphabetic() && !place.first().is_uppercase();
    ends_low && letters(left) >= 2 && (capital || (uncased && letters(word) >= 2))
}

fn ends_after_period(place: &Place<'_>, rules: &Rules) -> bool {
    let body = place.core.trim_end_matches(is_period);
    if body.len() + 1 < place.core.len() || body.is_empty() {
        return true;
    }
    let word = last_word(body);
    let (next, first) = (place.next_word(), place.first());
    let digits = !word.is_empty() && word.chars().all(char::is_numeric);
    if digits {
        return !ordinal(place, body, word, rules);
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if let (Some(letter), 1, 1) = (word.chars().next().filter(|c| *c < '\u{2e80}'), letters, word.chars().count()) {
        return !rules.initial(letter, next, place.head.get(next.len()..).unwrap_or(""));
    }
    if dateline(place, body) {
        return false;
    }
    if rules.ordinal_stop && roman(word) {
        return rules.starter(next);
    }
    let two = last_words(body, word);
    let kind = rules
        .abbreviation(word)
        .or_else(|| two.and_then(|w| rules.abbreviation(w).filter(|k| *k == Abbreviation::Inner)));
    match kind {
        None => !first.is_numeric() || letters >= 4 || next.chars().take_while(|c| c.is_numeric()).count() == 4,
        Some(Abbreviation::Inner) => false,
        Some(_) if first.is_numeric() => false,
        Some(Abbreviation::Final) => {
            let same = rules.dates_time(next) || !first.is_uppercase() || joins_on(place);
            rules.starter(next) || !same
        }
        Some(Abbreviation::Doubtful) => rules.starter(next) || (place.opens() && !joins_on(place)),
    }
}

/// Whether a bracket or a dash carries the sentence on.
fn joins_on(place: &Place<'_>) -> bool {
    place.after.starts_with(['(', '–', '—', '-'])
}

/// `SABLE POINT, Fla. (Tidewater Wire) — …`: the place that a report opens with.
fn dateline(place: &Place<'_>, body: &str) -> bool {
    let first = body.split_whitespace().next().unwrap_or("");
    let capitals = first.chars().filter(|c| c.is_uppercase()).count();
    place.after.starts_with('(') && body.len() < 60 && capitals >= 2 && !first.chars().any(char::is_lowercase)
}

/// Whether digits with a stop are an ordinal or the number of a list item.
fn ordinal(place: &Place<'_>, body: &str, word: &str, rules: &Rules) -> bool {
    if body.trim_start_matches(is_space).len() == word.len() {
        return word.chars().count() <= 2;
    }
    let next = place.next_word();
    if rules.calendar(next) {
        return true;
    }
    // An article or a preposition stands before a larger ordinal ("der 45. Präsident"); a bare "mindestens 51." ends.
    let left = body.get(..body.len() - word.len()).unwrap_or("").trim_end_matches(is_space);
    let short = last_word(left).chars().count() <= 3 && left.ends_with(char::is_lowercase);
    let most = if short { 99 } else { 31 };
    let small = word.parse::<u32>().is_ok_and(|n| n <= most) || (word.len() <= 3 && word.ends_with('0'));
    rules.ordinal_stop && small && !place.opens() && !rules.starter(next) && place.first().is_uppercase()
}

fn roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// The word at the end of `body`, opening marks taken off; long runs are cut, they are no abbreviation.
fn last_word(body: &str) -> &str {
    let start = body
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| !is_space(*c) && !matches!(c, '(' | '[' | '"' | '“' | '„' | '«' | '‘' | '/' | '—' | ','))
        .last()
        .map_or(body.len(), |(at, _)| at);
    body.get(start..).unwrap_or("").trim_start_matches(is_opener)
}

/// The last two words of `body` (`z. B`).
fn last_words<'t>(body: &'t str, word: &str) -> Option<&'t str> {
    let left = body.get(..body.len() - word.len())?.trim_end_matches(is_space);
    left.ends_with('.').then_some(())?;
    let first = last_word(left);
    body.get(left.len() - first.len()..)
}

/// Cuts a long piece of a script that has no stops at spaces.
fn cut_long_run(text: &str, span: Span, out: &mut Vec<Span>) {
    let piece = span.of(text);
    let spaced = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}');
    let (mut letters, mut total) = (0usize, 0usize);
    for c in piece.chars() {
        letters += usize::from(spaced(c));
        total += 1;
    }
    if letters * 2 < total || total <= LONG_RUN {
        out.push(span);
        return;
    }
    let (mut start, mut count) = (span.start, 0usize);
    let mut chars = piece.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        count += 1;
        let next = chars.peek().map_or(' ', |(_, n)| *n);
        if is_space(c) && count > LONG_RUN / 2 && spaced(last) && spaced(next) {
            out.push(trimmed(text, Span::new(start, span.start + at)));
            (start, count) = (span.start + at, 0);
        }
        last = c;
    }
    out.push(trimmed(text, Span::new(start, span.end)));
}
