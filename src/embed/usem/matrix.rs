//! Products of matrices in whole numbers of one byte.
//!
//! The weights of the model are multiples of a step, -127 to 127 of them, so nothing is lost on their side. What is multiplied with them
//! is brought to -127 to 127 in *blocks* of 256 numbers, each with a step of its own: of the tokens of a sentence, some have
//! numbers thirty times as large as others. Products are summed exactly within a block, scaled, and added up in the order of the blocks.
//!
//! Weights lie in panels of as many columns as the kernel at hand takes, and in these in groups of inputs, which is how the
//! instructions for such products want them.

#[cfg(target_arch = "x86_64")]
use fearless_simd::{Avx2, Avx512, Level, Simd};

/// Numbers of a block.
pub(super) const DEPTH: usize = 256;
/// Outputs are a multiple of this: of the columns of all kernels.
const COLUMNS: usize = 32;
/// Stands for a block of zeros.
pub(super) const NOTHING: usize = usize::MAX;
/// Largest whole number.
const MOST: f32 = 127.0;
/// Added to bytes where a kernel wants them without a sign.
const OFFSET: i32 = 128;

/// A block of whole numbers, and what 1 stands for in products with it.
#[derive(Clone, Copy)]
pub(super) struct Block<'a, N> {
    pub(super) numbers: &'a [N; DEPTH],
    pub(super) step: f32,
}

/// The weights of some columns for one block.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a, N: Number, const GROUP: usize, const COLUMNS: usize> {
    /// For each group of inputs, the weights of all columns; `DEPTH / GROUP` of them.
    pub(super) weights: &'a [[[N::Weight; GROUP]; COLUMNS]],
    /// What the sums begin with, because of the offset.
    pub(super) corrections: &'a [i32; COLUMNS],
}

/// Where the sums of rows go; rows that are not there are left out.
pub(super) type Sums<'a, const ROWS: usize, const COLUMNS: usize> = [Option<&'a mut [f32; COLUMNS]>; ROWS];

/// A kernel: adds the products of some rows' blocks with some columns.
pub(super) trait Kernel<N: Number, const GROUP: usize, const ROWS: usize, const COLUMNS: usize>: Copy {
    fn add(self, blocks: [Block<'_, N>; ROWS], panel: Panel<'_, N, GROUP, COLUMNS>, sums: Sums<'_, ROWS, COLUMNS>);
}

/// How a kernel wants its numbers.
pub(super) trait Number: Copy + Default + 'static {
    /// A weight beside such a number.
    type Weight: Copy;
    /// What is added to each number.
    const OFFSET: i32;
    fn weight(steps: i8) -> Self::Weight;
    fn all(numbers: &Numbers) -> &[Self];
    fn packed(weights: &Packed) -> &[Self::Weight];
}

/// Pairs of them fill a register with 32-bit sums.
impl Number for i16 {
    type Weight = i16;
    const OFFSET: i32 = 0;

    fn weight(steps: i8) -> i16 {
        steps.into()
    }

    fn all(numbers: &Numbers) -> &[i16] {
        &numbers.words
    }

    fn packed(weights: &Packed) -> &[i16] {
        if let Packed::Words(words) = weights { words } else { &[] }
    }
}

/// Without a sign, beside weights with one.
impl Number for u8 {
    type Weight = i8;
    const OFFSET: i32 = OFFSET;

    fn weight(steps: i8) -> i8 {
        steps
    }

    fn all(numbers: &Numbers) -> &[u8] {
        &numbers.bytes
    }

