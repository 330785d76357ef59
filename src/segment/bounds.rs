//! Where a block may be cut, and whether a cut there is the end of a sentence.

use unicode_segmentation::UnicodeSegmentation;

use super::marks::{is_bullet, is_closer, is_opener, is_period, leans_open};
use super::place::{Place, broken_line, last_word, last_words, opens_with_date, roman, spaced_stops, trim_end};
use super::rules::{Abbreviation, Rules, host, polite, quotative, wrapped};
use super::thai;
use crate::text::{Span, is_cjk, is_space, is_stop};

/// Bytes in which the beginning of a quotation is looked for.
const QUOTED: usize = 1_500;

/// The sentences of `text`, trimmed, ascending, none empty.
pub(super) fn sentences(text: &str, rules: &Rules<'_>) -> Vec<Span> {
    let mut cuts: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).skip(1).collect();
    cuts.extend(further_cuts(text, rules));
    // `ended. . . . The next`: a stop, then an ellipsis that opens the next sentence.
    let after = |at: usize| text.get(at..).and_then(|rest| rest.strip_prefix(" . . . "));
    let ellipses = text.match_indices(" . . . ").map(|(at, _)| at);
    cuts.extend(ellipses.filter(|at| {
        let opens = after(*at).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        opens && matches!(spaced_stops(text.get(..*at).unwrap_or("")), (1, true))
    }));
    for cut in &mut cuts {
        *cut = past_closers(text, *cut);
    }
    let items = items(text, rules.ordinal_stop());
    cuts.extend(items.iter().map(|item| item.start));
    cuts.sort_unstable();
    cuts.dedup();
    let within = |cut: usize| items.iter().any(|item| item.start < cut && cut <= item.end + 1);
    let starts = |cut: usize| items.iter().any(|item| item.start == cut);
    cuts.retain(|&cut| starts(cut) || (!within(cut) && ends_sentence(text, cut, rules)));
    cuts.push(text.len());
    let mut out = Vec::with_capacity(cuts.len());
    let mut start = 0;
    for cut in cuts {
        let span = trimmed(text, Span::new(start, cut));
        if !span.is_empty() {
            thai::cut(text, span, &mut out);
            start = cut;
        }
    }
    out
}

/// The numbers of a list that is set in one line (`1. Bread 2. Wine`, `a) Bread b) Wine`): they count on
/// from the one that opens the text, all before capitals or all before small letters. A figure with a mere stop is none where
/// `ordinals` are written so.
fn items(text: &str, ordinals: bool) -> Vec<Span> {
    let (first, mark) = match text.split_once(' ').map(|(head, _)| head) {
        Some("1.") if ordinals => return Vec::new(),
        Some(head @ ("1." | "1)" | "1.)" | "a." | "a)" | "A." | "A)")) => head.split_at(1),
        _ => return Vec::new(),
    };
    let mut out = vec![Span::new(0, 1 + mark.len())];
    let mut from = 0;
    let mut number = 1u8;
    while number < u8::MAX {
        let letter = first.chars().next().filter(|c| c.is_alphabetic());
        let next = letter.map_or_else(|| (number + 1).to_string(), |c| char::from(c as u8 + number).to_string());
        let sign = format!(" {next}{mark} ");
        let Some(at) = text.get(from..).and_then(|rest| rest.find(&sign)).map(|at| from + at + 1) else {
            break;
        };
        let span = Span::new(at, at + sign.len() - 2);
        let capital = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if letter.is_some_and(|c| c as u8 + number > c as u8 + 25) || capital(span.end + 1) != capital(mark.len() + 2) {
            break;
        }
        out.push(span);
        from = span.end;
        number += 1;
    }
    if out.len() > 1 { out } else { Vec::new() }
}

fn trimmed(text: &str, span: Span) -> Span {
    let piece = span.of(text);
    let start = span.start + (piece.len() - piece.trim_start_matches(is_space).len());
    Span::new(start, start + piece.trim_matches(is_space).len())
}

