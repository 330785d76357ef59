//! The network: a projection of each piece, convolutions over windows of two, three and five tokens, the mean of all
//! tokens, and a residual network of dense layers behind it (Yang et al. 2019, in its convolutional form).
//!
//! What depends on a piece alone is worked out once for all sentences of a chunk. Nothing that a sentence goes through depends on
//! its neighbours, so that its vector does not either.

use std::ops::Range;

use super::matrix::{DEPTH, Matrix, NOTHING, Numbers, Processor};
use super::weights::{BRANCH, BRANCHES, Branch, CONVOLVED, EMBEDDING, FEATURES, Layer, Weights};

/// Tokens that go through the convolutions together, if no sentence is longer: what they need stays in the cache.
const BLOCK: usize = 384;

/// Sentences as runs of piece numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    /// Pieces of all sentences.
    pub(super) ids: Vec<u32>,
    /// Where each sentence lies in them.
    pub(super) sentences: Vec<Range<usize>>,
}

/// Buffers of one thread.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    processor: Processor,
    /// The pieces of a chunk, each once.
    unique: Vec<u32>,
    /// For each of them, what the projection makes of it, and the same in whole numbers.
    projected: Vec<f32>,
    whole: Numbers,
    /// For each of them, the sum of its vector's numbers and of their squares.
    moments: Vec<[f32; 2]>,
    /// For each token, its place in `unique`.
    slots: Vec<usize>,
    /// What the convolutions make of the tokens of a block.
    convolved: Vec<f32>,
    /// Sums of the tokens of each sentence, before the layers behind.
    pooled: Vec<f32>,
    work: Work,
}

/// What goes into a product and what comes out.
#[derive(Clone, Debug)]
struct Work {
    numbers: Numbers,
    rows: Vec<usize>,
    sums: Vec<f32>,
}

impl Scratch {
    pub(super) fn new(processor: Processor) -> Self {
        let numbers = Numbers::new(processor);
        Scratch {
            processor,
            unique: Vec::new(),
            projected: Vec::new(),
            whole: numbers.clone(),
            moments: Vec::new(),
            slots: Vec::new(),
            convolved: Vec::new(),
            pooled: Vec::new(),
            work: Work { numbers, rows: Vec::new(), sums: Vec::new() },
        }
    }
}

impl Weights {
    /// Writes a vector of length 1 for each sentence of the chunk to `out`.
    pub(super) fn encode(&self, chunk: &Chunk, scratch: &mut Scratch, out: &mut [f32]) {
        if !chunk.sentences.is_empty() {
            // Inlined, so that it is compiled for the processor at hand.
            scratch.processor.with_all(
                #[inline(always)]
                || self.encode_all(chunk, scratch, out),
            );
        }
    }

    #[inline(always)]
    fn encode_all(&self, chunk: &Chunk, scratch: &mut Scratch, out: &mut [f32]) {
        self.project(chunk, scratch);
        scratch.pooled.clear();
        scratch.pooled.resize(chunk.sentences.len() * FEATURES, 0.0);
        let mut first = 0;
        while let Some(next) = chunk.sentences.get(first) {
            let fits = |s: &&Range<usize>| s.end - next.start <= BLOCK;
            let count = chunk.sentences.iter().skip(first).take_while(fits).count().max(1);
            let block = chunk.sentences.get(first..first + count).unwrap_or_default();
            for (number, branch) in self.branches.iter().enumerate() {
                branch.convolve(block, number, scratch);
            }
            self.pool(chunk, block, first, scratch);
            first += count;
        }
        self.dense(chunk, scratch, out);
    }

    /// What depends on a piece alone.
    #[inline(always)]
    fn project(&self, chunk: &Chunk, scratch: &mut Scratch) {
        let Scratch { unique, projected, whole, moments, slots, work, .. } = scratch;
        let Work { numbers, rows, sums } = work;
        unique.clone_from(&chunk.ids);
        unique.sort_unstable();
        unique.dedup();
        slots.clear();
        slots.extend(chunk.ids.iter().map(|id| unique.binary_search(id).unwrap_or(0)));
        moments.clear();
        numbers.clear();
        for (bytes, table) in unique.iter().filter_map(|id| self.piece(*id)) {
            bytes.chunks(DEPTH).for_each(|part| numbers.push_bytes(part, table.scale));
            moments.push(table.moments(bytes));
        }
        rows.clear();
        rows.extend(0..numbers.len());
        projected.resize(unique.len() * CONVOLVED, 0.0);
        for (number, branch) in self.branches.iter().enumerate() {
            let Layer { matrix, bias } = &branch.project;
            sums.clear();
            sums.resize(unique.len() * BRANCH, 0.0);
            matrix.multiply(numbers, rows, sums);
            let rows = projected.chunks_exact_mut(CONVOLVED).zip(sums.chunks_exact(BRANCH)).zip(unique.iter());
            for ((row, sums), id) in rows {
                let low = self.piece(*id).map_or(0.0, |(_, table)| table.low);
                let terms = sums.iter().zip(&branch.columns).zip(bias);
                for (x, ((sum, column), bias)) in part(row, number).iter_mut().zip(terms) {
                    *x = sum + low * column + bias;
                }
            }
        }
        whole.clear();
        for row in projected.chunks_exact_mut(CONVOLVED) {
            self.normalise(row);
            row.chunks_exact(BRANCH).for_each(|part| {
                whole.push(part);
            });
        }
    }

