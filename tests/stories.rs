//! Holds newsalign against the stories of `corpus/stories`: what it must find, what it must not, and how much of the
//! cleaning, splitting and aligning is right.
//!
//! What is known to be wrong today stands in `tests/stories/known.toml`, and how good the rest is in
//! `tests/stories/floors.toml`. A test fails when either no longer fits, for better or worse. After a change that is
//! meant, write both files anew and read the difference before committing it:
//!
//! ```sh
//! UPDATE_GOLD=1 cargo test --test stories && git diff tests/stories
//! ```

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use corpus::{Story, compare_findings, flat};
use newsalign::extract;
use newsalign::segment::Sentence;
use rayon::prelude::*;
use serde::Deserialize;

const FORMATS: [&str; 2] = ["txt", "html"];

/// What is wrong, by the name of the pair or version.
type Wrong = BTreeMap<String, Vec<String>>;

/// `known.toml`
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Known {
    /// With gold sentences and beads: gold findings that are not made.
    gold_missed: Wrong,
    /// With gold sentences and beads: findings that are false.
    gold_false: Wrong,
    /// The whole way from the scraped text: gold findings that are not made.
    txt_missed: Wrong,
    /// The whole way from the page.
    html_missed: Wrong,
    /// What is read wrongly from the head of a page.
    metadata: Wrong,
}

/// A table of `floors.toml`: percentages, and the number of false findings.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    blocks: f64,
    sentences: f64,
    beads: f64,
    r#false: f64,
}

/// Format, story, figures.
type Floors = BTreeMap<String, BTreeMap<String, Figures>>;

/// What is found in all stories, measured once for all tests.
static MEASURED: LazyLock<(Known, Floors)> = LazyLock::new(|| {
    let measured: Vec<_> = corpus::all().par_iter().map(measure).collect();
    let (mut known, mut floors) = (Known::default(), Floors::new());
    for (story, wrong, figures) in measured {
        known.gold_missed.extend(wrong.gold_missed);
        known.gold_false.extend(wrong.gold_false);
        known.txt_missed.extend(wrong.txt_missed);
        known.html_missed.extend(wrong.html_missed);
        known.metadata.extend(wrong.metadata);
        for (format, figures) in FORMATS.iter().zip(figures) {
            floors.entry((*format).to_owned()).or_default().insert(story.clone(), figures);
        }
    }
    if std::env::var_os("UPDATE_GOLD").is_some() {
        std::fs::write(file("known.toml"), write_known(&known)).unwrap();
        std::fs::write(file("floors.toml"), write_floors(&floors)).unwrap();
    }
    (known, floors)
});

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(name)
}

/// A file of expectations, read after [`MEASURED`] had the chance to write it anew.
fn expected<T: serde::de::DeserializeOwned>(name: &str) -> T {
    LazyLock::force(&MEASURED);
    let text = std::fs::read_to_string(file(name)).unwrap();
    toml::from_str(&text).unwrap_or_else(|e| panic!("tests/stories/{name}: {e}"))
}

fn measure(story: &Story) -> (String, Known, [Figures; 2]) {
    let mut known = Known::default();
    for pair in &story.translations {
        let outcome = compare_findings(&story.findings(pair), &story.gold_review(pair));
        note(&mut known.gold_missed, story, pair, outcome.missed);
        note(&mut known.gold_false, story, pair, outcome.extra);
    }
    let figures = FORMATS.map(|format| {
        let missed = if format == "txt" { &mut known.txt_missed } else { &mut known.html_missed };
        whole_way(story, format, missed)
    });
    for version in &story.versions {
        note(&mut known.metadata, story, version, metadata(story, version));
    }
    (story.name().to_owned(), known, figures)
}

fn note(list: &mut Wrong, story: &Story, what: &str, wrong: Vec<String>) {
    if !wrong.is_empty() {
        list.insert(format!("{}/{what}", story.name()), wrong);
    }
}

/// Reviews all pairs of a story from its raw files; the figures are means over its pairs.
fn whole_way(story: &Story, format: &str, missed: &mut Wrong) -> Figures {
    let mut sum = Figures::default();
    for pair in &story.translations {
        let review = story.review(pair, format);
        for (version, side) in pair.split('-').zip([&review.source, &review.target]) {
            sum.blocks += story.block_f1(version, format, side) / 2.0;
            sum.sentences += story.sentence_f1(version, side) / 2.0;
        }
        sum.beads += story.bead_f1(pair, &review);
        let outcome = compare_findings(&story.findings(pair), &review);
        sum.r#false += outcome.extra.len() as f64;
        note(missed, story, pair, outcome.missed);
    }
    let mean = |sum: f64| 100.0 * sum / story.translations.len() as f64;
    Figures { blocks: mean(sum.blocks), sentences: mean(sum.sentences), beads: mean(sum.beads), ..sum }
}

