//! Gives each kept candidate of a text its role: headline, standfirst, subhead, item, quotation, correction, paragraph.

use super::features::Known;
use super::judge::Verdict;
use super::{Candidate, Role, shape};
use crate::lang::PerLanguage;
use crate::text::{fold, is_letter};

/// The roles of the candidates that `verdicts` keep; `None` for the others.
pub(super) fn assign(candidates: &[Candidate], known: &[Known], verdicts: &[Verdict], tag: &str) -> Vec<Option<Role>> {
    let kept: Vec<usize> = verdicts.iter().enumerate().filter(|(_, v)| v.keeps()).map(|(index, _)| index).collect();
    let mut view = View { candidates, known, verdicts, kept: &kept, rows: Rows::default() };
    view.rows = Rows::of(&view);
    let mut out = vec![None; candidates.len()];
    let first_prose = kept.iter().position(|i| view.is_prose(*i)).unwrap_or(0);
    let mut headline = kept.iter().any(|i| candidates.get(*i).is_some_and(|c| c.hint == Some(Role::Headline)));
    for (order, index) in kept.iter().enumerate() {
        let hint = candidates.get(*index).and_then(|c| c.hint);
        let role = match hint.filter(|hint| view.fits(*hint, *index, headline)) {
            Some(hint) => {
                headline |= hint == Role::Headline;
                hint
            }
            None if order < first_prose || (order == 0 && first_prose == 0) => {
                let role = view.head(*index, headline, first_prose);
                headline |= role == Role::Headline;
                role
            }
            None => view.body(order),
        };
        let running = matches!(role, Role::Paragraph | Role::Standfirst);
        let corrects = running && candidates.get(*index).is_some_and(|c| is_correction(&c.text, tag));
        if let Some(slot) = out.get_mut(*index) {
            *slot = Some(if corrects { Role::Correction } else { role });
        }
    }
    out
}

/// The role that a line would have that goes, as far as it tells by itself.
pub(super) fn by_shape(candidate: &Candidate) -> Role {
    /// Bytes of a heading.
    const LONGEST: usize = 100;
    let heads = candidate.text.len() <= LONGEST && !shape::ends_sentence(&candidate.text);
    candidate.hint.unwrap_or(if heads { Role::Subhead } else { Role::Paragraph })
}

/// The openings of notes of correction, folded.
static CORRECTIONS: PerLanguage<Vec<String>> = PerLanguage::new(|languages| {
    languages.iter().flat_map(|language| &language.correction).map(|phrase| fold(phrase)).collect()
});

/// Keeps the notes of correction that stand within the text or right behind it: what an article says of itself is part of it.
/// What the page shows elsewhere ("Corrections", in a menu) is short, or is named for what it is.
pub(super) fn keep_corrections(candidates: &[Candidate], known: &[Known], verdicts: &mut [Verdict], tag: &str) {
    /// The fewest words of a note, and how many lines may stand between the text and it.
    const SHORTEST: f32 = 8.0;
    const BEHIND: usize = 6;
    let mut last = None;
    for (index, ((candidate, known), verdict)) in candidates.iter().zip(known).zip(verdicts).enumerate() {
        if verdict.keeps() {
            last = if known.is_prose() { Some(index) } else { last };
            continue;
        }
        let near = last.is_some_and(|last| index - last <= BEHIND);
        let open = known.named.is_none() && known.markup.hidden == 0.0 && known.stops;
        let long = known.counts.words() >= SHORTEST;
        if near && open && long && is_correction(&candidate.text, tag) {
            verdict.score = -1.0;
        }
    }
}

/// Whether a text opens like a note on what an earlier version had wrong.
fn is_correction(text: &str, tag: &str) -> bool {
    /// More than the longest opening, in bytes.
    const HEAD: usize = 160;
    let head = fold(super::assemble::head(text, HEAD));
    let whole = |opening: &String| {
        let rest = head.strip_prefix(opening.as_str());
        rest.is_some_and(|rest| !opening.ends_with(is_letter) || !rest.starts_with(is_letter))
    };
    CORRECTIONS.of(tag).is_some_and(|openings| openings.iter().any(whole))
}

