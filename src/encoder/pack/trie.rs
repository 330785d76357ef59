use super::super::normalise::{Normaliser, SPACE};
use super::super::tokenise::{Scratch, Tokeniser};
use super::super::trie::{FREE, MAX_BASE, NO_PIECE, Trie, Unit};
use super::{PackError, refuse};

/// Free places that are tried for the children of one node, before they go behind all others: bounds the time.
const TRIES: usize = 20_000;

/// The section `trie` for pieces in codes, with the scores that tell which pieces are never cut.
pub(super) fn pack(pieces: &[Vec<u16>], scores: &[u8]) -> Result<Vec<u8>, PackError> {
    let plain = Builder::build(pieces, &vec![false; pieces.len()])?;
    let tokeniser = Tokeniser {
        normaliser: Normaliser::new(&[], &[]),
        trie: Trie::new(&plain),
        scores: scores.as_chunks().0,
        unknown_row: None,
    };
    let mut scratch = Scratch::default();
    let whole = |(id, piece): (usize, &Vec<u16>)| {
        let word = piece.first() == Some(&SPACE);
        word && tokeniser.is_cut_into(piece, id as u32, &mut scratch)
    };
    let whole: Vec<bool> = pieces.iter().enumerate().map(whole).collect();
    Builder::build(pieces, &whole)
}

/// Puts the nodes of a trie where their children fit.
struct Builder<'a> {
    /// Pieces by their codes: codes, number, whether a word that is equal to it is never cut.
    pieces: Vec<(&'a [u16], u32, bool)>,
    units: Vec<Unit>,
    free: Vec<bool>,
    /// Bases that are taken: the label tells the parent only if no two nodes share one.
    bases: Vec<bool>,
    /// Before this place hardly any is free.
    from: usize,
}

/// A node whose children are still to be placed: its pieces, how many codes they share, its place.
struct Node {
    first: usize,
    last: usize,
    depth: usize,
    place: usize,
}

impl<'a> Builder<'a> {
    fn build(pieces: &'a [Vec<u16>], whole: &[bool]) -> Result<Vec<u8>, PackError> {
        if pieces.len() >= NO_PIECE as usize {
            return refuse(format!("{} pieces are too many", pieces.len()));
        }
        let numbered = pieces.iter().zip(0_u32..).zip(whole).map(|((p, id), whole)| (p.as_slice(), id, *whole));
        let mut pieces: Vec<_> = numbered.filter(|(p, _, _)| !p.is_empty()).collect();
        pieces.sort_unstable();
        let mut builder = Builder { pieces, units: Vec::new(), free: Vec::new(), bases: Vec::new(), from: 1 };
        builder.grow(1);
        builder.take(0, Unit::new(FREE, 0, NO_PIECE, false));
        let mut waiting = vec![Node { first: 0, last: builder.pieces.len(), depth: 0, place: 0 }];
        while let Some(node) = waiting.pop() {
            builder.place(&node, &mut waiting)?;
        }
        Ok(builder.units.iter().flat_map(|u| u.0.to_le_bytes()).collect())
    }

    /// Places the children of a node and notes their base in it.
    fn place(&mut self, node: &Node, waiting: &mut Vec<Node>) -> Result<(), PackError> {
        let children = self.children(node);
        let labels: Vec<usize> = children.iter().map(|(label, _)| usize::from(*label)).collect();
        if labels.is_empty() {
            return Ok(());
        }
        let base = self.base(&labels);
        let Some(narrow) = u32::try_from(base).ok().filter(|b| *b <= MAX_BASE) else {
            return refuse("the pieces need a larger trie than the format holds");
        };
        self.grow(base + 1);
        if let Some(taken) = self.bases.get_mut(base) {
            *taken = true;
        }
        if let Some(unit) = self.units.get_mut(node.place) {
            unit.0 |= u64::from(narrow) << 16;
        }
        for (label, child) in children {
            let place = base + usize::from(label);
            self.grow(place + 1);
            let ends = self.pieces.get(child.first).filter(|(p, _, _)| p.len() == child.depth);
            let (piece, whole) = ends.map_or((NO_PIECE, false), |(_, id, whole)| (*id, *whole));
            let inner = usize::from(ends.is_some());
            self.take(place, Unit::new(label, 0, piece, whole));
            waiting.push(Node { first: child.first + inner, place, ..child });
        }
        Ok(())
    }

    /// The codes that follow, each with the pieces that go on with it.
    fn children(&self, node: &Node) -> Vec<(u16, Node)> {
        let mut children: Vec<(u16, Node)> = Vec::new();
        let pieces = self.pieces.get(node.first..node.last).unwrap_or_default();
        for ((codes, _, _), number) in pieces.iter().zip(node.first..) {
            let Some(label) = codes.get(node.depth) else { continue };
            match children.last_mut() {
                Some((last, child)) if last == label => child.last = number + 1,
                _ => {
                    let child = Node { first: number, last: number + 1, depth: node.depth + 1, place: 0 };
                    children.push((*label, child));
                }
            }
        }
        children
    }

    /// A base that nobody has, with free places for all labels.
    fn base(&mut self, labels: &[usize]) -> usize {
        let first = labels.first().copied().unwrap_or(0);
        while self.free.get(self.from) == Some(&false) {
            self.from += 1;
        }
        let start = self.from.max(first + 1);
        let places = (start..self.free.len()).filter(|place| self.is_free(*place));
        let bases = places.take(TRIES).map(|place| place - first);
        let fits = |base: &usize| {
            self.bases.get(*base) != Some(&true) && labels.iter().all(|label| self.is_free(base + label))
        };
        bases.into_iter().find(fits).unwrap_or(self.free.len())
    }

    fn is_free(&self, place: usize) -> bool {
        self.free.get(place).copied().unwrap_or(true)
    }

    fn take(&mut self, place: usize, unit: Unit) {
        if let (Some(at), Some(free)) = (self.units.get_mut(place), self.free.get_mut(place)) {
            *at = unit;
            *free = false;
        }
    }

    fn grow(&mut self, length: usize) {
        if self.units.len() < length {
            self.units.resize(length, Unit::new(FREE, 0, NO_PIECE, false));
            self.free.resize(length, true);
            self.bases.resize(length, false);
        }
    }
}
