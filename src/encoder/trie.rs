//! A static double array over codes of characters (Aoe 1989): the pieces of the vocabulary, one load a step.

/// Label of a unit that nobody uses.
pub(super) const FREE: u16 = u16::MAX;
/// Number of a unit at which no piece ends.
pub(super) const NO_PIECE: u32 = (1 << 23) - 1;
/// Codes of a piece at most; a file whose trie goes round in circles must not hold us.
pub(super) const DEEPEST: usize = 64;
/// Children lie at this offset at most.
pub(super) const MAX_BASE: u32 = (1 << 24) - 1;

/// A node: `label | base << 16 | piece << 40 | whole << 63`.
///
/// The child for a code lies at `base + code` and has the code as its label. As no two nodes share a base, the label tells
/// whose child it is; base 0 means none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit(pub(super) u64);

impl Unit {
    pub(super) fn new(label: u16, base: u32, piece: u32, whole: bool) -> Self {
        Unit(u64::from(label) | u64::from(base) << 16 | u64::from(piece) << 40 | u64::from(whole) << 63)
    }

    #[inline(always)]
    fn label(self) -> u16 {
        self.0 as u16
    }

    #[inline(always)]
    fn base(self) -> usize {
        (self.0 >> 16) as usize & MAX_BASE as usize
    }

    /// The piece that ends here.
    #[inline(always)]
    pub(super) fn piece(self) -> Option<u32> {
        let piece = (self.0 >> 40) as u32 & NO_PIECE;
        (piece != NO_PIECE).then_some(piece)
    }

    /// The piece that ends here, if a word that is equal to it is never cut further.
    #[inline(always)]
    pub(super) fn whole(self) -> Option<u32> {
        if self.0 >> 63 == 1 { self.piece() } else { None }
    }
}

/// The double array as it lies in the file; unit 0 is the root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'a>(&'a [[u8; 8]]);

impl<'a> Trie<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Trie(bytes.as_chunks().0)
    }

    pub(super) fn root(&self) -> Unit {
        self.0.first().map_or(Unit::new(FREE, 0, NO_PIECE, false), |b| Unit(u64::from_le_bytes(*b)))
    }

    #[inline(always)]
    pub(super) fn child(&self, unit: Unit, code: u16) -> Option<Unit> {
        let child = Unit(u64::from_le_bytes(*self.0.get(unit.base() + usize::from(code))?));
        (child.label() == code).then_some(child)
    }
}
