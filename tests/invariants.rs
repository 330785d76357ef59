//! Laws that hold of every input, tried on inputs put together from the stories and from noise.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod corpus;
mod laws;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use newsalign::align::Bead;
use newsalign::check::Finding;
use newsalign::extract::{Block, Origin, Role};
use newsalign::facts::Side;
use newsalign::input::Document;
use newsalign::segment::Sentence;
use newsalign::text::Span;
use newsalign::{Options, Review};
use proptest::prelude::*;
use rayon::prelude::*;

/// Lines of scraped text by language: paragraphs, furniture and all.
static LINES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for story in corpus::all() {
        for version in &story.versions {
            let lines = story.document(version, "txt").body;
            let lines = lines.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned);
            match all.iter_mut().find(|(tag, _)| tag == version) {
                Some((_, known)) => known.extend(lines),
                None => all.push((version.clone(), lines.collect())),
            }
        }
    }
    all
});

/// A line of an article, of another language, or noise with the marks that readers look for.
fn line(lang: usize) -> impl Strategy<Value = String> {
    let own = &LINES[lang].1;
    let any: Vec<String> = LINES.iter().flat_map(|(_, lines)| lines.iter().step_by(9).cloned()).collect();
    prop_oneof![
        8 => proptest::sample::select(own.clone()),
        1 => proptest::sample::select(any),
        1 => "([a-zA-Z0-9.,:;!?%$€“”»«'\"()/–— \u{a0}\u{200f}。、」é-]|\\PC){0,120}",
        1 => "([0-9]{1,4}[.,:/ h-]){1,9}(%|km|Uhr|pm|万|million| €)?",
        1 => Just(String::new()),
    ]
}

/// A scraped text in one language, up to some forty lines.
fn text() -> impl Strategy<Value = String> {
    (0..LINES.len())
        .prop_flat_map(|lang| proptest::collection::vec(line(lang), 0..40))
        .prop_map(|lines| lines.join("\n"))
}

