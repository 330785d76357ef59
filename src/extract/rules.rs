//! What holds whatever the figures say: hidden blocks go, one headline stays, nothing stands twice.

use std::collections::{HashMap, HashSet};

use super::features::Known;
use super::html::triples;
use super::judge::Verdict;
use super::shape::Counts;
use super::{Candidate, Reason, Role, head, is_page};
use crate::text::{fold, is_cjk};

/// Score of a candidate that a rule keeps or removes.
pub(super) const SURE: f32 = 9.0;
/// Where the figures are surer than this, rules of thumb are silent.
pub(super) const OPEN: f32 = 1.0;
/// The same for what rules bring back of a plain text, whose lines were judged as one sequence already.
pub(super) const FAINT: f32 = 0.3;
/// The same for lists of pages and what follows them, which the figures know less well.
pub(super) const LISTS: f32 = 4.0;
/// Words of running text that are something.
const ENOUGH: f32 = 25.0;

/// Corrects the verdicts of a document; gives the block of a page that is its headline. `author`: who wrote it, if the
/// page declares that.
pub(super) fn apply(
    candidates: &[Candidate],
    known: &[Known],
    verdicts: &mut [Verdict],
    author: Option<&str>,
) -> Option<usize> {
    let page = is_page(candidates);
    hidden(known, verdicts);
    for (known, verdict) in known.iter().zip(verdicts.iter_mut()) {
        if known.common {
            remove(verdict, Reason::Repeated, "stands in most documents of the site");
            verdict.score = SURE;
        }
    }
    if !page {
        paragraphs(known, verdicts);
    }
    told(candidates, verdicts);
    something(candidates, known, verdicts);
    let headline = headline(candidates, known, verdicts);
    titles(candidates, known, verdicts, headline);
    if !page {
        head::keep(candidates, known, verdicts);
        head::over_text(known, verdicts);
        subheads(known, verdicts);
    }
    if page {
        comments(known, verdicts);
        shortcodes(candidates, verdicts);
        headings(candidates, known, verdicts);
    }
    series(known, verdicts, page);
    leads(candidates, known, verdicts);
    if !page {
        sentences_between(known, verdicts);
        sentences_behind(candidates, known, verdicts);
        unmarked(known, verdicts);
    }
    captions(candidates, verdicts);
    twice(candidates, known, verdicts);
    orphans(candidates, known, verdicts);
    leftovers(candidates, known, verdicts);
    if let Some(author) = author {
        signatures(candidates, known, verdicts, author);
    }
    headline
}

/// Removes what the page hides, but for text that unfolds at a click: of that the figures are sure, and what is to be
/// seen does not have it too.
fn hidden(known: &[Known], verdicts: &mut [Verdict]) {
    let is_hidden = |k: &Known| k.markup.hidden > 0.0;
    let unfolds = |k: &Known, v: &Verdict| is_hidden(k) && k.is_prose() && v.score <= -OPEN;
    let mut shown: HashSet<u64> = HashSet::new();
    if known.iter().zip(verdicts.iter()).any(|(k, v)| unfolds(k, v)) {
        let shows = |(k, v): &(&Known, &Verdict)| v.keeps() && !is_hidden(k);
        for (known, _) in known.iter().zip(verdicts.iter()).filter(shows) {
            triples(&known.tokens, |triple| {
                shown.insert(triple);
            });
        }
    }
    for (known, verdict) in known.iter().zip(verdicts.iter_mut()).filter(|(k, _)| is_hidden(k)) {
        let (mut hits, mut all) = (0, 0);
        if unfolds(known, verdict) {
            triples(&known.tokens, |triple| {
                all += 1;
                hits += usize::from(shown.contains(&triple));
            });
        }
        // A digest has most of its words from the text.
        if hits * 2 >= all {
            remove(verdict, Reason::Markup, "the page hides it");
        }
    }
}

/// Keeps the long lines of a plain text that hold sentences: a whole article may stand in one line, which need not end
/// with a stop. Furniture is never that long and that much like running text, but for notices of rights and phrases that
/// many documents have.
fn paragraphs(known: &[Known], verdicts: &mut [Verdict]) {
    for (known, verdict) in known.iter().zip(verdicts) {
        let told = known.line.rights + known.line.site + known.line.again > 0.0 || known.common;
        if is_paragraph(known) && !told && known.line.cue_cover < 0.1 && known.line.cue_start == 0.0 {
            verdict.score = verdict.score.min(-0.1);
        }
    }
}

