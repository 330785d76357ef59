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
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Place of the figure in a row; [`LEAF`] for a leaf.
    figure: u16,
    /// The branch for values at the bound and above; the other one is the next node.
    right: u32,
    at: f32,
    value: f32,
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
                self.nodes.push(Node { figure: LEAF, right: 0, at: 0.0, value: value.parse().ok()? });
                match open.pop() {
                    Some(split) => self.nodes.get_mut(split)?.right = u32::try_from(here + 1).ok()?,
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
                value: value.parse().ok()?,
            });
        }
        None
    }

    /// The sum over all trees.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.bias + self.roots.iter().map(|root| self.walk(*root, row, |_, _| {})).sum::<f32>()
    }

    /// What each figure of the row contributed to the sum (Saabas's path attribution).
    pub(crate) fn contributions(&self, row: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; row.len()];
        for root in &self.roots {
            self.walk(*root, row, |figure, part| {
                if let Some(slot) = out.get_mut(figure) {
                    *slot += part;
                }
            });
        }
        out
    }

    fn walk(&self, root: u32, row: &[f32], mut step: impl FnMut(usize, f32)) -> f32 {
        let get = |at: u32| self.nodes.get(at as usize);
        let mut at = root;
        let Some(mut node) = get(at) else { return 0.0 };
        while node.figure != LEAF {
            let figure = usize::from(node.figure);
            // A branch lies behind its node, so that the walk ends.
            at = if row.get(figure).is_some_and(|v| *v < node.at) { at + 1 } else { node.right.max(at + 1) };
            let Some(next) = get(at) else { break };
            step(figure, next.value - node.value);
            node = next;
        }
        node.value
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
