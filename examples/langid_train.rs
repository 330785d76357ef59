//! Learns the rows and weights of the language table from what `langid/choose.py` prepared:
//! `cargo run --release --example langid_train -- FOLDER OUT.bin [EPOCHS]`. See `langid/README.md`.

use std::error::Error;
use std::fs;
use std::path::Path;

const WIDTH: usize = 32;
/// Share of a text's n-grams that are left out each time it is seen, so that no single one carries a language.
const DROPPED: u32 = 20;
const RATE: f32 = 0.4;

type Row = [f32; WIDTH];

/// Texts: the class of each, and the rows of its n-grams.
struct Samples {
    numbers: Vec<u32>,
    /// Where each text's label stands in `numbers`; its count and its rows follow.
    starts: Vec<usize>,
}

impl Samples {
    fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(path)?;
        let numbers: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        let (mut starts, mut at) = (Vec::new(), 0);
        while let Some(count) = numbers.get(at + 1) {
            starts.push(at);
            at += 2 + *count as usize;
        }
        Ok(Samples { numbers, starts })
    }

    fn get(&self, number: usize) -> (usize, &[u32]) {
        let at = self.starts.get(number).copied().unwrap_or_default();
        let label = self.numbers.get(at).copied().unwrap_or_default();
        let count = self.numbers.get(at + 1).copied().unwrap_or_default();
        (label as usize, self.numbers.get(at + 2..at + 2 + count as usize).unwrap_or_default())
    }
}

/// What is learned, with the sums of squared steps of Adagrad (Duchi et al. 2011).
struct Model {
    rows: Vec<Row>,
    row_steps: Vec<f32>,
    weights: Vec<Row>,
    weight_steps: Vec<f32>,
    bias: Vec<f32>,
    /// First and last class but one of each class's script.
    peers: Vec<(usize, usize)>,
}

/// A small generator (Marsaglia 2003, xorshift), so that the same file gives the same table.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32
    }

    fn uniform(&mut self) -> f32 {
        self.next() as f32 / u32::MAX as f32 - 0.5
    }
}

fn dot(a: &Row, b: &Row) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut Row, from: &Row, by: f32) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f * by;
    }
}

impl Model {
    fn new(rows: usize, scripts: &[&str], draw: &mut Draw) -> Self {
        let mut row = |scale: f32| std::array::from_fn(|_| draw.uniform() * scale);
        let peers = scripts.iter().map(|script| {
            let first = scripts.iter().position(|s| s == script).unwrap_or_default();
            (first, first + scripts.iter().filter(|s| *s == script).count())
        });
        let peers = peers.collect();
        Model {
            rows: (0..rows).map(|_| row(0.1)).collect(),
            row_steps: vec![1e-3; rows],
            weights: scripts.iter().map(|_| row(1.0)).collect(),
            weight_steps: vec![1e-1; scripts.len()],
            bias: vec![0.0; scripts.len()],
            peers,
        }
    }

    fn pooled(&self, found: &[u32]) -> Row {
        let mut sum = [0.0; WIDTH];
        for row in found.iter().filter_map(|at| self.rows.get(*at as usize)) {
            add(&mut sum, row, 1.0);
        }
        let length = (found.len() as f32 + 1.0).sqrt();
        sum.map(|x| x / length)
    }

    /// Shares of the classes of the script of `label`, the first of which is returned too.
    fn shares(&self, pooled: &Row, label: usize) -> (usize, Vec<f32>) {
        let (first, last) = self.peers.get(label).copied().unwrap_or_default();
        let own = self.weights.iter().zip(&self.bias).take(last).skip(first);
        let mut shares: Vec<f32> = own.map(|(w, b)| dot(w, pooled) + b).collect();
        let most = shares.iter().copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for share in &mut shares {
            *share = (*share - most).exp();
            total += *share;
        }
        shares.iter_mut().for_each(|s| *s /= total);
        (first, shares)
    }

    /// One step of gradient descent; gives the loss.
    fn learn(&mut self, label: usize, found: &[u32], rate: f32) -> f32 {
        let pooled = self.pooled(found);
        let (first, shares) = self.shares(&pooled, label);
        let loss = -shares.get(label - first).copied().unwrap_or(1.0).max(1e-9).ln();
        let mut back = [0.0; WIDTH];
        for (number, share) in shares.iter().enumerate() {
            let class = first + number;
            let error = share - f32::from(class == label);
            let (Some(weight), Some(steps), Some(bias)) =
                (self.weights.get_mut(class), self.weight_steps.get_mut(class), self.bias.get_mut(class))
            else {
                continue;
            };
            add(&mut back, weight, error);
            let norm = dot(&pooled, &pooled) * error * error / WIDTH as f32;
            *steps += norm;
            let step = rate * error / steps.sqrt();
            add(weight, &pooled, -step);
            *bias -= step * 0.1;
        }
        let length = (found.len() as f32 + 1.0).sqrt();
        let back = back.map(|x| x / length);
        let norm = dot(&back, &back) / WIDTH as f32;
        for at in found {
            if let (Some(row), Some(steps)) = (self.rows.get_mut(*at as usize), self.row_steps.get_mut(*at as usize)) {
                *steps += norm;
                add(row, &back, -rate / steps.sqrt());
            }
        }
        loss
    }

