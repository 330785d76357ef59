//! What a bead is worth: similarity, lengths, paragraphs, roles and the kind of bead, in logarithms of odds.

use std::ops::Range;

use super::layout::{Layout, Sides, ln};
use super::singles::{Singles, median};
use super::{BeadWeights, Parts, Vouched};
use crate::embed::{Band, GREATEST, Similarity};
use crate::extract::Role;

/// Share of the sentences left out from which a pair has as many omissions as comparable articles have.
const MANY_GONE: f32 = 0.3;
/// How far above or below its level a sentence's likeliest partner counts, on the pair's own scale.
const PARTNER_MOST: f32 = 0.6;
/// Share of the sentences left out that is expected of every pair: where the first pass found none there may still be one.
const LEAST_SHARE: f32 = 0.06;
/// What leaving out a sentence costs at least.
const LEAST_GONE: f32 = -0.1;

/// Scores the beads of one pair of texts.
pub(super) struct Model<'a> {
    pub(super) similarity: &'a dyn Similarity,
    singles: Singles,
    weights: &'a BeadWeights,
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
    /// What a bead of two and one is worth.
    merge: f32,
    /// What it is worth less because the pair is a loose one.
    loose: f32,
    /// What each further sentence is worth.
    merge_more: f32,
    /// What two runs say that both begin a paragraph, the source's alone does, the target's alone, neither.
    openings: [f32; 4],
    /// What it says that a quotation is open where the source's run begins and not where the target's does, and the reverse.
    quotations: (f32, f32),
    /// One by the variance of lengths that have nothing to do with one another.
    apart: f32,
    /// Half the share of the text that a sentence is, on either side.
    steps: (f32, f32),
    /// More than lengths, layout and place can say for a bead.
    most: f32,
    /// What further versions say of the pair.
    vouched: Option<&'a Vouched>,
}

impl<'a> Model<'a> {
    pub(super) fn new(
        Sides { mut source, mut target }: Sides,
        similarity: &'a dyn Similarity,
        band: &Band,
        weights: &'a BeadWeights,
    ) -> Self {
        let ratio = target.all() / source.all();
        let singles = Singles::new(similarity, band, source.len(), target.len());
        let (low, high) = singles.levels(similarity, band, source.len(), weights);
        let spread = (high - low).max(weights.spread);
        let threshold = low + weights.threshold * (high - low);
        let usual = (weights.high - weights.low).max(weights.spread);
        let loose = weights.merge_loose * (1.0 - spread / usual).clamp(0.0, 1.0);
        let slope = weights.similarity / (spread.powf(weights.adapt) * usual.powf(1.0 - weights.adapt));
        let deletion = (weights.deletion, weights.deletion);
        let partners = singles.partners(similarity, band, (source.len(), target.len()), (low, spread));
        source.orphans = orphans(&partners.0, weights);
        target.orphans = orphans(&partners.1, weights);
        let step = |side: &Layout| 0.5 / side.len().max(1) as f32;
        let steps = (step(&source), step(&target));
        let openings = openings(source.share, target.share, weights.paragraph);
        let quotations = quotations(&source.quoted, &target.quoted, weights.quotation);
        let best = openings.iter().fold(0.0, |most, o| f32::max(most, *o));
        let most = 0.5 * weights.length * (weights.length_apart / weights.length_floor).max(1.0).ln()
            + best
            + weights.role * HEADING_MATCH;
        Model {
            similarity,
            singles,
            weights,
            source,
            target,
            ratio,
            threshold,
            slope,
            low,
            spread,
            deletion,
            merge: weights.merge,
            loose,
            merge_more: weights.merge_more,
            openings,
            quotations,
            steps,
            apart: 1.0 / weights.length_apart.max(f32::MIN_POSITIVE),
            most,
            vouched: None,
        }
    }

    /// Lets further versions have their say.
    pub(super) fn hear(&mut self, vouched: Option<&'a Vouched>) {
        self.vouched = vouched;
    }

    /// The sides as they were given.
    pub(super) fn into_sides(self) -> Sides {
        Sides { source: self.source, target: self.target }
    }

