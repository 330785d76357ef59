//! Sums of small decision trees (gradient boosting; Friedman 2001) and the text file that they stand in.
//!
//! A tree is one line of `forest.txt`, its nodes in preorder: `name<at` asks whether a figure lies below a bound (then the
//! node that follows holds, else the one behind that branch), `=value` is a leaf. What a node would say if the tree ended
//! there stands behind it (`name<at:value`) or is the mean of its branches; the difference along a path is what one
//! figure contributed. Before the trees stand what they start from (`bias`) and what their sum counts (`share`: one by the
//! number of forests that are averaged).

/// Several trees, the figures they ask for, and what they start from.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    bias: f32,
    /// The first node of each tree.
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// What each node would say if the tree ended there.
    values: Vec<f32>,
    /// The same trees for many rows at once.
    columns: Columns,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Place of the figure in a row.
    figure: u16,
    /// How many nodes further on stands the branch for values at the bound and above; the other one is the next node. 0 for
    /// a leaf.
    right: u16,
    /// The bound; nothing lies below that of a leaf.
    at: f32,
}

const LEAF: Node = Node { figure: 0, right: 0, at: f32::NEG_INFINITY };

impl Forest {
    /// Reads the trees under the heading `[name]` of a file, for rows with `figures` in this order.
    ///
    /// `None` where a tree is broken, asks for a figure that is not there or has more than 32 leaves.
    pub(crate) fn read(file: &str, name: &str, figures: &[&str]) -> Option<Forest> {
        let heading = format!("[{name}]");
        let mut lines = file.lines().skip_while(|line| *line != heading);
        lines.next()?;
        let mut forest = Forest::default();
        let mut share = 1.0_f32;
        for line in lines.take_while(|line| !line.starts_with('[')) {
            if let Some(bias) = line.strip_prefix("bias ") {
                forest.bias = bias.parse().ok()?;
            } else if let Some(of) = line.strip_prefix("share ") {
                share = of.parse().ok()?;
            } else if !line.is_empty() && !line.starts_with('#') {
                forest.tree(line, figures, share)?;
            }
        }
        forest.columns = Columns::of(&forest)?;
        Some(forest)
    }

    fn tree(&mut self, line: &str, figures: &[&str], share: f32) -> Option<()> {
        let root = u32::try_from(self.nodes.len()).ok()?;
        // Splits whose second branch has not begun.
        let mut open: Vec<usize> = Vec::new();
        let mut tokens = line.split_ascii_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let here = self.nodes.len();
            if let Some(value) = token.strip_prefix('=') {
                self.nodes.push(LEAF);
                self.values.push(value.parse::<f32>().ok()? * share);
                let Some(split) = open.pop() else {
                    self.roots.push(root);
                    self.means(root as usize)?;
                    return tokens.peek().is_none().then_some(());
                };
                self.nodes.get_mut(split)?.right = u16::try_from(here + 1 - split).ok()?;
                continue;
            }
            let (name, rest) = token.split_once('<')?;
            let (at, value) = rest.split_once(':').unwrap_or((rest, "NaN"));
            let figure = figures.iter().position(|f| *f == name)?;
            open.push(here);
            self.nodes.push(Node { figure: u16::try_from(figure).ok()?, right: 0, at: at.parse().ok()? });
            self.values.push(value.parse::<f32>().ok()? * share);
        }
        None
    }

    /// Gives the splits of the last tree without a value the means of their branches; these stand behind them.
    fn means(&mut self, root: usize) -> Option<()> {
        for at in (root..self.nodes.len()).rev() {
            let right = usize::from(self.nodes.get(at)?.right);
            if right > 0 && self.values.get(at)?.is_nan() {
                let mean = (self.values.get(at + 1)? + self.values.get(at + right)?) / 2.0;
                *self.values.get_mut(at)? = mean;
            }
        }
        Some(())
    }

    /// The sum over all trees.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.bias + self.roots.iter().map(|root| self.leaf(*root, row)).sum::<f32>()
    }

    /// The same for rows of `width` figures that lie behind one another.
    pub(crate) fn scores(&self, rows: &[f32], width: usize) -> Vec<f32> {
        self.columns.sums(rows, width.max(1)).into_iter().map(|sum| self.bias + sum).collect()
    }

    fn leaf(&self, root: u32, row: &[f32]) -> f32 {
        let mut at = root as usize;
        // A branch lies behind its node, so that the walk ends.
        while let Some(node) = self.nodes.get(at).filter(|node| node.right > 0) {
            at += node.step(row);
        }
        self.values.get(at).copied().unwrap_or(0.0)
    }

    /// What each figure of the row contributed to the sum (Saabas's path attribution).
    pub(crate) fn contributions(&self, row: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; row.len()];
        let value = |at: usize| self.values.get(at).copied().unwrap_or(0.0);
        for root in &self.roots {
            let (mut at, mut here) = (*root as usize, value(*root as usize));
            while let Some(node) = self.nodes.get(at).filter(|node| node.right > 0) {
                at += node.step(row);
                let next = value(at);
                if let Some(slot) = out.get_mut(usize::from(node.figure)) {
                    *slot += next - here;
                }
                here = next;
            }
        }
        out
    }
}

