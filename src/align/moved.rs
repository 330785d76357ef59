//! Passages that stand elsewhere in the target: left-over runs of both sides that are clearly alike.

use std::collections::BTreeMap;
use std::ops::Range;

use super::model::Model;
use super::search::{Pair, Table};

/// Rectangles of left-over sentences larger than this are not searched.
const LARGEST: usize = 40_000;
/// Left-over runs of the target that are held against one of the source: those nearest to it.
const NEAREST: usize = 40;
/// Cells that are searched in one round, at most.
const BUDGET: usize = 3_000_000;
/// A bead that is less sure than this may be taken apart.
const DOUBTFUL: f32 = 0.5;
/// What a moved bead must gain, as a share of what the doubtful beads gain that it takes apart.
const KEPT: f32 = 0.7;
/// After each round runs have grown smaller, so that another one may find what was hidden.
const ROUNDS: usize = 3;

/// Replaces omissions, additions and doubtful beads by moved beads where the evidence is clear. `level` is the similarity
/// from which a pair is taken; `sure` says how sure each bead is.
///
/// The monotone path ties sentences to what stands near for want of a better place. What nothing better is found for stays
/// as it was.
pub(super) fn find(beads: Vec<Pair>, sure: &[f32], model: &Model<'_>, longest: usize) -> Vec<Pair> {
    let level = model.moved();
    let weak = |(bead, sure): &(&Pair, &f32)| **sure < DOUBTFUL || model.doubtful(&bead.0, &bead.1);
    let (doubtful, fixed): (Vec<_>, Vec<_>) = beads.iter().zip(sure).filter(|(b, _)| tied(b)).partition(weak);
    let bare = |list: Vec<(&Pair, &f32)>| list.into_iter().map(|(bead, _)| bead.clone()).collect::<Vec<Pair>>();
    let (doubtful, fixed) = (bare(doubtful), bare(fixed));
    let loose = |bead: &&Pair| !tied(bead) || doubtful.contains(bead);
    let mut sources = runs(beads.iter().filter(loose).map(|b| b.0.clone()));
    let mut targets = runs(beads.iter().filter(loose).map(|b| b.1.clone()));
    let mut all = fixed.clone();
    for _ in 0..ROUNDS {
        let mut found = candidates(&sources, &targets, &doubtful, model, longest, level);
        // The rectangle that gains most comes first; ties go by place, so that results are the same on every run.
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let before = all.len();
        for bead in found.into_iter().flat_map(|(_, beads)| beads) {
            if holds(&sources, &bead.0)
                && holds(&targets, &bead.1)
                && gain(model, &bead) > KEPT * lost(model, &doubtful, &bead)
            {
                sources = without(&sources, &bead.0);
                targets = without(&targets, &bead.1);
                all.push(bead);
            }
        }
        if all.len() == before {
            break;
        }
    }
    if all.len() > fixed.len() {
        for bead in regained(&fixed, &sources, &targets, model, longest) {
            sources = without(&sources, &bead.0);
            targets = without(&targets, &bead.1);
            all.push(bead);
        }
    }
    for bead in doubtful {
        let (Some(source), Some(target)) = (rest(&sources, &bead.0), rest(&targets, &bead.1)) else { continue };
        let whole = source == bead.0 && target == bead.1;
        if whole || model.bead(source.clone(), target.clone()) > model.apart(&source, &target) {
            sources = without(&sources, &source);
            targets = without(&targets, &target);
            all.push((source, target));
        }
    }
    all.extend(sources.into_iter().flatten().map(|i| (i..i + 1, 0..0)));
    all.extend(targets.into_iter().flatten().map(|j| (0..0, j..j + 1)));
    all
}

/// What tying the runs gains against leaving them alone.
fn gain(model: &Model<'_>, bead: &Pair) -> f32 {
    model.bead(bead.0.clone(), bead.1.clone()) - model.apart(&bead.0, &bead.1)
}

/// What the doubtful beads gain that a moved one would take apart.
fn lost(model: &Model<'_>, doubtful: &[Pair], moved: &Pair) -> f32 {
    let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let touched = doubtful.iter().filter(|bead| meet(&bead.0, &moved.0) || meet(&bead.1, &moved.1));
    touched.map(|bead| gain(model, bead).max(0.0)).sum()
}

/// Beads of what is left over between two beads of the path: on the path, a passage that has moved stood in their way.
fn regained(
    path: &[Pair],
    sources: &[Range<usize>],
    targets: &[Range<usize>],
    model: &Model<'_>,
    longest: usize,
) -> Vec<Pair> {
    // The runs of either side, by how many beads of the path stand before them.
    let mut gaps: BTreeMap<usize, [Vec<&Range<usize>>; 2]> = BTreeMap::new();
    for run in sources {
        let [found, _] = gaps.entry(path.partition_point(|b| b.0.end <= run.start)).or_default();
        found.push(run);
    }
    for run in targets {
        let [_, found] = gaps.entry(path.partition_point(|b| b.1.end <= run.start)).or_default();
        found.push(run);
    }
    let mut out = Vec::new();
    for runs in gaps.into_values() {
        let [[s], [t]] = runs.each_ref().map(Vec::as_slice) else { continue };
        if s.len() * t.len() <= LARGEST {
            let table = Table::new((s.start, t.start), vec![0..t.len() + 1; s.len() + 1]);
            out.extend(table.solve(model, longest).into_iter().filter(tied));
        }
    }
    out
}