/// Long running text, whether it ends with a stop or not.
pub(super) fn is_paragraph(known: &Known) -> bool {
    known.counts.words() >= 45.0 && (known.line.running > 0.0 || known.stops)
}

/// Keeps all of a short plain text, most of it running text, in which no line bears a sign of furniture: that a line is
/// short, or stands alone, is no reason to lose it.
fn unmarked(known: &[Known], verdicts: &mut [Verdict]) {
    /// Lines of a short text.
    const SHORT: usize = 40;
    let marked = |k: &Known| {
        let l = &k.line;
        let told = l.cue_open + l.cue_tail + l.credit_tail + l.rights + l.date_cover + l.byline + l.name + l.address;
        told + l.separators + l.again + l.site + l.no_letters > 0.0 || l.cue_cover > 0.25
    };
    let words = |prose: bool| {
        known.iter().filter(|k| !prose || k.is_prose() || is_paragraph(k)).map(|k| k.counts.words()).sum::<f32>()
    };
    let running = words(true) * 2.0 >= words(false) && known.iter().any(|k| k.is_prose() || is_paragraph(k));
    if running && known.len() <= SHORT && !known.iter().any(marked) {
        verdicts.iter_mut().for_each(|verdict| verdict.score = verdict.score.min(-0.1));
    }
}

/// Keeps sentences of a plain text between running text that stays, unless a phrase of furniture opens or fills them.
fn sentences_between(known: &[Known], verdicts: &mut [Verdict]) {
    let prose: Vec<bool> = known.iter().zip(verdicts.iter()).map(|(k, v)| v.keeps() && k.is_prose()).collect();
    let soon = |index: usize| prose.iter().skip(index + 1).take(3).any(|p| *p);
    let mut follows = false;
    for (index, (known, verdict)) in known.iter().zip(verdicts).enumerate() {
        let line = &known.line;
        let told = line.cue_start
            + line.cue_label
            + line.cue_tail
            + line.cue_whole
            + line.credit_tail
            + line.rights
            + line.site;
        let sentence = known.stops && line.ends_dots == 0.0 && known.counts.words() >= 3.0 && line.cue_cover < 0.3;
        let between = follows && soon(index) && sentence && told == 0.0;
        if between && !verdict.keeps() && verdict.score < LISTS {
            verdict.score = -0.1;
        }
        follows = verdict.keeps() && (known.is_prose() || between);
    }
}

/// Keeps sentences of a plain text that follow what is kept and do not open with a phrase of furniture: behind a list,
/// and in very short texts, the figures take the run of text for ended.
fn sentences_behind(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let (mut list, mut prose) = (false, false);
    for ((candidate, known), verdict) in candidates.iter().zip(known).zip(verdicts.iter_mut()) {
        if verdict.keeps() {
            list |= candidate.hint == Some(Role::Item) || verdict.place.series > 0.0;
            prose = known.is_prose();
            continue;
        }
        let line = &known.line;
        let opens = line.cue_start > 0.0 && line.cue_cover > 0.15;
        let told = opens || line.cue_label > 0.0 || line.cue_cover > 0.25 || line.site > 0.0;
        let follows = list || (prose && verdict.reason == Reason::Stray);
        let brief = known.stops && known.counts.words() >= 6.0 && prose && verdict.place.in_run > 0.0;
        if follows && (known.is_prose() || brief) && !told && verdict.score < SURE {
            verdict.score = -0.1;
        } else if !matches!(verdict.reason, Reason::Advertisement | Reason::Markup) {
            (list, prose) = (false, false);
        }
    }
}

