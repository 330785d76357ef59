//! Splits the blocks of an [`Article`](crate::extract::Article) into sentences.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// A sentence of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Number of the block in [`Article::blocks`](crate::extract::Article::blocks).
    pub block: usize,
    /// Where it stands in [`Article::text`](crate::extract::Article::text), without the white space around it.
    pub span: Span,
}
