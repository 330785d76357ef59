//! Reads names and times of publication out of lines that were taken away.

use std::collections::{HashMap, HashSet};

use super::features::Known;
use super::judge::Verdict;
use super::phrases::Tokens;
use super::{Candidate, Metadata, Reason, shape};
use crate::lang::{Lang, PerLanguage};
use crate::text::fold;

/// How far behind the headline a bare name is taken for the author's.
const BEHIND_HEADLINE: usize = 4;

/// Fills what `meta` lacks from the lines that `verdicts` removed before and right behind the text.
pub(super) fn read(candidates: &[Candidate], known: &[Known], verdicts: &[Verdict], tag: &str, meta: &mut Metadata) {
    let leads = LEADS.of(tag);
    let is_lead = |word: &str| leads.is_some_and(|l| l.contains(&fold(word)));
    let near = |verdict: &Verdict| verdict.place.after_run == 0.0 || verdict.place.next_after > 0.0;
    let lines = || {
        let all = candidates.iter().zip(known).zip(verdicts).enumerate();
        all.filter(|(_, ((_, known), verdict))| !verdict.keeps() && near(verdict) && known.counts.words() <= 16.0)
    };
    if meta.published.is_none() {
        meta.published = lines().find_map(|(_, ((candidate, known), _))| {
            let time = candidate.around.as_ref().and_then(|a| a.time.as_deref());
            let stamp = known.stamp.published().filter(|_| known.stamp.cover > 0.2);
            time.and_then(super::html::moment).or(stamp)
        });
    }
    if meta.byline.is_none() {
        let says = |candidate: &Candidate, known: &Known| {
            let cue = known.cues.iter().any(|cue| cue.reason == Reason::Byline);
            let led = candidate.text.split_once(' ').is_some_and(|(first, _)| is_lead(first));
            cue || ((led || named(candidate, known)) && known.line.byline > 0.0)
        };
        meta.byline = lines()
            .filter(|(_, ((c, known), _))| says(c, known))
            .find_map(|(_, ((c, k), _))| name(&c.text, k, is_lead));
    }
    if meta.byline.is_none() {
        let kept = verdicts.iter().position(Verdict::keeps).unwrap_or(usize::MAX);
        let bare = lines().find(|(index, ((c, known), _))| {
            let place = *index > kept && index - kept <= BEHIND_HEADLINE;
            let short = known.counts.words() <= 3.0 && known.line.capitals == 0.0;
            place && named(c, known) && short && known.cues.is_empty() && shape::is_name(&c.text)
        });
        meta.byline = bare.map(|(_, ((candidate, _), _))| candidate.text.clone());
    }
    let own = |name: &String| meta.site.as_ref().is_some_and(|site| fold(site) == fold(name));
    if meta.byline.as_ref().is_some_and(own) {
        meta.byline = None;
    }
}

/// Whether the page names the element of its byline; a text cannot.
fn named(candidate: &Candidate, known: &Known) -> bool {
    candidate.around.is_none() || known.named.is_some_and(|(reason, _)| reason == Reason::Byline)
}

/// The name in a byline: what stands behind the phrase ("By", "Written by"), up to the next sign or date.
fn name(line: &str, known: &Known, is_lead: impl Fn(&str) -> bool) -> Option<String> {
    let by = known.cues.iter().find(|cue| cue.reason == Reason::Byline);
    let skip = by.map_or(0, |cue| cue.end);
    let rest = behind(line, skip)?;
    let end = rest.find(['|', ',', '·', '•', '(', '/', '–', '—', '\u{ff5c}']).unwrap_or(rest.len());
    let piece = rest.get(..end)?.split(" - ").next()?.trim();
    // "By Rhona Calder": a short leading word, then a name.
    let led = piece.split_once(' ').filter(|(first, _)| is_lead(first)).map(|(_, name)| name);
    let name = led.unwrap_or(piece);
    if shape::is_name(name) {
        return Some(name.to_owned());
    }
    let (first, name) = piece.split_once(' ')?;
    (first.chars().count() <= 4 && shape::is_name(name)).then(|| name.to_owned())
}

/// Short words that open or end the phrases of bylines ("by", "von", "por"): they lead a name, and are no part of it.
static LEADS: PerLanguage<HashSet<String>> = PerLanguage::new(leads);

fn leads(languages: &[&'static Lang]) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for language in languages {
        for phrase in language.boilerplate.get("byline").into_iter().flatten() {
            let words: Vec<&str> = phrase.split(' ').collect();
            let edges = [words.first(), words.last().filter(|_| words.len() > 1)];
            for word in edges.into_iter().flatten().filter(|w| w.chars().count() <= 4) {
                *counts.entry(fold(word)).or_default() += 1;
            }
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(word, _)| word).collect()
}

/// What stands behind the first `skip` words and signs of a line.
fn behind(line: &str, skip: usize) -> Option<&str> {
    if skip == 0 {
        return Some(line);
    }
    let tokens = Tokens::new(line);
    let words = (0..skip).filter(|i| tokens.is_word(*i)).count();
    let mut parts = line.splitn(words + 1, ' ');
    let rest = parts.nth(words)?;
    Some(rest.trim_start_matches([':', ' ', '：']))
}