impl Node {
    /// How many nodes further on the walk goes.
    #[inline(always)]
    fn step(&self, row: &[f32]) -> usize {
        let below = row.get(usize::from(self.figure)).is_some_and(|v| *v < self.at);
        if below { 1 } else { usize::from(self.right) }
    }
}

/// All trees turned on their side, so that many rows are judged without walking a tree (QuickScorer; Lucchese et al. 2015,
/// several rows at once as in Lucchese et al. 2016): the splits lie by figure and bound. Each split that a row is not below
/// strikes out the leaves of its first branch, and of the leaves of a tree that are left the first one holds. Bounds above
/// the greatest value of the rows are not looked at.
#[derive(Debug, Default)]
struct Columns {
    /// Place of the figure in a row, and its splits.
    figures: Vec<(usize, Vec<Split>)>,
    /// The first leaf of each tree.
    firsts: Vec<usize>,
    leaves: Vec<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Split {
    at: f32,
    tree: u32,
    /// The leaves that are left where a value lies at the bound or above: a bit each.
    left: u32,
}

/// Rows that are judged side by side.
const LANES: usize = 8;

impl Columns {
    /// `None` where a tree has more leaves than there are bits.
    fn of(forest: &Forest) -> Option<Columns> {
        let mut columns = Columns::default();
        let ends = forest.roots.iter().skip(1).map(|root| *root as usize).chain([forest.nodes.len()]);
        let mut splits: Vec<(u16, Split)> = Vec::new();
        for (tree, (root, end)) in (0..).zip(forest.roots.iter().zip(ends)) {
            let nodes = forest.nodes.get(*root as usize..end)?;
            // How many leaves stand before each node.
            let before: Vec<u32> = std::iter::once(0)
                .chain(nodes.iter().scan(0, |leaves, node| {
                    *leaves += u32::from(node.right == 0);
                    Some(*leaves)
                }))
                .collect();
            for (at, node) in nodes.iter().enumerate().filter(|(_, node)| node.right > 0) {
                let (from, to) = (*before.get(at)?, *before.get(at + usize::from(node.right))?);
                let gone = 1_u32.checked_shl(to)?.wrapping_sub(1_u32.checked_shl(from)?);
                splits.push((node.figure, Split { at: node.at, tree, left: !gone }));
            }
            columns.firsts.push(columns.leaves.len());
            let values = forest.values.get(*root as usize..end)?;
            columns.leaves.extend(nodes.iter().zip(values).filter(|(node, _)| node.right == 0).map(|(_, value)| value));
        }
        splits.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.at.total_cmp(&b.1.at)));
        let groups = splits.chunk_by(|a, b| a.0 == b.0);
        columns.figures = groups
            .filter_map(|group| Some((usize::from(group.first()?.0), group.iter().map(|(_, split)| *split).collect())))
            .collect();
        Some(columns)
    }

    /// For each row of `width` figures the sum over all trees.
    fn sums(&self, rows: &[f32], width: usize) -> Vec<f32> {
        debug_assert!(!rows.iter().any(|value| value.is_nan()), "figures are numbers");
        let mut out = Vec::with_capacity(rows.len() / width);
        let mut left = vec![[u32::MAX; LANES]; self.firsts.len()];
        for rows in rows.chunks(LANES * width) {
            let mut lanes: [&[f32]; LANES] = [&[]; LANES];
            lanes.iter_mut().zip(rows.chunks(width)).for_each(|(lane, row)| *lane = row);
            left.fill([u32::MAX; LANES]);
            for (figure, splits) in &self.figures {
                let values = lanes.map(|row| row.get(*figure).copied().unwrap_or(f32::NEG_INFINITY));
                strike(splits, &values, &mut left);
            }
            let sums = self.leaves_left(&left);
            out.extend(sums.iter().take(rows.len() / width));
        }
        out
    }

    fn leaves_left(&self, left: &[[u32; LANES]]) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for (first, left) in self.firsts.iter().zip(left) {
            for (sum, left) in sums.iter_mut().zip(left) {
                *sum += self.leaves.get(first + left.trailing_zeros() as usize).copied().unwrap_or(0.0);
            }
        }
        sums
    }
}