/// Cuts that UAX #29 does not propose: a missing space, a stop before a figure or a small letter, an ellipsis, bullets, the
/// Greek question mark, the Armenian full stop typed as a colon, and what a missing stop leaves (see [`headline`]).
fn further_cuts(text: &str, rules: &Rules<'_>) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut stop: Option<(usize, char, char)> = None;
    let (mut last, mut before_gap, mut gap) = (' ', ' ', false);
    for (at, c) in text.char_indices() {
        if c.is_ascii_lowercase() && stop.is_none() {
            last = c;
            continue;
        }
        if is_bullet(c) && is_space(last) {
            cuts.push(at);
        }
        if is_space(last) && stop.is_none() && loose(before_gap, c, rules) {
            cuts.push(at);
        }
        if let Some((end, before, mark)) = stop {
            if is_space(c) {
                gap = true;
            } else if is_closer(c) && !gap {
                stop = Some((at + c.len_utf8(), before, mark));
            } else if !(is_opener(c) || gap && c == ',') {
                let figure = gap && c.is_numeric() && before.is_alphanumeric();
                let capital = c.is_uppercase() && (gap || before.is_lowercase() || before.is_numeric());
                let small = gap && c.is_lowercase() && is_period(mark);
                let uncased = gap && mark == '…' && matches!(c, '\u{600}'..='\u{6ff}');
                let marked = matches!(mark, ';' | ':' | '።' | '፧' | '။' | '។') && (gap || mark > '\u{1000}');
                if figure || capital || small || uncased || marked {
                    cuts.push(end);
                }
                stop = None;
            }
        }
        let greek = c == ';' && matches!(last, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}');
        let armenian = c == ':' && (matches!(last, '\u{530}'..='\u{58f}') || matches!(last, '.' | '…'));
        if is_stop(c) || greek || armenian {
            let before = stop.filter(|_| !gap).map_or(last, |(_, before, _)| before);
            stop = Some((at + c.len_utf8(), before, c));
            gap = false;
        }
        if is_space(c) && !is_space(last) {
            before_gap = last;
        }
        last = c;
    }
    cuts
}

