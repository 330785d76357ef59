#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::extract;
use crate::input::Document;

fn side(name: &str, lang: &str, text: &str) -> Side {
    let options = extract::Options { lang: Some(lang.to_owned()), ..extract::Options::default() };
    crate::read_lines(&Document::text(name, text), &options)
}

const FERRY: [(&str, &str); 3] = [
    (
        "en",
        "The harbour of Saltby was closed on Monday after a ferry hit the pier.\nElena Varga, the mayor, said that 42 \
            passengers were taken to hospital.\nThe ferry had left the island of Orm at 7 in the morning.\nDivers looked at the hull \
            until late in the night.",
    ),
    (
        "de",
        "Der Hafen von Saltby wurde am Montag geschlossen, nachdem eine Fähre den Pier gerammt hatte.\nElena Varga, die \
            Bürgermeisterin, sagte, dass 42 Fahrgäste ins Krankenhaus gebracht wurden.\nDie Fähre hatte die Insel Orm um 7 Uhr \
            morgens verlassen.\nTaucher untersuchten den Rumpf bis spät in die Nacht.",
    ),
    (
        "pt",
        "O porto de Saltby foi fechado na segunda-feira depois que uma balsa bateu no cais.\nElena Varga, a prefeita, disse que \
            42 passageiros foram levados ao hospital.\nA balsa tinha saído da ilha de Orm às 7 da manhã.\nMergulhadores examinaram \
            o casco até tarde da noite.",
    ),
];
const SCHOOL: [(&str, &str); 3] = [
    (
        "en",
        "Teachers in the valley of Tresk will strike for 3 days next week.\nThe union wants smaller classes and higher pay.\nParents \
            were told by letter on Friday.\nThe minister of education, Jon Alder, called the strike wrong.",
    ),
    (
        "de",
        "Die Lehrer im Tal von Tresk werden nächste Woche 3 Tage lang streiken.\nDie Gewerkschaft will kleinere Klassen und höhere \
            Löhne.\nDie Eltern wurden am Freitag durch einen Brief unterrichtet.\nBildungsminister Jon Alder nannte den Streik falsch.",
    ),
    (
        "pt",
        "Os professores do vale de Tresk farão greve por 3 dias na próxima semana.\nO sindicato quer turmas menores e salários mais \
            altos.\nOs pais foram avisados por carta na sexta-feira.\nO ministro da Educação, Jon Alder, chamou a greve de errada.",
    ),
];

fn head(text: &str, lines: usize) -> String {
    text.lines().take(lines).collect::<Vec<_>>().join("\n")
}

fn stories() -> Vec<Side> {
    FERRY.iter().chain(&SCHOOL).enumerate().map(|(n, (lang, text))| side(&format!("{n}.txt"), lang, text)).collect()
}

fn drawn(pairs: &[ArticlePair]) -> Vec<(usize, usize)> {
    pairs.iter().map(|p| (p.source, p.target)).collect()
}

#[test]
fn versions_in_three_languages_are_one_cluster() {
    let all = pair(&stories(), &Options { all: true, ..Options::default() });
    assert_eq!(drawn(&all), [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]);
    assert!(all.iter().all(|p| p.class == PairClass::Parallel && p.score > 0.5), "{all:#?}");
    assert!(all.iter().all(|p| p.coverage.unwrap().iter().all(|c| *c > 0.6)), "{all:#?}");
    let from_source = pair(&stories(), &Options { source_lang: Some("de".into()), ..Options::default() });
    assert_eq!(drawn(&from_source), [(1, 0), (1, 2), (4, 3), (4, 5)]);
}

#[test]
fn a_digest_does_not_swallow_the_stories_it_names() {
    let mut sides = stories();
    let digest = format!(
        "{}\n{}\nThe cinema in Tresk shows silent films again.\nHeavy snow is expected in the north on Sunday.\nA bakery in Orm \
         won a prize for its bread.\nThe football team of Saltby lost its coach.\nA lost dog was found after a month.",
        head(FERRY[0].1, 1),
        head(SCHOOL[0].1, 1)
    );
    sides.push(side("digest.txt", "en", &digest));
    let all = pair(&sides, &Options { all: true, ..Options::default() });
    assert_eq!(drawn(&all), [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]);
}

#[test]
fn the_first_half_is_a_version_with_half_the_coverage() {
    let mut sides = stories();
    sides.push(side("half.txt", "pt", &head(FERRY[2].1, 2)));
    let all = pair(&sides, &Options { all: true, ..Options::default() });
    let half = all.iter().find(|p| (p.source, p.target) == (0, 6)).unwrap();
    let [one, other] = half.coverage.unwrap();
    assert!(one < 0.7 && other > 0.9, "{half:?}");
}