/// The same as a page, with or without markup that means something.
fn document() -> impl Strategy<Value = Document> {
    let tag = proptest::sample::select(vec!["p", "div", "li", "h2", "blockquote", "td", "span", "figcaption", "nav"]);
    (text(), proptest::collection::vec(tag, 40), 0..4).prop_map(|(text, tags, kind)| match kind {
        0 => {
            let element = |(line, tag): (&str, &str)| format!("<{tag}>{line}</{tag}>");
            let body: String = text.lines().zip(tags).map(element).collect();
            Document::html("page.html", format!("<title>Page</title><article>{body}</article>"))
        }
        _ => Document::text("text.txt", text),
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() }
}

fn holds(law: laws::Law) -> Result<(), TestCaseError> {
    law.map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn any_pair_keeps_the_laws_and_gives_the_same_twice(source in document(), target in document()) {
        let options = Options::default();
        let review = newsalign::check(&source, &target, &options);
        holds(laws::review(&review))?;
        prop_assert_eq!(&review, &newsalign::check(&source, &target, &options));
    }

    #[test]
    fn an_article_agrees_with_itself(document in document()) {
        let review = newsalign::check(&document, &document, &Options::default());
        holds(laws::review(&review))?;
        prop_assert!(review.findings.is_empty(), "{:#?}", review.findings);
    }

    #[test]
    fn a_review_survives_its_json(source in document(), target in document()) {
        let review = newsalign::check(&source, &target, &Options::default());
        let json = serde_json::to_string(&review).unwrap();
        prop_assert_eq!(serde_json::from_str::<Review>(&json).unwrap(), review);
    }
}

/// The stories themselves, all versions: larger than what is put together above.
#[test]
fn stories_keep_the_laws() {
    corpus::all().par_iter().for_each(|story| {
        let name = story.name();
        for pair in &story.translations {
            for format in ["txt", "html"] {
                laws::review(&story.review(pair, format)).unwrap_or_else(|e| panic!("{name}/{pair} {format}: {e}"));
            }
        }
        for version in &story.versions {
            let document = story.document(version, "txt");
            let review = newsalign::check(&document, &document, &Options::default());
            assert_eq!(review.findings, [], "{name}/{version} against itself");
        }
    });
}

/// Puts a paragraph of one sentence before an article.
fn prepended(side: &Side, text: &str) -> Side {
    let by = text.len() + 1;
    let mut out = side.clone();
    out.article.text = format!("{text}\n{}", side.article.text);
    out.article.blocks.iter_mut().for_each(|b| b.span = b.span.shifted(by));
    let span = Span::new(0, text.len());
    out.article
        .blocks
        .insert(0, Block { role: Role::Paragraph, span, origin: Origin::default(), time: None, lang: None });
    out.sentences.iter_mut().for_each(|s| *s = Sentence { block: s.block + 1, span: s.span.shifted(by) });
    out.sentences.insert(0, Sentence { block: 0, span });
    for fact in &mut out.facts {
        fact.sentence += 1;
        fact.span = fact.span.shifted(by);
    }
    out
}

/// A code-review system tells old findings from new ones by their fingerprints.
#[test]
fn fingerprints_do_not_mind_a_paragraph_before_the_article() {
    let text = "Gmolk drenpil frasko ubb, drimmel van tosk blenko.";
    let prints = |findings: &[Finding]| -> Vec<String> { findings.iter().map(|f| f.fingerprint.clone()).collect() };
    let mut seen = 0;
    for story in corpus::all() {
        for pair in &story.translations {
            let review = story.gold_review(pair);
            let mut beads = vec![Bead { source: 0..1, target: 0..1, score: 1.0, moved: false }];
            beads.extend(review.beads.iter().map(|b| Bead {
                source: b.source.start + 1..b.source.end + 1,
                target: b.target.start + 1..b.target.end + 1,
                ..b.clone()
            }));
            let sides = [&review.source, &review.target].map(|s| prepended(s, text));
            let (_, findings) = newsalign::check::check(&sides[0], &sides[1], &beads);
            assert_eq!(prints(&findings), prints(&review.findings), "{}/{pair}", story.name());
            seen += findings.len();
        }
    }
    assert!(seen > 50, "only {seen} findings were compared");
}

/// Within one review every fingerprint is there once, or a suppressed finding would hide another.
#[test]
fn fingerprints_are_unique_in_a_review() {
    for story in corpus::all() {
        for pair in &story.translations {
            let review = story.review(pair, "txt");
            let mut prints: Vec<&str> = review.findings.iter().map(|f| f.fingerprint.as_str()).collect();
            prints.sort_unstable();
            let before = prints.len();
            prints.dedup();
            assert_eq!(prints.len(), before, "{}/{pair}", story.name());
        }
    }
}

/// Some stories in one folder, named as a user would.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for story in corpus::all().iter().filter(|s| ["01-", "04-", "10-", "13-"].iter().any(|n| s.name().starts_with(n))) {
        for version in &story.versions {
            let to = dir.path().join(format!("{}.{version}.txt", story.name()));
            fs::copy(story.dir.join(format!("{version}.txt")), to).unwrap();
        }
    }
    dir
}

fn run(folder: &Path, args: &[&str]) -> Vec<u8> {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("newsalign");
    let output = command.current_dir(folder).args(args).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    [output.stdout, output.stderr].concat()
}

#[test]
fn the_number_of_jobs_does_not_show() {
    let folder = folder();
    for args in [["check", "-f", "json"], ["check", "-f", "html"], ["align", "-f", "tmx"], ["pair", "-f", "tsv"]] {
        let outputs = ["1", "2", "5"].map(|jobs| run(folder.path(), &[&args[..], &["-j", jobs, "."]].concat()));
        assert!(outputs[0].len() > 500, "{args:?} said little");
        assert!(outputs.iter().all(|o| *o == outputs[0]), "{args:?} differs with the number of jobs");
    }
}