/// Removes short lines with the full name of the author whom the page declares, and a date or hardly a word besides.
fn signatures(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict], author: &str) {
    let whole = author.contains(' ') || author.chars().all(is_cjk);
    for ((candidate, known), verdict) in candidates.iter().zip(known).zip(verdicts) {
        let heading = matches!(candidate.hint, Some(Role::Headline | Role::Subhead)) || verdict.score == -SURE;
        let short = !known.stops && known.counts.words() <= 12.0 && whole && !heading;
        let Some((before, behind)) = candidate.text.split_once(author).filter(|_| short) else {
            continue;
        };
        let words = Counts::of(before).words() + Counts::of(behind).words();
        if verdict.keeps() && (known.stamp.date.is_some() || words <= 2.0) {
            remove(verdict, Reason::Byline, "the name of the author");
        }
    }
}

/// A line right above a credit, the two alone in one cell or box of the page, is the caption of the picture.
fn captions(candidates: &[Candidate], verdicts: &mut [Verdict]) {
    let node = |index: usize| candidates.get(index).and_then(|c| c.origin.node.as_deref());
    for index in 0..candidates.len().saturating_sub(1) {
        let pair = node(index).is_some() && node(index) == node(index + 1);
        let alone = pair && (index == 0 || node(index - 1) != node(index)) && node(index + 2) != node(index);
        let credit = verdicts.get(index + 1).is_some_and(|v| !v.keeps() && v.reason == Reason::Credit);
        if let Some(verdict) = verdicts.get_mut(index).filter(|v| alone && credit && v.keeps() && v.score > -OPEN) {
            remove(verdict, Reason::Credit, "above a credit");
        }
    }
}

/// A list of figures stays or goes as a whole.
fn series(known: &[Known], verdicts: &mut [Verdict], page: bool) {
    let bound = if page { LISTS } else { OPEN };
    let mut from = 0_usize;
    let mut heads = Vec::new();
    for row in verdicts.chunk_by_mut(|a, b| (a.place.series > 0.0) == (b.place.series > 0.0)) {
        let count = row.len();
        let in_series = row.first().is_some_and(|v| v.place.series > 0.0);
        let mean = row.iter().map(|v| v.score).sum::<f32>() / count.max(1) as f32;
        let kept = row.iter().any(Verdict::keeps);
        if in_series && (kept || mean < bound) {
            heads.extend(from.checked_sub(1));
            for (verdict, known) in row.iter_mut().zip(known.iter().skip(from)) {
                let told = known.line.rights + known.line.cue_whole + known.markup.hidden;
                if told == 0.0 && verdict.score < bound {
                    verdict.score = verdict.score.min(-0.1);
                }
            }
        }
        from += count;
    }
    // The heading of the list goes with it.
    for index in heads {
        let heading = known.get(index).is_some_and(|k| !k.stops && k.counts.words() <= 12.0 && is_bare(k));
        if let Some(verdict) = verdicts.get_mut(index).filter(|v| heading && v.place.before_run == 0.0) {
            verdict.score = if verdict.score < bound { verdict.score.min(-0.1) } else { verdict.score };
        }
    }
}

/// Keeps the line with a colon that opens a list, if the list stays.
fn leads(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    for (index, (candidate, known)) in candidates.iter().zip(known).enumerate() {
        let listed = candidates.get(index + 1).is_some_and(|c| c.hint == Some(Role::Item));
        let stays = verdicts.get(index + 1).is_some_and(Verdict::keeps);
        let opens = candidate.text.ends_with([':', '：']) && is_bare(known) && known.cues.is_empty();
        if let Some(verdict) = verdicts.get_mut(index).filter(|v| listed && stays && opens && v.score < 2.0) {
            verdict.score = verdict.score.min(-0.1);
        }
    }
}

/// Keeps short lines within the text that nothing speaks against but that they are short: a heading stands between
/// what stays, and what follows it stays too.
fn subheads(known: &[Known], verdicts: &mut [Verdict]) {
    let keeps: Vec<bool> = verdicts.iter().map(Verdict::keeps).collect();
    let open: Vec<bool> = known.iter().map(|k| !k.stops).collect();
    let followed = |i: usize| keeps.get(i + 1) == Some(&true);
    // Under "Related stories" stand titles of other stories, and the last line over the text may be a heading.
    let mut teasers = false;
    for (index, (known, verdict)) in known.iter().zip(verdicts.iter_mut()).enumerate() {
        let gone = !verdict.keeps();
        teasers = gone && (teasers || leads_away(known, verdict));
        if teasers && open.get(index + 1) == Some(&true) {
            continue;
        }
        let weak = !verdict.keeps() && verdict.score < FAINT && verdict.place.in_run > 0.0;
        let short = !known.stops && known.counts.words() <= 12.0;
        if weak && short && is_bare(known) && known.cues.is_empty() && known.line.no_letters == 0.0 && followed(index) {
            verdict.score = -0.1;
        }
    }
}

