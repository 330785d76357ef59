//! Fits the planes that part furniture from text in the space of the encoder: logistic regression by stochastic descent
//! with a rate for each number (AdaGrad; Duchi, Hazan and Singer 2011).

use newsalign::extract::fit::{PLANES, Planes, SCALE};

use crate::gold::Case;

/// Times that all rows are walked.
const ROUNDS: usize = 8;
/// First step.
const RATE: f32 = 0.5;
/// What keeps the numbers small, against the weight of all rows.
const DAMPING: f32 = 5.0;

/// A row: its vector, how much of it is furniture, what it counts.
type Row<'c> = (&'c [i8], f32, f32);

/// The planes as they stand behind `[text.sense]`, fitted on the cases that are `wanted`.
pub fn fit(cases: &[Case], wanted: impl Fn(usize) -> bool) -> (String, Planes) {
    let mut rows: [Vec<Row<'_>>; PLANES] = Default::default();
    for (_, case) in cases.iter().enumerate().filter(|(i, case)| wanted(*i) && case.share[0] > 0.0) {
        let told = case.marks.iter().zip(&case.weights);
        for ((vector, short), (mark, weight)) in case.measured.vectors().zip(told) {
            if *weight > 0.0 && !vector.is_empty() {
                rows[usize::from(!short)].push((vector, *mark, *weight * case.share[0]));
            }
        }
    }
    let text = rows.iter_mut().map(|rows| plane(rows)).map(|plane| {
        let numbers: Vec<String> = plane.iter().map(|x| format!("{x:.2}")).collect();
        numbers.join(" ") + "\n"
    });
    let text: String = text.collect();
    let planes = Planes::read(&format!("[text.sense]\n{text}"));
    (text, planes)
}

fn plane(rows: &mut [Row<'_>]) -> Vec<f32> {
    let dims = rows.first().map_or(0, |row| row.0.len());
    let mean = rows.iter().map(|row| row.2).sum::<f32>() / rows.len().max(1) as f32;
    let damping = DAMPING / rows.len().max(1) as f32;
    let (mut plane, mut squares) = (vec![0.0_f32; dims + 1], vec![1e-3_f32; dims + 1]);
    let mut sum = vec![0.0_f64; dims + 1];
    let mut chance = 0x5eed_u64;
    for round in 0..ROUNDS {
        for at in (1..rows.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            rows.swap(at, (chance >> 33) as usize % (at + 1));
        }
        for (vector, mark, weight) in rows.iter() {
            let dot: f32 = plane.iter().zip(*vector).map(|(a, b)| a * f32::from(*b)).sum::<f32>() / SCALE;
            let odds = dot + plane[dims];
            let slope = (1.0 / (1.0 + (-odds).exp()) - mark) * (weight / mean).min(8.0);
            let numbers = vector.iter().map(|x| f32::from(*x) / SCALE).chain([1.0]);
            for ((a, square), x) in plane.iter_mut().zip(squares.iter_mut()).zip(numbers) {
                let step = slope * x + damping * *a;
                *square += step * step;
                *a -= RATE * step / square.sqrt();
            }
        }
        // The mean of the last rounds, in which the numbers hardly move.
        if round * 2 >= ROUNDS {
            sum.iter_mut().zip(&plane).for_each(|(sum, a)| *sum += f64::from(*a));
        }
    }
    let rounds = (ROUNDS - ROUNDS / 2) as f64;
    sum.iter().map(|sum| (sum / rounds) as f32).collect()
}
