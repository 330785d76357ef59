//! Aligns all versions of a story, each of which says something of the others.

use rayon::prelude::*;

use super::vouch::Vouched;
use super::{AlignInput, Bead, Options, align, align_with, confidence};
use crate::embed::Embedded;

/// Versions that are asked about each pair, at most: so that the work grows with the number of versions and not with its square.
const WITNESSES: usize = 6;

/// Aligns the first of some versions of a story with each of the others.
///
/// Each of these alignments hears what further versions say: where the first version's sentence and another one's are both
/// tied to the same sentence of a third, that speaks for tying them, and where a third has both and ties them to different
/// sentences, it speaks against. With two versions, or where the texts are too long for a whole table
/// ([`Options::exact_cells`]), it is [`align`] that is done. What [`join`](super::join) makes of the result has one tie for
/// each passage.
///
/// ```
/// use newsalign::align::{AlignInput, Options, align_together, join};
///
/// let english = ["Elena Varga won 62 medals.", "It rained in Porto on Tuesday.", "The ferry Mirante left for Saltby."];
/// let portuguese = ["Elena Varga ganhou 62 medalhas.", "Choveu no Porto na terça-feira.", "A balsa Mirante partiu para Saltby."];
/// let german = ["Elena Varga gewann 62 Medaillen.", "Die Fähre Mirante legte nach Saltby ab."];
/// let versions = [AlignInput::plain(english), AlignInput::plain(portuguese), AlignInput::plain(german)];
/// let alignments = align_together(&versions, &Options::default());
/// let ties = join(&alignments.iter().map(Vec::as_slice).collect::<Vec<_>>());
/// assert_eq!(ties[1].sentences, [vec![1], vec![1], vec![]]);
/// assert_eq!(ties[2].sentences, [[2], [2], [1]]);
/// ```
pub fn align_together(versions: &[AlignInput<'_>], options: &Options) -> Vec<Vec<Bead>> {
    if let [pivot, others @ ..] = versions
        && others.len() < 2
    {
        return others.iter().map(|other| align(pivot, other, options)).collect();
    }
    let embed = |version: &AlignInput<'_>| match version.vectors {
        Some(_) => None,
        None => options.encoder.embed(&version.texts),
    };
    let embedded: Vec<Option<Embedded>> = versions.par_iter().map(embed).collect();
    let known = versions.iter().zip(&embedded);
    let versions: Vec<AlignInput<'_>> = known
        .map(|(version, own)| AlignInput { vectors: version.vectors.or(own.as_ref()), ..version.clone() })
        .collect();
    in_pairs(&versions, options)
}

/// The same for versions that have their vectors; there are more than two.
fn in_pairs(versions: &[AlignInput<'_>], options: &Options) -> Vec<Vec<Bead>> {
    let Some((pivot, others)) = versions.split_first() else { return Vec::new() };
    let first: Vec<Vec<Bead>> = others.par_iter().map(|other| align(pivot, other, options)).collect();
    // The surest versions are asked; of equal ones the first.
    let mut asked: Vec<(usize, f32)> = first.iter().map(|beads| confidence(beads)).enumerate().collect();
    asked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    asked.truncate(WITNESSES + 1);
    let work = others.par_iter().enumerate().map(|(at, other)| {
        if pivot.texts.len().saturating_mul(other.texts.len()) > options.exact_cells {
            return first.get(at).cloned().unwrap_or_default();
        }
        let witnesses = asked.iter().map(|(witness, _)| *witness).filter(|witness| *witness != at).take(WITNESSES);
        let witnesses: Vec<(Vec<Bead>, Vec<Bead>)> = witnesses
            .filter_map(|witness| Some((first.get(witness)?.clone(), align(others.get(witness)?, other, options))))
            .collect();
        let vouched = Vouched::new(pivot.texts.len(), other.texts.len(), &witnesses);
        align_with(pivot, other, options, Some(&vouched))
    });
    work.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const ENGLISH: [&str; 4] = [
        "The ferry lost power off Vila Serena.",
        "Nobody on board was hurt, the coast guard said.",
        "A tug reached it two hours later.",
        "The operator did not reply to questions.",
    ];
    const GERMAN: [&str; 4] = [
        "Die Fähre blieb vor Vila Serena ohne Strom liegen.",
        "Verletzt wurde an Bord niemand, wie die Küstenwache mitteilte.",
        "Ein Schlepper erreichte sie zwei Stunden später.",
        "Der Betreiber antwortete nicht auf Fragen.",
    ];

    #[test]
    fn two_versions_are_aligned_as_ever() {
        let sides = [AlignInput::plain(ENGLISH), AlignInput::plain(GERMAN)];
        let options = Options::default();
        assert_eq!(align_together(&sides, &options), [align(&sides[0], &sides[1], &options)]);
        assert!(align_together(&sides[..1], &options).is_empty());
    }

    #[test]
    fn a_version_that_all_know_helps_one_that_nobody_can_read() {
        // The third version is in no language at all, but the second has each of its lines.
        let riddle = ["vask 17 oor", "miru 23 talen", "sopp 31 eder", "hunn 47 ivik"];
        let key = [
            "Die Fähre blieb vor Vila Serena ohne Strom liegen: vask 17 oor.",
            GERMAN[1],
            "Ein Schlepper erreichte sie zwei Stunden später: sopp 31 eder.",
            "Der Betreiber antwortete nicht auf Fragen: hunn 47 ivik.",
        ];
        let sides =
            [AlignInput::plain(ENGLISH), AlignInput::plain(key), AlignInput::plain([riddle[0], riddle[2], riddle[3]])];
        let found = align_together(&sides, &Options::default());
        let tied = |i: usize, j: usize| found[1].iter().any(|b| b.source == (i..i + 1) && b.target == (j..j + 1));
        assert!(tied(0, 0) && tied(2, 1) && tied(3, 2), "{:?}", found[1]);
    }
}
