//! What a plain text has in place of markup's boxes and templates: rows of short lines, lines that come again and again,
//! and how much of the text stands before and behind a line.

use std::collections::HashMap;

use super::Candidate;
use super::features::Known;
use super::phrases::{Tokens, number};
use super::place::{Place, company, told};

/// Fills the figures of rows, of lines that open, close or read alike, and of the text on both sides. `alone`: log odds of
/// the first pass; `places` hold the echo of each line already.
pub(super) fn fill(candidates: &[Candidate], known: &[Known], alone: &[f32], places: &mut [Place]) {
    rows(candidates, known, alone, places);
    refrains(known, alone, places);
    sides(known, alone, places);
}

/// A short line without a stop.
fn is_short(known: &Known) -> bool {
    !known.stops && known.counts.words() <= 20.0
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// Running text that the first pass takes for the article's.
fn is_text(known: &Known, odds: f32) -> bool {
    known.is_prose() && odds < -1.0
}

/// Fills what the row of short lines around a line looks like.
fn rows(candidates: &[Candidate], known: &[Known], alone: &[f32], places: &mut [Place]) {
    let text = |index: Option<usize>| {
        let pair = index.and_then(|i| known.get(i).zip(alone.get(i)));
        flag(pair.is_some_and(|(known, odds)| is_text(known, *odds)))
    };
    let colon = |index: Option<usize>| {
        flag(index.and_then(|i| candidates.get(i)).is_some_and(|c| c.text.ends_with([':', '：'])))
    };
    let mut from = 0;
    for row in known.chunk_by(|a, b| is_short(a) == is_short(b)) {
        let (start, count) = (from, row.len());
        from += count;
        if !row.first().is_some_and(is_short) {
            continue;
        }
        let share = |of: fn(&Known) -> bool| row.iter().filter(|known| of(known)).count() as f32 / count as f32;
        let figures = share(|k| k.counts.digits * 2 > k.counts.chars);
        let signs = share(|k| told(&k.line) >= 0.6 || k.line.cue_cover > 0.5);
        let words = row.iter().map(|k| k.counts.words()).sum::<f32>() / count as f32;
        let own = places.iter().skip(start).take(count);
        let echo = own.map(|place| place.echo).sum::<f32>() / count as f32;
        let before = start.checked_sub(1);
        for (index, place) in places.iter_mut().skip(start).take(count).enumerate() {
            place.row_lines = (count as f32).ln_1p();
            (place.row_figures, place.row_signs, place.row_words, place.row_echo) = (figures, signs, words, echo);
            (place.row_since, place.row_until) = (index.min(30) as f32, (count - 1 - index).min(30) as f32);
            (place.row_follows, place.row_leads) = (text(before), text(Some(start + count)));
            place.row_colon = colon(before).max(colon(Some(start)));
        }
    }
}

/// How the lines of a text are told apart: by all that is in them, by their first two words, by their last two.
pub(super) fn keys(tokens: &Tokens) -> [u64; 3] {
    let count = tokens.len();
    // All figures count as one.
    let masked = |token| if str::starts_with(token, char::is_numeric) { "0" } else { token };
    let part = |range: std::ops::Range<usize>| number(range.filter_map(|i| tokens.get(i)).map(masked));
    // Of a line of a megabyte the beginning will do.
    [part(0..count.min(40)), part(0..count.min(2)), part(count.saturating_sub(2)..count)]
}

/// Fills how often a line stands in the text, and how many lines open or close alike.
fn refrains(known: &[Known], alone: &[f32], places: &mut [Place]) {
    let keys: Vec<[u64; 3]> = known.iter().map(|k| keys(&k.tokens)).collect();
    let group = |of: usize| {
        let mut numbers: HashMap<u64, usize> = HashMap::with_capacity(keys.len());
        let ids: Vec<usize> = keys
            .iter()
            .filter_map(|keys| keys.get(of))
            .map(|key| {
                let next = numbers.len();
                *numbers.entry(*key).or_insert(next)
            })
            .collect();
        let mut counts = vec![0_usize; numbers.len()];
        ids.iter().for_each(|id| counts.iter_mut().skip(*id).take(1).for_each(|count| *count += 1));
        (ids, counts)
    };
    let times = |(ids, counts): &(Vec<usize>, Vec<usize>), index: usize| {
        let count = ids.get(index).and_then(|id| counts.get(*id)).copied().unwrap_or(1);
        (count.max(1) as f32).ln()
    };
    let (same, opening, closing) = (group(0), group(1), group(2));
    let odds = |groups: &[usize]| company(&groups.iter().map(|id| Some(*id)).collect::<Vec<_>>(), known, alone);
    let (open_odds, close_odds) = (odds(&opening.0), odds(&closing.0));
    for (index, (place, odds)) in places.iter_mut().zip(open_odds.into_iter().zip(close_odds)).enumerate() {
        place.times = times(&same, index);
        (place.open_times, place.open_odds) = (times(&opening, index), odds.0);
        (place.close_times, place.close_odds) = (times(&closing, index), odds.1);
    }
}

/// Fills how much running text in the words of the article stands before and behind a line.
fn sides(known: &[Known], alone: &[f32], places: &mut [Place]) {
    let words = |place: &Place, known: &Known, odds: &f32| {
        let own = is_text(known, *odds) && place.echo >= 0.25;
        if own { known.counts.words().min(100.0) } else { 0.0 }
    };
    let sizes: Vec<f32> =
        places.iter().zip(known.iter().zip(alone)).map(|(place, (known, odds))| words(place, known, odds)).collect();
    let (all, mut before) = (sizes.iter().sum::<f32>(), 0.0);
    for (place, size) in places.iter_mut().zip(sizes) {
        place.text_before = f32::ln_1p(before);
        place.text_after = (all - before - size).max(0.0).ln_1p();
        before += size;
    }
}
