use rayon::prelude::*;

use super::super::format::Quantisation;
use super::super::pool::LEVELS;

/// The sections `rows` and `scal`: each row with the scale that keeps it best in the sense of least squares.
pub(super) fn pack(table: &[f32], dims: usize, quantisation: Quantisation) -> (Vec<u8>, Vec<u8>) {
    let rows: Vec<(Vec<u8>, f32)> = table.par_chunks_exact(dims).map(|row| pack_row(row, quantisation)).collect();
    let scales = rows.iter().flat_map(|(_, scale)| scale.to_le_bytes()).collect();
    (rows.into_iter().flat_map(|(bytes, _)| bytes).collect(), scales)
}

fn pack_row(row: &[f32], quantisation: Quantisation) -> (Vec<u8>, f32) {
    let most = row.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    match quantisation {
        Quantisation::Int8 => {
            let scale = most / 127.0;
            (row.iter().map(|x| nearest(*x, scale, 127.0) as i8 as u8).collect(), scale)
        }
        Quantisation::Int4 => {
            let scale = best_scale(row, most);
            let nibble = |x: f32| (nearest(x, scale, 7.0) + 8.0) as u8;
            (row.as_chunks().0.iter().map(|[a, b]| nibble(*a) | nibble(*b) << 4).collect(), scale)
        }
        Quantisation::Int2 => {
            let (levels, scale) = levels(row);
            (levels.as_chunks().0.iter().map(|[a, b, c, d]| a | b << 2 | c << 4 | d << 6).collect(), scale)
        }
    }
}

/// The whole number of scales that is nearest: from -limit - 1 to limit.
fn nearest(x: f32, scale: f32, limit: f32) -> f32 {
    if scale == 0.0 { 0.0 } else { (x / scale).round_ties_even().clamp(-limit - 1.0, limit) }
}

/// The scale at which sixteen steps lose least. Whole parts of the largest number come first, so that a row that was
/// rounded in training is kept as it is; between them, cutting off the largest pays if the others gain more. A scale
/// below zero has the larger end of the steps above it.
fn best_scale(row: &[f32], most: f32) -> f32 {
    let whole = [7.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
    let between = (0..28).map(|n| 7.0 + 0.2 * n as f32);
    let scales = whole.into_iter().chain(between).flat_map(|parts| [most / parts, -most / parts]);
    let mut best = (f32::INFINITY, 0.0);
    for scale in scales {
        let lost: f32 = row.iter().map(|x| (x - scale * nearest(*x, scale, 7.0)).powi(2)).sum();
        if lost < best.0 {
            best = (lost, scale);
        }
    }
    best.1
}

/// Which of the four levels each number is, and the scale that then fits best. What lies beyond 0.98 of the root of the
/// mean square, half way between two levels, is a large one.
fn levels(row: &[f32]) -> (Vec<u8>, f32) {
    let mean = (row.iter().map(|x| x * x).sum::<f32>() / row.len().max(1) as f32).sqrt();
    let level = |x: &f32| match (*x < 0.0, x.abs() < 0.98 * mean) {
        (true, false) => 0,
        (true, true) => 1,
        (false, true) => 2,
        (false, false) => 3,
    };
    let levels: Vec<u8> = row.iter().map(level).collect();
    let value = |level: &u8| LEVELS.get(usize::from(*level)).copied().unwrap_or(0.0);
    let own: f32 = levels.iter().map(value).map(|l| l * l).sum();
    let common: f32 = levels.iter().map(value).zip(row).map(|(l, x)| l * x).sum();
    (levels, if own > 0.0 { common / own } else { 0.0 })
}