/// Strikes out the leaves that rows with these values of one figure do not reach.
fn strike(splits: &[Split], values: &[f32; LANES], left: &mut [[u32; LANES]]) {
    let most = values.iter().fold(f32::NEG_INFINITY, |most, value| if *value > most { *value } else { most });
    for split in splits {
        if split.at > most {
            return;
        }
        let Some(left) = left.get_mut(split.tree as usize) else { return };
        for (left, value) in left.iter_mut().zip(values) {
            *left &= split.left | u32::from(*value < split.at).wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FILE: &str = "[a]\nbias 0.5\nshare 0.5\nlink<0.4 words<3 =0.5 =-2 =4\n=.25\n[b]\nlink<0.5 =1\n";

    #[test]
    fn trees_are_read_and_walked() {
        let forest = Forest::read(FILE, "a", &["words", "link"]).unwrap();
        assert_eq!(forest.score(&[2.0, 0.0]), 0.5 + 0.25 + 0.125);
        assert_eq!(forest.score(&[3.0, 0.0]), 0.5 - 1.0 + 0.125);
        assert_eq!(forest.score(&[3.0, 0.4]), 0.5 + 2.0 + 0.125);
        let rows = [[2.0, 0.0], [3.0, 0.0], [3.0, 0.4]].concat().repeat(LANES);
        let one_by_one: Vec<f32> = rows.chunks(2).map(|row| forest.score(row)).collect();
        assert_eq!(forest.scores(&rows, 2), one_by_one);
        let parts = forest.contributions(&[3.0, 0.0]);
        // The root stands for the mean of 2 and of the mean of 0.25 and -1.
        assert!((parts.iter().sum::<f32>() - (-1.0 - 0.8125)).abs() < 1e-6, "{parts:?}");
    }

    #[test]
    fn a_tree_has_no_more_leaves_than_bits() {
        let tree = |leaves: usize| {
            let splits: String = (1..leaves).map(|bound| format!("words<{bound} ={bound} ")).collect();
            Forest::read(&format!("[a]\n{splits}={leaves}\n"), "a", &["words"])
        };
        let forest = tree(32).unwrap();
        let rows: Vec<f32> = (0..40).map(|words| words as f32).collect();
        assert_eq!(forest.scores(&rows, 1), rows.iter().map(|words| (words + 1.0).min(32.0)).collect::<Vec<_>>());
        assert!(tree(33).is_none());
    }

    #[test]
    fn broken_trees_are_refused() {
        assert!(Forest::read(FILE, "b", &["words", "link"]).is_none());
        assert!(Forest::read(FILE, "a", &["words"]).is_none());
        assert!(Forest::read(FILE, "c", &["words", "link"]).is_none());
    }
}
