//! Where a candidate stands: in the densest run of text or beside it, and what its neighbours look like.

use std::collections::HashMap;

use super::features::{Known, Line, figures};
use super::phrases::{Tokens, number, ratio};
use super::sense::{Topic, cosine};
use super::{Candidate, Reason, Role, is_page, shape};
use crate::text::is_cjk;

figures! {
    /// The line's surroundings, told from what the lines around it look like by themselves.
    Place {
        /// Looks like furniture by itself: log odds, cut off at ±4 and divided by 4.
        alone,
        /// The same of the line before and after, and of the next ones.
        before_1, before_2, after_1, after_2,
        /// Mean of the four lines before, and after, longer lines counting more.
        before_mean, after_mean,
        /// Stands before, in, after the densest run of text.
        before_run, in_run, after_run,
        /// How far before or after it: 1 at ten lines and more.
        far_before, far_after,
        /// Next to it, at the beginning or end.
        next_before, next_after,
        /// Running text stands right before; right after.
        prose_before, prose_after,
        /// Short lines without a stop around it, in one row: 1 at six and more.
        row,
        /// The same outside the run of text.
        row_outside,
        /// Share of its longer words that the run of text has too.
        echo,
        /// The same for lines of three words and more that stand before the run (headlines).
        echo_before,
        /// The same behind the run.
        echo_after,
        /// In a row that a colon opened.
        listed,
        /// In a row near the text whose lines all begin with a figure or have a colon and a figure: fixtures, hours, seats.
        series,
        /// Share of the document's words that stand in the run of text.
        body_share,
        /// Lines of the document and of its run, as logarithms; words of the run.
        lines, run_lines, run_words,
        /// Share of the document's words before it; lines before it and behind it, at most 60.
        order, from_start, from_end,
        /// Lines since the headline, at most 60; 61 before the last one that could be it, 62 where there is none.
        since_title,
        /// The same as `alone` of the third lines before and after.
        before_3, after_3,
        /// Lines to the nearest running text before and after, at most 20.
        prose_far_before, prose_far_after,
        /// Lines since a phrase alone led to other texts; asked for something; at most 30.
        since_leads, since_asks,
        /// Mean of `alone` over the blocks with the same names on the way up; with the same parent; in the same box.
        alike_odds, kin_odds, box_odds,
        /// The lines before and after: words, at most 60; share in links; a heading; of the same names on the way up;
        /// of the same parent; end of a sentence.
        before_words, after_words, before_link, after_link, before_heading, after_heading, before_alike, after_alike,
        before_kin, after_kin, before_stops, after_stops,
        /// `alone` of the last heading above, and lines since it, at most 30.
        heading_odds, since_heading,
        /// How dirty the document is besides this line: lines that say themselves that they are furniture, as a logarithm,
        /// and those before and behind it; the mean chance of the other lines to be furniture by themselves, and of those
        /// before and behind; share of the other lines that end like a sentence.
        signs, signs_before, signs_after, doubts, doubts_before, doubts_after, others_stop,
        /// The lines before and after: share under phrases that sign or date something, 1 for credits and bylines; under
        /// those that lead to other texts, that ask for something; a short line with a date.
        before_meta, after_meta, before_leads, after_leads, before_asks, after_asks, before_dated, after_dated,
        /// Lines since a short line with a date, at most 30; such lines before, as a logarithm.
        since_dated, dated_before,
        /// In a plain text: lines of the row of short lines around it, as a logarithm; shares of those that are figures, and
        /// that say themselves that they are furniture; their mean words and echo.
        row_lines, row_figures, row_signs, row_words, row_echo,
        /// Lines of the row before it and behind it, at most 30; running text stands before the row, behind it; a colon
        /// opens the row.
        row_since, row_until, row_follows, row_leads, row_colon,
        /// How often the line stands in the text, and how many open and close with the same two words, as logarithms; mean
        /// of `alone` over these.
        times, open_times, close_times, open_odds, close_odds,
        /// Words of running text before it and behind it that shares the text's words, as logarithms.
        text_before, text_after,
        /// How much what it means is what the run of text speaks of; what the lines before and after mean: cosines.
        topic, topic_before, topic_after,
        /// `sense` of the lines before and after.
        before_sense, after_sense,
    }
}

