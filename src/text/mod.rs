//! Spans and small text helpers, used by every stage.

mod chars;
mod letters;
mod line;
mod marks;
mod normalize;
mod span;
mod xml;

pub use chars::CharIndex;
pub(crate) use letters::Class;
pub use letters::{is_letter, is_letter_or_figure};
pub use line::one_line;
pub use marks::is_stop;
pub use normalize::{collapse_spaces, fold, is_cjk, is_space, starts_upper};
pub(crate) use normalize::{each_folded, is_composed};
pub use span::Span;
pub use xml::{XmlWriter, is_xml_char, xml_text};
