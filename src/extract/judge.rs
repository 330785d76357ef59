//! Decides for every candidate whether it is the article's or the page's furniture.
//!
//! Two passes of one kind, in the manner of stacked classifiers: the first judges each line by itself; from its
//! verdicts come the densest run of text and what the neighbours look like; the second judges the line together with
//! that. Both are sums of figures times weights, and both tables stand in `weights.toml`: a model that was learned
//! elsewhere needs only to bring another table.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::features::{Known, Line, Place};
use super::html::Markup;
use super::phrases::{Tokens, ratio};
use super::profile::SiteProfile;
use super::{Candidate, Reason, shape};
use crate::input::Format;
use crate::text::is_cjk;

/// What was decided of a candidate.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// Log odds of being furniture: above 0 it goes.
    pub score: f32,
    /// Why it goes, if it goes.
    pub reason: Reason,
    /// The phrase or the figures that weighed most.
    pub evidence: String,
    /// Where it stands against the run of text.
    pub place: Place,
}

impl Verdict {
    pub(crate) fn keeps(&self) -> bool {
        self.score <= 0.0
    }
}

/// The weights of both passes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    /// First pass: the line, and its markup.
    pub alone: Line,
    pub alone_markup: Markup,
    /// Second pass: the line, its markup, and its surroundings.
    pub line: Line,
    pub markup: Markup,
    pub place: Place,
}

/// Weights for plain text and for pages: a line means the same in both, but not as much.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tables {
    pub text: Weights,
    pub html: Weights,
}

/// The tables next to this file.
pub(crate) fn weights(format: Format) -> &'static Weights {
    static TABLES: LazyLock<Tables> =
        LazyLock::new(|| toml::from_str(include_str!("weights.toml")).unwrap_or_default());
    match format {
        Format::Text => &TABLES.text,
        Format::Html => &TABLES.html,
    }
}

/// All that is known of a document's candidates before the last decision.
pub(crate) struct Field {
    pub known: Vec<Known>,
    pub places: Vec<Place>,
}

/// Measures all candidates of a document. `tag`: its language as far as known.
pub(crate) fn survey(candidates: &[Candidate], tag: &str, site: Option<&SiteProfile>, weights: &Weights) -> Field {
    let mut known: Vec<Known> = candidates.iter().map(|c| super::features::measure(c, tag)).collect();
    mark_repeats(candidates, &mut known, site);
    let alone: Vec<f32> =
        known.iter().map(|k| k.line.dot(&weights.alone) + k.markup.dot(&weights.alone_markup)).collect();
    let places = places(candidates, &known, &alone);
    Field { known, places }
}

/// The verdict on each candidate of a surveyed document.
pub(crate) fn judge(field: &Field, weights: &Weights) -> Vec<Verdict> {
    field
        .known
        .iter()
        .zip(&field.places)
        .map(|(known, place)| {
            let score = known.line.dot(&weights.line) + known.markup.dot(&weights.markup) + place.dot(&weights.place);
            let (reason, evidence) = explain(known, place, weights);
            Verdict { score, reason, evidence, place: *place }
        })
        .collect()
}

fn mark_repeats(candidates: &[Candidate], known: &mut [Known], site: Option<&SiteProfile>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for candidate in candidates {
        *seen.entry(&candidate.text).or_default() += 1;
    }
    for (candidate, known) in candidates.iter().zip(known) {
        known.line.repeated = f32::from(u8::from(seen.get(candidate.text.as_str()).is_some_and(|n| *n > 1)));
        known.line.site = site.map_or(0.0, |site| site.share(&candidate.text));
    }
}

