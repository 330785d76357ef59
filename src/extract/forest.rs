//! Sums of small decision trees (gradient boosting; Friedman 2001) and the text file that they stand in.
//!
//! A tree is one line of `forest.txt`, its nodes in preorder: `name<at:value` asks whether a figure lies below a bound
//! (then the node that follows holds, else the one behind that branch), `=value` is a leaf. The value of a node is what
//! the tree would say if it ended there, so that the difference along a path is what one figure contributed.

/// Several trees, the figures they ask for, and what they start from.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    bias: f32,
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// What each node would say if the tree ended there.
    values: Vec<f32>,
}

/// Small, so that all trees stay in the processor's cache.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Place of the figure in a row; [`LEAF`] for a leaf.
    figure: u16,
    /// How many nodes further on stands the branch for values at the bound and above; the other one is the next node.
    right: u16,
    /// The bound; the value of a leaf.
    at: f32,
}

const LEAF: u16 = u16::MAX;

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
        self.roots.push(u32::try_from(self.nodes.len()).ok()?);
        // Splits whose second branch has not begun.
        let mut open: Vec<usize> = Vec::new();
        let mut tokens = line.split_ascii_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let here = self.nodes.len();
            if let Some(value) = token.strip_prefix('=') {
                let value = value.parse().ok()?;
                self.nodes.push(Node { figure: LEAF, right: 0, at: value });
                self.values.push(value);
                match open.pop() {
                    Some(split) => self.nodes.get_mut(split)?.right = u16::try_from(here + 1 - split).ok()?,
                    None => return tokens.peek().is_none().then_some(()),
                }
                continue;
            }
            let (name, rest) = token.split_once('<')?;
            let (at, value) = rest.split_once(':')?;
            let figure = figures.iter().position(|f| *f == name)?;
            open.push(here);
            self.nodes.push(Node {
                figure: u16::try_from(figure).ok().filter(|f| *f != LEAF)?,
                right: 0,
                at: at.parse().ok()?,
            });
            self.values.push(value.parse().ok()?);
        }
        None
    }

    /// The sum over all trees.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.bias + self.roots.iter().map(|root| self.leaf(*root, row)).sum::<f32>()
    }

    fn leaf(&self, root: u32, row: &[f32]) -> f32 {
        let mut rest = self.nodes.get(root as usize..).unwrap_or_default();
        loop {
            let Some(node) = rest.first() else { return 0.0 };
            if node.figure == LEAF {
                return node.at;
            }
            // A branch lies behind its node, so that the walk ends.
            rest = rest.get(node.step(row)..).unwrap_or_default();
        }
    }

    /// What each figure of the row contributed to the sum (Saabas's path attribution).
    pub(crate) fn contributions(&self, row: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; row.len()];
        let value = |at: usize| self.values.get(at).copied().unwrap_or(0.0);
        for root in &self.roots {
            let mut at = *root as usize;
            while let Some(node) = self.nodes.get(at).filter(|node| node.figure != LEAF) {
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
    fn step(&self, row: &[f32]) -> usize {
        let below = row.get(usize::from(self.figure)).is_some_and(|v| *v < self.at);
        if below { 1 } else { usize::from(self.right.max(1)) }
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