#[test]
fn the_order_of_the_articles_does_not_matter() {
    let (sides, options) = (stories(), Options { all: true, ..Options::default() });
    let mut turned = sides.clone();
    turned.reverse();
    let last = sides.len() - 1;
    let mut back: Vec<_> = drawn(&pair(&turned, &options)).into_iter().map(|(a, b)| (last - b, last - a)).collect();
    back.sort_unstable();
    assert_eq!(back, drawn(&pair(&sides, &options)));
}

#[test]
fn time_narrows_but_does_not_decide() {
    let mut sides = stories();
    sides[0].article.meta.published = Some("2024-03-04".into());
    sides[1].article.meta.published = Some("2024-03-05".into());
    sides[2].article.meta.published = Some("2024-09-05".into());
    let near = Options { window: Some(3 * 86_400), ..Options::default() };
    let pairs = drawn(&pair(&sides, &near));
    assert!(pairs.contains(&(0, 1)) && !pairs.contains(&(0, 2)), "{pairs:?}");
    sides[3].article.meta.published = Some("2024-03-04".into());
    assert!(!drawn(&pair(&sides, &near)).contains(&(3, 1)));
}

#[test]
fn nothing_and_one_article_have_no_pairs() {
    assert!(pair(&[], &Options::default()).is_empty());
    assert!(pair(&stories()[..1], &Options::default()).is_empty());
    let empty = vec![Side::default(), Side::default(), side("a", "fr", "")];
    assert!(pair(&empty, &Options::default()).is_empty());
}

#[test]
fn the_weights_can_be_read() {
    assert_ne!(*super::judge::weights(), super::judge::Weights::default());
}

#[test]
fn a_score_is_that_of_the_cluster_too() {
    let all = pair(&stories(), &Options { all: true, ..Options::default() });
    assert!(all.iter().all(|p| p.score > 0.8 && p.score < 1.0), "{all:#?}");
}

#[test]
fn an_article_of_two_joined_ones_has_what_both_have() {
    let profiles = profiles(&stories()[..2], &Options::default());
    let joined = Profile::joined(&[&profiles[0], &profiles[1]]);
    assert_eq!(joined.rows.len(), profiles[0].rows.len() + profiles[1].rows.len());
    assert!(profiles.iter().flat_map(|p| &p.anchors).all(|key| joined.anchors.binary_search(key).is_ok()));
    assert_eq!(joined.lang(), profiles[0].lang());
}

#[test]
fn of_a_page_and_the_text_of_it_one_is_paired_and_the_other_is_told() {
    let mut sides = stories();
    sides.push(side("ferry.html", "en", FERRY[0].1));
    sides.push(side("ferry.de.html", "de", FERRY[1].1));
    sides.push(side(
        "alone.txt",
        "en",
        "The bakery of Orm has won a prize for its bread.\nThe jury had tasted 40 loaves.",
    ));
    let found = find(&sides, &Options { source_lang: Some("en".into()), ..Options::default() });
    let paired = |n: usize| found.pairs.iter().any(|p| p.source == n || p.target == n);
    let left: Vec<usize> = (0..sides.len()).filter(|n| !paired(*n)).collect();
    let told: Vec<usize> = found.copies.iter().map(|copy| copy.article).collect();
    assert_eq!(left.iter().copied().filter(|n| *n != 8).collect::<Vec<_>>(), told, "{found:#?}");
    assert!(found.copies.iter().all(|copy| paired(copy.paired)), "{found:#?}");
    assert!(!told.contains(&8));
}

#[test]
fn regions_of_a_language_are_versions_only_if_asked() {
    let mut sides = stories();
    sides[2].article.lang.tag = "pt-BR".into();
    sides[5].article.lang.tag = "pt-BR".into();
    let european =
        FERRY[2].1.replace("uma balsa bateu no cais", "um ferry embateu no cais").replace("a prefeita", "a autarca");
    sides.push(side("balsa.txt", "pt-PT", &european));
    sides[6].article.lang.tag = "pt-PT".into();
    let pairs = |regions| drawn(&pair(&sides, &Options { all: true, regions, ..Options::default() }));
    assert!(!pairs(false).contains(&(2, 6)));
    assert!(pairs(false).contains(&(0, 6)) && pairs(false).contains(&(0, 2)));
    assert!(pairs(true).contains(&(2, 6)), "{:?}", pairs(true));
    // A tag without a region is no other region.
    let mut plain = sides.clone();
    plain[6].article.lang.tag = "pt".into();
    assert!(!drawn(&pair(&plain, &Options { all: true, regions: true, ..Options::default() })).contains(&(2, 6)));
    assert!(
        in_language("pt-BR", "pt", true)
            && !in_language("pt-BR", "pt-PT", true)
            && in_language("pt-BR", "pt-PT", false)
    );
}
