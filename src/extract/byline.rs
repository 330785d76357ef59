//! Reads the names of authors out of lines that were taken away, and out of elements that sign the page.

use std::collections::{HashMap, HashSet};

use super::features::Known;
use super::html::Sign;
use super::judge::Verdict;
use super::phrases::{Phrases, Tokens};
use super::{Candidate, Field, Metadata, Reason, Via, shape};
use crate::lang::{Lang, PerLanguage};
use crate::text::fold;

/// How far behind the headline a bare name is taken for the author's.
const BEHIND_HEADLINE: usize = 4;

/// The candidates of a document, with what is known and was decided of them.
#[derive(Clone, Copy)]
pub(super) struct Lines<'d> {
    pub candidates: &'d [Candidate],
    pub known: &'d [Known],
    pub verdicts: &'d [Verdict],
}

impl<'d> Lines<'d> {
    /// The short lines that were removed before the text and right behind it: bylines and date lines among them.
    pub(super) fn beside(self) -> impl Iterator<Item = (usize, &'d Candidate, &'d Known)> {
        let near = |verdict: &Verdict| verdict.place.after_run == 0.0 || verdict.place.next_after > 0.0;
        let all = self.candidates.iter().zip(self.known).zip(self.verdicts).enumerate();
        all.filter(move |(_, ((_, known), verdict))| !verdict.keeps() && near(verdict) && known.counts.words() <= 16.0)
            .map(|(index, ((candidate, known), _))| (index, candidate, known))
    }
}

/// What the language of a document tells of its bylines.
#[derive(Clone, Copy)]
struct Tongue<'t> {
    tag: &'t str,
    words: Option<&'t Words>,
}

impl Tongue<'_> {
    /// Whether a word may lead a name and is no part of it ("by", "von").
    fn leads(&self, word: &str) -> bool {
        self.words.is_some_and(|words| words.leads.contains(&fold(word)))
    }

    fn joins(&self, word: &str) -> bool {
        word == "&" || self.words.is_some_and(|words| words.joiners.contains(&fold(word)))
    }

    /// Whether a text could be a person's name: all its words have capitals or are particles, and none speaks of authors.
    fn is_person(&self, text: &str) -> bool {
        let small = |word: &str| self.words.is_some_and(|words| words.particles.contains(&fold(word)));
        shape::is_name(text)
            && text.split(' ').all(|word| word.starts_with(char::is_uppercase) || small(word))
            && !super::html::speaks_of_authors(text)
    }

    /// How many tokens at the line's start are a phrase like "written by", and where such a phrase at its end begins.
    fn phrases(&self, line: &str) -> (usize, Option<usize>) {
        let tokens = Tokens::new(line);
        let cues = Phrases::of(self.tag).map_or_else(Vec::new, |phrases| phrases.cues(&tokens));
        let byline = || cues.iter().filter(|cue| cue.reason == Reason::Byline);
        let start = byline().filter(|cue| cue.start == 0).map(|cue| cue.end).max().unwrap_or(0);
        (start, byline().find(|cue| cue.end == tokens.len() && cue.start > 0).map(|cue| cue.start))
    }
}

/// Fills what `meta` lacks from the lines that were removed before and right behind the text, and from the names that
/// elements of the page sign with.
pub(super) fn read(lines: Lines<'_>, signs: &[Sign], tag: &str, meta: &mut Metadata) {
    let tongue = Tongue { tag, words: WORDS.of(tag) };
    let Lines { candidates, known, verdicts } = lines;
    let own = |name: &str| meta.site.as_ref().is_some_and(|site| fold(site) == fold(name));
    if let Some(declared) = &mut meta.byline {
        *declared = tidy(declared, tongue);
        return;
    }
    let kept = verdicts.iter().position(Verdict::keeps).unwrap_or(usize::MAX);
    let signed = || signed(signs, known, verdicts, tongue).filter(|name| !own(name));
    let led = || {
        let says = |candidate: &Candidate, known: &Known| {
            let cue = known.cues.iter().any(|cue| cue.reason == Reason::Byline);
            let led = candidate.text.split_once(' ').is_some_and(|(first, _)| tongue.leads(first));
            cue || ((led || named(candidate, known)) && known.line.byline > 0.0)
        };
        let lines = lines.beside().filter(|(_, c, known)| says(c, known));
        lines.filter_map(|(_, c, _)| names(&c.text, tongue)).find(|name| !own(name))
    };
    let bare = || {
        let mut lines = lines.beside().filter(|(index, c, known)| {
            let place = *index > kept && index - kept <= BEHIND_HEADLINE;
            let short = known.counts.words() <= 3.0 && known.line.capitals == 0.0;
            place && named(c, known) && short && known.cues.is_empty() && tongue.is_person(&c.text)
        });
        lines.next().map(|(_, candidate, _)| candidate.text.clone()).filter(|name| !own(name))
    };
    let signed = signed().map(|name| (name, Via::Element.named("byline")));
    let line = || led().or_else(bare).or_else(|| closing(candidates, known, verdicts, tongue));
    let found = signed.or_else(|| Some((line()?, Via::Text.named("byline"))));
    if let Some((name, source)) = found {
        meta.set(Field::Byline, name, source);
    }
}