/// Odds beyond this count as this.
const MOST: f32 = 4.0;

impl Place {
    /// Log odds that the line is furniture, by itself; none are beyond 4.
    pub(super) fn odds(&self) -> f32 {
        self.alone * MOST
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
fn extended(known: &[Known], end: usize, vocabulary: &Vocabulary) -> usize {
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
            && known.get(next).is_some_and(|k| vocabulary.share(&k.tokens, false) >= 0.4);
        if !belongs {
            return end;
        }
        end = next + 1;
    }
}

/// The surroundings of all candidates, from what the first pass says of each (`alone`, log odds of furniture).
pub(super) fn places(candidates: &[Candidate], known: &[Known], alone: &[f32]) -> Vec<Place> {
    let run = run(known, alone);
    let vocabulary = Vocabulary::of(known, run.clone());
    let run = run.start..extended(known, run.end, &vocabulary);
    let rows = rows(known);
    let series = series(candidates, known, &run);
    let total: f32 = known.iter().map(|k| k.counts.words()).sum();
    let body: f32 = known.iter().take(run.end).skip(run.start).map(|k| k.counts.words()).sum();
    let odds = |index: Option<usize>| index.and_then(|i| alone.get(i)).map_or(0.5, |o| o.clamp(-MOST, MOST) / MOST);
    let prose = |index: Option<usize>| flag(index.and_then(|i| known.get(i)).is_some_and(Known::is_prose));
    let count = known.len();
    let scene = Scene::of(candidates, known, alone);
    let mut listed = false;
    let mut words_before = 0.0;
    let mut out = Vec::with_capacity(count);
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(this) = known.get(index) else { break };
        let back = |n: usize| index.checked_sub(n);
        let (before, after) = (index < run.start, index >= run.end);
        let echo = if this.counts.words() > 60.0 { 1.0 } else { vocabulary.share(&this.tokens, !before && !after) };
        let far = |distance: usize| (distance as f32 / 10.0).min(1.0);
        let row = rows.get(index).copied().unwrap_or(0.0);
        let words = this.counts.words();
        listed = listed && !this.is_prose();
        // A line that says itself what it is is judged less by its company.
        let told = told(&this.line);
        let by = |value: f32| value * (1.0 - 0.75 * told);
        let seen = scene.seen.get(index).copied().unwrap_or_default();
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
            lines: (count as f32).ln_1p(),
            run_lines: (run.len() as f32).ln_1p(),
            run_words: body.min(2000.0),
            order: words_before / total.max(1.0),
            from_start: index.min(60) as f32,
            from_end: (count - index).min(60) as f32,
            before_3: by(odds(back(3))),
            after_3: by(odds(Some(index + 3))),
            ..seen
        });
        words_before += words;
        listed = listed || (candidate.text.ends_with([':', '：']) && words > 3.0 && this.cues.is_empty());
    }
    if !is_page(candidates) {
        super::rows::fill(candidates, known, alone, &mut out);
        meanings(known, run, &mut out);
    }
    out
}

/// Fills how near in meaning the lines are to the run of text and to each other.
fn meanings(known: &[Known], run: std::ops::Range<usize>, out: &mut [Place]) {
    let topic = Topic::of(known, run);
    let near = |a: Option<usize>, b: &Known| {
        a.and_then(|a| known.get(a)).map_or((0.0, 0.0), |a| (cosine(&a.vector, &b.vector), a.line.sense))
    };
    for (index, (place, this)) in out.iter_mut().zip(known).enumerate() {
        place.topic = topic.cosine(index, this);
        (place.topic_before, place.before_sense) = near(index.checked_sub(1), this);
        (place.topic_after, place.after_sense) = near(Some(index + 1), this);
    }
}

/// What a walk over all candidates tells of each.
struct Scene {
    seen: Vec<Place>,
}