/// The densest run of text: the candidates between which the sum of (words, if text; minus words, if furniture) is
/// greatest (Kadane's maximum subarray).
fn run(known: &[Known], alone: &[f32]) -> std::ops::Range<usize> {
    let mut best = (0.0_f32, 0..0);
    let (mut sum, mut start, mut streak) = (0.0_f32, 0, 0_usize);
    for (index, (known, odds)) in known.iter().zip(alone).enumerate() {
        let words = known.counts.words();
        streak = if *odds > 0.0 { streak + 1 } else { 0 };
        // A few short lines in a row may be a list in the article; many are a menu or a list of teasers. Prose counts
        // by the root of its length, so that one giant comment does not outweigh an article.
        let value = match streak {
            0 => -(odds.max(-3.0)) / 3.0 * words.min(150.0).sqrt(),
            1..=4 => -(odds.min(3.0)) * 0.5,
            _ => -(odds.min(3.0)) * 1.3,
        };
        if sum <= 0.0 {
            (sum, start) = (0.0, index);
        }
        sum += value;
        if sum > best.0 {
            best = (sum, start..index + 1);
        }
    }
    best.1
}

/// The end of the run, moved behind what still belongs to it: sentences right behind it, and running text in its words
/// behind a list that the run broke off at.
fn extended(candidates: &[Candidate], known: &[Known], end: usize, vocabulary: &Vocabulary) -> usize {
    /// The longest list that is stepped over, in lines.
    const LIST: usize = 8;
    let mut end = end;
    loop {
        let clean = |k: &&Known| k.cues.is_empty() && k.line.address + k.line.rights == 0.0;
        let sentence = |k: &Known| k.stops && k.counts.words() >= 4.0 && k.markup.link < 0.5;
        if known.get(end).filter(clean).is_some_and(sentence) {
            end += 1;
            continue;
        }
        let open = known.iter().skip(end).take(LIST).take_while(|k| told(&k.line) < 0.6 && !k.is_prose()).count();
        let next = end + open;
        let belongs = known.get(next).is_some_and(|k| k.is_prose() && k.markup.link < 0.5 && told(&k.line) < 0.6)
            && open < LIST
            && candidates.get(next).is_some_and(|c| vocabulary.share(&c.text, false) >= 0.4);
        if !belongs {
            return end;
        }
        end = next + 1;
    }
}

fn places(candidates: &[Candidate], known: &[Known], alone: &[f32]) -> Vec<Place> {
    let run = run(known, alone);
    let vocabulary = Vocabulary::of(candidates, run.clone());
    let run = run.start..extended(candidates, known, run.end, &vocabulary);
    let rows = rows(known);
    let series = series(candidates, known, &run);
    let total: f32 = known.iter().map(|k| k.counts.words()).sum();
    let body: f32 = known.iter().take(run.end).skip(run.start).map(|k| k.counts.words()).sum();
    let odds = |index: Option<usize>| index.and_then(|i| alone.get(i)).map_or(0.5, |o| o.clamp(-4.0, 4.0) / 4.0);
    let prose = |index: Option<usize>| flag(index.and_then(|i| known.get(i)).is_some_and(Known::is_prose));
    let count = known.len();
    let mut listed = false;
    let mut out = Vec::with_capacity(count);
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(this) = known.get(index) else { break };
        let back = |n: usize| index.checked_sub(n);
        let (before, after) = (index < run.start, index >= run.end);
        let echo = if this.counts.words() > 60.0 { 1.0 } else { vocabulary.share(&candidate.text, !before && !after) };
        let far = |distance: usize| (distance as f32 / 10.0).min(1.0);
        let row = rows.get(index).copied().unwrap_or(0.0);
        let words = this.counts.words();
        listed = listed && !this.is_prose();
        // A line that says itself what it is is judged less by its company.
        let told = told(&this.line);
        let by = |value: f32| value * (1.0 - 0.75 * told);
        out.push(Place {
            alone: odds(Some(index)),
            before_1: by(odds(back(1))),
            before_2: by(odds(back(2))),
            after_1: by(odds(Some(index + 1))),
            after_2: by(odds(Some(index + 2))),
            before_mean: by(mean(known, alone, index.saturating_sub(4)..index)),
            after_mean: by(mean(known, alone, index + 1..(index + 5).min(count))),
            before_run: flag(before),
            in_run: flag(!before && !after),
            after_run: flag(after),
            far_before: if before { far(run.start - index) } else { 0.0 },
            far_after: if after { far(index - run.end + 1) } else { 0.0 },
            next_before: flag(index + 1 == run.start || index + 2 == run.start),
            next_after: flag(index == run.end || index == run.end + 1),
            prose_before: prose(back(1)),
            prose_after: prose(Some(index + 1)),
            row: by(row),
            row_outside: if before || after { row } else { 0.0 },
            echo: by(echo),
            echo_before: if before && words > 2.5 { echo } else { 0.0 },
            echo_after: if after && words > 2.5 { echo } else { 0.0 },
            listed: flag(listed),
            series: series.get(index).copied().unwrap_or(0.0),
            body_share: body / total.max(1.0),
        });
        listed = listed || (candidate.text.ends_with([':', '：']) && words > 3.0 && this.cues.is_empty());
    }
    out
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// Mean of the first verdicts in `range`, by the root of their words; 0.5 where there are none.
fn mean(known: &[Known], alone: &[f32], range: std::ops::Range<usize>) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.0);
    let lines = known.iter().zip(alone).take(range.end).skip(range.start);
    for (known, odds) in lines {
        let w = known.counts.words().sqrt().max(1.0);
        sum += w * odds.clamp(-4.0, 4.0) / 4.0;
        weight += w;
    }
    if weight > 0.0 { sum / weight } else { 0.5 }
}