/// The name alone right behind the text, in the same box of the page: how papers of many countries are signed.
fn closing(candidates: &[Candidate], known: &[Known], verdicts: &[Verdict], tongue: Tongue<'_>) -> Option<String> {
    let text = |(known, verdict): (&Known, &Verdict)| verdict.keeps() && known.is_prose();
    let last = known.iter().zip(verdicts).rposition(text)?;
    let container =
        |index: usize| candidates.get(index).and_then(|c| c.around.as_deref()).map(|around| around.container);
    let (line, known) = (candidates.get(last + 1)?, known.get(last + 1)?);
    let ends = !verdicts.iter().skip(last + 2).any(Verdict::keeps) || !verdicts.get(last + 1)?.keeps();
    let kin = container(last).is_some() && container(last) == container(last + 1);
    let name = ends && kin && known.markup.link < 0.5 && known.cues.is_empty() && tongue.is_person(&line.text);
    name.then(|| line.text.clone())
}

/// Whether the page names the element of its byline; a text cannot.
fn named(candidate: &Candidate, known: &Known) -> bool {
    candidate.around.is_none() || known.named.is_some_and(|(reason, _)| reason == Reason::Byline)
}

/// Lines before the text and behind it in which a page is signed.
const BEFORE: usize = 8;
const BEHIND: usize = 6;
/// How far before the text a headline is believed to be one.
const FAR: usize = 25;

/// The names that elements of the page sign with: nearest to where bylines stand, attributes before classes.
fn signed(signs: &[Sign], known: &[Known], verdicts: &[Verdict], tongue: Tongue<'_>) -> Option<String> {
    let kept = |(_, (known, verdict)): &(usize, (&Known, &Verdict))| verdict.keeps() && known.is_prose();
    let prose = || known.iter().zip(verdicts).enumerate().filter(kept).map(|(index, _)| index);
    let (first, last) = (prose().next()?, prose().next_back()?);
    let title = known.iter().take(first).rposition(|known| known.markup.title + known.markup.tag_h1 > 0.0);
    let from = title.map_or(first, |title| title.max(first.saturating_sub(FAR))).saturating_sub(BEFORE);
    let places = [from..first + 3, last + 1..last + 1 + BEHIND];
    for place in places {
        for sure in [true, false] {
            let fits = |sign: &&Sign| sign.sure == sure && place.contains(&sign.at);
            let found = signs.iter().enumerate().filter(|(_, sign)| fits(sign)).find_map(|(index, sign)| {
                // A box around other signs says less than they do.
                let inner = signs.get(index.saturating_sub(sign.holds)..index).unwrap_or_default();
                let spoken = inner.iter().any(|sign| names(&sign.text, tongue).is_some());
                let name = names(&sign.text, tongue).filter(|_| !spoken)?;
                Some((index, sign, name))
            });
            if let Some((index, sign, name)) = found {
                return Some(with_others(signs.get(index + 1..).unwrap_or_default(), sign, name, tongue));
            }
        }
    }
    None
}

/// The names of the same kind that follow right behind the first.
fn with_others(rest: &[Sign], first: &Sign, name: String, tongue: Tongue<'_>) -> String {
    /// The most authors of one page.
    const MOST: usize = 12;
    let mut all = vec![name];
    let mut at = first.at;
    for sign in rest.iter().filter(|sign| sign.hash == first.hash && sign.sure == first.sure).take(MOST) {
        if sign.at.abs_diff(at) > 2 {
            break;
        }
        at = sign.at;
        // "Edited by" is another.
        if tongue.phrases(&sign.text).0 > 0 {
            continue;
        }
        all.extend(names(&sign.text, tongue).filter(|name| !all.contains(name)));
    }
    all.join(", ")
}

/// The names in a byline: what stands behind the phrase ("By", "Written by"), up to the next sign or date.
fn names(line: &str, tongue: Tongue<'_>) -> Option<String> {
    /// The most pieces of a line that are looked at.
    const PIECES: usize = 6;
    let marks = ['|', '·', '•', '(', '–', '—', '\u{ff5c}'];
    line.split(marks).take(PIECES).find_map(|piece| people(piece.split(" - ").next().unwrap_or(piece).trim(), tongue))
}

/// The people in a piece of a byline.
fn people(piece: &str, tongue: Tongue<'_>) -> Option<String> {
    let piece = without_lead(piece, tongue);
    let parts = split(piece, tongue);
    let joined = parts.len() > piece.split([',', ';', '/']).count();
    let mut names: Vec<&str> = parts.iter().map(|part| without_title(part, tongue)).collect();
    // Behind a comma stands a second name or a place, an office, a degree.
    if !joined && names.len() > 1 && !piece.contains(['/', ';']) {
        names.truncate(1);
    }
    let first = names.first().is_some_and(|name| tongue.is_person(name));
    names.retain(|name| tongue.is_person(name));
    first.then(|| names.join(", "))
}

