//! Aligns the sentences of two articles: m:n beads with omissions, additions and moved passages.
//!
//! The best path through the table of sentence pairs is found by dynamic programming (Gale and Church 1993, *A Program for
//! Aligning Sentences in Bilingual Corpora*), its score made of similarity, lengths, paragraphs and roles. A first pass
//! teaches a dictionary, the length ratio and the price of deletions for the second. Left-over runs that are clearly alike
//! are then tied out of order.

mod crossed;
mod explain;
mod layout;
pub mod measure;
mod model;
mod moved;
mod options;
mod posterior;
mod seams;
mod search;
mod singles;
mod together;
mod versions;
mod vouch;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::embed::{Band, Embedded, Evidence, Similarity, View};
use crate::extract::{Article, Role};
use crate::facts::Fact;
use crate::segment::Sentence;
pub use explain::{Explained, Parts, explain};
use layout::Sides;
use model::Model;
pub use options::{BeadWeights, Encoding, Options, Weights};
use search::{Pair, Table};
pub use together::align_together;
pub use versions::{Tie, join};
use vouch::Vouched;

/// Ties a run of source sentences to a run of target sentences (Gale and Church's word).
///
/// The beads of an alignment cover every sentence of both sides exactly once. They are ordered by source
/// position; a bead whose target run breaks the order is [`moved`](Bead::moved).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bead {
    /// Numbers of the source sentences; empty for an addition.
    pub source: Range<usize>,
    /// Numbers of the target sentences; empty for an omission.
    pub target: Range<usize>,
    /// How sure the aligner is, 0 to 1: the share of all alignments near by, weighted by their worth, that have the bead.
    pub score: f32,
    /// Whether the passage stands elsewhere in the target than in the source.
    pub moved: bool,
}

/// How sure an alignment is as a whole: the share of the sentences of both sides that are expected to stand in a right bead,
/// 0 to 1; 1 where there are none.
///
/// ```
/// use newsalign::align::{Bead, confidence};
///
/// let bead = |source, target, score| Bead { source, target, score, moved: false };
/// let beads = [bead(0..1, 0..1, 1.0), bead(1..2, 1..3, 0.6)];
/// assert!((confidence(&beads) - 0.76).abs() < 1e-6);
/// ```
pub fn confidence(beads: &[Bead]) -> f32 {
    let size = |bead: &Bead| (bead.source.len() + bead.target.len()) as f32;
    let all: f32 = beads.iter().map(size).sum();
    if all > 0.0 { beads.iter().map(|bead| size(bead) * bead.score).sum::<f32>() / all } else { 1.0 }
}

/// One side of an alignment; borrows the texts.
#[derive(Clone, Debug, Default)]
pub struct AlignInput<'a> {
    /// The sentences in reading order.
    pub texts: Vec<&'a str>,
    /// Number of each sentence's block; empty where nothing is known of paragraphs.
    pub blocks: Vec<usize>,
    /// Role of each sentence's block; empty where nothing is known of roles.
    pub roles: Vec<Role>,
    /// Facts of the sentences; [`Fact::sentence`] counts in `texts`.
    pub facts: &'a [Fact],
    /// Language (BCP 47), as far as known.
    pub lang: Option<&'a str>,
    /// Vectors of the sentences, if the caller has them; else the encoder of the options is asked.
    pub vectors: Option<&'a Embedded>,
}

impl<'a> AlignInput<'a> {
    /// The sentences of an article with what is known of their blocks.
    pub fn new(article: &'a Article, sentences: &[Sentence], facts: &'a [Fact]) -> Self {
        let role = |s: &Sentence| article.blocks.get(s.block).map_or(Role::Paragraph, |b| b.role);
        AlignInput {
            texts: sentences.iter().map(|s| s.span.of(&article.text)).collect(),
            blocks: sentences.iter().map(|s| s.block).collect(),
            roles: sentences.iter().map(role).collect(),
            facts,
            lang: Some(article.lang.tag.as_str()),
            vectors: None,
        }
    }

