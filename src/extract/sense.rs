//! What a line means, by the vectors of the built-in encoder, which are the same for all languages.
//!
//! Lines of furniture speak of few things in any language: of signing up, of rights, of pictures, of other stories. A plane
//! in the space of the vectors parts them from what articles say (logistic regression, fitted by `examples/fit_extract`):
//! one for short lines, one for longer ones. And a line that belongs to an article speaks of what the rest of it does.

use std::sync::LazyLock;

use super::Candidate;
use super::assemble::head;
use super::features::Known;
use crate::encoder::{Encoder, Vectors};

/// Lines of the longest text of which vectors are made: no scraped page has as many.
const MOST: usize = 20_000;
/// Lines whose vectors are made at a time.
const BATCH: usize = 512;
/// How much of a line is read, in bytes: its first sentences tell what it is.
pub(super) const ENOUGH: usize = 400;
/// What the numbers of a vector of length 1 are multiplied by, to fit into a byte; hardly one is above a third.
pub const SCALE: f32 = 380.0;
/// Words of a short line.
const SHORT: f32 = 12.0;

/// A vector in one byte a number, empty for a line without a known word.
pub(crate) type Small = Box<[i8]>;

/// How many planes there are: for short lines and for longer ones.
pub const PLANES: usize = 2;

/// Planes that part furniture from text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planes([Vec<f32>; PLANES]);

impl Planes {
    /// The planes as they stand behind `[text.sense]`: one a line, a number for each of the vector and what is added last.
    pub fn read(file: &str) -> Planes {
        let lines = file.lines().skip_while(|line| *line != "[text.sense]").skip(1);
        let mut found = lines
            .take_while(|line| !line.starts_with('['))
            .map(|line| line.split(' ').filter_map(|number| number.parse().ok()).collect());
        Planes(std::array::from_fn(|_| found.next().unwrap_or_default()))
    }

    /// On which side of its plane a line lies: log odds of furniture, as a fourth; none are beyond 1. 0 without a plane or
    /// vector.
    fn side(&self, vector: &[i8], is_short: bool) -> f32 {
        let [short, long] = &self.0;
        let plane = if is_short { short } else { long };
        let Some((added, plane)) = plane.split_last().filter(|_| !vector.is_empty()) else { return 0.0 };
        let sum: f32 = plane.iter().zip(vector).map(|(a, b)| a * f32::from(*b)).sum();
        (sum / SCALE + added).clamp(-4.0, 4.0) / 4.0
    }
}

static BUILT_IN: LazyLock<Planes> = LazyLock::new(|| Planes::read(include_str!("forest.txt")));
static ENCODER: LazyLock<Option<Encoder>> = LazyLock::new(|| Encoder::built_in().ok());

/// The built-in encoder.
pub(super) fn encoder() -> Option<&'static Encoder> {
    ENCODER.as_ref()
}

/// Fills the vectors of the lines of a text, and what they tell by themselves.
pub(super) fn fill(candidates: &[Candidate], known: &mut [Known]) {
    let Some(encoder) = encoder().filter(|_| known.len() <= MOST) else { return };
    for (candidates, known) in candidates.chunks(BATCH).zip(known.chunks_mut(BATCH)) {
        let texts: Vec<&str> = candidates.iter().map(|c| head(&c.text, ENOUGH)).collect();
        let vectors: Vectors = encoder.embed(&texts);
        for (known, row) in known.iter_mut().zip(vectors.rows()) {
            if row.iter().any(|x| *x != 0.0) {
                known.vector = row.iter().map(|x| (x * SCALE).round().clamp(-127.0, 127.0) as i8).collect();
            }
        }
    }
    judge(known, &BUILT_IN);
}

/// Fills on which side of the planes the lines lie.
pub(super) fn judge(known: &mut [Known], planes: &Planes) {
    for known in known {
        known.line.sense = planes.side(&known.vector, is_short(known));
    }
}

/// Whether the plane for short lines is asked.
pub(super) fn is_short(known: &Known) -> bool {
    known.counts.words() <= SHORT
}