/// How surely a line says itself that it is furniture: phrases, credits, dates.
fn told(line: &Line) -> f32 {
    [line.cue_open, line.cue_whole, line.cue_tail, line.credit_tail, line.rights, line.date_cover, line.byline]
        .into_iter()
        .fold(0.0, f32::max)
}

/// 1 for each line of a row that reads like a list of figures and touches the run of text.
fn series(candidates: &[Candidate], known: &[Known], run: &std::ops::Range<usize>) -> Vec<f32> {
    let open = |i: usize| {
        known.get(i).is_some_and(|k| {
            let dated = k.stamp.date.is_some() && k.line.date_cover > 0.2;
            let stops = k.stops && !candidates.get(i).is_some_and(|c| shape::ends_in_initials(&c.text));
            !stops && k.counts.words() <= 25.0 && !dated && k.line.no_letters == 0.0
        })
    };
    let figure = |i: usize| {
        let text = candidates.get(i).map_or("", |c| c.text.as_str());
        let label = text.contains(": ") || text.contains(" : ") || text.contains('：');
        text.starts_with(char::is_numeric) || (label && text.contains(char::is_numeric))
    };
    let mut out = vec![0.0; known.len()];
    let mut start = 0;
    while start < known.len() {
        let end = (start..known.len()).find(|i| !open(*i) || !figure(*i)).unwrap_or(known.len());
        // A few lines of another kind (the heading of the list, a notice) may stand between the row and the run.
        let near = start <= run.end + 3 && end + 1 >= run.start;
        if (2..=14).contains(&(end - start)) && near {
            out.iter_mut().take(end).skip(start).for_each(|v| *v = 1.0);
        }
        start = end.max(start + 1);
    }
    out
}

/// For each line how many short lines without a stop stand in one row with it, 1 at six and more.
fn rows(known: &[Known]) -> Vec<f32> {
    let short = |k: &Known| !k.stops && k.counts.words() <= 20.0;
    let mut out = Vec::with_capacity(known.len());
    for row in known.chunk_by(|a, b| short(a) == short(b)) {
        let length = if row.first().is_some_and(short) { row.len() } else { 0 };
        out.extend(std::iter::repeat_n((length as f32 / 6.0).min(1.0), row.len()));
    }
    out
}

/// The longer words of the run of text, with how many of its lines have them.
struct Vocabulary {
    words: HashMap<String, u32>,
}

impl Vocabulary {
    fn of(candidates: &[Candidate], run: std::ops::Range<usize>) -> Self {
        let mut words = HashMap::new();
        for candidate in candidates.iter().take(run.end).skip(run.start) {
            let mut mine = HashSet::new();
            keys(&candidate.text, |key| {
                if mine.insert(key.to_owned()) {
                    *words.entry(key.to_owned()).or_default() += 1;
                }
            });
        }
        Vocabulary { words }
    }

