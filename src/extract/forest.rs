//! Sums of small decision trees (gradient boosting; Friedman 2001) and the text file that they stand in.
//!
//! A tree is one line of `forest.txt`, its nodes in preorder: `name<at:value` asks whether a figure lies below a bound
//! (then the node that follows holds, else the one behind that branch), `=value` is a leaf. The value of a node is what
//! the tree would say if it ended there, so that the difference along a path is what one figure contributed.

/// Several trees, the figures they ask for, and what they start from.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    bias: f32,
    /// The first node of each tree, and on how many splits its longest branch has.
    roots: Vec<(u32, u32)>,
    nodes: Vec<Node>,
    /// What each node would say if the tree ended there.
    values: Vec<f32>,
}

/// Small, so that all trees stay in the processor's cache.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Place of the figure in a row.
    figure: u16,
    /// How many nodes further on stands the branch for values at the bound and above; the other one is the next node. 0 for
    /// a leaf, which a walk does not leave.
    right: u16,
    /// The bound; nothing lies below that of a leaf.
    at: f32,
}

const LEAF: Node = Node { figure: 0, right: 0, at: f32::NEG_INFINITY };

/// Rows that are walked through a tree side by side: the next node is found without a branch that the processor could
/// guess wrong, and while one row waits for its node the others go on.
const LANES: usize = 4;

impl Forest {
    /// Reads the trees under the heading `[name]` of a file, for rows with `figures` in this order.
    ///
    /// `None` where a tree is broken or asks for a figure that is not there.
    pub(crate) fn read(file: &str, name: &str, figures: &[&str]) -> Option<Forest> {
        let heading = format!("[{name}]");
        let mut lines = file.lines().skip_while(|line| *line != heading);
        lines.next()?;
        let mut forest = Forest::default();
        for line in lines.take_while(|line| !line.starts_with('[')) {
            if let Some(bias) = line.strip_prefix("bias ") {
                forest.bias = bias.parse().ok()?;
            } else if !line.is_empty() && !line.starts_with('#') {
                forest.tree(line, figures)?;
            }
        }
        Some(forest)
    }

    fn tree(&mut self, line: &str, figures: &[&str]) -> Option<()> {
        let root = u32::try_from(self.nodes.len()).ok()?;
        // Splits whose second branch has not begun, and how many splits stand above it.
        let mut open: Vec<(usize, u32)> = Vec::new();
        let (mut depth, mut deepest) = (0, 0);
        let mut tokens = line.split_ascii_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let here = self.nodes.len();
            if let Some(value) = token.strip_prefix('=') {
                self.nodes.push(LEAF);
                self.values.push(value.parse().ok()?);
                deepest = depth.max(deepest);
                let Some((split, above)) = open.pop() else {
                    self.roots.push((root, deepest));
                    return tokens.peek().is_none().then_some(());
                };
                self.nodes.get_mut(split)?.right = u16::try_from(here + 1 - split).ok()?;
                depth = above;
                continue;
            }
            let (name, rest) = token.split_once('<')?;
            let (at, value) = rest.split_once(':')?;
            let figure = figures.iter().position(|f| *f == name)?;
            depth += 1;
            open.push((here, depth));
            self.nodes.push(Node { figure: u16::try_from(figure).ok()?, right: 0, at: at.parse().ok()? });
            self.values.push(value.parse().ok()?);
        }
        None
    }

    /// The sum over all trees.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.bias + self.roots.iter().map(|(root, _)| self.leaf(*root, row)).sum::<f32>()
    }

    /// The same for rows of `width` figures that lie behind one another.
    pub(crate) fn scores(&self, rows: &[f32], width: usize) -> Vec<f32> {
        let width = width.max(1);
        let mut out = Vec::with_capacity(rows.len() / width);
        for rows in rows.chunks(LANES * width) {
            let mut lanes: [&[f32]; LANES] = [&[]; LANES];
            lanes.iter_mut().zip(rows.chunks(width)).for_each(|(lane, row)| *lane = row);
            let sums = self.side_by_side(&lanes);
            out.extend(sums.iter().take(rows.len() / width).map(|sum| self.bias + sum));
        }
        out
    }

    fn side_by_side(&self, rows: &[&[f32]; LANES]) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for (root, depth) in &self.roots {
            let mut at = [*root as usize; LANES];
            for _ in 0..*depth {
                for (at, row) in at.iter_mut().zip(rows) {
                    *at += self.nodes.get(*at).map_or(0, |node| node.step(row));
                }
            }
            for (sum, at) in sums.iter_mut().zip(at) {
                *sum += self.values.get(at).copied().unwrap_or(0.0);
            }
        }
        sums
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
        for (root, _) in &self.roots {
            let mut at = *root as usize;
            while let Some(node) = self.nodes.get(at).filter(|node| node.right > 0) {
                let next = at + node.step(row);
                if let Some(slot) = out.get_mut(usize::from(node.figure)) {
                    *slot += value(next) - value(at);
                }
                at = next;
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
        // Worked out, for a branch here would be taken or not by chance.
        let below = usize::from(below);
        (usize::from(self.right) & below.wrapping_sub(1)) + below
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FILE: &str = "[a]\nbias 0.5\nlink<0.4:0.1 words<3:-0.5 =0.25 =-1 =2\n=0.125\n[b]\nlink<0.5:0 =1\n";

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
        assert!((parts.iter().sum::<f32>() - (-1.0 - 0.1)).abs() < 1e-6, "{parts:?}");
    }

    #[test]
    fn broken_trees_are_refused() {
        assert!(Forest::read(FILE, "b", &["words", "link"]).is_none());
        assert!(Forest::read(FILE, "a", &["words"]).is_none());
        assert!(Forest::read(FILE, "c", &["words", "link"]).is_none());
    }
}