/// Whether a line that goes is nothing but a phrase that leads to other stories.
pub(super) fn leads_away(known: &Known, verdict: &Verdict) -> bool {
    !verdict.keeps() && verdict.reason == Reason::Related && known.line.cue_whole > 0.0
}

/// Removes the readers' comments as a whole where most of what bears their name goes, by words: among them one that reads
/// like the article is still one of them.
fn comments(known: &[Known], verdicts: &mut [Verdict]) {
    let named = |known: &Known| matches!(known.named, Some((Reason::Comments, _)));
    let words = |verdicts: &[Verdict], keeps: bool, wanted: bool| {
        let lines = known.iter().zip(verdicts).filter(|(k, v)| v.keeps() == keeps && named(k) == wanted);
        lines.map(|(known, _)| known.counts.words()).sum::<f32>()
    };
    let mostly = words(verdicts, false, true) > 2.0 * words(verdicts, true, true);
    if !mostly || words(verdicts, true, false) < ENOUGH {
        return;
    }
    for (_, verdict) in known.iter().zip(verdicts).filter(|(k, v)| named(k) && v.keeps()) {
        remove(verdict, Reason::Comments, "among comments that were taken away");
    }
}

/// Removes calls of a plug-in that the page's system left as they were: `[gallery ids="3"]`, `{{ advert }}`, `$$TOP_AD$$`.
fn shortcodes(candidates: &[Candidate], verdicts: &mut [Verdict]) {
    let is_place = |text: &str| {
        let name = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let name = name.or_else(|| text.strip_prefix("$$").and_then(|rest| rest.strip_suffix("$$")));
        let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ':');
        name.is_some_and(|name| name.len() > 1 && name.chars().all(of_name))
    };
    let is_call = |text: &str| {
        let Some((call, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return false };
        let name = call.split(' ').next().unwrap_or("");
        let named = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
        named && ["=\"", "=”", "=“", "='"].iter().any(|set| call.contains(set))
    };
    for (_, verdict) in
        candidates.iter().zip(verdicts).filter(|(c, v)| v.keeps() && (is_call(&c.text) || is_place(&c.text)))
    {
        remove(verdict, Reason::Plugin, "a plug-in's own words");
    }
}

/// Keeps a heading of a page that is in doubt, if the running text right below it in the same box stays.
fn headings(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let container = |i: usize| candidates.get(i).and_then(|c| c.around.as_ref()).map(|a| a.container);
    let prose: Vec<bool> = known.iter().zip(verdicts.iter()).map(|(k, v)| k.is_prose() && v.keeps()).collect();
    for (index, (known, verdict)) in known.iter().zip(verdicts.iter_mut()).enumerate() {
        let heading = known.markup.tag_heading > 0.0 && known.markup.title + known.markup.hidden == 0.0;
        let over = prose.get(index + 1) == Some(&true) && container(index) == container(index + 1);
        if heading && over && !verdict.keeps() && verdict.score < OPEN && is_bare(known) && known.cues.is_empty() {
            verdict.score = -0.1;
        }
    }
}

/// Without phrases of furniture, credits, dates, marks of menus.
pub(super) fn is_bare(known: &Known) -> bool {
    let l = &known.line;
    let told = [l.cue_label, l.cue_whole, l.cue_tail, l.cue_open, l.credit_tail, l.rights, l.name, l.byline];
    l.cue_cover < 0.3
        && told.iter().all(|value| *value < 0.3)
        && l.date_cover < 0.5
        && l.separators < 0.25
        && l.address == 0.0
        && known.counts.words() <= 45.0
}