    fn best(&self, label: usize, found: &[u32]) -> usize {
        let (first, shares) = self.shares(&self.pooled(found), label);
        let best = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(at, _)| first + at)
    }
}

/// Rounds the rows to whole numbers of -7 to 7 times a step, the one of some steps that loses least; gives the step.
fn round(model: &mut Model, marks: &[u8]) -> f32 {
    let numbers: Vec<f32> = model.rows.iter().zip(marks).filter(|(_, m)| **m > 0).flat_map(|(r, _)| *r).collect();
    let spread = (numbers.iter().map(|x| x * x).sum::<f32>() / numbers.len() as f32).sqrt();
    let nearest = |x: f32, step: f32| (x / step).round().clamp(-7.0, 7.0) * step;
    let loss = |step: f32| numbers.iter().map(|x| (x - nearest(*x, step)).powi(2)).sum::<f32>();
    let steps = (8..60).map(|n| spread * n as f32 / 100.0);
    let best = steps.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0);
    for (row, mark) in model.rows.iter_mut().zip(marks) {
        *row = row.map(|x| if *mark > 0 { nearest(x, best) } else { 0.0 });
    }
    best
}

/// The layout that `src/lang/table.rs` reads: `NALI`, five 32-bit numbers (version, classes, numbers a row, buckets,
/// bytes of names), the names, weights and biases as 32-bit floats, the marks, the rows of four bits a number, 8 added,
/// the first half of a row in the low bits; all little-endian.
fn write(model: &Model, step: f32, names: &str, marks: &[u8], path: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = b"NALI".to_vec();
    for number in [1, model.weights.len(), WIDTH, marks.len() / 4, names.len()] {
        out.extend(u32::try_from(number)?.to_le_bytes());
    }
    out.extend(names.as_bytes());
    out.extend(model.weights.iter().flatten().flat_map(|w| (w * step).to_le_bytes()));
    out.extend(model.bias.iter().flat_map(|b| b.to_le_bytes()));
    out.extend(marks);
    for row in &model.rows {
        let (low, high) = row.split_at(WIDTH / 2);
        let code = |x: &f32| ((x / step).round() as i32 + 8).clamp(0, 15) as u8;
        out.extend(low.iter().zip(high).map(|(l, h)| code(l) | code(h) << 4));
    }
    Ok(fs::write(path, out)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, rest @ ..] = arguments.as_slice() else {
        return Err("langid_train FOLDER OUT.bin [EPOCHS]".into());
    };
    let folder = Path::new(folder);
    let epochs: usize = rest.first().and_then(|e| e.parse().ok()).unwrap_or(5);
    let names = fs::read_to_string(folder.join("classes.txt"))?;
    let names = names.trim_end();
    let scripts: Vec<&str> = names.lines().filter_map(|l| l.split(' ').next()).collect();
    let marks = fs::read(folder.join("marks.bin"))?;
    let samples = Samples::read(&folder.join("samples.bin"))?;
    let mut draw = Draw(0x2545_f491_4f6c_dd1d);
    let mut model = Model::new(marks.len(), &scripts, &mut draw);
    let count = samples.starts.len();
    let mut order: Vec<usize> = (0..count).collect();
    let mut kept = Vec::new();
    for epoch in 0..epochs {
        for at in (1..count).rev() {
            order.swap(at, draw.next() as usize % (at + 1));
        }
        let mut total = 0.0;
        for (done, number) in order.iter().enumerate() {
            let (label, found) = samples.get(*number);
            kept.clear();
            kept.extend(found.iter().filter(|_| draw.next() % 100 >= DROPPED));
            let part = (epoch * count + done) as f32 / (epochs * count) as f32;
            total += f64::from(model.learn(label, &kept, RATE * (1.0 - part) + 1e-3));
        }
        println!("epoch {epoch} loss {:.4}", total / count as f64);
    }
    let step = round(&mut model, &marks);
    println!("step {step:.3}");
    write(&model, step, names, &marks, Path::new(out))?;
    for cut in ["full", "50", "20"] {
        let path = folder.join(format!("check-{cut}.bin"));
        if path.exists() {
            let checks = Samples::read(&path)?;
            let answers = (0..checks.starts.len())
                .map(|n| checks.get(n))
                .map(|(label, found)| model.best(label, found).to_string());
            fs::write(folder.join(format!("check-{cut}.txt")), answers.collect::<Vec<_>>().join("\n"))?;
        }
    }
    Ok(())
}
