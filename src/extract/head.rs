//! The lines of a plain text before its first running text: the headline and the summary stay, the rest of a page's furniture goes.

use super::features::Known;
use super::judge::Verdict;
use super::rules::{FAINT, LISTS, OPEN, SURE, is_bare, is_paragraph, leads_away, remove};
use super::{Candidate, Reason, Role};

/// How many lines before the first running text a headline is looked for.
const HEAD: usize = 12;

/// Share of a summary's longer words that come back in the text: by itself, and where its place tells it already.
const SUMMARY_ECHO: f32 = 0.25;
const FRAMED_ECHO: f32 = 0.1;

/// Whether the line stands where summaries do: right under the headline and over the byline, or alone between the
/// byline and the text.
fn is_framed(verdicts: &[Verdict], title: usize, index: usize, body: usize) -> bool {
    let signed =
        |i: usize| verdicts.get(i).is_some_and(|v| !v.keeps() && matches!(v.reason, Reason::Byline | Reason::Dateline));
    let under_title = index == title + 1 && signed(index + 1);
    under_title || (index + 1 == body && index > title + 1 && (title + 1..index).all(signed))
}

/// Keeps the headline of a plain text and the summary under it: lines before the first running text, without a sign of
/// furniture, whose words come back in the text. To the figures they look like teasers.
pub(super) fn keep(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let Some(body) = (0..known.len()).find(|i| {
        let kept = verdicts.get(*i).is_some_and(|v| v.keeps() && v.place.before_run == 0.0);
        kept && known.get(*i).is_some_and(|k| k.is_prose() || is_paragraph(k))
    }) else {
        return;
    };
    let fits = |index: &usize| known.get(*index).is_some_and(|k| is_bare(k) && k.counts.words() >= 3.0);
    let echoes: Vec<f32> = verdicts.iter().map(|v| v.place.echo).collect();
    let echo = |index: &usize| echoes.get(*index).copied().unwrap_or(0.0);
    let zone = body.saturating_sub(HEAD)..body;
    // A short first line right above the text needs no more than that nothing speaks against it.
    let first = |index: usize| index == 0 && body == 1 && known.first().is_some_and(|k| k.cues.is_empty());
    let bound = |index: usize| if first(index) { LISTS } else { FAINT };
    let open: Vec<bool> = verdicts.iter().enumerate().map(|(index, v)| v.score < bound(index)).collect();
    let fits = |index: &usize| fits(index) && open.get(*index) == Some(&true);
    let marked = zone.clone().find(|i| candidates.get(*i).is_some_and(|c| c.hint == Some(Role::Headline)));
    let long = |index: &usize| known.get(*index).is_some_and(|k| k.counts.words() >= 5.0);
    let rank = |index: &usize| {
        let words = known.get(*index).map_or(0.0, |k| k.counts.words());
        let running = known.get(*index).map_or(0.0, |k| k.line.running);
        echo(index) + (words / 20.0).min(0.6) + running * 0.5
    };
    let best = zone.clone().filter(fits).map(|i| rank(&i)).fold(0.0_f32, f32::max);
    // The headline comes before the summary, which may have more of the text's words.
    let title = marked.or_else(|| zone.clone().find(|i| fits(i) && rank(i) >= best * 0.45 && rank(i) >= 0.45));
    let title = title.or_else(|| headline_like(known, verdicts, zone.clone()));
    let title =
        title.map(|title| if marked.is_some() { title } else { named_twice(known, verdicts, zone.start, title) });
    let Some(title) = title.map(|title| overline(known, verdicts, title, marked.is_some())) else { return };
    if let Some(verdict) = verdicts.get_mut(title) {
        verdict.score = -SURE;
    }
    for index in zone.start..title {
        let stray = known.get(index).is_some_and(|k| !k.stops && k.counts.words() <= 6.0);
        if let Some(verdict) = verdicts.get_mut(index).filter(|v| stray && v.keeps()) {
            remove(verdict, Reason::Navigation, "short line over the headline");
        }
    }
    let framed: Vec<bool> = (0..body).map(|index| is_framed(verdicts, title, index, body)).collect();
    // Under "Related stories" stand the titles of other stories, which share the text's words too.
    let mut teasers = false;
    for index in title + 1..body {
        teasers |= known.get(index).zip(verdicts.get(index)).is_some_and(|(k, v)| leads_away(k, v));
        let framed = framed.get(index).is_some_and(|framed| *framed);
        let framed = framed && known.get(index).is_some_and(|k| k.stamp.date.is_none() && k.line.date_cover == 0.0);
        let least = if framed { FRAMED_ECHO } else { SUMMARY_ECHO };
        let summary = !teasers && fits(&index) && long(&index) && echo(&index) >= least;
        if let Some(verdict) = verdicts.get_mut(index).filter(|_| summary) {
            verdict.score = -SURE;
        }
    }
}

