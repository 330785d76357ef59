//! Reads when an article was published and changed out of the lines and elements that say so to its readers.

use super::byline::Lines;
use super::dates::{self, Moments};
use super::features::Known;
use super::phrases::Tokens;
use super::{Candidate, Field, Metadata, Source, Via, html};

/// Fills the times that `meta` lacks, from the lines that were removed before and right behind the text. Where only a change
/// is dated, that is the best that is known of the publication.
pub(super) fn read(lines: Lines<'_>, tag: &str, meta: &mut Metadata) {
    let wanted = [meta.published.is_none(), meta.modified.is_none()];
    if wanted == [false, false] {
        return;
    }
    let (mut published, mut modified) = (None, None);
    for (_, candidate, known) in lines.beside() {
        let (first, change) = moments(candidate, known, tag);
        published = published.or(first);
        modified = modified.or(change);
    }
    if wanted[0]
        && let Some((time, source)) = published.or_else(|| modified.clone())
    {
        meta.set(Field::Published, time, source);
    }
    if wanted[1]
        && let Some((time, source)) = modified
    {
        meta.set(Field::Modified, time, source);
    }
}

type Found = Option<(String, Source)>;

/// When something was published and changed, by a line or by the `<time>` in it.
fn moments(candidate: &Candidate, known: &Known, tag: &str) -> (Found, Found) {
    let element = candidate.around.as_deref().and_then(|around| around.time.as_deref()).and_then(html::moment);
    let dated = known.stamp.date.is_some() && known.stamp.cover > 0.2;
    if !dated && element.is_none() {
        return (None, None);
    }
    let tokens = Tokens::new(&candidate.text);
    let Moments { published, modified } = if dated { dates::moments(&tokens, tag) } else { Moments::default() };
    let text = |time: Option<String>| time.map(|time| (time, Via::Text.named("dateline")));
    let element = element.map(|time| (time, Via::Element.named("time")));
    // The element has the first date of the line, with its zone as often as not.
    let change = if dated { modified.is_some() && published.is_none() } else { dates::tells_of_change(&tokens, tag) };
    match change {
        true => (None, element.or_else(|| text(modified))),
        false => (element.or_else(|| text(published)), text(modified)),
    }
}