/// Headings over furniture ("The Morning Bulletin" over a newsletter box): what they stand over has gone.
fn orphans(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let page = is_page(candidates);
    let is_heading = |i: usize| {
        let hint = candidates.get(i).and_then(|c| c.hint);
        let open = known.get(i).is_some_and(|k| !k.stops && k.counts.words() <= 12.0);
        hint == Some(Role::Subhead) || (hint.is_none() && open && !page)
    };
    let container = |i: usize| candidates.get(i).and_then(|c| c.around.as_ref()).map(|a| a.container);
    // Boxes of a page in which something stays that is no heading.
    let filled: HashSet<usize> = (0..candidates.len())
        .filter(|i| verdicts.get(*i).is_some_and(Verdict::keeps) && !is_heading(*i))
        .filter_map(container)
        .collect();
    for index in (0..candidates.len()).rev() {
        let kept = verdicts.get(index).is_some_and(|v| v.keeps() && v.score > -OPEN);
        if !kept || !is_heading(index) {
            continue;
        }
        let Some(next) = verdicts.get(index + 1) else {
            continue;
        };
        let company = match container(index) {
            Some(own) => filled.contains(&own),
            None => {
                let listed = verdicts.get(index).is_some_and(|v| v.place.series + v.place.listed > 0.0);
                let among =
                    index.checked_sub(1).is_some_and(|i| is_heading(i) && verdicts.get(i).is_some_and(Verdict::keeps));
                let boxed = [Reason::Subscribe, Reason::Comments, Reason::Follow, Reason::Share];
                listed || among || !boxed.contains(&next.reason)
            }
        };
        if !next.keeps() && !company {
            let reason = next.reason;
            if let Some(verdict) = verdicts.get_mut(index) {
                remove(verdict, reason, "stands over lines that were taken away");
            }
        }
    }
}

/// A short line of a page that is all that would stay of a box for sign-ups, shares or comments.
fn leftovers(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let boxed = [Reason::Subscribe, Reason::Comments, Reason::Follow, Reason::Share, Reason::Cookie];
    let container = |i: usize| candidates.get(i).and_then(|c| c.around.as_ref()).map(|a| a.container);
    for index in 0..verdicts.len() {
        let beside = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
        let same: Vec<usize> =
            beside.filter(|i| container(*i).is_some() && container(*i) == container(index)).collect();
        let gone = |i: &usize| verdicts.get(*i).is_some_and(|v| !v.keeps());
        let told = |i: &usize| verdicts.get(*i).is_some_and(|v| !v.keeps() && boxed.contains(&v.reason));
        let short = known.get(index).is_some_and(|k| k.counts.words() <= 15.0);
        let alone = same.len() == 2 && same.iter().all(gone) && same.iter().any(told);
        if let Some(verdict) = verdicts.get_mut(index).filter(|v| alone && short && v.keeps() && v.score > -SURE) {
            remove(verdict, Reason::Subscribe, "alone among lines that were taken away");
        }
    }
}

/// A document from which no running text would stay (all of it in one link, in a box with a bad name) keeps what stands
/// in its densest run; a text of which as little would stay (three short lines), the sentences without a sign.
fn something(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let kept = |verdicts: &[Verdict]| {
        let kept = known.iter().zip(verdicts).filter(|(_, v)| v.keeps());
        kept.map(|(known, _)| known.counts.words()).sum::<f32>()
    };
    if kept(verdicts) >= ENOUGH {
        return;
    }
    let ran = known.iter().zip(verdicts.iter()).any(|(known, v)| v.place.in_run > 0.0 && known.is_prose());
    let open = |known: &Known| known.markup.hidden + known.line.rights == 0.0;
    for (known, verdict) in known.iter().zip(verdicts.iter_mut()) {
        let place = !ran || verdict.place.in_run > 0.0;
        if known.is_prose() && place && open(known) {
            verdict.score = -0.1;
        }
    }
    if is_page(candidates) || kept(verdicts) >= ENOUGH {
        return;
    }
    for (known, verdict) in known.iter().zip(verdicts) {
        if known.stops && known.cues.is_empty() && known.line.date_cover == 0.0 && open(known) {
            verdict.score = -0.1;
        }
    }
}

