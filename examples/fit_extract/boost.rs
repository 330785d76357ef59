//! Gradient boosting of small trees on the logistic loss (Friedman 2001; histograms and leaf-wise growth as in LightGBM).

use std::collections::HashSet;
use std::fmt::Write;

/// The most bounds that one figure is cut at.
const BOUNDS: usize = 63;
/// Places of its values between them.
const WIDTH: usize = BOUNDS + 1;
/// Added to the second derivatives of a leaf.
const DAMPING: f64 = 4.0;
/// The least sum of second derivatives in a leaf.
const LEAST: f64 = 3.0;

/// How trees are grown.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    pub trees: usize,
    pub leaves: usize,
    pub rate: f64,
    /// Shares of the rows and of the figures that one tree sees.
    pub rows: f64,
    pub columns: f64,
    /// Rows that count less than this are drawn as much more seldom, and count as much then.
    pub least: f32,
    /// Which rows and figures those are.
    pub seed: u64,
    /// How many forests of that many trees are averaged.
    pub bags: usize,
}

/// Rows of figures, by column, each value replaced by the number of bounds that are not above it.
pub struct Table {
    names: Vec<&'static str>,
    bounds: Vec<Vec<f32>>,
    bins: Vec<Vec<u8>>,
    rows: usize,
}

impl Table {
    /// Cuts the figures of all rows; those in `silent` are not asked for.
    pub fn new(names: Vec<&'static str>, rows: &[Vec<f32>], silent: &[String]) -> Table {
        let mut table = Table { bounds: Vec::new(), bins: Vec::new(), rows: rows.len(), names };
        for column in 0..table.names.len() {
            let asked = !silent.iter().any(|name| name == table.names[column]);
            let bounds = if asked { bounds(rows.iter().map(|row| row[column])) } else { Vec::new() };
            let bin = |row: &Vec<f32>| bounds.partition_point(|bound| *bound <= row[column]) as u8;
            table.bins.push(rows.iter().map(bin).collect());
            table.bounds.push(bounds);
        }
        table
    }
}

/// Bounds between the values of a figure: by rank, and evenly over its different values.
fn bounds(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut all: Vec<f32> = values.collect();
    all.sort_by(f32::total_cmp);
    let mut different = all.clone();
    different.dedup();
    let between = |pair: &[f32]| {
        let middle: f32 = format!("{:.2e}", (pair[0] + pair[1]) / 2.0).parse().unwrap();
        if middle > pair[0] { middle } else { pair[1] }
    };
    if different.len() <= BOUNDS {
        return different.windows(2).map(between).collect();
    }
    let half = BOUNDS / 2;
    let ranks = (1..=half).map(|i| all[i * all.len() / (half + 1)]);
    let spread = (1..=half).map(|i| different[i * different.len() / (half + 1)]);
    let mut out: Vec<f32> =
        ranks.chain(spread).map(|v| format!("{v:.2e}").parse().unwrap()).filter(|v| *v > all[0]).collect();
    out.sort_by(f32::total_cmp);
    out.dedup();
    out
}

#[derive(Clone, Copy, Default)]
struct Cell {
    slope: f64,
    curve: f64,
}

struct Leaf {
    rows: Vec<u32>,
    cells: Vec<Cell>,
    total: Cell,
    best: Option<Split>,
    node: usize,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    column: usize,
    bin: usize,
}

enum Node {
    Split { column: usize, bin: usize, left: usize, right: usize },
    Leaf(f64),
}

/// Fits trees; gives them in the form of `forest.txt`, without the heading. `marks`: 0 to 1, how much of a row is
/// furniture. `rising`: figures that may only speak for furniture.
pub fn fit(table: &Table, marks: &[f32], weights: &[f32], rising: &[&str], growth: Growth) -> String {
    let rising: HashSet<usize> =
        table.names.iter().enumerate().filter(|(_, n)| rising.contains(n)).map(|(i, _)| i).collect();
    let sum: f64 = weights.iter().map(|w| f64::from(*w)).sum();
    let share = weights.iter().zip(marks).map(|(w, m)| f64::from(w * m)).sum::<f64>() / sum;
    let bias = (share / (1.0 - share)).ln();
    let mut scores = vec![bias; table.rows];
    let mut out = format!("bias {bias:.4}\nshare {:.5}\n", 1.0 / growth.bags as f64);
    let mut chance = Chance(0x5eed ^ growth.seed << 20);
    for round in 0..growth.trees * growth.bags {
        if round % growth.trees == 0 {
            scores.fill(bias);
        }
        let mut cells = vec![Cell::default(); table.rows];
        for (index, cell) in cells.iter_mut().enumerate() {
            let p = 1.0 / (1.0 + (-scores[index]).exp());
            let w = f64::from(weights[index].max(growth.least));
            *cell = Cell { slope: w * (p - f64::from(marks[index])), curve: w * (p * (1.0 - p)).max(1e-4) };
        }
        let share = |row: u32| match weights[row as usize] {
            weight if weight < growth.least => growth.rows * f64::from(weight / growth.least),
            _ => growth.rows,
        };
        let wanted = |row: &u32| weights[*row as usize] > 0.0;
        let rows: Vec<u32> = (0..table.rows as u32).filter(wanted).filter(|row| chance.below(share(*row))).collect();
        let columns: Vec<usize> = (0..table.names.len()).filter(|_| chance.below(growth.columns)).collect();
        let nodes = Tree { table, cells: &cells, columns: &columns, rising: &rising, rate: growth.rate }
            .grow(rows, growth.leaves);
        for (row, score) in scores.iter_mut().enumerate() {
            *score += value(&nodes, table, row);
        }
        write(&nodes, 0, table, &mut out);
        out.push('\n');
    }
    out
}