    fn packed(weights: &Packed) -> &[i8] {
        if let Packed::Bytes(bytes) = weights { bytes } else { &[] }
    }
}

/// What the processor can do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Processor {
    /// Anything.
    Portable,
    /// x86-64 since 2013 (x86-64-v3).
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// x86-64 since 2019 (as Ice Lake has it).
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Processor {
    /// All that this processor can run, the fastest first.
    pub(super) fn all() -> Vec<Processor> {
        #[cfg(target_arch = "x86_64")]
        let level = Level::new();
        #[cfg(target_arch = "x86_64")]
        let wide = [level.as_avx512().map(Processor::Avx512), level.as_avx2().map(Processor::Avx2)];
        #[cfg(not(target_arch = "x86_64"))]
        let wide: [Option<Processor>; 0] = [];
        wide.into_iter().flatten().chain([Processor::Portable]).collect()
    }

    /// Does some work with all registers of the processor, as far as compilers see a use for them.
    pub(super) fn with_all(self, work: impl FnOnce()) {
        match self {
            Processor::Portable => work(),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(avx2) => avx2.vectorize(work),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(avx512) => avx512.vectorize(work),
        }
    }

    fn takes_bytes(self) -> bool {
        match self {
            Processor::Portable => false,
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(_) => false,
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(_) => true,
        }
    }
}

/// One row and one column at a time: compilers make good code of it everywhere.
#[derive(Clone, Copy)]
struct Portable;

impl Kernel<i16, 2, 1, 1> for Portable {
    #[inline(always)]
    fn add(self, [block]: [Block<'_, i16>; 1], panel: Panel<'_, i16, 2, 1>, [sum]: Sums<'_, 1, 1>) {
        let products = block.numbers.iter().zip(panel.weights.as_flattened().as_flattened());
        let product = products.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>();
        if let Some([sum]) = sum {
            *sum += product as f32 * block.step;
        }
    }
}

/// Blocks of whole numbers, as the processor wants them.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    processor: Processor,
    /// What 1 stands for in each block.
    steps: Vec<f32>,
    words: Vec<i16>,
    bytes: Vec<u8>,
}

impl Numbers {
    pub(super) fn new(processor: Processor) -> Self {
        Numbers { processor, steps: Vec::new(), words: Vec::new(), bytes: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.steps.clear();
        self.words.clear();
        self.bytes.clear();
    }

    /// How many blocks there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Appends a block of bytes, all below 128.
    pub(super) fn push_bytes(&mut self, bytes: &[u8], step: f32) {
        self.push_whole(step, bytes.iter().map(|b| i32::from(*b)));
    }

    /// Appends a block of as many numbers, rounded; zeros fill it up. Tells what 1 stands for.
    #[inline(always)]
    pub(super) fn push(&mut self, numbers: &[f32]) -> f32 {
        let most = most(numbers);
        let (times, step) = if most > 0.0 { (MOST / most, most / MOST) } else { (0.0, 0.0) };
        self.push_whole(step, numbers.iter().map(|x| rounded(x * times)));
        step
    }

    /// Appends a row in as many blocks as it needs, then what was lost by rounding in as many more, which leaves fifteen bits.
    pub(super) fn push_twice(&mut self, row: &[f32]) {
        let blocks = row.chunks(DEPTH);
        let steps: Vec<f32> = blocks.clone().map(|block| self.push(block)).collect();
        for (block, step) in blocks.zip(steps) {
            let times = if step > 0.0 { 1.0 / step } else { 0.0 };
            let lost: Vec<f32> = block.iter().map(|x| x - rounded(x * times) as f32 * step).collect();
            self.push(&lost);
        }
    }

    #[inline(always)]
    fn push_whole(&mut self, step: f32, numbers: impl Iterator<Item = i32>) {
        self.steps.push(step);
        if self.processor.takes_bytes() {
            extend(&mut self.bytes, numbers.map(|n| (n + OFFSET) as u8), OFFSET as u8);
        } else {
            extend(&mut self.words, numbers.map(|n| n as i16), 0);
        }
    }

    #[inline(always)]
    fn block<N: Number>(&self, number: usize) -> Option<Block<'_, N>> {
        let numbers = N::all(self).as_chunks().0.get(number)?;
        Some(Block { numbers, step: *self.steps.get(number)? })
    }
}

/// Appends a block.
#[inline(always)]
fn extend<N: Copy>(to: &mut Vec<N>, numbers: impl Iterator<Item = N>, zero: N) {
    let start = to.len();
    to.resize(start + DEPTH, zero);
    to.get_mut(start..).unwrap_or_default().iter_mut().zip(numbers).for_each(|(to, n)| *to = n);
}

/// The nearest whole number, halves to the even one, for numbers below 2²².
#[inline(always)]
fn rounded(x: f32) -> i32 {
    // At this size the last bit of a number stands for 1.
    const SHIFT: f32 = 12_582_912.0;
    (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32
}

/// The largest of the numbers, without their signs.
#[inline(always)]
fn most(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    let (chunks, rest) = numbers.as_chunks::<16>();
    for chunk in chunks {
        for (most, x) in lanes.iter_mut().zip(chunk) {
            let x = x.abs();
            *most = if x > *most { x } else { *most };
        }
    }
    lanes.iter().chain(rest).fold(0.0, |most, x| most.max(x.abs()))
}

/// Weights in the order of a kernel.
#[derive(Clone, Debug)]
pub(super) enum Packed {
    Words(Vec<i16>),
    Bytes(Vec<i8>),
}

/// The weights of a layer.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    processor: Processor,
    /// Blocks of a row that goes in.
    blocks: usize,
    outputs: usize,
    /// What a weight of 1 stands for.
    step: f32,
    packed: Packed,
    /// For each panel and block, what the sums of the columns begin with.
    corrections: Vec<i32>,
}

/// Weights in steps, a row for each input.
struct Whole<'a> {
    weights: &'a [i8],
    blocks: usize,
    outputs: usize,
}