struct View<'c> {
    candidates: &'c [Candidate],
    known: &'c [Known],
    verdicts: &'c [Verdict],
    kept: &'c [usize],
    rows: Rows,
}

/// The rows of lines that may be entries of a list, so that no row is walked twice.
#[derive(Default)]
struct Rows {
    /// For each kept line: how many such lines stand right before and right behind it.
    before: Vec<usize>,
    after: Vec<usize>,
    /// How many kept lines up to each end in a semicolon or comma.
    ends: Vec<usize>,
}

impl Rows {
    fn of(view: &View<'_>) -> Rows {
        let open: Vec<bool> = view.kept.iter().map(|index| view.is_entry_like(*index)).collect();
        let run = |streak: &mut usize, open: &bool| {
            let here = *streak;
            *streak = if *open { here + 1 } else { 0 };
            Some(here)
        };
        let mut after: Vec<usize> = open.iter().rev().scan(0, run).collect();
        after.reverse();
        let lines = view.kept.iter().filter_map(|index| view.candidates.get(*index));
        let marked = lines.map(|c| usize::from(c.text.ends_with([';', '；', '؛', ','])));
        let sums = marked.scan(0, |sum, marked| {
            *sum += marked;
            Some(*sum)
        });
        Rows { before: open.iter().scan(0, run).collect(), after, ends: std::iter::once(0).chain(sums).collect() }
    }

    /// The row around a kept line, itself included.
    fn around(&self, order: usize) -> std::ops::Range<usize> {
        let of = |counts: &[usize]| counts.get(order).copied().unwrap_or(0);
        order - of(&self.before).min(order)..order + 1 + of(&self.after)
    }

    /// Whether a line in `range` ends in a semicolon or comma.
    fn has_marks(&self, range: &std::ops::Range<usize>) -> bool {
        self.ends.get(range.start) != self.ends.get(range.end)
    }
}

