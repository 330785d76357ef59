//! Decides for every candidate whether it is the article's or the page's furniture.
//!
//! Two passes of one kind, in the manner of stacked classifiers: the first judges each line by itself; from its
//! verdicts come the densest run of text and what the neighbours look like; the second judges the line together with
//! that. Both are sums of small decision trees, and all trees stand in `forest.txt`, which `examples/fit_extract`
//! writes. Of a plain text the scores are then taken as one sequence ([`super::smooth`]).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::features::{Known, Language, Line};
use super::forest::Forest;
use super::html::Markup;
use super::place::{self, Place};
use super::profile::SiteProfile;
use super::{Candidate, Reason, is_page};
use crate::input::Format;

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

/// The trees of both passes.
#[derive(Debug, Default)]
pub(crate) struct Model {
    alone: Forest,
    placed: Forest,
}

impl Model {
    /// Reads the trees of one format from a file like `forest.txt`.
    pub(crate) fn read(file: &str, format: Format) -> Option<Model> {
        let name = match format {
            Format::Text => "text",
            Format::Html => "html",
        };
        let figures = names();
        let alone = figures.get(..ALONE).unwrap_or_default();
        Some(Model {
            alone: Forest::read(file, &format!("{name}.alone"), alone)?,
            placed: Forest::read(file, &format!("{name}.placed"), &figures)?,
        })
    }

    /// The trees that the library carries. A text has no markup and is judged by trees of its own: a line means the
    /// same in both, but not as much.
    pub(crate) fn of(format: Format) -> &'static Model {
        static TEXT: LazyLock<Model> = LazyLock::new(|| built_in(Format::Text));
        static HTML: LazyLock<Model> = LazyLock::new(|| built_in(Format::Html));
        match format {
            Format::Text => &TEXT,
            Format::Html => &HTML,
        }
    }
}

fn built_in(format: Format) -> Model {
    Model::read(include_str!("forest.txt"), format).unwrap_or_default()
}

/// How many figures the first pass sees.
pub(crate) const ALONE: usize = Line::NAMES.len() + Markup::NAMES.len();

/// How many the second pass sees.
const FIGURES: usize = ALONE + Place::NAMES.len();

/// The names of all figures, in the order of a row: the line, its markup, its place.
pub(crate) fn names() -> Vec<&'static str> {
    [Line::NAMES, Markup::NAMES, Place::NAMES].concat()
}

/// Adds the figures of a candidate to a row.
fn fill(row: &mut Vec<f32>, known: &Known, place: Option<&Place>) {
    known.line.push(row);
    known.markup.push(row);
    if let Some(place) = place {
        place.push(row);
    }
}

/// The figures of a candidate: of itself, or with its place.
pub(crate) fn row(known: &Known, place: Option<&Place>) -> Vec<f32> {
    let mut row = Vec::new();
    fill(&mut row, known, place);
    row
}

/// Measures all candidates of a document. `tag`: its language as far as known.
pub(crate) fn survey(candidates: &mut [Candidate], tag: &str, site: Option<&SiteProfile>) -> Vec<Known> {
    let language = Language::of(tag);
    let mut known: Vec<Known> = candidates.iter_mut().map(|c| super::features::measure(c, &language)).collect();
    mark_repeats(candidates, &mut known, site);
    if !is_page(candidates) {
        super::sense::fill(candidates, &mut known);
    }
    known
}

/// Odds of the first pass above which a block of a page is furniture whatever stands around it: seven blocks of ten, of
/// which the second pass kept one in a hundred thousand.
const CLEAR: f32 = 4.0;

/// Whether the second pass is asked of a candidate with these odds.
pub(super) fn is_open(page: bool, odds: f32) -> bool {
    !page || odds <= CLEAR
}