    /// Takes the length ratio and the prices of deletions and merged beads from a first alignment.
    pub(super) fn learn(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        let mut ratios: Vec<f32> = beads
            .iter()
            .filter(|(s, t)| s.len() == 1 && t.len() == 1)
            .map(|(s, t)| (self.target.length(t) + 1.0) / (self.source.length(s) + 1.0))
            .collect();
        if ratios.len() >= 5 {
            self.ratio = median(&mut ratios);
            self.source.measure(self.ratio);
        }
        let gone = |run: &Range<usize>, other: &Range<usize>| if other.is_empty() { run.len() as f32 } else { 0.0 };
        let omitted: f32 = beads.iter().map(|(s, t)| gone(s, t)).sum();
        let added: f32 = beads.iter().map(|(s, t)| gone(t, s)).sum();
        let price = |gone: f32, all: usize| {
            let share = ((gone + 1.0) / (all as f32 + 10.0)).max(LEAST_SHARE);
            (self.weights.deletion + self.weights.deletion_learnt * (share / 0.1).ln()).min(-0.3)
        };
        let tied = beads.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty());
        let (merged, all) = tied.fold((1.0, 10.0), |(merged, all), (s, t)| {
            (merged + if s.len() + t.len() > 2 { 1.0 } else { 0.0 }, all + 1.0)
        });
        let many = (merged / all / 0.1f32).ln();
        let gone = (omitted + added) / (self.source.len() + self.target.len() + 5) as f32;
        let loose = self.loose * (gone / MANY_GONE).min(1.0);
        self.merge = (self.weights.merge + loose + self.weights.merge_learnt * many).min(-0.3);
        self.merge_more = (self.weights.merge_more + self.weights.merge_more_learnt * many).min(-0.3);
        self.deletion = (price(omitted, self.source.len()), price(added, self.target.len()));
    }

    /// What the source sentence left out is worth.
    pub(super) fn omission(&self, sentence: usize) -> f32 {
        (self.deletion.0 * self.source.price(sentence) + self.source.orphan(sentence)).min(LEAST_GONE)
    }

    /// What the target sentence added is worth.
    pub(super) fn addition(&self, sentence: usize) -> f32 {
        (self.deletion.1 * self.target.price(sentence) + self.target.orphan(sentence)).min(LEAST_GONE)
    }

    /// What sentences of usual length left out and added are worth.
    pub(super) fn deletions(&self) -> (f32, f32) {
        self.deletion
    }

    /// What tying the two runs is worth; neither is empty.
    pub(super) fn bead(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        self.frame(&source, &target) + self.alike(&source, &target)
    }

    /// The same, if it can be more than `floor`: similarity is not asked where even full likeness would not do.
    pub(super) fn bead_above(&self, source: Range<usize>, target: Range<usize>, floor: f32) -> Option<f32> {
        let size = self.size(&source, &target);
        let reach = (size * self.slope).max(f32::MIN_POSITIVE);
        let heard = self.vouched.map_or(0.0, |v| self.weights.vouch * v.most(half(source.len() + target.len())));
        let room = floor - self.kind(source.len(), target.len()) - self.most - heard;
        if reach * (GREATEST - self.threshold) <= room {
            return None;
        }
        let kept = self.single(&source, &target);
        if kept.is_none() && reach * (self.similarity.most(&source, &target) - self.threshold) <= room {
            return None;
        }
        let frame = self.frame(&source, &target);
        if let Some(score) = kept {
            return Some(frame + reach * (score - self.threshold));
        }
        let least = self.threshold + (floor - frame) / reach;
        let score = self.similarity.score_above(source, target, least)?;
        Some(frame + reach * (score - self.threshold))
    }

    fn single(&self, source: &Range<usize>, target: &Range<usize>) -> Option<f32> {
        if source.len() == 1 && target.len() == 1 { self.singles.get(source.start, target.start) } else { None }
    }

    fn score(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        self.single(source, target).unwrap_or_else(|| self.similarity.score(source.clone(), target.clone()))
    }

    /// What the worth of a bead is made of; vectors and terms by themselves are not known here.
    pub(super) fn parts(&self, source: &Range<usize>, target: &Range<usize>) -> Parts {
        Parts {
            likeness: self.alike(source, target),
            lengths: self.lengths(source, target),
            kind: self.kind(source.len(), target.len()),
            layout: self.layout(source, target),
            place: self.place(source, target),
            ..Parts::default()
        }
    }

    /// Likeness from which a left-over pair counts as moved.
    pub(super) fn moved(&self) -> f32 {
        self.weights.moved
    }

    /// Target letters for one of the source's.
    pub(super) fn ratio(&self) -> f32 {
        self.ratio
    }

    /// All but similarity.
    fn frame(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        self.kind(source.len(), target.len())
            + self.lengths(source, target)
            + self.layout(source, target)
            + self.place(source, target)
            + self.vouched.map_or(0.0, |vouched| self.weights.vouch * vouched.of(source, target))
    }

    /// What the runs would lose as omissions and additions.
    pub(super) fn apart(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        source.clone().map(|i| self.omission(i)).sum::<f32>() + target.clone().map(|j| self.addition(j)).sum::<f32>()
    }

    /// The target sentence at the same share of the text.
    pub(super) fn expected(&self, source: usize) -> usize {
        source * self.target.len() / self.source.len().max(1)
    }

    /// Likeness on the pair's own scale: 0 as unrelated sentences, 1 as translations.
    pub(super) fn level(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        (self.score(source, target) - self.low) / self.spread
    }

    /// Whether the runs look no more alike than unrelated ones.
    pub(super) fn doubtful(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        self.level(source, target) < 0.5 * self.weights.threshold
    }

    /// What the runs weigh together; two sentences of usual length weigh 1.
    fn size(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        0.5 * (self.source.size(source) + self.target.size(target))
    }

    fn alike(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let size = self.size(source, target);
        size * self.slope * (self.score(source, target) - self.threshold)
    }

    fn kind(&self, source: usize, target: usize) -> f32 {
        let w = self.weights;
        match source + target {
            2 => w.one_to_one,
            _ => {
                let (longer, shorter) = (source.max(target).saturating_sub(2), source.min(target).saturating_sub(1));
                self.merge + self.merge_more * longer as f32 + w.merge_both * shorter as f32
            }
        }
    }

    /// Gale and Church's measure on the logarithm of the ratio, so that it is symmetrical, against lengths that have nothing
    /// to do with one another: that two short lines are equally long says less than that two long ones are.
    fn lengths(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let w = self.weights;
        let ((s, ln_s), (t, ln_t)) = (self.source.span(source), self.target.span(target));
        let mean = 0.5 * (s + t);
        let sharp = mean / (w.length_floor * mean + w.length_variance);
        let surplus = sharp * w.length_apart;
        if surplus <= 1.0 {
            return 0.0;
        }
        let off = ln_t - ln_s;
        w.length * (0.5 * (ln(surplus) - off * off * (sharp - self.apart))).max(-8.0)
    }

    /// Paragraphs that begin on both sides, on one side, inside the runs; quotations and sentences that go on; and roles.
    fn layout(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let w = self.weights;
        let mut sum = 0.0;
        if let (Some(a), Some(b)) = (self.source.starts(source.start), self.target.starts(target.start)) {
            let [both, own, other, neither] = self.openings;
            sum += match (a, b) {
                (true, true) => both,
                (true, false) => own,
                (false, true) => other,
                (false, false) => neither,
            };
            sum += w.crossing * (self.source.crossings(source) + self.target.crossings(target)) as f32;
        }
        sum += match (self.source.quoted.get(source.start), self.target.quoted.get(target.start)) {
            (Some(true), Some(false)) => self.quotations.0,
            (Some(false), Some(true)) => self.quotations.1,
            _ => 0.0,
        };
        let (own, other) = (self.source.seams(source), self.target.seams(target));
        sum += w.seam * ((own.0 - other.0).abs() + (own.1 - other.1).abs());
        if let (Some(a), Some(b)) = (self.source.roles.get(source.clone()), self.target.roles.get(target.clone())) {
            sum += w.role * roles(a, b);
        }
        sum
    }

    /// Distance between the places in both texts.
    fn place(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let place = |run: &Range<usize>| (run.start + run.end) as f32;
        self.weights.position * (place(source) * self.steps.0 - place(target) * self.steps.1).abs()
    }
}