/// A small generator of random numbers (xorshift), the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, share: f64) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 / (1_u64 << 53) as f64) < share
    }
}

struct Tree<'t> {
    table: &'t Table,
    cells: &'t [Cell],
    columns: &'t [usize],
    rising: &'t HashSet<usize>,
    rate: f64,
}

impl Tree<'_> {
    fn grow(&self, rows: Vec<u32>, most: usize) -> Vec<Node> {
        let first = self.leaf(rows, None, 0);
        let mut nodes = vec![Node::Leaf(self.value(first.total))];
        let mut leaves = vec![first];
        while leaves.len() < most {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |b| b.gain);
            let Some((at, _)) = leaves.iter().enumerate().max_by(|a, b| gain(a.1).total_cmp(&gain(b.1))) else { break };
            let Some(Split { column, bin, .. }) = leaves[at].best else { break };
            let parent = leaves.swap_remove(at);
            let (left, right): (Vec<u32>, Vec<u32>) =
                parent.rows.iter().partition(|row| usize::from(self.table.bins[column][**row as usize]) <= bin);
            let node = nodes.len();
            let small = left.len() <= right.len();
            let (a, b) = if small { (left, right) } else { (right, left) };
            let (at_a, at_b) = if small { (node, node + 1) } else { (node + 1, node) };
            let a = self.leaf(a, None, at_a);
            let b = self.leaf(b, Some((&parent.cells, &a.cells)), at_b);
            let (low, high) = if small { (a.total, b.total) } else { (b.total, a.total) };
            nodes[parent.node] = Node::Split { column, bin, left: node, right: node + 1 };
            nodes.push(Node::Leaf(self.value(low)));
            nodes.push(Node::Leaf(self.value(high)));
            leaves.extend([a, b]);
        }
        nodes
    }

    fn value(&self, total: Cell) -> f64 {
        -total.slope / (total.curve + DAMPING) * self.rate
    }

    /// A leaf with its sums; `from`: those of the leaf that was split, and of the other half.
    fn leaf(&self, rows: Vec<u32>, from: Option<(&[Cell], &[Cell])>, node: usize) -> Leaf {
        let mut cells = vec![Cell::default(); self.columns.len() * WIDTH];
        match from {
            Some((whole, other)) => {
                for (cell, (w, o)) in cells.iter_mut().zip(whole.iter().zip(other)) {
                    *cell = Cell { slope: w.slope - o.slope, curve: w.curve - o.curve };
                }
            }
            None => {
                let own: Vec<Cell> = rows.iter().map(|row| self.cells[*row as usize]).collect();
                for (slot, column) in cells.as_chunks_mut::<WIDTH>().0.iter_mut().zip(self.columns) {
                    let bins = &self.table.bins[*column];
                    for (row, from) in rows.iter().zip(&own) {
                        let to = &mut slot[usize::from(bins[*row as usize]) % WIDTH];
                        to.slope += from.slope;
                        to.curve += from.curve;
                    }
                }
            }
        }
        let mut total = Cell::default();
        for row in &rows {
            total.slope += self.cells[*row as usize].slope;
            total.curve += self.cells[*row as usize].curve;
        }
        let best = self.best(&cells, total);
        Leaf { rows, cells, total, best, node }
    }

    fn best(&self, cells: &[Cell], total: Cell) -> Option<Split> {
        let worth = |c: Cell| c.slope * c.slope / (c.curve + DAMPING);
        let mut best: Option<Split> = None;
        for (slot, column) in cells.chunks(WIDTH).zip(self.columns) {
            let mut left = Cell::default();
            for (bin, cell) in slot.iter().enumerate().take(self.table.bounds[*column].len()) {
                left.slope += cell.slope;
                left.curve += cell.curve;
                let right = Cell { slope: total.slope - left.slope, curve: total.curve - left.curve };
                if left.curve < LEAST || right.curve < LEAST {
                    continue;
                }
                if self.rising.contains(column) && self.value(left) > self.value(right) {
                    continue;
                }
                let gain = worth(left) + worth(right) - worth(total);
                if gain > best.map_or(0.5, |b| b.gain) {
                    best = Some(Split { gain, column: *column, bin });
                }
            }
        }
        best
    }
}

fn value(nodes: &[Node], table: &Table, row: usize) -> f64 {
    let mut at = 0;
    loop {
        match &nodes[at] {
            Node::Leaf(value) => return *value,
            Node::Split { column, bin, left, right } => {
                at = if usize::from(table.bins[*column][row]) <= *bin { *left } else { *right };
            }
        }
    }
}

fn write(nodes: &[Node], at: usize, table: &Table, out: &mut String) {
    match &nodes[at] {
        Node::Leaf(value) => write!(out, "={} ", short(*value)).unwrap(),
        Node::Split { column, bin, left, right } => {
            let (name, bound) = (table.names[*column], table.bounds[*column][*bin]);
            write!(out, "{name}<{bound} ").unwrap();
            write(nodes, *left, table, out);
            write(nodes, *right, table, out);
        }
    }
}

/// Two decimals, without what nobody needs to read a number.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.trim_start_matches('-') {
        "0.00" => "0".to_owned(),
        rest => format!("{}{}", if value < 0.0 { "-" } else { "" }, rest.strip_prefix('0').unwrap_or(rest)),
    }
}
