//! What a bead is worth: similarity, lengths, paragraphs, roles and the kind of bead, in logarithms of odds.

use std::ops::Range;

use super::{AlignInput, Weights};
use crate::embed::{Band, Similarity};
use crate::extract::Role;

/// Lengths and layout of one side.
struct Layout {
    /// Length of all sentences before, in letters.
    lengths: Vec<f32>,
    /// Whether a paragraph begins with the sentence; empty where nothing is known of paragraphs.
    starts: Vec<bool>,
    /// Share of the sentences that begin a paragraph.
    share: f32,
    roles: Vec<Role>,
}

/// Scores the beads of one pair of texts.
pub(super) struct Model<'a> {
    pub(super) similarity: &'a dyn Similarity,
    weights: &'a Weights,
    source: Layout,
    target: Layout,
    /// Target letters for one of the source's.
    ratio: f32,
    /// Similarity that speaks neither for nor against, and what one unit above it is worth.
    threshold: f32,
    slope: f32,
    /// Similarity of unrelated sentences, and how far that of translations lies above it.
    low: f32,
    spread: f32,
    /// What an omission and an addition are worth.
    deletion: (f32, f32),
}

impl Layout {
    fn of(input: &AlignInput<'_>) -> Self {
        let mut lengths = vec![0.0];
        let mut sum = 0.0;
        for text in &input.texts {
            sum += text.chars().map(weight).sum::<f32>();
            lengths.push(sum);
        }
        let mut starts = Vec::new();
        let mut last = None;
        for block in &input.blocks {
            starts.push(last != Some(*block));
            last = Some(*block);
        }
        let share = starts.iter().filter(|s| **s).count() as f32 / starts.len().max(1) as f32;
        Layout { lengths, starts, share, roles: input.roles.clone() }
    }

    fn length(&self, run: &Range<usize>) -> f32 {
        let at = |i: usize| self.lengths.get(i).copied().unwrap_or(0.0);
        at(run.end) - at(run.start)
    }

    fn starts(&self, sentence: usize) -> Option<bool> {
        self.starts.get(sentence).copied()
    }

    fn crossings(&self, run: &Range<usize>) -> usize {
        self.starts.get(run.start + 1..run.end).map_or(0, |inner| inner.iter().filter(|s| **s).count())
    }

    fn len(&self) -> usize {
        self.lengths.len() - 1
    }
}

/// How many letters of an alphabet a sign stands for.
fn weight(c: char) -> f32 {
    match c {
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => 2.5,
        c if c.is_whitespace() => 0.5,
        _ => 1.0,
    }
}

impl<'a> Model<'a> {
    pub(super) fn new(
        source: &AlignInput<'_>,
        target: &AlignInput<'_>,
        similarity: &'a dyn Similarity,
        band: &Band,
        weights: &'a Weights,
    ) -> Self {
        let (source, target) = (Layout::of(source), Layout::of(target));
        let all = |side: &Layout| side.length(&(0..side.len())).max(1.0);
        let ratio = all(&target) / all(&source);
        let (low, high) = levels(similarity, band, source.len());
        let spread = (high - low).max(weights.spread);
        let threshold = low + weights.threshold * (high - low);
        let slope = weights.similarity / spread;
        let deletion = (weights.deletion, weights.deletion);
        Model { similarity, weights, source, target, ratio, threshold, slope, low, spread, deletion }
    }

    /// Takes the length ratio and the price of deletions from a first alignment.
    pub(super) fn learn(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        let mut ratios: Vec<f32> = beads
            .iter()
            .filter(|(s, t)| s.len() == 1 && t.len() == 1)
            .map(|(s, t)| (self.target.length(t) + 1.0) / (self.source.length(s) + 1.0))
            .collect();
        if ratios.len() >= 5 {
            self.ratio = median(&mut ratios);
        }
        let gone = |run: &Range<usize>, other: &Range<usize>| if other.is_empty() { run.len() as f32 } else { 0.0 };
        let omitted: f32 = beads.iter().map(|(s, t)| gone(s, t)).sum();
        let added: f32 = beads.iter().map(|(s, t)| gone(t, s)).sum();
        let price = |gone: f32, all: usize| {
            let share = (gone + 1.0) / (all as f32 + 10.0);
            (self.weights.deletion + self.weights.deletion_learnt * (share / 0.1).ln()).min(-0.3)
        };
        self.deletion = (price(omitted, self.source.len()), price(added, self.target.len()));
    }

    /// What the source sentence left out is worth.
    pub(super) fn omission(&self) -> f32 {
        self.deletion.0
    }

    /// What the target sentence added is worth.
    pub(super) fn addition(&self) -> f32 {
        self.deletion.1
    }

    /// What tying the two runs is worth; neither is empty.
    pub(super) fn bead(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        self.frame(&source, &target) + self.alike(&source, &target)
    }

    /// The same, if it can be more than `floor`: similarity is not asked where even full likeness would not do.
    pub(super) fn bead_above(&self, source: Range<usize>, target: Range<usize>, floor: f32) -> Option<f32> {
        let frame = self.frame(&source, &target);
        let size = 0.5 * (source.len() + target.len()) as f32;
        let most = size * self.slope * (1.0 - self.threshold).max(0.0);
        (frame + most > floor).then(|| frame + self.alike(&source, &target))
    }

    /// All but similarity.
    fn frame(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        self.kind(source.len(), target.len())
            + self.lengths(source, target)
            + self.layout(source, target)
            + self.place(source, target)
    }