    /// Bare sentences.
    pub fn plain(texts: impl IntoIterator<Item = &'a str>) -> Self {
        AlignInput { texts: texts.into_iter().collect(), ..AlignInput::default() }
    }

    fn view(&self) -> View<'_> {
        View { texts: &self.texts, facts: self.facts }
    }
}

/// Aligns two lists of sentences.
///
/// ```
/// use newsalign::align::{AlignInput, Options, align};
///
/// let source = AlignInput::plain(["Elena Varga won 62 medals.", "She is 34.", "It rained."]);
/// let target = AlignInput::plain(["Elena Varga, de 34 anos, ganhou 62 medalhas.", "Choveu."]);
/// let beads = align(&source, &target, &Options::default());
/// assert_eq!((beads[0].source.clone(), beads[0].target.clone()), (0..2, 0..1));
/// ```
pub fn align(source: &AlignInput<'_>, target: &AlignInput<'_>, options: &Options) -> Vec<Bead> {
    align_with(source, target, options, None)
}

/// The same with what further versions say of the pair.
fn align_with(
    source: &AlignInput<'_>,
    target: &AlignInput<'_>,
    options: &Options,
    vouched: Option<&Vouched>,
) -> Vec<Bead> {
    let mut evidence = gather(source, target, options);
    let weights = weights(options, evidence.trust());
    let band = evidence.band().clone();
    let model = Model::new(Sides::new(source, target, &evidence, &weights), &evidence, &band, &weights);
    let first = solve(&model, &band, source, &first_pass(options));
    let sides = model.into_sides();
    evidence.learn(&first);
    let mut model = Model::new(sides, &evidence, &band, &weights);
    model.learn(&first);
    model.hear(vouched);
    finish(&model, solve(&model, &band, source, options), options)
}

/// Terms and vectors of both sides.
fn gather(source: &AlignInput<'_>, target: &AlignInput<'_>, options: &Options) -> Evidence {
    let embedded = match (source.vectors, target.vectors) {
        (Some(_), Some(_)) => None,
        _ => options.encoder.vectors(&source.texts, &target.texts),
    };
    let vectors = source.vectors.zip(target.vectors).or(embedded.as_ref().map(|(a, b)| (a, b)));
    Evidence::new(source.view(), target.view(), vectors, &options.weights.evidence, options.exact_cells)
}

/// The weights that go with the trust in the pair's vectors.
fn weights(options: &Options, trust: f32) -> BeadWeights {
    let mut weights = options.weights.terms.towards(&options.weights.vectors, trust);
    if options.comparable {
        weights.merge += weights.merge_comparable;
    }
    weights
}

/// Aligns two lists of sentences by a similarity of the caller's, inside `band`.
pub fn align_by(
    source: &AlignInput<'_>,
    target: &AlignInput<'_>,
    similarity: &dyn Similarity,
    band: &Band,
    options: &Options,
) -> Vec<Bead> {
    let weights = weights(options, 0.0);
    let mut model = Model::new(Sides::new(source, target, similarity, &weights), similarity, band, &weights);
    let first = solve(&model, band, source, &first_pass(options));
    model.learn(&first);
    finish(&model, solve(&model, band, source, options), options)
}

/// The first pass only shows what is usual in the pair; long runs can wait.
fn first_pass(options: &Options) -> Options {
    Options { longest: options.longest.min(3), ..options.clone() }
}

fn solve(model: &Model<'_>, band: &Band, source: &AlignInput<'_>, options: &Options) -> Vec<Pair> {
    let rows: Vec<Range<usize>> = (0..=source.texts.len()).map(|i| band.row(i)).collect();
    if options.anchors.is_empty() {
        return Table::new((0, 0), rows).solve(model, options.longest);
    }
    let target = rows.last().map_or(0, |row| row.end.saturating_sub(1));
    let anchors = anchors(&options.anchors, source.texts.len(), target);
    Table::new((0, 0), between(rows, &anchors, target)).barred(&anchors).solve(model, options.longest)
}