impl Whole<'_> {
    fn at(&self, input: usize, output: usize) -> i8 {
        if output < self.outputs { self.weights.get(input * self.outputs + output).copied().unwrap_or(0) } else { 0 }
    }

    /// Puts the weights in panels of `columns`, each in groups of `group` inputs.
    fn pack<N: Number>(&self, group: usize, columns: usize) -> (Vec<N::Weight>, Vec<i32>) {
        let inputs = self.blocks * DEPTH;
        let outputs = self.outputs.next_multiple_of(COLUMNS);
        let mut packed = Vec::with_capacity(inputs * outputs);
        let mut corrections = Vec::with_capacity(self.blocks * outputs);
        for first in (0..outputs).step_by(columns) {
            let panel = first..first + columns;
            for input in (0..inputs).step_by(group) {
                let weights = panel.clone().flat_map(|c| (input..input + group).map(move |i| self.at(i, c)));
                packed.extend(weights.map(N::weight));
            }
            for block in 0..self.blocks {
                let sum = |c| (block * DEPTH..(block + 1) * DEPTH).map(|i| i32::from(self.at(i, c))).sum::<i32>();
                corrections.extend(panel.clone().map(|c| -N::OFFSET * sum(c)));
            }
        }
        (packed, corrections)
    }
}

impl Matrix {
    /// Packs weights that lie in rows of `outputs` numbers, a row for each input.
    pub(super) fn new(weights: &[f32], outputs: usize, processor: Processor) -> Self {
        let most = most(weights);
        let step = if most > 0.0 { most / MOST } else { 1.0 };
        let steps: Vec<i8> = weights.iter().map(|w| (w / step).round() as i8).collect();
        let blocks = (steps.len() / outputs.max(1)).div_ceil(DEPTH);
        let whole = Whole { weights: &steps, blocks, outputs };
        let words = |(words, corrections)| (Packed::Words(words), corrections);
        let (packed, corrections) = match processor {
            Processor::Portable => words(whole.pack::<i16>(2, 1)),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(_) => words(whole.pack::<i16>(2, 16)),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(_) => {
                let (bytes, corrections) = whole.pack::<u8>(4, 32);
                (Packed::Bytes(bytes), corrections)
            }
        };
        Matrix { processor, blocks, outputs: outputs.next_multiple_of(COLUMNS), step, packed, corrections }
    }

    /// Blocks of a row that goes in.
    pub(super) fn blocks(&self) -> usize {
        self.blocks
    }

    /// Numbers of a row that comes out: a multiple of 32.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Adds to each row of `sums` a row times the matrix. `rows` names the blocks of all rows one after another, [`NOTHING`] where one
    /// is all zeros.
    pub(super) fn multiply(&self, numbers: &Numbers, rows: &[usize], sums: &mut [f32]) {
        match self.processor {
            Processor::Portable => self.tiles(Portable, numbers, rows, sums),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx2(avx2) => self.tiles(avx2, numbers, rows, sums),
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512(avx512) => self.tiles(avx512, numbers, rows, sums),
        }
    }