impl Scene {
    fn of(candidates: &[Candidate], known: &[Known], alone: &[f32]) -> Scene {
        let mut seen = vec![Place::default(); known.len()];
        distances(candidates, known, alone, &mut seen);
        neighbours(candidates, known, &mut seen);
        headings(candidates, alone, &mut seen);
        dirt(known, alone, &mut seen);
        let around = |f: fn(&super::html::Around) -> usize| {
            candidates.iter().map(move |c| c.around.as_deref().map(f)).collect::<Vec<_>>()
        };
        let page = is_page(candidates);
        let (rows, openings) = if page { (Vec::new(), Vec::new()) } else { text_groups(candidates, known) };
        let alike = company(&if page { around(|a| a.alike) } else { openings }, known, alone);
        let kin = company(&if page { around(|a| a.container) } else { rows }, known, alone);
        let boxes = company(&around(|a| a.outer), known, alone);
        for (slot, ((alike, kin), outer)) in seen.iter_mut().zip(alike.into_iter().zip(kin).zip(boxes)) {
            (slot.alike_odds, slot.kin_odds, slot.box_odds) = (alike, kin, outer);
        }
        Scene { seen }
    }
}

/// Fills what the lines before and after look like.
fn neighbours(candidates: &[Candidate], known: &[Known], seen: &mut [Place]) {
    let heading = |c: &Candidate| flag(matches!(c.hint, Some(Role::Headline | Role::Subhead)));
    let group = |c: &Candidate| c.around.as_deref().map(|a| (a.alike, a.container));
    let signed = |line: &Line| line.cue_meta.max(line.credit_tail).max(line.byline);
    let pairs = candidates.iter().zip(known).zip(candidates.iter().zip(known).skip(1)).enumerate();
    for (index, ((first, known), (second, next))) in pairs {
        let (alike, kin) = match (group(first), group(second)) {
            (Some(a), Some(b)) => (flag(a.0 == b.0), flag(a.1 == b.1)),
            _ => (0.0, 0.0),
        };
        if let Some(slot) = seen.get_mut(index) {
            (slot.after_words, slot.after_link) = (next.counts.words().min(60.0), next.markup.link);
            (slot.after_heading, slot.after_stops) = (heading(second), flag(next.stops));
            (slot.after_alike, slot.after_kin) = (alike, kin);
            let l = &next.line;
            (slot.after_meta, slot.after_leads, slot.after_asks) = (signed(l), l.cue_leads, l.cue_asks);
            slot.after_dated = flag(is_dated(next));
        }
        if let Some(slot) = seen.get_mut(index + 1) {
            (slot.before_words, slot.before_link) = (known.counts.words().min(60.0), known.markup.link);
            (slot.before_heading, slot.before_stops) = (heading(first), flag(known.stops));
            (slot.before_alike, slot.before_kin) = (alike, kin);
            let l = &known.line;
            (slot.before_meta, slot.before_leads, slot.before_asks) = (signed(l), l.cue_leads, l.cue_asks);
            slot.before_dated = flag(is_dated(known));
        }
    }
}

/// What stands for the markup's groups in a plain text: the row of short lines without a stop, and the lines of the
/// document that open alike: with a figure, with the same mark, with the same word and a colon or another mark.
fn text_groups(candidates: &[Candidate], known: &[Known]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let short = |k: &Known| !k.stops && k.counts.words() <= 20.0;
    let mut rows = Vec::with_capacity(known.len());
    for (group, row) in known.chunk_by(|a, b| short(a) == short(b)).enumerate() {
        let of = row.first().is_some_and(short).then_some(group);
        rows.extend(std::iter::repeat_n(of, row.len()));
    }
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let opening = |candidate: &Candidate| {
        let mut chars = candidate.text.chars();
        let first = chars.next()?;
        let key = if first.is_numeric() {
            let mark = chars.find(|c| !c.is_numeric())?;
            format!("0{mark}")
        } else if !first.is_alphabetic() {
            first.to_string()
        } else {
            let word: String = candidate.text.chars().take(20).take_while(|c| c.is_alphanumeric()).collect();
            let mark =
                candidate.text.get(word.len()..)?.chars().next().filter(|c| !c.is_alphanumeric() && *c != ' ')?;
            format!("{word}{mark}")
        };
        let count = numbers.len();
        Some(*numbers.entry(key).or_insert(count))
    };
    (rows, candidates.iter().map(opening).collect())
}

/// Whether a line is short and tells when something was written: over texts, comments and teasers.
fn is_dated(known: &Known) -> bool {
    !known.stops && known.stamp.date.is_some() && known.counts.words() <= 15.0
}

