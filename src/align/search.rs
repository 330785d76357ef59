//! The best monotone alignment of a rectangle of the table, by dynamic programming.

use std::ops::Range;

use super::model::Model;

/// A bead that is being worked out.
pub(super) type Pair = (Range<usize>, Range<usize>);

/// The cells that a search may pass: numbers of target sentences read, for each number of source sentences read.
pub(super) struct Table {
    /// Number of the first source sentence, of the first target sentence.
    origin: (usize, usize),
    rows: Vec<Range<usize>>,
    /// Where each row begins in `value` and `step`.
    offsets: Vec<usize>,
    value: Vec<f32>,
    /// Number of the shape that led here, plus one.
    step: Vec<u8>,
    /// Source sentences that no bead reaches across, in order.
    bars: Vec<usize>,
}

/// How far behind the best of the paths that have read as many sentences another one may be, in logarithms of odds.
const BEAM: f32 = 20.0;

/// The shapes of a bead, source and target sentences.
pub(super) fn shapes(longest: usize) -> Vec<(usize, usize)> {
    let longest = longest.clamp(1, 6);
    let mut shapes = vec![(1, 0), (0, 1)];
    for a in 1..=longest {
        shapes.extend((1..=longest).filter(|b| a + b <= 8 && (a.min(*b) <= 2 || a + b <= 6)).map(|b| (a, b)));
    }
    shapes
}

impl Table {
    /// `rows` as in [`Band`](crate::embed::Band), counted from `origin`.
    pub(super) fn new(origin: (usize, usize), rows: Vec<Range<usize>>) -> Self {
        let mut offsets = Vec::with_capacity(rows.len());
        let mut cells = 0;
        for row in &rows {
            offsets.push(cells);
            cells += row.len();
        }
        Table { origin, rows, offsets, value: vec![f32::NEG_INFINITY; cells], step: vec![0; cells], bars: Vec::new() }
    }

    /// Lets no bead reach across the source sentences of the anchors; the rows must lead through them.
    pub(super) fn barred(mut self, anchors: &[(usize, usize)]) -> Self {
        self.bars = anchors.iter().map(|a| a.0).collect();
        self
    }

    /// Whether a bead from one number of source sentences read to another would reach across a bar.
    fn is_barred(&self, from: usize, to: usize) -> bool {
        self.bars.get(self.bars.partition_point(|bar| *bar <= from)).is_some_and(|bar| *bar < to)
    }

    fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.rows.get(i)?;
        row.contains(&j).then(|| self.offsets.get(i).map(|at| at + j - row.start))?
    }

    fn value(&self, i: usize, j: usize) -> Option<f32> {
        self.value.get(self.cell(i, j)?).copied().filter(|v| v.is_finite())
    }

    /// The best beads of the rectangle in order, with the sum of their values (Gale and Church 1993; m:n beads as in
    /// Moore 2002 are left out, all shapes are searched in one pass).
    ///
    /// Cells are worked out in the order of the sentences read on both sides together. Of those with equally many, the ones
    /// that lie far behind the best lead nowhere and are not gone on from.
    pub(super) fn solve(mut self, model: &Model<'_>, longest: usize) -> Vec<Pair> {
        let shapes = shapes(longest);
        self.fill(model, &shapes, BEAM);
        if self.value.last().is_some_and(|corner| !corner.is_finite()) {
            self.fill(model, &shapes, f32::INFINITY);
        }
        self.trace(&shapes)
    }

    fn fill(&mut self, model: &Model<'_>, shapes: &[(usize, usize)], beam: f32) {
        let mut diagonals = Diagonals::new(&self.rows);
        while let Some(rows) = diagonals.advance(&self.rows) {
            let mut most = f32::NEG_INFINITY;
            for &(i, j) in rows {
                let best = if (i, j) == (0, 0) { Some((0.0, 0)) } else { self.best(model, shapes, i, j) };
                let (Some((value, step)), Some(cell)) = (best, self.cell(i, j)) else {
                    continue;
                };
                if let (Some(v), Some(s)) = (self.value.get_mut(cell), self.step.get_mut(cell)) {
                    (*v, *s) = (value, step);
                }
                most = most.max(value);
            }
            for &(i, j) in rows {
                if let Some(value) = self.cell(i, j).and_then(|cell| self.value.get_mut(cell))
                    && *value < most - beam
                {
                    *value = f32::NEG_INFINITY;
                }
            }
        }
    }

    fn best(&self, model: &Model<'_>, shapes: &[(usize, usize)], i: usize, j: usize) -> Option<(f32, u8)> {
        let (i0, j0) = self.origin;
        let mut best: Option<(f32, u8)> = None;
        for (number, &(a, b)) in shapes.iter().enumerate() {
            let (Some(from_i), Some(from_j)) = (i.checked_sub(a), j.checked_sub(b)) else {
                continue;
            };
            let Some(before) = self.value(from_i, from_j).filter(|_| !self.is_barred(from_i, i)) else {
                continue;
            };
            let floor = best.map_or(f32::NEG_INFINITY, |(value, _)| value - before);
            let worth = match (a, b) {
                (_, 0) => Some(model.omission(i0 + from_i)),
                (0, _) => Some(model.addition(j0 + from_j)),
                _ => model.bead_above(i0 + from_i..i0 + i, j0 + from_j..j0 + j, floor),
            };
            let Some(worth) = worth else { continue };
            if best.is_none_or(|(value, _)| before + worth > value) {
                best = Some((before + worth, number as u8 + 1));
            }
        }
        best
    }

    fn trace(&self, shapes: &[(usize, usize)]) -> Vec<Pair> {
        let (i0, j0) = self.origin;
        let mut i = self.rows.len().saturating_sub(1);
        let mut j = self.rows.last().map_or(0, |row| row.end.saturating_sub(1));
        let mut beads = Vec::new();
        while i > 0 || j > 0 {
            let step = self.cell(i, j).and_then(|cell| self.step.get(cell)).copied().unwrap_or(0);
            let shape = usize::from(step).checked_sub(1).and_then(|s| shapes.get(s)).copied();
            // A cell that nothing leads to cannot be reached from the corner; sentences go one by one then.
            let (a, b) = shape.unwrap_or(if i > 0 { (1, 0) } else { (0, 1) });
            beads.push((i0 + i - a..i0 + i, j0 + j - b..j0 + j));
            (i, j) = (i - a, j - b);
        }
        beads.reverse();
        beads
    }
}

/// Walks over the cells of some rows in the order of `i + j`.
pub(super) struct Diagonals {
    /// The rows by the sum of their first cell, the last one first.
    waiting: Vec<usize>,
    sum: usize,
    /// The rows that have a cell on the diagonal, with its column.
    cells: Vec<(usize, usize)>,
}

impl Diagonals {
    pub(super) fn new(rows: &[Range<usize>]) -> Self {
        let first = |i: &usize| rows.get(*i).map_or(0, |row| i + row.start);
        let mut waiting: Vec<usize> = (0..rows.len()).rev().collect();
        waiting.sort_by_key(|i| std::cmp::Reverse(first(i)));
        let sum = waiting.last().map_or(0, first);
        Diagonals { waiting, sum, cells: Vec::new() }
    }

    /// The cells of the next diagonal that has some.
    pub(super) fn advance(&mut self, rows: &[Range<usize>]) -> Option<&[(usize, usize)]> {
        loop {
            let first = |i: usize| rows.get(i).map_or(0, |row| i + row.start);
            self.cells.iter_mut().for_each(|cell| cell.1 += 1);
            self.cells.retain(|(i, j)| rows.get(*i).is_some_and(|row| *j < row.end));
            while let Some(i) = self.waiting.pop_if(|i| first(*i) == self.sum) {
                self.cells.extend(rows.get(i).filter(|row| !row.is_empty()).map(|row| (i, row.start)));
            }
            self.sum += 1;
            if !self.cells.is_empty() {
                return Some(&self.cells);
            }
            if self.waiting.is_empty() {
                return None;
            }
        }
    }
}