/// Whether a sentence without a stop may end between `left` and `right`, which a space parts.
fn loose(left: char, right: char, rules: &Rules<'_>) -> bool {
    if is_cjk(left) || matches!(left, '”' | '」' | '』') {
        return is_cjk(right) || matches!(right, '“' | '「' | '『');
    }
    right.is_uppercase() && (matches!(left, ')' | '(') || (left.is_alphanumeric() && rules.heads_letter(right)))
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
    let rest = right;
    if rest.starts_with(" . . .") {
        return cut;
    }
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
        if let Some(length) = rest.get(at..).and_then(closing_run) {
            end = cut + at + length;
            while chars.next_if(|(next, _)| cut + next < end).is_some() {}
            continue;
        }
        let between =
            next.is_none_or(is_space) && rest.get(..at).is_some_and(|r| r.ends_with(is_space) || left_space(text, cut));
        let closes = match c {
            '"' => between && odd_quotes(text, cut),
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

fn left_space(text: &str, cut: usize) -> bool {
    text.get(..cut).is_some_and(|left| left.ends_with(is_space))
}

/// Whether a straight quotation mark before `cut` is still open; of a long text the end is looked at.
fn odd_quotes(text: &str, cut: usize) -> bool {
    let from = (cut.saturating_sub(QUOTED)..=cut).find(|&at| text.is_char_boundary(at)).unwrap_or(cut);
    text.get(from..cut).is_some_and(|left| left.bytes().filter(|b| *b == b'"').count() % 2 == 1)
}

/// Length of what closes a sentence by more than one mark: a note's number (`[3]`), two apostrophes for a quotation mark,
/// a quotation mark that another stop follows (`? " .`).
fn closing_run(rest: &str) -> Option<usize> {
    if let Some(note) = rest.strip_prefix('[') {
        let length = note.find(']').filter(|l| (1..=12).contains(l))?;
        let digits = note.get(..length)?;
        let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '-' | '–');
        return (digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(number)).then_some(length + 2);
    }
    if let Some(after) = rest.strip_prefix("''") {
        return (after.is_empty() || after.starts_with(is_space)).then_some(2);
    }
    let after = rest.strip_prefix('"')?;
    let stop = after.trim_start_matches(' ');
    let tail = stop.strip_prefix(['.', ','])?;
    let whole = tail.is_empty() || tail.starts_with(is_space);
    (after.len() > stop.len() && whole && stop.starts_with('.')).then_some(rest.len() - tail.len())
}

/// Whether a sentence ends at `cut`.
fn ends_sentence(text: &str, cut: usize, rules: &Rules<'_>) -> bool {
    let place = Place::at(text, cut);
    let Some(stop) = place.core.chars().next_back() else {
        return false;
    };
    if place.after.chars().next().is_some_and(is_bullet) {
        return true;
    }
    if let Some(gap) = broken_line(text, cut) {
        return !goes_on(&place, stop, gap, rules);
    }
    if is_period(stop) && place.after.starts_with(". . .") {
        return true;
    }
    if !is_stop(stop) && stop != ';' && !(stop == ':' && armenian(place.core)) {
        return headline(&place, stop, rules);
    }
    if place.first().is_lowercase() && !brand(place.next_word()) {
        return is_period(stop) && small_start(&place, rules);
    }
    if within_brackets(&place) {
        return false;
    }
    let thai = |c: char| matches!(c, '\u{e00}'..='\u{e7f}');
    if stop == '.' && (thai(place.first()) || place.core.trim_end_matches('.').ends_with(thai)) {
        return false;
    }
    if is_cjk(stop) || matches!(stop, '。' | '！' | '？' | '｡') || (!place.gap && is_cjk(place.first())) {
        let latin = place.core.rsplit(|c: char| !c.is_ascii_alphabetic() && c != '.').next().unwrap_or("");
        let shortened = is_period(stop) && rules.abbreviation(latin.trim_end_matches('.')).is_some();
        return !shortened && ends_east_asian(&place, rules);
    }
    if !place.closers.is_empty() && matches!(place.first(), '\u{ac00}'..='\u{d7a3}') && quotative(place.after) {
        return false;
    }
    if !place.gap && !ends_without_space(&place) {
        return false;
    }
    if place.closers == ")" && is_period(stop) {
        let number = last_word(place.core.trim_end_matches(is_period));
        if !number.is_empty() && number.len() <= 2 && number.chars().all(char::is_alphanumeric) {
            return false;
        }
    }
    if !place.closers.is_empty() {
        let asked = !is_period(stop);
        return !(asked
            && place.closers.chars().any(|c| c != ')' && c != ']')
            && !place.opens()
            && rules.reports(place.head));
    }
    if is_period(stop) {
        return ends_after_period(&place, rules);
    }
    // "Yahoo! Inc. said"
    let next = place.next_word();
    !(rest_of_word(place.head, next).starts_with('.') && rules.abbreviation(next) == Some(Abbreviation::Final))
}

/// Whether a line was only wrapped: the next goes on with a small letter; this one ends in a particle or comma of a script
/// without capitals; or it ends in a space, which says so (RFC 3676), where a noun may stand next.
fn goes_on(place: &Place<'_>, stop: char, gap: &str, rules: &Rules<'_>) -> bool {
    let next = place.next_word();
    if !place.closers.is_empty() || host(next) || place.after.starts_with("http") || place.after.starts_with("www") {
        return false;
    }
    let small = (stop.is_lowercase() || stop == ',') && place.after.starts_with(char::is_lowercase);
    let uncased = gap.matches('\n').count() == 1 && wrapped(place.core) && is_cjk(place.first());
    let flowed = gap == " \n" && stop.is_lowercase() && rules.nouns_capitalised();
    small || uncased || (flowed && place.after.starts_with(char::is_uppercase) && !rules.starter(next))
}

/// Whether a colon at the end of `core` is the Armenian full stop, typed as one.
fn armenian(core: &str) -> bool {
    let word = core.trim_end_matches([':', '.', '…']);
    word.ends_with(|c: char| matches!(c, '\u{530}'..='\u{58f}'))
}

/// A full stop before a small letter: only where the word before it is a long one and no abbreviation.
fn small_start(place: &Place<'_>, rules: &Rules<'_>) -> bool {
    let body = place.core.trim_end_matches(is_period);
    let word = last_word(body);
    let plain = word.chars().all(char::is_lowercase) && word.chars().count() >= 5;
    let next = place.next_word();
    let host = rest_of_word(place.head, next).starts_with(['.', '@', '/']);
    place.gap
        && plain
        && !host
        && !place.opens()
        && place.closers.is_empty()
        && body.len() + 1 == place.core.len()
        && next.chars().all(char::is_alphabetic)
        && rules.abbreviation(word).is_none()
        && !rules.reports(place.head)
}

fn rest_of_word<'t>(head: &'t str, word: &str) -> &'t str {
    head.get(word.len()..).unwrap_or("")
}

