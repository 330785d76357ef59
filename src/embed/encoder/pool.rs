//! The sum of the pieces' rows, brought to length 1.
//!
//! Every number of the vector is summed on its own and in the order of the pieces, in single precision, so that the result
//! is the same to the last bit on every machine, however wide its registers are.

use super::format::Quantisation;

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
    #[inline(always)]
    fn row(&self, piece: u32) -> Option<(&'a [u8], f32)> {
        let width = self.quantisation.row_bytes(self.dims);
        let start = (piece as usize).checked_mul(width)?;
        let row = self.bytes.get(start..start.checked_add(width)?)?;
        Some((row, f32::from_le_bytes(*self.scales.get(piece as usize)?)))
    }

    /// Writes the vector of a text: length 1, or all zeros where no piece says anything.
    #[inline(always)]
    pub(super) fn pool(&self, pieces: &[u32], vector: &mut [f32]) {
        vector.fill(0.0);
        for piece in pieces {
            let Some((row, scale)) = self.row(*piece) else { continue };
            match self.quantisation {
                Quantisation::Int8 => add_bytes(row, scale, vector),
                Quantisation::Int4 => add_nibbles(row, scale, vector),
            }
        }
        normalise(vector);
    }
}

#[inline(always)]
fn add_bytes(row: &[u8], scale: f32, sum: &mut [f32]) {
    for (to, byte) in sum.iter_mut().zip(row) {
        *to += scale * f32::from(*byte as i8);
    }
}

/// The low halves of the bytes are the first half of the row, the high ones the second; each is 8 more than its number.
#[inline(always)]
fn add_nibbles(row: &[u8], scale: f32, sum: &mut [f32]) {
    let (low, high) = sum.split_at_mut(row.len());
    for ((low, high), byte) in low.iter_mut().zip(high).zip(row) {
        *low += scale * (f32::from(byte & 15) - 8.0);
        *high += scale * (f32::from(byte >> 4) - 8.0);
    }
}

/// Divides by the length. Sixteen sums are kept and added up in one order, whatever the machine could do faster.
#[inline(always)]
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
