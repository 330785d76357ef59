//! newsalign aligns versions of a news article across languages and checks that their facts agree.

pub mod align;
pub mod check;
pub mod embed;
pub mod export;
pub mod extract;
pub mod facts;
pub mod input;
pub mod lang;
pub mod report;
pub mod review;
pub mod segment;
pub mod text;

pub use review::{Review, Side};
