//! Spans and small text helpers, used by every stage.

mod normalize;
mod span;

pub use normalize::{collapse_spaces, fold, is_cjk, is_space, starts_upper};
pub use span::Span;