impl View<'_> {
    fn is_prose(&self, index: usize) -> bool {
        self.known.get(index).is_some_and(Known::is_prose)
    }

    /// Short and without a stop: a heading or an entry of a list.
    fn is_open(&self, index: usize) -> bool {
        let marked = self.candidates.get(index).is_some_and(|c| c.hint.is_some());
        self.known.get(index).is_some_and(|k| !marked && !k.stops && k.counts.words() <= 30.0)
    }

    /// Whether the role that the format gives can be believed: a whole paragraph set as a heading is none.
    fn fits(&self, hint: Role, index: usize, headline: bool) -> bool {
        let Some(known) = self.known.get(index) else {
            return false;
        };
        match hint {
            Role::Subhead => !headline || known.counts.words() <= 30.0,
            Role::Standfirst => known.counts.words() <= 80.0,
            _ => true,
        }
    }

    fn at(&self, order: Option<usize>) -> Option<usize> {
        order.and_then(|order| self.kept.get(order)).copied()
    }

    /// A line before the first running text: the first without a stop is the headline.
    fn head(&self, index: usize, headline: bool, first_prose: usize) -> Role {
        let open = self.is_open(index);
        match headline {
            false if open && (first_prose > 0) => Role::Headline,
            true => Role::Standfirst,
            _ => Role::Paragraph,
        }
    }

    /// A line behind the first running text.
    fn body(&self, order: usize) -> Role {
        let Some(index) = self.at(Some(order)) else {
            return Role::Paragraph;
        };
        let series = self.verdicts.get(index).is_some_and(|v| v.place.series > 0.0);
        if series || self.is_entry(order) {
            return Role::Item;
        }
        let ends = self.candidates.get(index).map_or("", |c| c.text.as_str());
        let continues = ends.ends_with([':', '：', ',', ';', '，', '、', '؛', '،']);
        let next = self.at(Some(order + 1));
        let known = self.known.get(index);
        let brief = known.is_none_or(|k| k.counts.words() <= 20.0);
        if brief && super::shape::is_one_quotation(ends) {
            let last = usize::from(super::shape::ends_sentence(ends));
            let several = super::shape::inner_stops(ends) > last;
            let open = !super::shape::ends_sentence(ends) && known.is_none_or(|k| k.counts.words() <= 10.0);
            return match () {
                () if several => Role::Paragraph,
                () if open && next.is_some() => Role::Subhead,
                () => Role::Quotation,
            };
        }
        let quoted = super::shape::opens_quote(ends) && known.is_none_or(|k| k.counts.words() > 10.0);
        let short = self.known.get(index).is_some_and(|k| k.counts.words() <= 16.0);
        if self.is_open(index) && short && !continues && next.is_some() && !quoted {
            return Role::Subhead;
        }
        Role::Paragraph
    }

    /// Whether the line is an entry of an unmarked list: in a row of open lines behind a colon, or in a row of three
    /// and more, of which the first is then the list's heading.
    fn is_entry(&self, order: usize) -> bool {
        let Some(index) = self.at(Some(order)) else {
            return false;
        };
        let open = |order: usize| self.at(Some(order)).is_some_and(|i| self.is_entry_like(i));
        let closes = !self.is_open(index) && self.closes_list(order);
        if !open(order) && !closes {
            return false;
        }
        let row = self.rows.around(order);
        let start = row.start;
        let opener = start.checked_sub(1).and_then(|o| self.at(Some(o))).and_then(|i| self.candidates.get(i));
        let colon = opener.is_some_and(|c| c.text.ends_with([':', '：']));
        let length = row.len();
        let semicolons = self.rows.has_marks(&row);
        colon && (length >= 2 || semicolons) || (length >= 3 && (order > start || self.figures(start)))
    }

    /// Whether the entries from `order` on begin alike, with figures or labels, so that the first is no heading.
    fn figures(&self, order: usize) -> bool {
        let alike = |o: usize| {
            let text = self.at(Some(o)).and_then(|i| self.candidates.get(i)).map_or("", |c| c.text.as_str());
            text.starts_with(char::is_numeric) || (text.contains([':', '：']) && text.contains(char::is_numeric))
        };
        alike(order) && alike(order + 1)
    }

    fn is_entry_like(&self, index: usize) -> bool {
        let colon = self.candidates.get(index).is_some_and(|c| c.text.ends_with([':', '：']));
        self.is_open(index) && !colon
    }

    /// The last entry of a list often ends in a stop where the others ended in semicolons.
    fn closes_list(&self, order: usize) -> bool {
        let before = order.checked_sub(1).and_then(|o| self.at(Some(o))).and_then(|i| self.candidates.get(i));
        let short = self.at(Some(order)).and_then(|i| self.known.get(i)).is_some_and(|k| k.counts.words() <= 30.0);
        short && before.is_some_and(|c| c.text.ends_with([';', '；', '؛']))
    }
}

#[cfg(test)]
mod tests {
    use super::is_correction;

    #[test]
    fn notes_of_correction_are_known_by_their_opening() {
        for (tag, text) in [
            ("en", "Correction: An earlier headline named the wrong harbour."),
            ("en", "This article was amended on 12 August 2024 to give the cost in pounds."),
            ("de", "In einer früheren Version dieses Artikels stand, die Fähre sei gesunken."),
            ("pt", "Errata: a ponte tem 300 metros, e não 30."),
            ("ja", "【訂正】橋の長さは30メートルではなく300メートルでした。"),
            ("xx", "Rectificatif : le pont mesure 300 mètres."),
        ] {
            assert!(is_correction(text, tag), "{text}");
        }
        assert!(!is_correction("Corrections officers walked out on Monday, the union said.", "en"));
        assert!(!is_correction("Die Korrekturen kosten zwei Millionen.", "de"));
        assert!(!is_correction("", "en"));
    }
}