    /// Share of the longer words of `text` that the run has; `inside`: the line is part of the run, so that a word
    /// counts only if another line has it too.
    fn share(&self, text: &str, inside: bool) -> f32 {
        let least = 1 + u32::from(inside);
        let (mut hits, mut all) = (0, 0);
        keys(text, |key| {
            all += 1;
            hits += usize::from(self.words.get(key).is_some_and(|n| *n >= least));
        });
        ratio(hits, all)
    }
}

/// Calls `f` with each word of four letters and more, cut to six (a poor man's stem), and with each pair of
/// characters of a script without spaces.
fn keys(text: &str, mut f: impl FnMut(&str)) {
    let tokens = Tokens::new(text);
    for index in 0..tokens.len() {
        let Some(token) = tokens.get(index).filter(|_| tokens.is_word(index)) else {
            continue;
        };
        if token.chars().next().is_some_and(is_cjk) {
            if let Some(next) = tokens.get(index + 1).filter(|t| t.chars().next().is_some_and(is_cjk)) {
                f(&format!("{token}{next}"));
            }
            continue;
        }
        let end = token.char_indices().nth(6).map_or(token.len(), |(at, _)| at);
        if token.chars().nth(3).is_some() {
            f(token.get(..end).unwrap_or(token));
        }
    }
}

/// Why a candidate would go, and what told so.
fn explain(known: &Known, place: &Place, weights: &Weights) -> (Reason, String) {
    let line = &known.line;
    if let Some(cue) = known.best_cue().filter(|cue| cue.cover >= 0.25 || cue.start == 0 || line.cue_tail > 0.0) {
        return (cue.reason, format!("phrase \"{}\"", cue.phrase));
    }
    if let Some((reason, name)) = known.named {
        return (reason, format!("class or id \"{name}\""));
    }
    let evidence = strongest(known, place, weights);
    let outside = place.after_run > 0.0 || place.before_run > 0.0;
    let reason = match () {
        () if line.site > 0.0 => Reason::Repeated,
        () if line.rights > 0.0 => Reason::Copyright,
        () if line.date_cover > 0.6 => Reason::Dateline,
        () if line.byline > 0.0 => Reason::Byline,
        () if line.credit_tail > 0.0 => Reason::Credit,
        () if line.date + line.time > 0.0 && known.counts.words() < 15.0 => Reason::Byline,
        () if line.name > 0.0 && place.after_run == 0.0 => Reason::Byline,
        () if line.separators > 0.3 => Reason::Navigation,
        () if line.commas > 0.4 => Reason::Tags,
        () if line.repeated > 0.0 => Reason::Repeated,
        () if known.best_cue().is_some() => known.best_cue().map_or(Reason::Stray, |cue| cue.reason),
        () if outside && place.row > 0.3 && known.counts.words() > 3.0 => Reason::Related,
        () => Reason::Stray,
    };
    (reason, evidence)
}

/// The names of the three figures that speak most for furniture, for a person to read.
fn strongest(known: &Known, place: &Place, weights: &Weights) -> String {
    let line = known.line.figures().zip(weights.line.figures());
    let markup = known.markup.figures().zip(weights.markup.figures());
    let place = place.figures().zip(weights.place.figures());
    let mut parts: Vec<(&str, f32)> =
        line.chain(markup).chain(place).map(|((name, value), (_, weight))| (name, value * weight)).collect();
    parts.retain(|(name, value)| *value > 0.2 && *name != "bias" && *name != "alone");
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let names: Vec<String> = parts.iter().take(3).map(|(name, _)| name.replace('_', " ")).collect();
    if names.is_empty() { "stands apart from the text".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_table_of_weights_has_every_name() {
        let weights: Tables = toml::from_str(include_str!("weights.toml")).unwrap();
        assert!(weights.text.line.figures().any(|(_, value)| value != 0.0));
        assert!(weights.html.markup.figures().any(|(_, value)| value != 0.0));
    }
}
