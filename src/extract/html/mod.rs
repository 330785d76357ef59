//! Pages: metadata and candidate blocks.

use super::Candidate;

/// The candidates of a page.
pub(super) fn candidates(body: &str) -> Vec<Candidate> {
    super::lines::candidates(body)
}
