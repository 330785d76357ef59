//! How fast each stage and the whole way are: `cargo bench`, one group with `cargo bench -- segment`.
//!
//! Stories of the corpus in scripts that are read differently, and a pair of articles of some thousand words that are joined
//! of their paragraphs. Throughput is in bytes of the text that a stage is given. Compare runs by ratio: machines differ.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::hint::black_box;

use corpus::Story;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use newsalign::align::{self, AlignInput};
use newsalign::embed::Encoder;
use newsalign::input::Document;
use newsalign::{Options, Review, Side, check, extract, facts, lang, report, segment};
use unicode_segmentation::UnicodeSegmentation;

/// Stories and their pair: Latin script, capitals and compounds, no spaces.
const PICKED: &[(&str, &str)] = &[("01-livestream", "en-pt"), ("06-election", "de-en"), ("10-railway", "ja-en")];
/// Words that an article of the joined pair has at least.
const WORDS: usize = 1000;

/// Two documents to be held against one another.
struct Pair {
    name: String,
    source: Document,
    target: Document,
    options: Options,
}

impl Pair {
    fn options(pair: &str) -> Options {
        let (from, to) = pair.split_once('-').unwrap();
        let declared = |tag: &str| extract::Options { lang: Some(tag.to_owned()), ..extract::Options::default() };
        Options { source: declared(from), target: declared(to), ..Options::default() }
    }

    fn read(&self) -> (Side, Side) {
        (newsalign::read(&self.source, &self.options.source), newsalign::read(&self.target, &self.options.target))
    }
}

fn pairs(format: &str) -> Vec<Pair> {
    let stories = corpus::all();
    let pick = |&(name, pair): &(&str, &str)| {
        let story = stories.iter().find(|s| s.name() == name).unwrap();
        let (from, to) = pair.split_once('-').unwrap();
        Pair {
            name: format!("{name} {pair}"),
            source: story.document(from, format),
            target: story.document(to, format),
            options: Pair::options(pair),
        }
    };
    PICKED.iter().map(pick).collect()
}

/// Articles of some thousand words: all stories in English with a Portuguese version, one after the other.
fn joined() -> Pair {
    let stories: Vec<Story> =
        corpus::all().into_iter().filter(|s| s.translations.iter().any(|t| t == "en-pt")).collect();
    let body = |tag: &str, count: usize| {
        let blocks = stories.iter().take(count).flat_map(|s| s.blocks(tag));
        blocks.map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    };
    let enough =
        (1..stories.len()).find(|n| body("en", *n).split_whitespace().count() >= WORDS).unwrap_or(stories.len());
    Pair {
        name: "joined en-pt".to_owned(),
        source: Document::text("en.txt", body("en", enough)),
        target: Document::text("pt.txt", body("pt", enough)),
        options: Pair::options("en-pt"),
    }
}

fn texts() -> Vec<Pair> {
    let mut all = pairs("txt");
    all.push(joined());
    all
}

fn bytes(group: &mut BenchmarkGroup<'_, WallTime>, count: usize) {
    group.throughput(Throughput::Bytes(count as u64));
}

fn extraction(c: &mut Criterion) {
    for (name, pairs) in [("extract text", texts()), ("extract html", pairs("html"))] {
        let mut group = c.benchmark_group(name);
        for pair in pairs {
            bytes(&mut group, pair.source.body.len());
            group.bench_function(&pair.name, |b| {
                b.iter(|| extract::extract(black_box(&pair.source), &pair.options.source))
            });
        }
    }
}

fn reading(c: &mut Criterion) {
    let articles = |pair: &Pair| extract::extract(&pair.source, &pair.options.source);
    let mut group = c.benchmark_group("segment");
    for pair in texts() {
        let article = articles(&pair);
        bytes(&mut group, article.text.len());
        group.bench_function(&pair.name, |b| b.iter(|| segment::segment(black_box(&article))));
        // What it is held against: the boundaries of Unicode alone.
        group.bench_function(format!("{} UAX #29", pair.name), |b| {
            b.iter(|| black_box(&article.text).split_sentence_bounds().count());
        });
    }
    group.finish();
    let mut group = c.benchmark_group("facts");
    for pair in texts() {
        let article = articles(&pair);
        let sentences = segment::segment(&article);
        bytes(&mut group, article.text.len());
        group.bench_function(&pair.name, |b| b.iter(|| facts::facts(black_box(&article), &sentences)));
    }
}