/// The anchors in the order of the texts, without those that lie outside or cross one that was given before.
fn anchors(wanted: &[(usize, usize)], source: usize, target: usize) -> Vec<(usize, usize)> {
    let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
    for &(i, j) in wanted.iter().filter(|a| a.0 <= source && a.1 <= target) {
        let before = kept.range(..i).next_back().is_none_or(|(_, last)| *last <= j);
        let behind = kept.range(i..).next().is_none_or(|(next, first)| *next > i && *first >= j);
        if before && behind {
            kept.insert(i, j);
        }
    }
    kept.into_iter().collect()
}

/// Rows that lead through all anchors.
fn between(rows: Vec<Range<usize>>, anchors: &[(usize, usize)], target: usize) -> Vec<Range<usize>> {
    let bounds = |i: usize| {
        let after = anchors.get(anchors.partition_point(|a| a.0 < i)).map_or(target, |a| a.1);
        let before = anchors.partition_point(|a| a.0 <= i).checked_sub(1).and_then(|at| anchors.get(at));
        (before.map_or(0, |a| a.1), after)
    };
    let narrow = |(i, row): (usize, Range<usize>)| {
        let (low, high) = bounds(i);
        let inner = row.start.max(low)..row.end.min(high + 1);
        if inner.is_empty() || anchors.iter().any(|a| a.0.abs_diff(i) <= 1) { low..high + 1 } else { inner }
    };
    rows.into_iter().enumerate().map(narrow).collect()
}

/// Looks for moved passages, scores the beads and puts them in order.
fn finish(model: &Model<'_>, path: Vec<Pair>, options: &Options) -> Vec<Bead> {
    let monotone: Vec<Pair> = path.iter().filter(|b| !b.0.is_empty() && !b.1.is_empty()).cloned().collect();
    let sure = posterior::posterior(model, &path, options.longest);
    let known: HashMap<Pair, f32> = path.iter().map(place).zip(sure.iter().copied()).collect();
    let (pairs, crossed) = match options.moved && options.anchors.is_empty() {
        true => crossed::split(moved::find(path, &sure, model, options.longest), model),
        false => (path, Vec::new()),
    };
    let mut beads: Vec<Bead> = pairs
        .into_iter()
        .map(|(source, target)| {
            let tied = !source.is_empty() && !target.is_empty();
            let pair = (source.clone(), target.clone());
            let moved = tied && (crossed.contains(&pair) || breaks_order(&monotone, &source, &target));
            let found = known.get(&place(&pair)).copied();
            let score = found.unwrap_or_else(|| if tied { off_path(model, &source, &target) } else { 0.5 });
            Bead { source, target, score, moved }
        })
        .collect();
    order(&mut beads);
    beads
}

/// A bead with the place of its empty side left out.
fn place((source, target): &Pair) -> Pair {
    let bare = |run: &Range<usize>| if run.is_empty() { 0..0 } else { run.clone() };
    (bare(source), bare(target))
}

/// Whether a bead of the main path lies before the pair on one side and after it on the other.
fn breaks_order(path: &[Pair], source: &Range<usize>, target: &Range<usize>) -> bool {
    let before = path.partition_point(|b| b.0.end <= source.start);
    let last = before.checked_sub(1).and_then(|at| path.get(at));
    let next = path.get(before..).and_then(|rest| rest.iter().find(|b| b.0 != *source));
    last.is_some_and(|b| b.1.start >= target.end) || next.is_some_and(|b| b.1.end <= target.start)
}

/// Probability of a bead off the path, against leaving its sentences alone.
fn off_path(model: &Model<'_>, source: &Range<usize>, target: &Range<usize>) -> f32 {
    let size = 0.5 * (source.len() + target.len()) as f32;
    let odds = (model.bead(source.clone(), target.clone()) - model.apart(source, target)) / size;
    1.0 / (1.0 + (1.5 - 0.25 * odds).exp())
}