/// A stop that a bracket holds: `[...]` anywhere, `(so früh!)` in the middle of a sentence of a script without capitals.
fn within_brackets(place: &Place<'_>) -> bool {
    let closer = place.closers.trim_start_matches(is_space).chars().next();
    let body = place.core.trim_end_matches(is_stop);
    if closer == Some(']') && body.ends_with('[') {
        return true;
    }
    let uncased = place.first().is_alphabetic() && !place.first().is_uppercase() && !is_cjk(place.first());
    closer == Some(')')
        && uncased
        && body.rfind('(').is_some_and(|at| {
            let left = body.get(..at).unwrap_or("").trim_end_matches(is_space);
            left.ends_with(|c: char| c.is_alphanumeric() || c == ',')
        })
}

/// A sentence that has no stop: a headline that runs into the text (`Ponte fecha O prefeito disse`), a smiley before a
/// capital, a Japanese sentence that a space ends.
fn headline(place: &Place<'_>, last: char, rules: &Rules<'_>) -> bool {
    if !place.gap {
        return false;
    }
    if is_cjk(place.first()) {
        let kana = matches!(last, '\u{3041}'..='\u{309f}');
        return !place.closers.is_empty() || (kana && polite(place.core));
    }
    let smiley = |s: &str| [":)", ":-)", ";)", ";-)", ":(", ":-(", ":D", "=)"].iter().any(|face| s.ends_with(face));
    let whole = place.core.len() + place.closers.len();
    if !place.closers.is_empty() || whole == 0 {
        let tail: String = place
            .core
            .chars()
            .rev()
            .take(2)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .chain(place.closers.chars())
            .collect();
        return place.first().is_uppercase() && smiley(tail.trim_end());
    }
    if rules.nouns_capitalised() || !last.is_alphanumeric() || place.opens() {
        return false;
    }
    let next = place.next_word();
    let second = rest_of_word(place.head, next).strip_prefix(' ').unwrap_or("");
    let follows = second.chars().take_while(|c| c.is_alphabetic());
    let (mut letters, mut low) = (0, true);
    for c in follows {
        letters += 1;
        low &= c.is_lowercase();
    }
    let before = last_word(place.core);
    low && letters >= 2 && rules.heads_text(next) && before.chars().count() >= 3
}

/// `iPhone`, `eBay`: a lower-case letter that opens a sentence.
fn brand(word: &str) -> bool {
    word.chars().skip(1).any(char::is_uppercase) && word.chars().count() > 3
}

fn ends_east_asian(place: &Place<'_>, rules: &Rules<'_>) -> bool {
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
    let figure = inside.ends_with(|c: char| c.is_ascii_digit()) && left.contains(',') && letters(word) >= 3;
    ends_low && (letters(left) >= 2 || figure) && (capital || (uncased && letters(word) >= 2))
}

