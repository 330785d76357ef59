//! Aligns the sentences of two articles: m:n beads with omissions, additions and moved passages.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Ties a run of source sentences to a run of target sentences (Gale and Church's word).
///
/// The beads of an alignment cover every sentence of both sides exactly once. They are ordered by source
/// position; a bead whose target run breaks the order is [`moved`](Bead::moved).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bead {
    /// Numbers of the source sentences; empty for an addition.
    pub source: Range<usize>,
    /// Numbers of the target sentences; empty for an omission.
    pub target: Range<usize>,
    /// How sure the aligner is, 0 to 1.
    pub score: f32,
    /// Whether the passage stands elsewhere in the target than in the source.
    pub moved: bool,
}