    fn tiles<N: Number, const GROUP: usize, const ROWS: usize, const COLUMNS: usize>(
        &self,
        kernel: impl Kernel<N, GROUP, ROWS, COLUMNS>,
        numbers: &Numbers,
        rows: &[usize],
        sums: &mut [f32],
    ) {
        let nothing = [N::default(); DEPTH];
        let weights = N::packed(&self.packed).as_chunks::<GROUP>().0.as_chunks::<COLUMNS>().0;
        let corrections = self.corrections.as_chunks::<COLUMNS>().0;
        let panels = weights.chunks_exact(DEPTH / GROUP).zip(corrections);
        for (number, (weights, corrections)) in panels.enumerate() {
            let panel = Panel { weights, corrections };
            let (first, block) = (number / self.blocks * COLUMNS, number % self.blocks);
            let tiles = rows.chunks(ROWS * self.blocks).zip(sums.chunks_mut(ROWS * self.outputs));
            for (rows, sums) in tiles {
                let blocks = std::array::from_fn(|row| {
                    let block = rows.get(row * self.blocks + block).and_then(|block| numbers.block(*block));
                    let Block { numbers, step } = block.unwrap_or(Block { numbers: &nothing, step: 0.0 });
                    Block { numbers, step: step * self.step }
                });
                let mut sums = sums.chunks_exact_mut(self.outputs);
                let sums = std::array::from_fn(|_| sums.next()?.get_mut(first..)?.first_chunk_mut());
                kernel.add(blocks, panel, sums);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    /// Whole numbers from -127 to 127 that look like chance.
    fn noise(count: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as i32 % 128 - 64
        };
        (0..count).map(|_| next() as f32).collect()
    }

    /// Rows of blocks that begin at every block.
    fn windows(rows: usize, blocks: usize) -> Vec<usize> {
        (0..rows).flat_map(|row| row..row + blocks).collect()
    }

    /// Rows of `inputs` numbers that begin at every block, times a matrix, by the book.
    fn product(numbers: &[f32], weights: &[f32], inputs: usize, outputs: usize, rows: usize) -> Vec<f32> {
        let mut expected = vec![0.0; rows * outputs];
        for row in 0..rows {
            for (input, column) in (0..inputs).flat_map(|i| (0..outputs).map(move |c| (i, c))) {
                expected[row * outputs + column] += numbers[row * DEPTH + input] * weights[input * outputs + column];
            }
        }
        expected
    }

    #[test]
    fn every_processor_gives_the_exact_product() {
        // Rows that fill no tile and overlap as windows do.
        for (inputs, outputs, rows) in [(512, 64, 13), (320, 32, 1), (1280, 96, 9)] {
            let mut weights = noise(inputs * outputs, 3);
            weights[0] = 127.0;
            let mut floats = noise((rows + 6) * DEPTH, 5);
            floats.iter_mut().step_by(DEPTH).for_each(|x| *x = -127.0);
            let expected = product(&floats, &weights, inputs, outputs, rows);
            weights.iter_mut().for_each(|w| *w *= 0.25);
            for processor in Processor::all() {
                let matrix = Matrix::new(&weights, outputs, processor);
                let mut numbers = Numbers::new(processor);
                floats.chunks(DEPTH).for_each(|block| {
                    assert_eq!(numbers.push(block), 1.0);
                });
                let mut sums = vec![1.0; rows * outputs];
                matrix.multiply(&numbers, &windows(rows, matrix.blocks()), &mut sums);
                let sums: Vec<f32> = sums.iter().map(|x| (x - 1.0) * 4.0).collect();
                assert_eq!(sums, expected, "{processor:?}, {inputs} to {outputs}");
            }
        }
    }

    #[test]
    fn every_processor_gives_the_same_bits() {
        let weights: Vec<f32> = noise(768 * 320, 7).iter().map(|w| w / 33.0).collect();
        let floats: Vec<f32> =
            noise(40 * DEPTH, 9).iter().enumerate().map(|(n, x)| x / (n % 1000 + 3) as f32).collect();
        let sums = |processor| {
            let mut numbers = Numbers::new(processor);
            floats.chunks(3 * DEPTH).for_each(|row| numbers.push_twice(row));
            let mut sums = vec![0.1; 35 * 320];
            let mut rows = windows(35, 3);
            rows[4] = NOTHING;
            Matrix::new(&weights, 320, processor).multiply(&numbers, &rows, &mut sums);
            sums
        };
        let all: Vec<Vec<f32>> = Processor::all().into_iter().map(sums).collect();
        assert!(all.windows(2).all(|two| two[0] == two[1]));
    }

    #[test]
    fn numbers_are_rounded_to_the_nearest() {
        let mut numbers = Numbers::new(Processor::Portable);
        let step = numbers.push(&[-1.0, -0.5, 0.0, 0.3, 0.75]);
        assert_eq!(numbers.words[..6], [-127, -64, 0, 38, 95, 0]);
        assert!((step * 127.0 - 1.0).abs() < 1e-6);
        assert_eq!(numbers.push(&[0.0; 3]), 0.0);
        numbers.push_bytes(&[63, 0, 7], 0.5);
        assert_eq!(numbers.words[2 * DEPTH..][..4], [63, 0, 7, 0]);
        assert_eq!(numbers.len(), 3);
    }

    #[test]
    fn what_is_rounded_twice_keeps_fifteen_bits() {
        for processor in Processor::all() {
            let row: Vec<f32> = (0..320).map(|n| ((n * n) as f32 * 0.37).sin()).collect();
            let mut numbers = Numbers::new(processor);
            numbers.push_twice(&row);
            let mut one = vec![0.0; 320 * 320];
            one.iter_mut().step_by(321).for_each(|x| *x = 1.0);
            let matrix = Matrix::new(&one, 320, processor);
            let mut sums = vec![0.0; 320];
            matrix.multiply(&numbers, &[0, 1], &mut sums);
            assert!(row.iter().zip(&sums).any(|(x, sum)| (x - sum).abs() > 1e-3));
            matrix.multiply(&numbers, &[2, 3], &mut sums);
            assert!(row.iter().zip(&sums).all(|(x, sum)| (x - sum).abs() < 4e-5), "{processor:?}");
        }
    }
}