/// The language of each sentence of both sides, and what whatlang takes for it.
fn languages(c: &mut Criterion) {
    let mut group = c.benchmark_group("lang");
    for pair in texts() {
        for document in [&pair.source, &pair.target] {
            let side = newsalign::read(document, &extract::Options::default());
            let sentences: Vec<&str> = side.sentences.iter().map(|s| s.span.of(&side.article.text)).collect();
            let name = format!("{} {}", pair.name, side.article.lang.tag);
            bytes(&mut group, sentences.iter().map(|s| s.len()).sum());
            group.bench_function(&name, |b| {
                b.iter(|| sentences.iter().map(|s| lang::identify(black_box(s), None)).filter(|f| !f.unsure()).count());
            });
            group.bench_function(format!("{name} whatlang"), |b| {
                b.iter(|| sentences.iter().filter_map(|s| whatlang::detect(black_box(s))).count());
            });
        }
    }
}

/// Sentences of the stories to pieces and to vectors, on one thread, with the model that is built in. Throughput is in sentences.
fn embedding(c: &mut Criterion) {
    let encoder = Encoder::built_in().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut group = c.benchmark_group("embed");
    group.bench_function("load", |b| b.iter(|| Encoder::built_in().unwrap()));
    for pair in texts() {
        let side = newsalign::read(&pair.source, &pair.options.source);
        let sentences: Vec<&str> = side.sentences.iter().map(|s| s.span.of(&side.article.text)).collect();
        let mut vectors = vec![0.0; sentences.len() * encoder.dims()];
        group.throughput(Throughput::Elements(sentences.len() as u64));
        group.bench_function(format!("tokenise {}", pair.name), |b| b.iter(|| encoder.pieces(black_box(&sentences))));
        group.bench_function(format!("vectors {}", pair.name), |b| {
            pool.install(|| b.iter(|| encoder.embed_into(black_box(&sentences), &mut vectors)));
        });
    }
}

fn input(side: &Side) -> AlignInput<'_> {
    AlignInput::new(&side.article, &side.sentences, &side.facts)
}

fn comparing(c: &mut Criterion) {
    let mut group = c.benchmark_group("align");
    for pair in texts() {
        let (source, target) = pair.read();
        bytes(&mut group, source.article.text.len());
        let run = || align::align(black_box(&input(&source)), &input(&target), &pair.options.align);
        group.bench_function(&pair.name, |b| b.iter(run));
    }
    group.finish();
    let mut group = c.benchmark_group("check");
    for pair in texts() {
        let (source, target) = pair.read();
        let review = newsalign::review(source, target, &pair.options.align);
        bytes(&mut group, review.source.article.text.len());
        let run = || check::check(black_box(&review.source), &review.target, &review.beads);
        group.bench_function(&pair.name, |b| b.iter(run));
    }
    group.finish();
    let mut group = c.benchmark_group("report html");
    for pair in texts() {
        let (source, target) = pair.read();
        let review = newsalign::review(source, target, &pair.options.align);
        bytes(&mut group, review.source.article.text.len());
        group.bench_function(&pair.name, |b| b.iter(|| page(black_box(&review))));
    }
}

fn page(review: &Review) -> Vec<u8> {
    let mut out = Vec::new();
    let format = report::Format::Html;
    let mut report = report::reporter(format, &mut out, report::Options::of(format)).unwrap();
    report.review(review).unwrap();
    report.finish().unwrap();
    drop(report);
    out
}

/// From two documents to findings.
fn whole_way(c: &mut Criterion) {
    for (name, pairs) in [("whole way text", texts()), ("whole way html", pairs("html"))] {
        let mut group = c.benchmark_group(name);
        for pair in pairs {
            bytes(&mut group, pair.source.body.len() + pair.target.body.len());
            let run = || newsalign::check(black_box(&pair.source), &pair.target, &pair.options);
            group.bench_function(&pair.name, |b| b.iter(run));
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = extraction, reading, languages, embedding, comparing, whole_way
}
criterion_main!(benches);