/// A piece without the short word or the phrase that leads it.
fn without_lead<'l>(piece: &'l str, tongue: Tongue<'_>) -> &'l str {
    let (skip, _) = tongue.phrases(piece);
    let rest = behind(piece, skip).unwrap_or(piece);
    // "By Rhona Calder": a short leading word, then a name.
    let led = |(first, name): &(&str, &str)| {
        let opens = |n: &str| n.starts_with(char::is_uppercase);
        tongue.leads(first) && opens(name)
    };
    let short = |(first, name): &(&str, &str)| {
        let unknown = first.chars().count() <= 4 && !first.ends_with('.') && skip == 0 && !shape::is_name(rest);
        unknown && shape::is_name(name)
    };
    rest.split_once(' ').filter(|pair| led(pair) || short(pair)).map_or(rest, |(_, name)| name.trim_start())
}

/// A name without the office behind it that the language's bylines have ("… 기자").
fn without_title<'l>(name: &'l str, tongue: Tongue<'_>) -> &'l str {
    let (_, Some(at)) = tongue.phrases(name) else { return name };
    let tokens = Tokens::new(name);
    let words = (0..at).filter(|i| tokens.is_word(*i)).count();
    let end = name.match_indices(' ').nth(words.saturating_sub(1)).map_or(name.len(), |(end, _)| end);
    // "Guardian staff reporter" is no name with an office behind it; one without cases may be a single word.
    let bare = |rest: &str| shape::is_name(rest) || !rest.is_empty() && !rest.chars().any(char::is_uppercase);
    name.get(..end).filter(|rest| bare(rest)).unwrap_or(name)
}

/// A line cut at its commas and at words like "and" between two names.
fn split<'l>(line: &'l str, tongue: Tongue<'_>) -> Vec<&'l str> {
    let mut out = Vec::new();
    for piece in line.split([',', ';', '/']) {
        let mut start = 0;
        for (at, _) in piece.match_indices(' ') {
            let word = piece.get(at + 1..).and_then(|rest| rest.split(' ').next()).unwrap_or("");
            let (left, right) = (piece.get(start..at), piece.get(at + 1 + word.len()..));
            if tongue.joins(word) && left.is_some_and(|l| start > 0 || shape::is_name(l.trim())) && right.is_some() {
                out.extend(left);
                start = at + 1 + word.len();
            }
        }
        out.extend(piece.get(start..));
    }
    out.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect()
}

/// Declared names as a list: without what leads them and the offices behind them, "and" between two of them a comma.
fn tidy(declared: &str, tongue: Tongue<'_>) -> String {
    let bare = |piece: &str| {
        let rest = without_lead(piece, tongue);
        let parts = split(rest, tongue);
        let all = parts.len() > 1 && parts.iter().all(|part| tongue.is_person(part));
        let rest = if all { parts.join(", ") } else { rest.to_owned() };
        without_title(&rest, tongue).to_owned()
    };
    let mut out: Vec<String> = Vec::new();
    for piece in declared.split(", ").map(bare).filter(|piece| !piece.is_empty()) {
        if !out.contains(&piece) {
            out.push(piece);
        }
    }
    out.join(", ")
}

/// Words of one language that bylines are read by.
struct Words {
    /// Short words that open or end the phrases of bylines ("by", "von", "por"): they lead a name, and are no part of it.
    leads: HashSet<String>,
    /// Words between two names.
    joiners: HashSet<String>,
    /// Small words inside a name.
    particles: HashSet<String>,
}

static WORDS: PerLanguage<Words> = PerLanguage::new(words);

fn words(languages: &[&'static Lang]) -> Words {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let (mut closing, mut joiners, mut particles) = (HashSet::new(), HashSet::new(), HashSet::new());
    for language in languages {
        for phrase in language.boilerplate.get("byline").into_iter().flatten() {
            let words: Vec<&str> = phrase.split(' ').collect();
            let last = words.last().filter(|_| words.len() > 1);
            closing.extend(last.map(|word| fold(word)));
            let edges = [words.first(), last];
            for word in edges.into_iter().flatten().filter(|w| w.chars().count() <= 4) {
                *counts.entry(fold(word)).or_default() += 1;
            }
        }
        joiners.extend(language.figures.both.iter().map(|word| fold(word)));
        particles.extend(language.name_rules.particles.iter().map(|word| fold(word)));
    }
    let leads = counts.into_iter().filter(|(word, count)| *count > 1 && closing.contains(word));
    Words { leads: leads.map(|(word, _)| word).collect(), joiners, particles }
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
