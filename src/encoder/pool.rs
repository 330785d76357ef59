//! The sum of the pieces' rows, brought to length 1.
//!
//! Every number of the vector is summed on its own and in the order of the pieces, in single precision, so that the result
//! is the same to the last bit on every machine, however wide its registers are. The rows are gathered first, which lets
//! the memory answer for many at a time; then some numbers of the vector at a time are summed over all rows, in registers.
//! A byte becomes its numbers by one look-up: that is faster than taking it apart, even with AVX2.

use super::format::Quantisation;

/// Rows that are gathered at a time.
const GATHERED: usize = 64;
/// Numbers of the vector that are summed at a time; a divisor of all sizes is 16.
const LANES: usize = 16;

/// The four numbers of two bits: the best ones for what is normally distributed (Max 1960, Lloyd 1982).
pub(super) const LEVELS: [f32; 4] = [-1.51, -0.4528, 0.4528, 1.51];

static BYTES: [[f32; 1]; 256] = spread();
static NIBBLES: [[f32; 2]; 256] = spread();
static CRUMBS: [[f32; 4]; 256] = spread();

/// The `N` numbers that each byte stands for, the lowest bits first.
#[expect(clippy::indexing_slicing, reason = "worked out while compiling, which fails beyond the end")]
const fn spread<const N: usize>() -> [[f32; N]; 256] {
    let bits = 8 / N;
    let mut table = [[0.0; N]; 256];
    let mut at = 0;
    while at < 256 * N {
        let (byte, place) = (at / N, at % N);
        let field = byte >> (place * bits) & ((1 << bits) - 1);
        table[byte][place] = match N {
            1 => field as u8 as i8 as f32,
            2 => field as f32 - 8.0,
            _ => LEVELS[field],
        };
        at += 1;
    }
    table
}

/// Rows that were gathered: a buffer of one thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    bytes: Vec<u8>,
    scales: Vec<f32>,
}

/// The rows of the table as they lie in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) scales: &'a [[u8; 4]],
    pub(super) dims: usize,
    pub(super) quantisation: Quantisation,
}

impl<'a> Rows<'a> {
    /// The numbers of a row and what they are multiplied by.
    fn row(&self, piece: u32) -> Option<(&'a [u8], f32)> {
        let width = self.quantisation.row_bytes(self.dims);
        let start = (piece as usize).checked_mul(width)?;
        let row = self.bytes.get(start..start.checked_add(width)?)?;
        Some((row, f32::from_le_bytes(*self.scales.get(piece as usize)?)))
    }

    /// Writes the vector of a text: length 1, or all zeros where no piece says anything.
    pub(super) fn pool(&self, pieces: &[u32], gathered: &mut Gathered, vector: &mut [f32]) {
        vector.fill(0.0);
        self.add(pieces, gathered, vector);
        normalise(vector);
    }

    /// Adds the rows of the pieces to `vector`.
    pub(super) fn add(&self, pieces: &[u32], gathered: &mut Gathered, vector: &mut [f32]) {
        for pieces in pieces.chunks(GATHERED) {
            gathered.bytes.clear();
            gathered.scales.clear();
            for (row, scale) in pieces.iter().filter_map(|piece| self.row(*piece)) {
                gathered.bytes.extend_from_slice(row);
                gathered.scales.push(scale);
            }
            match self.quantisation {
                Quantisation::Int8 => gathered.add(&BYTES, vector),
                Quantisation::Int4 => gathered.add(&NIBBLES, vector),
                Quantisation::Int2 => gathered.add(&CRUMBS, vector),
            }
        }
    }
}

impl Gathered {
    /// Adds all rows to `vector`; a byte stands for `N` numbers.
    fn add<const N: usize>(&self, numbers: &[[f32; N]; 256], vector: &mut [f32]) {
        let width = vector.len() / N;
        let lanes = LANES / N;
        for (block, sums) in vector.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let mut own = *sums;
            for (row, scale) in self.bytes.chunks_exact(width.max(1)).zip(&self.scales) {
                let bytes = row.get(block * lanes..(block + 1) * lanes).unwrap_or_default();
                for (to, byte) in own.as_chunks_mut::<N>().0.iter_mut().zip(bytes) {
                    let Some(numbers) = numbers.get(usize::from(*byte)) else { continue };
                    for (to, number) in to.iter_mut().zip(numbers) {
                        *to += scale * number;
                    }
                }
            }
            *sums = own;
        }
    }
}

/// Divides by the length. Sixteen sums are kept and added up in one order, whatever the machine could do faster.
pub(super) fn normalise(vector: &mut [f32]) {
    let mut sums = [0.0_f32; 16];
    for chunk in vector.as_chunks::<16>().0 {
        for (sum, x) in sums.iter_mut().zip(chunk) {
            *sum += x * x;
        }
    }
    let length = sums.iter().sum::<f32>().sqrt();
    if length > 0.0 && length.is_finite() {
        vector.iter_mut().for_each(|x| *x /= length);
    } else {
        vector.fill(0.0);
    }
}