fn ends_after_period(place: &Place<'_>, rules: &Rules<'_>) -> bool {
    let body = place.core.trim_end_matches(is_period);
    if body.len() + 1 < place.core.len() || body.is_empty() {
        return true;
    }
    let word = last_word(body);
    let (next, first) = (place.next_word(), place.first());
    if first.is_uppercase() && !place.after.starts_with('(') && rules.plain(word) {
        return true;
    }
    let digits = !word.is_empty() && word.chars().all(char::is_numeric);
    if digits {
        return !ordinal(place, body, word, rules);
    }
    if place.after.starts_with('№') {
        return false;
    }
    if word.is_empty() {
        // An ellipsis with spaces inside goes on; with a stop behind it, it ends. A stop before it has ended the sentence.
        return matches!(spaced_stops(place.core), (1, _) | (4.., false));
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    // "art. 5", "fig. IV": an abbreviation before a figure, a word before anything else.
    if rules.before_figure(word) {
        return first.is_alphabetic() && (place.opens() || !roman(next)) && !rules.calendar(word);
    }
    let left = body.get(..body.len() - word.len()).unwrap_or("");
    // "in 1916 г. Самым", "480 χλμ. Ιωάννινα": a measure that stands at the end.
    let measured = left.trim_end_matches(is_space).ends_with(char::is_numeric)
        && !joins_on(place)
        && first.is_uppercase()
        && !rules.nouns_capitalised()
        && word.chars().all(char::is_lowercase)
        && !rules.calendar(word)
        && !rules.dates_time(next)
        && !opens_with_date(left);
    let two = last_words(body, word);
    let known = two.filter(|w| rules.listed_final(w)).map(|_| Abbreviation::Final);
    if let (Some(letter), 1, 1, None) =
        (word.chars().next().filter(|c| *c < '\u{2e80}'), letters, word.chars().count(), known)
    {
        let cased = letter.is_uppercase() || letter.is_lowercase();
        let after = rest_of_word(place.head, next);
        let another = next.chars().count() == 1 && after.starts_with('.');
        let vowel = letter.is_lowercase() && rules.abbreviation(word).is_none() && rules.vowel(letter);
        if !cased && rules.abbreviation(word).is_none() {
            return !another;
        }
        if (measured || vowel || left.ends_with('/')) && !another && first.is_uppercase() {
            return true;
        }
        return !rules.initial(letter, next, after);
    }
    if dateline(place, body) {
        return false;
    }
    if rules.ordinal_stop() && roman(word) {
        return rules.starter(next);
    }
    // "el mar. Tras": the short name of a month stands beside a figure.
    let dated = left.trim_end_matches(is_space).ends_with(char::is_numeric) || first.is_numeric();
    if rules.calendar(word) && !dated && letters >= 3 && first.is_uppercase() && word.chars().all(char::is_lowercase) {
        return true;
    }
    let kind = known
        .or_else(|| rules.abbreviation(word))
        .or_else(|| two.and_then(|w| rules.abbreviation(w).filter(|k| *k == Abbreviation::Inner)));
    match kind {
        None => {
            !first.is_numeric()
                || letters >= 4
                || rules.opens_plainly(word)
                || next.chars().take_while(|c| c.is_numeric()).count() == 4
        }
        Some(Abbreviation::Inner) => false,
        Some(_) if first.is_numeric() => false,
        Some(_) if measured => true,
        Some(Abbreviation::Final) => {
            let same = rules.dates_time(next) || !first.is_uppercase() || joins_on(place) || opens_with_date(left);
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
fn ordinal(place: &Place<'_>, body: &str, word: &str, rules: &Rules<'_>) -> bool {
    let left = body.get(..body.len() - word.len()).unwrap_or("");
    let left = trim_end(left, |c| is_space(c) || is_bullet(c));
    // The number of a list's item: first in its block, behind a bullet or behind another sentence.
    let item = left.is_empty()
        || (left.ends_with(is_stop) && !abbreviated(left, rules))
        || left.ends_with(';')
        || body.trim_end_matches(char::is_numeric).trim_end_matches(is_space).ends_with(is_bullet);
    if item && word.chars().count() <= 3 {
        return !rules.items_apart();
    }
    let next = place.next_word();
    if rules.calendar(next) {
        return true;
    }
    // "bis 1. 6.": a day and a month.
    let month = next.len() <= 2 && next.parse::<u32>().is_ok_and(|n| (1..=12).contains(&n));
    if rules.ordinal_stop() && month && rest_of_word(place.head, next).starts_with('.') {
        return true;
    }
    // An article or a preposition stands before a larger ordinal ("der 45. Präsident"); a bare "mindestens 51." ends.
    let short = last_word(left).chars().count() <= 3 && left.ends_with(char::is_lowercase);
    let most = if short { 99 } else { 31 };
    let small = word.parse::<u32>().is_ok_and(|n| n <= most) || (word.len() <= 3 && word.ends_with('0'));
    rules.ordinal_stop() && small && !place.opens() && !rules.starter(next) && place.first().is_uppercase()
}

/// Whether the stop at the end of `left` belongs to an abbreviation ("n. 5").
fn abbreviated(left: &str, rules: &Rules<'_>) -> bool {
    let body = left.trim_end_matches(is_period);
    let word = last_word(body);
    body.len() < left.len()
        && (word.chars().count() == 1 || rules.before_figure(word) || rules.abbreviation(word).is_some())
}
