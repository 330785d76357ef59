//! What a run over one pair of articles gives: everything that a report or an export needs.

use serde::{Deserialize, Serialize};

use crate::align::Bead;
use crate::check::{Finding, Match, Severity};
use crate::facts::Side;

#[cfg(test)]
pub(crate) mod fixture;
mod names;

/// Two versions of a story, aligned and compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The version that the other one is held against.
    pub source: Side,
    /// The version under review.
    pub target: Side,
    /// The alignment; covers every sentence of both sides once.
    pub beads: Vec<Bead>,
    /// All pairs of facts that were compared, in reading order of the source, then of the target.
    pub matches: Vec<Match>,
    /// What somebody should see, in reading order.
    pub findings: Vec<Finding>,
}

impl Review {
    /// The findings of at least this severity.
    pub fn at_least(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |f| f.severity >= severity)
    }
}