    /// What the runs would lose as omissions and additions.
    pub(super) fn apart(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        source.len() as f32 * self.deletion.0 + target.len() as f32 * self.deletion.1
    }

    /// The target sentence at the same share of the text.
    pub(super) fn expected(&self, source: usize) -> usize {
        source * self.target.len() / self.source.len().max(1)
    }

    /// Likeness on the pair's own scale: 0 as unrelated sentences, 1 as translations.
    pub(super) fn level(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        (self.similarity.score(source.clone(), target.clone()) - self.low) / self.spread
    }

    /// Whether the runs look no more alike than unrelated ones.
    pub(super) fn doubtful(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        self.level(source, target) < 0.5 * self.weights.threshold
    }

    fn alike(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let size = 0.5 * (source.len() + target.len()) as f32;
        let score = self.similarity.score(source.clone(), target.clone());
        size * self.slope * (score - self.threshold)
    }

    fn kind(&self, source: usize, target: usize) -> f32 {
        let w = self.weights;
        match source + target {
            2 => w.one_to_one,
            sum => {
                let more = sum as f32 - 3.0 + if source > 1 && target > 1 { 1.0 } else { 0.0 };
                w.merge + w.merge_more * more
            }
        }
    }

    /// Gale and Church's measure on the logarithm of the ratio, so that it is symmetrical.
    fn lengths(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let w = self.weights;
        let (s, t) = (self.source.length(source) * self.ratio + 5.0, self.target.length(target) + 5.0);
        let off = (t / s).ln();
        let variance = w.length_floor + w.length_variance / (0.5 * (s + t));
        w.length * (w.length_fit - off * off / (2.0 * variance)).max(-8.0)
    }

    /// Paragraphs that begin on both sides, on one side, inside the runs; and roles.
    fn layout(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let w = self.weights;
        let mut sum = 0.0;
        if let (Some(a), Some(b)) = (self.source.starts(source.start), self.target.starts(target.start)) {
            let (p, q) = (self.source.share, self.target.share);
            let both = 0.9 * p.min(q);
            let (joint, chance) = match (a, b) {
                (true, true) => (both, p * q),
                (true, false) => (p - both, p * (1.0 - q)),
                (false, true) => (q - both, (1.0 - p) * q),
                (false, false) => (1.0 - p - q + both, (1.0 - p) * (1.0 - q)),
            };
            sum += w.paragraph * ((joint.max(0.0) + 0.02) / (chance.max(0.0) + 0.02)).ln();
            sum += w.crossing * (self.source.crossings(source) + self.target.crossings(target)) as f32;
        }
        if let (Some(a), Some(b)) = (self.source.roles.get(source.clone()), self.target.roles.get(target.clone())) {
            sum += w.role * roles(a, b);
        }
        sum
    }

    /// Distance between the places in both texts.
    fn place(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let share = |run: &Range<usize>, all: usize| (run.start + run.end) as f32 / (2 * all.max(1)) as f32;
        self.weights.position * (share(source, self.source.len()) - share(target, self.target.len())).abs()
    }
}

const HEADING_MATCH: f32 = 0.5;
const HEADING_CLASH: f32 = -0.4;

/// Above zero if both runs are headings or captions of one kind, 0 for running text, below zero where the kinds differ.
///
/// A headline is translated by itself: the scraper that lost it on one side leaves the summary, which tells the same.
///
/// Text tells a heading from a short paragraph by its missing stop alone, and where the headline is gone the summary
/// looks like one: a heading against running text weighs little. A caption never renders running text.
fn roles(a: &[Role], b: &[Role]) -> f32 {
    let class = |role: &Role| match role {
        Role::Headline => 1,
        Role::Subhead => 2,
        Role::Caption => 3,
        Role::Table => 4,
        Role::Standfirst | Role::Paragraph | Role::Item | Role::Quotation => 0,
    };
    let first = a.first().map_or(0, class);
    let all = || a.iter().chain(b).map(class);
    if all().all(|c| c == first) {
        return if first > 0 { HEADING_MATCH } else { 0.0 };
    }
    let headline = |run: &[Role]| run.len() > 1 && run.contains(&Role::Headline);
    if all().any(|c| c > 2) || headline(a) || headline(b) { -1.5 } else { HEADING_CLASH }
}

/// Similarity of unrelated sentences, and of those that are one another's best (medians).
fn levels(similarity: &dyn Similarity, band: &Band, sentences: usize) -> (f32, f32) {
    let step = sentences / 300 + 1;
    let best_of = |row: Vec<(usize, f32)>| row.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for i in (0..sentences).step_by(step) {
        let window = band.window(i);
        let thin = window.len() / 300 + 1;
        let row: Vec<(usize, f32)> = window.map(|j| (j, similarity.score(i..i + 1, j..j + 1))).collect();
        low.extend(row.iter().skip(i % thin).step_by(thin).map(|(_, s)| *s));
        let Some((j, score)) = best_of(row) else {
            continue;
        };
        let (from, to) = (i.saturating_sub(150), (i + 150).min(sentences));
        let column = (from..to).filter(|k| band.window(*k).contains(&j));
        let back = best_of(column.map(|k| (k, similarity.score(k..k + 1, j..j + 1))).collect());
        if back.is_some_and(|(k, _)| k == i) {
            high.push(score);
        }
    }
    (median(&mut low), median(&mut high))
}

fn median(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.5)
}