/// Fills what the last heading above looks like.
fn headings(candidates: &[Candidate], alone: &[f32], seen: &mut [Place]) {
    let mut last: Option<(usize, f32)> = None;
    for (index, (slot, (candidate, odds))) in seen.iter_mut().zip(candidates.iter().zip(alone)).enumerate() {
        let (since, above) = last.map_or((30, 0.0), |(at, odds)| ((index - at).min(30), odds));
        (slot.since_heading, slot.heading_odds) = (since as f32, above);
        if matches!(candidate.hint, Some(Role::Headline | Role::Subhead)) {
            last = Some((index, odds.clamp(-4.0, 4.0) / 4.0));
        }
    }
}

/// Fills how dirty the rest of the document is: a text without furniture may end with any line, and a text with much of
/// it seldom does.
fn dirt(known: &[Known], alone: &[f32], seen: &mut [Place]) {
    let sign = |known: &Known| flag(told(&known.line) >= 0.6 || known.line.cue_cover > 0.5);
    let chance = |odds: &f32| 1.0 / (1.0 + (-odds).exp());
    let signs: f32 = known.iter().map(sign).sum();
    let doubts: f32 = alone.iter().map(chance).sum();
    let stops: f32 = known.iter().map(|k| flag(k.stops)).sum();
    let count = known.len() as f32;
    let mean = |sum: f32, of: f32| if of > 0.0 { sum / of } else { 0.0 };
    let (mut signs_before, mut doubts_before) = (0.0, 0.0);
    for (index, (slot, (this, odds))) in seen.iter_mut().zip(known.iter().zip(alone)).enumerate() {
        let (own_sign, own_doubt, before) = (sign(this), chance(odds), index as f32);
        let (signs_after, doubts_after) = (signs - signs_before - own_sign, doubts - doubts_before - own_doubt);
        slot.signs = (signs - own_sign).ln_1p();
        slot.signs_before = f32::ln_1p(signs_before);
        slot.signs_after = signs_after.max(0.0).ln_1p();
        slot.doubts = mean(doubts - own_doubt, count - 1.0);
        slot.doubts_before = mean(doubts_before, before);
        slot.doubts_after = mean(doubts_after, count - 1.0 - before);
        slot.others_stop = mean(stops - flag(this.stops), count - 1.0);
        signs_before += own_sign;
        doubts_before += own_doubt;
    }
}

/// Fills the distances to headlines, running text and phrases.
fn distances(candidates: &[Candidate], known: &[Known], alone: &[f32], seen: &mut [Place]) {
    let far = |from: Option<usize>, index: usize, most: usize| {
        from.map_or(most, |from| index.abs_diff(from).min(most)) as f32
    };
    let is_title = |i: usize, k: &Known| {
        let declared = k.markup.title > 0.0 || k.markup.tag_h1 > 0.0;
        declared || candidates.get(i).is_some_and(|c| c.around.is_none() && c.hint == Some(Role::Headline))
    };
    let is_prose = |i: usize, k: &Known| k.is_prose() && alone.get(i).is_some_and(|o| *o < 0.0);
    let mut ahead = known.iter().enumerate().any(|(i, k)| is_title(i, k));
    let last = known.iter().enumerate().rposition(|(i, k)| is_title(i, k));
    let (mut title, mut prose, mut leads, mut asks) = (None, None, None, None);
    let (mut dated, mut stamps) = (None, 0.0_f32);
    for (index, (slot, this)) in seen.iter_mut().zip(known).enumerate() {
        if is_title(index, this) {
            title = Some(index);
            ahead = last.is_some_and(|last| last > index);
        }
        slot.since_title = match title {
            Some(_) => far(title, index, 60),
            None if ahead => 61.0,
            None => 62.0,
        };
        slot.prose_far_before = far(prose, index, 20);
        slot.since_leads = far(leads, index, 30);
        slot.since_asks = far(asks, index, 30);
        (slot.since_dated, slot.dated_before) = (far(dated, index, 30), stamps.ln_1p());
        if is_dated(this) {
            (dated, stamps) = (Some(index), stamps + 1.0);
        }
        if is_prose(index, this) {
            prose = Some(index);
        }
        let whole = this.line.cue_whole > 0.0 || (this.line.cue_open > 0.5 && this.line.cue_cover > 0.4);
        match this.best_cue().filter(|_| whole).map(|cue| cue.reason) {
            Some(Reason::Related | Reason::Navigation | Reason::Tags) => leads = Some(index),
            Some(Reason::Credit | Reason::Byline | Reason::Dateline | Reason::Copyright | Reason::Source) | None => {}
            Some(_) => asks = Some(index),
        }
    }
    prose = None;
    for (index, (slot, this)) in seen.iter_mut().zip(known).enumerate().rev() {
        slot.prose_far_after = far(prose, index, 20);
        if is_prose(index, this) {
            prose = Some(index);
        }
    }
}