/// What leaving each sentence out is worth more or less, where its likeliest partner is that much like it.
fn orphans(levels: &[f32], weights: &BeadWeights) -> Vec<f32> {
    let orphan = |level: &f32| {
        let above = (level - weights.partner_level).clamp(-PARTNER_MOST, PARTNER_MOST);
        if level.is_finite() { -weights.partner * above } else { 0.0 }
    };
    levels.iter().map(orphan).collect()
}

fn half(count: usize) -> f32 {
    0.5 * count as f32
}

/// What the beginnings of two runs say that are of a kind which `p` of the source's sentences are and `q` of the target's, such
/// as to begin a paragraph: both runs are, the source's alone, the target's alone, neither.
fn openings(p: f32, q: f32, weight: f32) -> [f32; 4] {
    let both = 0.9 * p.min(q);
    let joint = [both, p - both, q - both, 1.0 - p - q + both];
    let chance = [p * q, p * (1.0 - q), (1.0 - p) * q, (1.0 - p) * (1.0 - q)];
    let mut odds = [0.0; 4];
    for (odds, (joint, chance)) in odds.iter_mut().zip(joint.into_iter().zip(chance)) {
        *odds = weight * ((joint.max(0.0) + 0.02) / (chance.max(0.0) + 0.02)).ln();
    }
    odds
}

/// What open quotations say that only the source has, or only the target. That both have one says nothing: lines that stand
/// within a long quotation are not more alike for it.
fn quotations(source: &[bool], target: &[bool], weight: f32) -> (f32, f32) {
    let share = |quoted: &[bool]| quoted.iter().filter(|open| **open).count() as f32 / quoted.len().max(1) as f32;
    let [_, own, other, _] = openings(share(source), share(target), weight);
    (own.min(0.0), other.min(0.0))
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
        Role::Standfirst | Role::Paragraph | Role::Item | Role::Quotation | Role::Correction => 0,
    };
    let first = a.first().map_or(0, class);
    let all = || a.iter().chain(b).map(class);
    if all().all(|c| c == first) {
        return if first > 0 { HEADING_MATCH } else { 0.0 };
    }
    let headline = |run: &[Role]| run.len() > 1 && run.contains(&Role::Headline);
    if all().any(|c| c > 2) || headline(a) || headline(b) { -1.5 } else { HEADING_CLASH }
}