/// What the page of a version says of itself and is read wrongly, without any hint from the caller.
fn metadata(story: &Story, version: &str) -> Vec<String> {
    let article = extract::extract(&story.document(version, "html"), &extract::Options::default());
    let (gold, found) = (&story.meta[version], &article.meta);
    let day = |text: &str| text.chars().take(10).collect::<String>();
    let said = |text: &Option<String>| flat(text.as_deref().unwrap_or(""));
    let mut pairs = vec![
        ("headline", said(&found.title), flat(&gold.headline)),
        ("byline", names(&said(&found.byline)), names(&gold.byline)),
        ("published", day(&said(&found.published)), day(&gold.published)),
        ("url", said(&found.url), gold.url.clone()),
        ("language", article.lang.tag.split('-').next().unwrap_or("").to_owned(), version.to_owned()),
    ];
    let others: BTreeSet<_> = story.versions.iter().filter(|v| *v != version).map(|v| &story.meta[v].url).collect();
    let named: BTreeSet<_> = found.alternates.iter().map(|(_, url)| url).filter(|url| **url != gold.url).collect();
    pairs.push(("translations", format!("{named:?}"), format!("{others:?}")));
    let wrong = pairs.into_iter().filter(|(_, found, gold)| found != gold);
    wrong.map(|(what, found, gold)| format!("{what}: {found:?} for {gold:?}")).collect()
}

/// A byline without what stands between its names ("and", a comma).
fn names(byline: &str) -> String {
    let words = byline.split(|c: char| c.is_whitespace() || c == ',');
    words.filter(|w| !w.chars().all(char::is_lowercase)).collect::<Vec<_>>().join(" ")
}

fn write_known(known: &Known) -> String {
    let mut out = "# What newsalign gets wrong on the stories, by pair or version. Written by `UPDATE_GOLD=1 cargo test --test stories`.\n".to_owned();
    let tables = [
        ("gold_missed", "Gold sentences and beads: planted errors that are not found", &known.gold_missed),
        ("gold_false", "Gold sentences and beads: findings (warnings and errors) that are false", &known.gold_false),
        ("txt_missed", "From the scraped text: planted errors that are not found", &known.txt_missed),
        ("html_missed", "From the page: planted errors that are not found", &known.html_missed),
        ("metadata", "What is read wrongly from a page", &known.metadata),
    ];
    for (name, about, wrong) in tables {
        write!(out, "\n# {about}.\n[{name}]\n").unwrap();
        for (what, lines) in wrong {
            writeln!(out, "{} = [", quoted(what)).unwrap();
            lines.iter().for_each(|line| writeln!(out, "    {},", quoted(line)).unwrap());
            out.push_str("]\n");
        }
    }
    out
}

/// A string of JSON is one of TOML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn write_floors(floors: &Floors) -> String {
    let mut out = "# F1 (percent, strict) that each story must reach at least, a little under what it reached when this was written, and\n# the most false findings that all its pairs may make together. Written by `UPDATE_GOLD=1 cargo test --test stories`.\n".to_owned();
    for (format, stories) in floors {
        writeln!(out, "\n[{format}]").unwrap();
        for (story, f) in stories {
            let [blocks, sentences, beads] =
                [f.blocks, f.sentences, f.beads].map(|f| ((f - 0.5) * 10.0).floor() / 10.0);
            writeln!(
                out,
                "{story} = {{ blocks = {blocks:.1}, sentences = {sentences:.1}, beads = {beads:.1}, false = {} }}",
                f.r#false + 1.0
            )
            .unwrap();
        }
    }
    out
}