    /// Brings what was projected to mean 0 and variance 1: over all branches, then each with its own scale.
    #[inline(always)]
    fn normalise(&self, row: &mut [f32]) {
        let mean = sum(row) / CONVOLVED as f32;
        row.iter_mut().for_each(|x| *x -= mean);
        let times = 1.0 / (squares(row) / CONVOLVED as f32 + self.eps).sqrt();
        for (row, Branch { norm, .. }) in row.chunks_exact_mut(BRANCH).zip(&self.branches) {
            for (x, (scale, shift)) in row.iter_mut().zip(norm.scale.iter().zip(&norm.shift)) {
                *x = *x * times * scale + shift;
            }
        }
    }

    /// Normalises all that is known of each token, and adds up the tokens of each sentence of a block.
    #[inline(always)]
    fn pool(&self, chunk: &Chunk, block: &[Range<usize>], first: usize, scratch: &mut Scratch) {
        let Scratch { moments, slots, convolved, pooled, .. } = scratch;
        let mut convolved = convolved.chunks_exact(CONVOLVED);
        for (sentence, pooled) in block.iter().zip(pooled.chunks_exact_mut(FEATURES).skip(first)) {
            let tokens = chunk.ids.get(sentence.clone()).unwrap_or_default().iter();
            let slots = slots.get(sentence.clone()).unwrap_or_default();
            let (embedding, inner) = pooled.split_at_mut(EMBEDDING);
            let (mut means, mut lows) = (0.0, 0.0);
            for ((id, slot), row) in tokens.zip(slots).zip(convolved.by_ref()) {
                let (Some((bytes, table)), Some([own, own_squares])) = (self.piece(*id), moments.get(*slot)) else {
                    continue;
                };
                let mean = (own + sum(row)) / FEATURES as f32;
                let variance = (own_squares + squares(row)) / FEATURES as f32 - mean * mean;
                let times = 1.0 / (variance.max(0.0) + self.eps).sqrt();
                let scale = times * table.scale;
                embedding.iter_mut().zip(bytes).for_each(|(to, b)| *to += scale * f32::from(*b));
                inner.iter_mut().zip(row).for_each(|(to, x)| *to += times * x);
                means += times * mean;
                lows += times * table.low;
            }
            embedding.iter_mut().for_each(|x| *x += lows);
            let count = sentence.len() as f32;
            for (x, (scale, shift)) in pooled.iter_mut().zip(self.norm.scale.iter().zip(&self.norm.shift)) {
                *x = (*x - means) * scale + count * shift;
            }
        }
    }

    /// From the sums of the tokens to the vectors.
    #[inline(always)]
    fn dense(&self, chunk: &Chunk, scratch: &mut Scratch, out: &mut [f32]) {
        let Scratch { pooled, work, .. } = scratch;
        let [d0, p1, d1, d2, p3, d3] = &self.dense;
        let count = chunk.sentences.len();
        let start = |outputs: usize| vec![0.0; count * outputs];
        let mut mean = start(EMBEDDING);
        work.dense(&self.output.matrix, pooled, &mut mean);
        for (row, sentence) in mean.chunks_exact_mut(EMBEDDING).zip(&chunk.sentences) {
            let count = sentence.len() as f32;
            let times = 1.0 / count.sqrt();
            row.iter_mut().zip(&self.output.bias).for_each(|(x, bias)| *x = (*x + count * bias) * times);
        }
        let mut first = start(d0.outputs());
        work.dense(d0, &mean, &mut first);
        positive(&mut first);
        let mut second = start(d1.outputs());
        work.dense(p1, &mean, &mut second);
        work.dense(d1, &first, &mut second);
        positive(&mut second);
        let mut third = start(d2.outputs());
        work.dense(d2, &second, &mut third);
        positive(&mut third);
        out.fill(0.0);
        work.dense(p3, &second, out);
        work.dense(d3, &third, out);
        for row in out.chunks_exact_mut(EMBEDDING) {
            // Weights that are huge on purpose may have led to no number at all.
            row.iter_mut().for_each(|x| *x = if x.is_nan() { 0.0 } else { x.tanh() });
            let length = squares(row).max(self.eps).sqrt();
            row.iter_mut().for_each(|x| *x /= length);
        }
    }
}