/// What of `taken` is still left over, if it is in one piece.
fn rest(runs: &[Range<usize>], taken: &Range<usize>) -> Option<Range<usize>> {
    let mut pieces =
        runs.iter().map(|run| run.start.max(taken.start)..run.end.min(taken.end)).filter(|r| !r.is_empty());
    pieces.next().filter(|_| pieces.next().is_none())
}

fn holds(runs: &[Range<usize>], inner: &Range<usize>) -> bool {
    runs.iter().any(|run| run.start <= inner.start && inner.end <= run.end)
}

fn tied(bead: &Pair) -> bool {
    !bead.0.is_empty() && !bead.1.is_empty()
}

/// Joins neighbouring sentences to runs.
fn runs(sentences: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut sorted: Vec<Range<usize>> = sentences.filter(|run| !run.is_empty()).collect();
    sorted.sort_unstable_by_key(|run| run.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for run in sorted {
        match out.last_mut().filter(|last| last.end == run.start) {
            Some(last) => last.end = run.end,
            None => out.push(run),
        }
    }
    out
}

fn without(runs: &[Range<usize>], taken: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(runs.len() + 1);
    for run in runs {
        if taken.start >= run.end || taken.end <= run.start {
            out.push(run.clone());
        } else {
            out.extend([run.start..taken.start, taken.end..run.end].into_iter().filter(|r| !r.is_empty()));
        }
    }
    out
}

/// For each pair of runs that holds clearly alike sentences, their beads and what is gained by tying them.
fn candidates(
    sources: &[Range<usize>],
    targets: &[Range<usize>],
    doubtful: &[Pair],
    model: &Model<'_>,
    longest: usize,
    level: f32,
) -> Vec<(f32, Vec<Pair>)> {
    let gain = |b: &Pair| gain(model, b);
    let clear = |b: &Pair| {
        let size = 0.5 * (b.0.len() + b.1.len()) as f32;
        let alike = model.level(&b.0, &b.1) >= level;
        alike && gain(b) > size && model.similarity.kinds(b.0.clone(), b.1.clone()) >= 2 && !doubtful.contains(b)
    };
    let (mut budget, mut out) = (BUDGET, Vec::new());
    for (s, t) in sources.iter().flat_map(|s| nearest(targets, model.expected(s.start)).map(move |t| (s, t))) {
        let cells = s.len() * t.len();
        if cells > LARGEST || cells > budget {
            continue;
        }
        budget -= cells;
        let table = Table::new((s.start, t.start), vec![0..t.len() + 1; s.len() + 1]);
        let beads: Vec<Pair> = table.solve(model, longest).into_iter().filter(tied).collect();
        let mut keep: Vec<bool> = beads.iter().map(clear).collect();
        if !keep.contains(&true) {
            continue;
        }
        // What stands right beside a clear pair on both sides needs no proof of its own.
        let touches = beads.iter().zip(beads.iter().skip(1)).map(touch).collect();
        spread(&mut keep, &beads, |b| gain(b) > 0.0, touches);
        let kept: Vec<Pair> = beads.into_iter().zip(keep).filter_map(|(bead, keep)| keep.then_some(bead)).collect();
        out.push((kept.iter().map(gain).sum(), kept));
    }
    out
}

/// The runs around the place where the sentence `expected` stands.
fn nearest(runs: &[Range<usize>], expected: usize) -> impl Iterator<Item = &Range<usize>> {
    let at = runs.partition_point(|run| run.end <= expected);
    let from = at.saturating_sub(NEAREST / 2).min(runs.len().saturating_sub(NEAREST));
    runs.iter().skip(from).take(NEAREST)
}

fn touch((a, b): (&Pair, &Pair)) -> bool {
    a.0.end == b.0.start && a.1.end == b.1.start
}

/// Keeps beads that touch a kept one, forwards and backwards.
fn spread(keep: &mut [bool], beads: &[Pair], worth: impl Fn(&Pair) -> bool, touches: Vec<bool>) {
    for forwards in [true, false] {
        let order: Vec<usize> = if forwards { (1..keep.len()).collect() } else { (1..keep.len()).rev().collect() };
        for at in order {
            let (from, to) = if forwards { (at - 1, at) } else { (at, at - 1) };
            let kept = keep.get(from).copied().unwrap_or(false) && touches.get(at - 1).copied().unwrap_or(false);
            if let (true, Some(slot), Some(bead)) = (kept, keep.get_mut(to), beads.get(to)) {
                *slot = *slot || worth(bead);
            }
        }
    }
}