/// Fails with what came and what went.
#[track_caller]
fn same(what: &str, known: &Wrong, found: &Wrong) {
    let flat = |wrong: &Wrong| -> BTreeSet<String> {
        wrong.iter().flat_map(|(what, lines)| lines.iter().map(move |l| format!("{what}  {l}"))).collect()
    };
    let (known_lines, found_lines) = (flat(known), flat(found));
    let came: Vec<&str> = found_lines.difference(&known_lines).map(String::as_str).collect();
    let went: Vec<&str> = known_lines.difference(&found_lines).map(String::as_str).collect();
    assert!(
        known == found,
        "{what} (see the top of tests/stories.rs)\nnew, worse:\n  {}\ngone, better (take it out of known.toml):\n  {}",
        came.join("\n  "),
        went.join("\n  ")
    );
}

#[test]
fn every_planted_error_is_found_on_gold_beads() {
    let known: Known = expected("known.toml");
    same("planted errors not found", &known.gold_missed, &MEASURED.0.gold_missed);
}

#[test]
fn nothing_else_is_found_on_gold_beads() {
    let known: Known = expected("known.toml");
    same("false findings", &known.gold_false, &MEASURED.0.gold_false);
    assert!(known.gold_false.values().map(Vec::len).sum::<usize>() <= 12, "the list of false findings must stay short");
}

#[test]
fn planted_errors_are_found_from_text_and_pages() {
    let known: Known = expected("known.toml");
    same("planted errors not found in scraped text", &known.txt_missed, &MEASURED.0.txt_missed);
    same("planted errors not found in pages", &known.html_missed, &MEASURED.0.html_missed);
}

#[test]
fn pages_tell_their_metadata() {
    let known: Known = expected("known.toml");
    same("metadata of pages", &known.metadata, &MEASURED.0.metadata);
}

#[test]
fn cleaning_splitting_and_aligning_reach_their_floors() {
    let floors: Floors = expected("floors.toml");
    let mut low = String::new();
    for (format, stories) in &MEASURED.1 {
        for (story, found) in stories {
            let floor = floors.get(format).and_then(|f| f.get(story)).unwrap_or_else(|| panic!("no floor: {story}"));
            let rows = [
                ("blocks", floor.blocks, found.blocks),
                ("sentences", floor.sentences, found.sentences),
                ("beads", floor.beads, found.beads),
            ];
            for (what, floor, found) in rows.into_iter().filter(|(_, floor, found)| found < floor) {
                writeln!(low, "{format} {story}: {what} {found:.1} under {floor:.1}").unwrap();
            }
            if found.r#false > floor.r#false {
                writeln!(low, "{format} {story}: {} false findings, over {}", found.r#false, floor.r#false).unwrap();
            }
        }
    }
    assert!(low.is_empty(), "worse than floors.toml (see the top of tests/stories.rs):\n{low}");
}

/// The corpus itself: a gold file that does not fit the others would make every figure above a lie.
#[test]
fn the_gold_is_sound() {
    for story in corpus::all() {
        for version in &story.versions {
            let side = story.gold_side(version);
            let mut covered = String::new();
            side.sentences.iter().for_each(|s: &Sentence| covered.push_str(s.span.of(&side.article.text)));
            assert_eq!(bare(&covered), bare(&side.article.text), "{}/{version}: sentences", story.name());
            story.document(version, "txt");
            story.document(version, "html");
        }
        for pair in &story.translations {
            pair_is_sound(&story, pair);
        }
    }
}

fn pair_is_sound(story: &Story, pair: &str) {
    let name = format!("{}/{pair}", story.name());
    let (from, to) = pair.split_once('-').unwrap();
    let (source, target, beads) = (story.sentences(from), story.sentences(to), story.beads(pair));
    let (mut from, mut to): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    beads.iter().for_each(|(a, b)| {
        from.extend(a);
        to.extend(b);
    });
    from.sort_unstable();
    to.sort_unstable();
    assert_eq!(from, (0..source.len()).collect::<Vec<_>>(), "{name}: source sentences");
    assert_eq!(to, (0..target.len()).collect::<Vec<_>>(), "{name}: target sentences");
    for gold in story.findings(pair) {
        assert!(newsalign::check::CHECKS.contains(&gold.check.as_str()), "{name}: {gold:?}");
        assert!(["error", "warning"].contains(&gold.severity.as_str()), "{name}: {gold:?}");
        let (a, b) = &beads[gold.bead];
        for (ids, all, words) in [(a, &source, &gold.source), (b, &target, &gold.target)] {
            let Some(words) = words else { continue };
            let text = ids.iter().map(|i| all[*i].as_str()).collect::<Vec<_>>().join(" ");
            assert!(flat(&text).contains(&flat(words)), "{name}: {words:?} is not in {text:?}");
        }
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