/// Where the text stands in the structured data or a script alone, it is taken from there, and of the page the headline at most.
fn told(candidates: &[Candidate], verdicts: &mut [Verdict]) {
    let around =
        |candidate: &Candidate| candidate.around.as_ref().map(|around| (around.told, around.markup.title > 0.0));
    if !candidates.iter().any(|candidate| around(candidate).is_some_and(|(told, _)| told)) {
        return;
    }
    for (candidate, verdict) in candidates.iter().zip(verdicts) {
        match around(candidate) {
            Some((true, _)) => verdict.score = -SURE,
            Some((false, true)) => {}
            _ => {
                remove(verdict, Reason::Stray, "the page's data alone have the text");
                verdict.score = SURE;
            }
        }
    }
}

pub(super) fn remove(verdict: &mut Verdict, reason: Reason, evidence: &str) {
    verdict.score = verdict.score.abs().max(0.1);
    verdict.reason = reason;
    evidence.clone_into(&mut verdict.evidence);
}

/// Keeps the block of a page that is its headline: the one that equals the declared title, a first-level heading
/// first, the last one before the text first of all.
fn headline(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) -> Option<usize> {
    let rank = |index: usize| {
        let (known, verdict) = (known.get(index)?, verdicts.get(index)?);
        let m = &known.markup;
        if m.hidden > 0.0 || (m.title == 0.0 && m.tag_h1 == 0.0) {
            return None;
        }
        let before = verdict.place.before_run + verdict.place.in_run;
        let near = m.top_0 + m.top_1 + m.top_2;
        Some(m.title * 4.0 + m.tag_h1 * 3.0 + m.tag_heading + before * 2.0 + near - verdict.place.far_before)
    };
    let page = is_page(candidates);
    let best = (0..candidates.len())
        .filter(|_| page)
        .filter_map(|index| Some((index, rank(index)?)))
        .filter(|(_, rank)| *rank >= 4.0)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let verdict = verdicts.get_mut(best.0)?;
    verdict.score = -SURE;
    Some(best.0)
}

/// The headline again: in a breadcrumb, over the comments, behind the text.
fn titles(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict], headline: Option<usize>) {
    let Some(text) = headline.and_then(|h| candidates.get(h)).map(|c| fold(&c.text)) else {
        return;
    };
    for (index, (candidate, verdict)) in candidates.iter().zip(verdicts).enumerate() {
        let declared = known.get(index).is_some_and(|k| k.markup.title > 0.0);
        // Folding changes the length of a text, but not by much.
        let near = candidate.text.len().abs_diff(text.len()) <= 8 + text.len() / 2;
        if Some(index) != headline && (declared || (near && fold(&candidate.text) == text)) {
            remove(verdict, Reason::Title, "the headline again");
        }
    }
}

/// Removes what was kept before, word for word: texts that a page holds for two layouts. A line that stands twice by
/// itself is the writer's, or was judged by the figures.
fn twice(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let container = |i: usize| candidates.get(i).and_then(|c| c.around.as_ref()).map(|a| a.container);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut again = vec![false; candidates.len()];
    for (index, candidate) in candidates.iter().enumerate() {
        let long = known.get(index).is_some_and(|k| k.counts.words() >= 5.0) && candidate.hint != Some(Role::Item);
        if long && verdicts.get(index).is_some_and(Verdict::keeps) {
            let first = *seen.entry(&candidate.text).or_insert(index);
            // In the same box it is the writer who says it twice.
            let stood = first != index && (container(index).is_none() || container(first) != container(index));
            again.iter_mut().skip(index).take(1).for_each(|slot| *slot = stood);
        }
    }
    let kept: Vec<usize> = (0..verdicts.len()).filter(|i| verdicts.get(*i).is_some_and(Verdict::keeps)).collect();
    let stood = |i: &usize| again.get(*i) == Some(&true);
    // A text has one layout: a few lines that stand in it twice were printed twice.
    let least = if is_page(candidates) { 2 } else { 5 };
    let runs = kept.chunk_by(|a, b| stood(a) == stood(b));
    for run in runs.filter(|run| run.len() >= least && run.first().is_some_and(stood)) {
        for index in run {
            if let Some(verdict) = verdicts.get_mut(*index) {
                remove(verdict, Reason::Repeated, "stood in the text before");
            }
        }
    }
}
