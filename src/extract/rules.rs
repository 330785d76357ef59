//! What holds whatever the figures say: hidden blocks go, one headline stays, nothing stands twice.

use std::collections::HashSet;

use super::features::Known;
use super::judge::Verdict;
use super::{Candidate, Reason, Role};
use crate::text::fold;

/// Score of a candidate that a rule keeps or removes.
const SURE: f32 = 9.0;

/// Corrects the verdicts of a document.
pub(super) fn apply(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    for (known, verdict) in known.iter().zip(verdicts.iter_mut()) {
        if known.markup.hidden > 0.0 {
            remove(verdict, Reason::Markup, "the page hides it");
        }
    }
    let headline = headline(candidates, known, verdicts);
    titles(candidates, known, verdicts, headline);
    twice(candidates, known, verdicts);
}

fn remove(verdict: &mut Verdict, reason: Reason, evidence: &str) {
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
        Some(
            m.title * 4.0 + m.tag_h1 * 3.0 + m.tag_heading + before * 2.0 + near
                - verdict.place.far_before,
        )
    };
    let page = candidates.iter().any(|c| c.around.is_some());
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
fn titles(
    candidates: &[Candidate],
    known: &[Known],
    verdicts: &mut [Verdict],
    headline: Option<usize>,
) {
    let Some(text) = headline
        .and_then(|h| candidates.get(h))
        .map(|c| fold(&c.text))
    else {
        return;
    };
    for (index, (candidate, verdict)) in candidates.iter().zip(verdicts).enumerate() {
        let declared = known.get(index).is_some_and(|k| k.markup.title > 0.0);
        if Some(index) != headline && (declared || fold(&candidate.text) == text) {
            remove(verdict, Reason::Title, "the headline again");
        }
    }
}

/// Removes what was kept before, word for word: pull quotes, texts that a page holds for two layouts.
fn twice(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for ((candidate, known), verdict) in candidates.iter().zip(known).zip(verdicts) {
        let short = known.counts.words() < 5.0 || candidate.hint == Some(Role::Item);
        if verdict.keeps() && !short && !seen.insert(&candidate.text) {
            remove(verdict, Reason::Repeated, "stood in the text before");
        }
    }
}