/// The verdict on each candidate of a surveyed document; with `explain`, the figures that weighed most are named.
pub(crate) fn judge(candidates: &[Candidate], known: &[Known], model: &Model, explain: bool) -> Vec<Verdict> {
    let mut rows = Vec::with_capacity(known.len() * ALONE);
    known.iter().for_each(|known| fill(&mut rows, known, None));
    let mut scores = model.alone.scores(&rows, ALONE);
    let places = place::places(candidates, known, &scores);
    let page = is_page(candidates);
    rows.clear();
    let open: Vec<bool> = scores.iter().map(|odds| is_open(page, *odds)).collect();
    let asked = known.iter().zip(&places).zip(&open).filter(|(_, open)| **open);
    asked.for_each(|((known, place), _)| fill(&mut rows, known, Some(place)));
    let placed = model.placed.scores(&rows, FIGURES);
    let slots = scores.iter_mut().zip(&open).filter(|(_, open)| **open).map(|(slot, _)| slot);
    slots.zip(placed).for_each(|(slot, score)| *slot = score);
    verdicts(candidates, known, places, &scores, explain.then_some(model))
}

/// Odds at which a line of a plain text says by itself that it is furniture: a text may be clean but for one line, and its
/// surroundings speak for that line then. The first is for lines that bear a sign of it.
const TELLING: [f32; 2] = [0.9, 1.4];

/// Score of the second pass below which that is not asked of a line without a sign: it has seen the same, and is sure.
const AGAINST: f32 = -1.0;

/// Odds of the first pass below which running text stays that the second pass keeps, whatever stands around it.
const PLAIN_TEXT: f32 = -2.0;

/// Whether a line bears a sign of furniture.
fn signed(line: &Line) -> bool {
    let signs = [line.cue_whole, line.cue_label, line.cue_open, line.rights, line.credit_tail];
    signs.iter().any(|sign| *sign > 0.0) || (line.byline > 0.0 && line.cue_meta > 0.0)
}

/// How surely a line tells itself that it is furniture, whatever stands around it.
fn told(known: &Known, place: &Place) -> f32 {
    let [bar, other] = TELLING;
    // What asks the reader for something behind a sentence, or credits a picture there, is hardly ever the writer's.
    let bar = if known.line.cue_tail > 0.0 { 0.0 } else { bar };
    place.odds() - if signed(&known.line) || known.line.cue_tail > 0.0 { bar } else { other }
}

/// Verdicts from scores that are known already, and what speaks for those that are above 0: without a `model`, phrases, names
/// and distance alone.
pub(crate) fn verdicts(
    candidates: &[Candidate],
    known: &[Known],
    places: Vec<Place>,
    scores: &[f32],
    model: Option<&Model>,
) -> Vec<Verdict> {
    let plain = !is_page(candidates);
    let smoothed = if plain {
        super::smooth::smoothed(scores)
    } else {
        let relief = super::doubt::relief(known, scores);
        scores.iter().map(|score| score - relief).collect()
    };
    let rows = known.iter().zip(places).zip(scores.iter().zip(&smoothed));
    rows.map(|((known, place), (own, score))| {
        // A text of one paragraph stands between furniture on both sides.
        let alone = plain && *own <= 0.0 && known.is_prose() && place.odds() < PLAIN_TEXT;
        let score = if alone { own } else { score };
        // What a line says itself weighs more than what stands around it.
        let told = if *own < AGAINST && !signed(&known.line) { f32::NEG_INFINITY } else { told(known, &place) };
        let own = if signed(&known.line) || known.line.cue_tail > 0.0 { *own } else { f32::NEG_INFINITY };
        let score = if plain { score.max(own).max(told) } else { *score };
        let (reason, evidence) =
            if score > 0.0 { explain(known, &place, model) } else { (Reason::Stray, String::new()) };
        Verdict { score, reason, evidence, place }
    })
    .collect()
}

/// Words of a line that is the site's as soon as most of its documents have it, however few they are.
const SLOGAN: f32 = 20.0;