/// Sorts by source position; an addition comes after the bead that ends before it in the target.
fn order(beads: &mut Vec<Bead>) {
    let (mut additions, mut rest): (Vec<Bead>, Vec<Bead>) = beads.drain(..).partition(|b| b.source.is_empty());
    rest.sort_by_key(|b| (b.source.start, b.target.start));
    additions.sort_by_key(|b| b.target.start);
    let mut place: Vec<(usize, usize)> =
        rest.iter().enumerate().filter(|(_, b)| !b.target.is_empty()).map(|(at, b)| (b.target.end, at + 1)).collect();
    place.sort_unstable();
    let mut with_place: Vec<(usize, Bead)> = additions
        .into_iter()
        .map(|bead| {
            let before = place.partition_point(|(end, _)| *end <= bead.target.start);
            (before.checked_sub(1).and_then(|at| place.get(at)).map_or(0, |(_, at)| *at), bead)
        })
        .collect();
    with_place.sort_by_key(|(at, bead)| (*at, bead.target.start));
    let mut waiting = with_place.into_iter().peekable();
    for (at, bead) in rest.into_iter().enumerate() {
        while let Some((_, mut addition)) = waiting.next_if(|(place, _)| *place <= at) {
            addition.source = bead.source.start..bead.source.start;
            beads.push(addition);
        }
        beads.push(bead);
    }
    let end = beads.iter().map(|b| b.source.end).max().unwrap_or(0);
    beads.extend(waiting.map(|(_, mut bead)| {
        bead.source = end..end;
        bead
    }));
    place_omissions(beads);
}