/// For each candidate the mean of the first verdicts over its group, the longer ones counting more; 0 without a group.
pub(super) fn company(groups: &[Option<usize>], known: &[Known], alone: &[f32]) -> Vec<f32> {
    // Groups are numbered by element or one after the other.
    let mut sums: Vec<(f32, f32)> = vec![(0.0, 0.0); groups.iter().flatten().max().map_or(0, |most| most + 1)];
    for (group, (known, odds)) in groups.iter().zip(known.iter().zip(alone)) {
        let Some((sum, all)) = group.and_then(|group| sums.get_mut(group)) else { continue };
        let weight = known.counts.words().sqrt().max(0.5);
        *sum += weight * odds.clamp(-4.0, 4.0) / 4.0;
        *all += weight;
    }
    let mean = |group: &usize| sums.get(*group).map_or(0.0, |(sum, all)| sum / all.max(0.1));
    groups.iter().map(|group| group.as_ref().map_or(0.0, mean)).collect()
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
pub(super) fn told(line: &Line) -> f32 {
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
            !stops && k.markup.title == 0.0 && k.counts.words() <= 25.0 && !dated && k.line.no_letters == 0.0
        })
    };
    let figure = |i: usize| {
        let text = candidates.get(i).map_or("", |c| c.text.as_str());
        let label = || text.contains(": ") || text.contains(" : ") || text.contains('：');
        known.get(i).is_some_and(|k| k.counts.digits > 0) && (text.starts_with(char::is_numeric) || label())
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
    /// How many lines have the word, and the last of them.
    words: HashMap<u64, (u32, usize)>,
}

impl Vocabulary {
    fn of(known: &[Known], run: std::ops::Range<usize>) -> Self {
        let mut words: HashMap<u64, (u32, usize)> = HashMap::with_capacity(512);
        for (line, known) in known.iter().enumerate().take(run.end).skip(run.start) {
            keys(&known.tokens, |key| {
                let (lines, last) = words.entry(key).or_insert((0, usize::MAX));
                *lines += u32::from(*last != line);
                *last = line;
            });
        }
        Vocabulary { words }
    }

    /// Share of the longer words of `line` that the run has; `inside`: the line is part of the run, so that a word
    /// counts only if another line has it too.
    fn share(&self, line: &Tokens, inside: bool) -> f32 {
        let least = 1 + u32::from(inside);
        let (mut hits, mut all) = (0, 0);
        keys(line, |key| {
            all += 1;
            hits += usize::from(self.words.get(&key).is_some_and(|(lines, _)| *lines >= least));
        });
        ratio(hits, all)
    }
}

/// Calls `f` with a number for each word of four letters and more, cut to six (a poor man's stem), and with each pair of
/// characters of a script without spaces.
fn keys(tokens: &Tokens, mut f: impl FnMut(u64)) {
    for index in 0..tokens.len() {
        let Some(token) = tokens.get(index).filter(|_| tokens.is_word(index)) else {
            continue;
        };
        if token.is_ascii() {
            if token.len() >= 4 {
                f(number([token.get(..6).unwrap_or(token)]));
            }
            continue;
        }
        if token.chars().next().is_some_and(is_cjk) {
            if let Some(next) = tokens.get(index + 1).filter(|t| t.chars().next().is_some_and(is_cjk)) {
                f(number([token, next]));
            }
            continue;
        }
        let end = token.char_indices().nth(6).map_or(token.len(), |(at, _)| at);
        if token.chars().nth(3).is_some() {
            f(number([token.get(..end).unwrap_or(token)]));
        }
    }
}