fn mark_repeats(candidates: &[Candidate], known: &mut [Known], site: Option<&SiteProfile>) {
    // The first line of each text.
    let mut firsts: HashMap<&str, usize> = HashMap::with_capacity(candidates.len());
    let first: Vec<usize> =
        candidates.iter().enumerate().map(|(index, c)| *firsts.entry(&c.text).or_insert(index)).collect();
    let mut repeated = vec![false; candidates.len()];
    for (index, first) in first.iter().enumerate().filter(|(index, first)| index != *first) {
        for slot in [*first, index] {
            repeated.iter_mut().skip(slot).take(1).for_each(|repeated| *repeated = true);
        }
    }
    let lines = candidates.iter().zip(known.iter_mut()).zip(first.iter().zip(repeated)).enumerate();
    for (index, ((candidate, known), (first, repeated))) in lines {
        let text = candidate.text.as_str();
        known.line.repeated = f32::from(u8::from(repeated));
        known.line.again = f32::from(u8::from(index != *first));
        // A few documents may all tell one story, and share its paragraphs.
        let telling = |site: &&SiteProfile| known.counts.words() <= SLOGAN || site.is_telling();
        known.line.site = site.filter(telling).map_or(0.0, |site| site.share(text));
        known.common = known.line.site >= 0.5;
        [known.line.site_alike, known.line.site_opens] = site.map_or([0.0; 2], |site| site.alike(&known.tokens));
    }
    copies(known);
}

/// Where other documents of the site have most of the running text too, the document is a copy of one of them, and that
/// they have a sentence says nothing.
fn copies(known: &mut [Known]) {
    let words = |wanted: fn(&Known) -> bool| {
        known.iter().filter(|k| k.is_prose() && wanted(k)).map(|k| k.counts.words()).sum::<f32>()
    };
    if words(|k| k.line.site > 0.0) * 2.0 > words(|_| true) {
        for known in known.iter_mut().filter(|k| k.stops) {
            (known.line.site, known.common) = (0.0, false);
        }
    }
}

/// Why a candidate would go, and what told so.
fn explain(known: &Known, place: &Place, model: Option<&Model>) -> (Reason, String) {
    let line = &known.line;
    if let Some(cue) = known.best_cue().filter(|cue| cue.cover >= 0.25 || cue.start == 0 || line.cue_tail > 0.0) {
        return (cue.reason, format!("phrase \"{}\"", cue.phrase));
    }
    if let Some((reason, name)) = known.named {
        return (reason, format!("class or id \"{name}\""));
    }
    // Menus and footers need no account of their figures.
    let far = place.far_before + place.far_after >= 1.0;
    let evidence = match model {
        _ if far => "far from the text".to_owned(),
        Some(model) => strongest(known, place, model),
        None => "its form and its place".to_owned(),
    };
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

/// The names of the three figures that speak most for furniture, for a person to read. What the first pass said is
/// shared out among the figures that it saw.
fn strongest(known: &Known, place: &Place, model: &Model) -> String {
    let row = row(known, Some(place));
    static FIGURES: LazyLock<Vec<&str>> = LazyLock::new(names);
    let mut parts: Vec<(&str, f32)> = FIGURES.iter().copied().zip(model.placed.contributions(&row)).collect();
    if let Some(alone) = parts.iter_mut().find(|(name, part)| *name == "alone" && *part > 0.0) {
        let whole = std::mem::take(&mut alone.1);
        let first = model.alone.contributions(row.get(..ALONE).unwrap_or_default());
        let sum: f32 = first.iter().filter(|part| **part > 0.0).sum();
        for (part, own) in parts.iter_mut().zip(first).filter(|(_, own)| *own > 0.0) {
            part.1 += whole * own / sum;
        }
    }
    parts.retain(|(_, part)| *part > 0.2);
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let names: Vec<String> = parts.iter().take(3).map(|(name, _)| name.replace('_', " ")).collect();
    if names.is_empty() { "stands apart from the text".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_trees_can_be_read() {
        for format in [Format::Text, Format::Html] {
            assert!(Model::read(include_str!("forest.txt"), format).is_some());
        }
    }
}