/// Gives omissions the place in the target where they would stand, as an empty range.
fn place_omissions(beads: &mut [Bead]) {
    let mut end = 0;
    for bead in beads {
        if bead.target.is_empty() {
            bead.target = end..end;
        } else if !bead.moved {
            end = bead.target.end;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn pairs(beads: &[Bead]) -> Vec<(Vec<usize>, Vec<usize>)> {
        beads.iter().map(|b| (b.source.clone().collect(), b.target.clone().collect())).collect()
    }

    const ENGLISH: [&str; 8] = [
        "Ferry crew of 12 rescued off Vila Serena",
        "The ferry Mirante, with 12 people on board, lost power at 5:42 pm on Tuesday, the coast guard said.",
        "Captain Elena Varga sent a distress call.",
        "“We had no light and no engine,” Varga told Rádio Norte.",
        "A tug from Porto Claro reached the ship two hours later.",
        "The operator, Linhas do Sul, was fined 48,000 reais in 2019.",
        "Nobody was hurt.",
        "The Mirante was built in Gdansk in 1987.",
    ];
    const PORTUGUESE: [&str; 8] = [
        "Tripulação de 12 pessoas é resgatada perto de Vila Serena",
        "A balsa Mirante, com 12 pessoas a bordo, ficou sem energia às 17h42 de terça-feira, segundo a guarda costeira.",
        "A capitã Elena Varga pediu socorro.",
        "“Estávamos sem luz e sem motor”, disse Varga à Rádio Norte.",
        "Um rebocador de Porto Claro alcançou o navio duas horas depois.",
        "A operadora, Linhas do Sul, foi multada em 48 mil reais em 2019.",
        "Ninguém se feriu.",
        "O Mirante foi construído em Gdansk em 1987.",
    ];

    fn run(source: &[&str], target: &[&str]) -> Vec<Bead> {
        align(
            &AlignInput::plain(source.iter().copied()),
            &AlignInput::plain(target.iter().copied()),
            &Options::default(),
        )
    }

    #[test]
    fn a_faithful_translation_is_one_to_one() {
        let beads = run(&ENGLISH, &PORTUGUESE);
        assert_eq!(beads.len(), 8);
        assert!(beads.iter().enumerate().all(|(i, b)| b.source == (i..i + 1) && b.target == (i..i + 1) && !b.moved));
    }

    #[test]
    fn omissions_additions_and_merges_are_found() {
        let target = [
            PORTUGUESE[0],
            PORTUGUESE[1],
            "A capitã Elena Varga enviou um pedido de socorro e disse à Rádio Norte que estavam sem luz e sem motor.",
            "O serviço de balsas existe há décadas e é o único meio de transporte para muitas famílias do litoral.",
            PORTUGUESE[4],
            PORTUGUESE[6],
            PORTUGUESE[7],
        ];
        let beads = pairs(&run(&ENGLISH, &target));
        assert!(beads.contains(&(vec![2, 3], vec![2])), "{beads:?}");
        assert!(beads.contains(&(vec![], vec![3])), "{beads:?}");
        assert!(beads.contains(&(vec![5], vec![])), "{beads:?}");
    }

    #[test]
    fn comparable_articles_are_merged_only_where_much_speaks_for_it() {
        let told =
            "A capitã Elena Varga enviou um pedido de socorro e disse à Rádio Norte que estavam sem luz e sem motor.";
        let target = [PORTUGUESE[0], PORTUGUESE[1], told, PORTUGUESE[4]];
        let merged = |comparable: bool| {
            let options = Options { comparable, ..Options::default() };
            let beads = align(&AlignInput::plain(ENGLISH[..5].to_vec()), &AlignInput::plain(target), &options);
            pairs(&beads).contains(&(vec![2, 3], vec![2]))
        };
        assert!(merged(false));
        assert!(!merged(true));
    }

    #[test]
    fn a_moved_passage_is_marked() {
        let mut target = PORTUGUESE.to_vec();
        let fine = target.remove(5);
        target.insert(1, fine);
        let beads = run(&ENGLISH, &target);
        let moved: Vec<&Bead> = beads.iter().filter(|b| b.moved).collect();
        assert_eq!(moved.len(), 1, "{beads:?}");
        assert_eq!((moved[0].source.clone(), moved[0].target.clone()), (5..6, 1..2));
    }

    #[test]
    fn what_a_moved_passage_hid_is_tied_in_its_place() {
        let source = [
            &ENGLISH[..3],
            &[
                "The owner, Rui Castanho, 58, was on board with his two dogs.",
                "He had bought the ship for 3.4 million euros.",
            ],
            &ENGLISH[3..5],
            &[
                "A storm warning is in force until 8 pm on Saturday.",
                "The port of Foz stays closed.",
                "Pilots are on strike.",
            ],
            &ENGLISH[5..],
        ]
        .concat();
        let target = [
            &PORTUGUESE[..5],
            &[
                "O dono, Rui Castanho, de 58 anos, estava a bordo com os dois cães.",
                "Comprara o navio por 3,4 milhões de euros.",
            ],
            &["O alerta de tempestade vigora até às 20 horas de sábado."],
            &PORTUGUESE[5..],
        ]
        .concat();
        let beads = pairs(&run(&source, &target));
        assert!(beads.contains(&(vec![3], vec![5])) && beads.contains(&(vec![4], vec![6])), "{beads:?}");
        assert!(beads.contains(&(vec![7], vec![7])), "{beads:?}");
    }

    #[test]
    fn what_names_many_figures_is_not_merged_with_its_neighbours() {
        let heights = "Orlo 8125 m, Tevak 8074 m, Sunn 8013 m, Karak II 8611 m, Hidden Brother 8068 m, Broad Brother 8047 m, \
                       Mirat 7788 m, Little Mirat 7729 m, Ulla 7495 m";
        let (english, german) =
            (format!("It gave {heights} and Ostri 7315 m."), format!("Es ergaben sich {heights} und Ostri 7315 m."));
        let source = [
            "The survey party returned to Varn in June.",
            english.as_str(),
            "Nothing more was heard of the plan.",
            "The council thanked them for the work.",
            "The weather was fine that week.",
            "Two mules were lost on the way.",
        ];
        let target = [
            "Die Vermesser kehrten im Juni nach Varn zurück.",
            german.as_str(),
            "Man hörte von dem Vorhaben nichts mehr.",
            "Der Rat dankte ihnen für die Arbeit.",
            "Das Wetter war in dieser Woche schön.",
            "Unterwegs gingen zwei Maultiere verloren.",
        ];
        let terms = Options { encoder: Encoding::None, ..Options::default() };
        for options in [terms, Options::default()] {
            let beads = pairs(&align(&AlignInput::plain(source), &AlignInput::plain(target), &options));
            assert_eq!(beads, (0..6).map(|i| (vec![i], vec![i])).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_headline_is_not_merged_with_the_summary() {
        let side = |texts: [&'static str; 4], roles: [Role; 4], from: usize| AlignInput {
            roles: roles[from..].to_vec(),
            blocks: (from..4).collect(),
            ..AlignInput::plain(texts.into_iter().skip(from))
        };
        let summary =
            "A linha de 48 quilômetros liga Aobase e Tomogaura, depois de 17 anos de obras e de 120 bilhões de ienes";
        let source = [
            "Aobase and Tomogaura get a railway",
            "The 48-kilometre railway links Aobase and Tomogaura after 17 years",
            "It opened on Saturday.",
            "The first train left at 9:30.",
        ];
        let target = ["", summary, "Abriu no sábado.", "O primeiro trem saiu às 9h30."];
        let roles = [Role::Headline, Role::Standfirst, Role::Paragraph, Role::Paragraph];
        let lost = [Role::Paragraph, Role::Headline, Role::Paragraph, Role::Paragraph];
        let beads = pairs(&align(&side(source, roles, 0), &side(target, lost, 1), &Options::default()));
        assert_eq!(beads[..2], [(vec![0], vec![]), (vec![1], vec![0])], "{beads:?}");
    }

    #[test]
    fn neighbours_in_the_other_order_are_crossed() {
        let mut target = PORTUGUESE.to_vec();
        target.swap(4, 5);
        let beads = run(&ENGLISH, &target);
        assert!(
            pairs(&beads).contains(&(vec![4], vec![5])) && pairs(&beads).contains(&(vec![5], vec![4])),
            "{beads:?}"
        );
        assert_eq!(beads.iter().filter(|b| b.moved).count(), 1, "{beads:?}");
        covered(&beads, 8, 8);
    }

    #[test]
    fn other_alphabets_are_aligned_by_names_and_figures() {
        let source = [
            "Elena Varga, 34, leads Halden.",
            "It opened in 2019.",
            "Shares in the group, which is listed in Lisbon, fell 12% on Tuesday.",
            "Rain is expected.",
        ];
        let target = ["Елена Варга, 34, возглавляет «Халден».", "Фирма открылась в 2019 году.", "Ожидается дождь."];
        let beads = pairs(&run(&source, &target));
        assert_eq!(beads[0], (vec![0], vec![0]));
        assert_eq!(beads[1], (vec![1], vec![1]));
        assert!(beads.contains(&(vec![2], vec![])), "{beads:?}");
    }

    #[test]
    fn what_has_no_counterpart_is_surely_alone_wherever_it_stands() {
        let mut target = PORTUGUESE.to_vec();
        target[5] = "A previsão para o fim de semana é de chuva forte no interior.";
        let beads = run(&ENGLISH, &target);
        let lone: Vec<&Bead> = beads.iter().filter(|b| b.source.is_empty() || b.target.is_empty()).collect();
        assert_eq!(lone.len(), 2, "{beads:?}");
        assert!(lone.iter().all(|b| b.score > 0.7), "{lone:?}");
    }

    #[test]
    fn empty_sides() {
        assert!(run(&[], &[]).is_empty());
        assert_eq!(pairs(&run(&["One."], &[])), [(vec![0], vec![])]);
        assert_eq!(pairs(&run(&[], &["Um.", "Dois."])), [(vec![], vec![0]), (vec![], vec![1])]);
    }

    #[test]
    fn captions_pair_with_captions() {
        let mut source = AlignInput::plain(["Varga in Porto", "She left.", "The port of Porto", "Nobody came."]);
        let mut target = AlignInput::plain(["Varga no Porto", "Ela saiu.", "O porto do Porto", "Ninguém veio."]);
        for side in [&mut source, &mut target] {
            side.roles = vec![Role::Headline, Role::Paragraph, Role::Caption, Role::Paragraph];
            side.blocks = vec![0, 1, 2, 3];
        }
        let beads = align(&source, &target, &Options::default());
        assert_eq!(beads.len(), 4);
    }

    #[test]
    fn long_texts_take_the_band() {
        let lines = |word: &str| -> Vec<String> {
            (0..600).map(|i| format!("{word} Varga{} {} no {}.", i % 37, i * 7 + 13, i % 11)).collect()
        };
        let (source, target) = (lines("Relatório"), lines("Report"));
        let options = Options { exact_cells: 1000, ..Options::default() };
        let side = |lines: &[String]| lines.iter().map(String::clone).collect::<Vec<_>>();
        let (a, b) = (side(&source), side(&target[..500]));
        let beads = align(
            &AlignInput::plain(a.iter().map(String::as_str)),
            &AlignInput::plain(b.iter().map(String::as_str)),
            &options,
        );
        let right = beads.iter().filter(|b| b.source.len() == 1 && b.source == b.target).count();
        assert!(right >= 490, "{right}");
        covered(&beads, 600, 500);
    }

    #[test]
    fn no_bead_reaches_across_an_anchor() {
        let target =
            [PORTUGUESE[0], PORTUGUESE[1], "A capitã Elena Varga pediu socorro, sem luz e sem motor.", PORTUGUESE[4]];
        let side = |texts: &[&'static str]| AlignInput::plain(texts.to_vec());
        let options = Options { anchors: vec![(3, 3), (9, 1), (2, 4)], ..Options::default() };
        let beads = align(&side(&ENGLISH[..5]), &side(&target), &options);
        assert!(beads.iter().all(|b| !(b.source.start < 3 && b.source.end > 3)), "{beads:?}");
        assert!(beads.iter().all(|b| !(b.target.start < 3 && b.target.end > 3)), "{beads:?}");
        assert!(
            pairs(&beads)
                .iter()
                .all(|(s, t)| s.iter().all(|i| *i < 3) == t.iter().all(|j| *j < 3) || t.is_empty() || s.is_empty())
        );
        covered(&beads, 5, 4);
    }

    #[test]
    fn an_explanation_adds_up() {
        let (source, target) = (AlignInput::plain(ENGLISH), AlignInput::plain(PORTUGUESE));
        let options = Options { encoder: Encoding::None, ..Options::default() };
        let beads = align(&source, &target, &options);
        let explained = explain(&source, &target, &beads, &options);
        assert_eq!((explained.beads.len(), explained.trust, explained.cells.len()), (8, 0.0, 64));
        assert!(explained.beads.iter().flatten().all(|p| p.worth() > explained.omission + explained.addition));
    }

    fn covered(beads: &[Bead], n: usize, m: usize) {
        let mut source: Vec<usize> = beads.iter().flat_map(|b| b.source.clone()).collect();
        let mut target: Vec<usize> = beads.iter().flat_map(|b| b.target.clone()).collect();
        assert!(source.is_sorted(), "beads follow the source");
        source.dedup();
        target.sort_unstable();
        assert_eq!(source, (0..n).collect::<Vec<_>>());
        assert_eq!(target, (0..m).collect::<Vec<_>>());
        assert!(beads.iter().all(|b| (0.0..=1.0).contains(&b.score)));
    }

    fn sentences() -> impl Strategy<Value = Vec<String>> {
        let word = prop_oneof!["[A-Z][a-z]{2,6}", "[a-z]{1,6}", "[0-9]{1,4}", "[а-я]{3,5}", "[ア-ン]{2,4}", "\\PC"];
        let sentence = proptest::collection::vec(word, 0..8).prop_map(|words| words.join(" "));
        proptest::collection::vec(sentence, 0..14)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_sentence_stands_in_one_bead(source in sentences(), target in sentences(), cells in 0usize..200) {
            let options = Options { exact_cells: cells, ..Options::default() };
            let a = AlignInput::plain(source.iter().map(String::as_str));
            let b = AlignInput::plain(target.iter().map(String::as_str));
            let beads = align(&a, &b, &options);
            covered(&beads, source.len(), target.len());
            prop_assert_eq!(&beads, &align(&a, &b, &options));
        }

        #[test]
        fn a_text_is_aligned_with_itself_on_the_diagonal(text in sentences()) {
            let side = AlignInput::plain(text.iter().map(String::as_str));
            let beads = align(&side, &side, &Options::default());
            prop_assert!(beads.iter().all(|b| b.source == b.target), "{:?}", beads);
        }
    }
}