/// Removes what the figures barely keep between the page's furniture and the first running text of a plain text, but for
/// the headline and the summary: more often than not these are the last titles of a list of other stories, pictures'
/// captions and the like.
pub(super) fn over_text(known: &[Known], verdicts: &mut [Verdict]) {
    /// Lines above that go: in a clean text none does.
    const GONE: usize = 3;
    let body = known.iter().zip(verdicts.iter()).position(|(k, v)| v.keeps() && (k.is_prose() || is_paragraph(k)));
    // Without a headline, one of these lines may be it.
    let titled = body.is_some_and(|body| verdicts.iter().take(body).any(|v| v.score == -SURE));
    let mut gone = 0;
    for verdict in verdicts.iter_mut().take(body.filter(|_| titled).unwrap_or(0)) {
        if !verdict.keeps() {
            gone += 1;
        } else if gone >= GONE && verdict.score > -OPEN {
            remove(verdict, Reason::Stray, "over the text");
            // No later rule takes it for a heading.
            verdict.score = OPEN;
        }
    }
}

/// The last line above the one that was found that the document has twice and whose words the text has too: pages have
/// their headline in their name as well, and a first line of the text that looks like one stands once.
fn named_twice(known: &[Known], verdicts: &[Verdict], from: usize, title: usize) -> usize {
    let twice = |index: usize| known.get(index).is_some_and(|k| k.line.repeated > 0.0);
    let fits = |index: &usize| {
        let (Some(known), Some(verdict)) = (known.get(*index), verdicts.get(*index)) else { return false };
        let bare = is_bare(known) && known.cues.is_empty() && known.line.no_letters == 0.0 && !known.stops;
        bare && twice(*index)
            && known.counts.words() >= 3.0
            && verdict.place.echo >= SUMMARY_ECHO
            && verdict.score < LISTS
    };
    if twice(title) { title } else { (from..title).rev().find(fits).unwrap_or(title) }
}

/// The line right above the one that was found, where it could be the headline and that one the summary: short, without a
/// stop, and about the text.
fn overline(known: &[Known], verdicts: &[Verdict], title: usize, marked: bool) -> usize {
    /// Surer than this the trees are not that a headline is furniture.
    const OVER: f32 = 2.6;
    let above = title.checked_sub(1).filter(|_| !marked);
    let fits = |index: &usize| {
        let (Some(known), Some(verdict)) = (known.get(*index), verdicts.get(*index)) else { return false };
        let words = known.counts.words();
        let about = verdict.place.echo >= 0.2 || verdict.place.topic >= 0.25 || known.line.repeated > 0.0;
        let bare = is_bare(known) && known.cues.is_empty() && known.line.no_letters == 0.0 && !known.stops;
        bare && about && (2.0..=25.0).contains(&words) && verdict.score < OVER
    };
    above.filter(fits).unwrap_or(title)
}

/// The line of a plain text that is most like a headline, though the figures take it for furniture: such lines stand in
/// menus and over lists of other stories as well. Pages have it twice, as their name and over the text.
fn headline_like(known: &[Known], verdicts: &[Verdict], zone: std::ops::Range<usize>) -> Option<usize> {
    /// What a line that is taken for the headline has at least.
    const LEAST: f32 = 0.6;
    let rank = |index: usize| {
        let (known, verdict) = (known.get(index)?, verdicts.get(index)?);
        let words = known.counts.words();
        let twice = if known.line.repeated > 0.0 { 0.3 } else { 0.0 };
        let fits = is_bare(known) && words >= 3.0 && verdict.score < LISTS;
        let rank = verdict.place.echo.max(verdict.place.topic) + (words / 20.0).min(0.5) + twice;
        fits.then_some(rank + known.line.running * 0.2 - verdict.score.max(0.0) * 0.1)
    };
    let ranks = zone.filter_map(|index| Some((index, rank(index)?)));
    let best = ranks.filter(|(_, rank)| *rank >= LEAST).max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    best.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::features::{Language, measure};

    /// Which lines stay after the rule; those of a menu and running text are added before and behind.
    fn kept_over_text(lines: &[(&str, f32)]) -> String {
        let prose =
            "The old pier of Kelmouth reopened on Monday after eleven months of repairs, the county council said.";
        let menu = [("Home", 3.0), ("News", 3.0), ("Sport", 3.0)];
        let lines: Vec<(&str, f32)> = menu.iter().chain(lines).chain(&[(prose, -4.0)]).copied().collect();
        let known =
            |line: &str| measure(&mut Candidate { text: line.to_owned(), ..Candidate::default() }, &Language::of("en"));
        let known: Vec<Known> = lines.iter().map(|(line, _)| known(line)).collect();
        let verdict = |(_, score): &(&str, f32)| Verdict {
            score: *score,
            reason: Reason::Stray,
            evidence: String::new(),
            place: Default::default(),
        };
        let mut verdicts: Vec<Verdict> = lines.iter().map(verdict).collect();
        over_text(&known, &mut verdicts);
        verdicts.iter().map(|verdict| if verdict.keeps() { 'k' } else { '-' }).collect()
    }

    #[test]
    fn what_is_barely_kept_over_the_text_goes() {
        let (headline, teaser) = ("Kelmouth gets its pier back", "Ferry strike enters second week");
        assert_eq!(
            kept_over_text(&[(headline, -SURE), (teaser, -0.5), ("A record for a working day", -2.0)]),
            "---k-kk"
        );
        // Without a headline any of them may be it.
        assert_eq!(kept_over_text(&[(teaser, -0.5), (headline, -0.8)]), "---kkk");
    }
}