/// Cosine of two vectors; 0 if one of them is empty.
pub(super) fn cosine(a: &[i8], b: &[i8]) -> f32 {
    let dot: i32 = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
    dot as f32 / (SCALE * SCALE)
}

/// What the lines of a run speak of: the sum of their vectors.
pub(super) struct Topic {
    sum: Vec<f32>,
    run: std::ops::Range<usize>,
}

impl Topic {
    pub(super) fn of(known: &[Known], run: std::ops::Range<usize>) -> Topic {
        let mut topic = Topic { sum: Vec::new(), run };
        for known in known.iter().take(topic.run.end).skip(topic.run.start).filter(|k| !k.vector.is_empty()) {
            topic.sum.resize(known.vector.len(), 0.0);
            let share = share(known);
            topic.sum.iter_mut().zip(&known.vector).for_each(|(sum, x)| *sum += share * f32::from(*x));
        }
        topic
    }

    /// Cosine of a line and the other lines of the run; 0 where nothing is known.
    pub(super) fn cosine(&self, index: usize, known: &Known) -> f32 {
        let own = if self.run.contains(&index) { share(known) } else { 0.0 };
        let (mut dot, mut square) = (0.0_f32, 0.0_f32);
        for (sum, x) in self.sum.iter().zip(&known.vector) {
            let (x, rest) = (f32::from(*x), sum - own * f32::from(*x));
            dot += x * rest;
            square += rest * rest;
        }
        if square > 1.0 { dot / SCALE / square.sqrt() } else { 0.0 }
    }
}

/// What a line counts in its run.
fn share(known: &Known) -> f32 {
    known.counts.words().min(60.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::features::{Language, measure};

    fn known(lines: &[&str]) -> Vec<Known> {
        let candidate = |line: &&str| Candidate { text: (*line).to_owned(), ..Candidate::default() };
        let mut candidates: Vec<Candidate> = lines.iter().map(candidate).collect();
        let mut known: Vec<Known> = candidates.iter_mut().map(|c| measure(c, &Language::of("en"))).collect();
        fill(&candidates, &mut known);
        known
    }

    #[test]
    fn a_line_of_the_text_is_nearer_to_it_than_another_story() {
        let known = known(&[
            "The ferry to Saltby sank in the harbour on Monday, the coast guard said.",
            "The crew of the ship was rescued by a fishing boat before it went down.",
            "Divers will look at the wreck of the ferry as soon as the sea is calm.",
            "The coast guard wants to raise the sunken ship",
            "Striker Oda Brandt scores twice in the cup final",
            "",
        ]);
        let topic = Topic::of(&known, 0..3);
        let cosines: Vec<f32> = known.iter().enumerate().map(|(index, this)| topic.cosine(index, this)).collect();
        let [own, .., ship, striker, nothing] = cosines.as_slice() else { return assert_eq!(cosines.len(), 6) };
        assert!(ship > &(striker + 0.1) && own > striker, "{cosines:?}");
        assert_eq!(*nothing, 0.0);
    }

    #[test]
    fn planes_tell_furniture_in_languages_without_phrases() {
        let furniture =
            known(&["Iscriviti alla nostra newsletter", "Prijavite se na naš newsletter", "Foto: Getty Images"]);
        let text =
            known(&["Il traghetto affondò nel porto.", "Trajekt je potonuo u luci.", "The ferry sank at night."]);
        let sum = |known: &[Known]| known.iter().map(|k| k.line.sense).sum::<f32>();
        assert!(sum(&furniture) > sum(&text) + 0.5, "{} {}", sum(&furniture), sum(&text));
    }

    #[test]
    fn a_plane_that_is_not_there_says_nothing() {
        let mut lines = known(&["The ferry sank at night."]);
        judge(&mut lines, &Planes::read("[text.alone]\n"));
        assert!(lines.iter().all(|known| known.line.sense == 0.0));
        assert_eq!(Planes::read(""), Planes::default());
    }
}