impl Work {
    /// Adds rows times a matrix to `sums`: here nothing is averaged any more, so the inputs are kept to fifteen bits.
    fn dense(&mut self, matrix: &Matrix, rows: &[f32], sums: &mut [f32]) {
        let count = (sums.len() / matrix.outputs()).max(1);
        let blocks = matrix.blocks();
        self.numbers.clear();
        rows.chunks_exact(rows.len() / count).for_each(|row| self.numbers.push_twice(row));
        for half in 0..2 {
            let firsts = (half..2 * count).step_by(2).map(|n| n * blocks);
            self.rows.clear();
            self.rows.extend(firsts.flat_map(|first| first..first + blocks));
            matrix.multiply(&self.numbers, &self.rows, sums);
        }
    }
}

impl Branch {
    /// Writes what the two layers make of each token of a block to the branch's part of `convolved`.
    #[inline(always)]
    fn convolve(&self, block: &[Range<usize>], number: usize, scratch: &mut Scratch) {
        let Scratch { projected, whole, slots, convolved, work, .. } = scratch;
        let Work { numbers, rows, sums } = work;
        let (Some(first), Some(last)) = (block.first(), block.last()) else { return };
        let slots = slots.get(first.start..last.end).unwrap_or_default();
        convolved.resize(slots.len() * CONVOLVED, 0.0);

        self.windows(block, rows, |token| slots.get(token).map(|slot| slot * BRANCHES + number));
        self.layers[0].multiply(whole, rows, sums);
        numbers.clear();
        for ((sums, slot), row) in sums.chunks_exact_mut(BRANCH).zip(slots).zip(convolved.chunks_exact_mut(CONVOLVED)) {
            let projected = projected.get(slot * CONVOLVED + number * BRANCH..).unwrap_or_default();
            let row = part(row, number);
            for (to, (x, sum)) in row.iter_mut().zip(projected.iter().zip(sums)) {
                *to = x + sum.max(0.0);
            }
            numbers.push(row);
        }

        self.windows(block, rows, Some);
        self.layers[1].multiply(numbers, rows, sums);
        for (sums, row) in sums.chunks_exact(BRANCH).zip(convolved.chunks_exact_mut(CONVOLVED)) {
            part(row, number).iter_mut().zip(sums).for_each(|(x, sum)| *x += sum.max(0.0));
        }
    }

    /// Lists the blocks of the window of each token; `block_of` says which block is that of a token.
    fn windows(&self, block: &[Range<usize>], rows: &mut Vec<usize>, block_of: impl Fn(usize) -> Option<usize>) {
        rows.clear();
        let first = block.first().map_or(0, |s| s.start);
        for sentence in block {
            let own = sentence.start - first..sentence.end - first;
            for token in own.clone() {
                let window = (token + 1..).take(self.width).map(|after| after.checked_sub(self.before + 1));
                let block = |at: Option<usize>| at.filter(|at| own.contains(at)).and_then(&block_of);
                rows.extend(window.map(|at| block(at).unwrap_or(NOTHING)));
            }
        }
    }
}

impl Layer {
    /// Writes rows times the matrix, plus the bias, to `sums`.
    fn multiply(&self, numbers: &Numbers, rows: &[usize], sums: &mut Vec<f32>) {
        sums.clear();
        (0..rows.len() / self.matrix.blocks()).for_each(|_| sums.extend_from_slice(&self.bias));
        self.matrix.multiply(numbers, rows, sums);
    }
}

#[inline(always)]
fn positive(numbers: &mut [f32]) {
    numbers.iter_mut().for_each(|x| *x = x.max(0.0));
}

/// The part of a row that belongs to a branch.
#[inline(always)]
fn part(row: &mut [f32], number: usize) -> &mut [f32] {
    row.get_mut(number * BRANCH..(number + 1) * BRANCH).unwrap_or_default()
}

/// The sum, in an order that every machine keeps and that wide registers can follow.
#[inline(always)]
fn sum(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    for chunk in numbers.as_chunks::<16>().0 {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x);
    }
    lanes.iter().sum()
}

/// The sum of the squares, in the same order.
#[inline(always)]
fn squares(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    for chunk in numbers.as_chunks::<16>().0 {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x * x);
    }
    lanes.iter().sum()
}
