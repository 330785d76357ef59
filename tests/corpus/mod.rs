//! Reads the stories of `corpus/stories` with their gold in `corpus/gold`, whose `README.md` tells the format of the files.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod score;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use newsalign::Review;
use newsalign::align::Bead;
use newsalign::extract::{Article, Block, Origin, Role};
use newsalign::facts::{self, Side};
use newsalign::segment::Sentence;
use newsalign::text::Span;
use serde::Deserialize;

pub use score::{Outcome, compare_findings, flat};

/// `story.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub summary: String,
    pub source: String,
    pub versions: Vec<String>,
    pub translations: Vec<String>,
    pub meta: BTreeMap<String, Meta>,
    /// Where the raw files lie.
    #[serde(skip)]
    pub dir: PathBuf,
    /// Where the gold lies.
    #[serde(skip)]
    pub gold: PathBuf,
}

/// `[meta.xx]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub headline: String,
    pub byline: String,
    pub published: String,
    pub url: String,
    pub site: String,
    #[serde(default)]
    pub no_headline_txt: bool,
}

/// A line of `xx-yy.findings.jsonl`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    pub check: String,
    pub verdict: String,
    pub severity: String,
    pub bead: usize,
    pub source: Option<String>,
    pub target: Option<String>,
    #[serde(default)]
    pub planted: bool,
    #[serde(default)]
    pub note: String,
}

/// `corpus/NAME`
pub fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

/// All stories, by name.
pub fn all() -> Vec<Story> {
    let mut dirs: Vec<PathBuf> = fs::read_dir(root("gold"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("story.toml").exists())
        .collect();
    dirs.sort();
    dirs.into_iter()
        .map(|dir| {
            let text = fs::read_to_string(dir.join("story.toml")).unwrap();
            let story: Story = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
            Story { dir: root("stories").join(dir.file_name().unwrap()), gold: dir, ..story }
        })
        .collect()
}

/// The lines of a text that are not blank.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|l| !l.trim().is_empty())
}

/// The gold files.
impl Story {
    pub fn name(&self) -> &str {
        self.dir.file_name().unwrap().to_str().unwrap()
    }

    /// A gold file.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.gold.join(file)).unwrap_or_else(|e| panic!("{}/{file}: {e}", self.name()))
    }

    /// The gold blocks of a version: role and text.
    pub fn blocks(&self, version: &str) -> Vec<(Role, String)> {
        let roles = [("# ", Role::Headline), ("## ", Role::Subhead), ("- ", Role::Item), ("> ", Role::Quotation)];
        lines(&self.read(&format!("{version}.clean.txt")))
            .map(|line| match roles.into_iter().find(|(prefix, _)| line.starts_with(prefix)) {
                Some((prefix, role)) => (role, line[prefix.len()..].to_owned()),
                None => (Role::Paragraph, line.to_owned()),
            })
            .collect()
    }

    pub fn sentences(&self, version: &str) -> Vec<String> {
        lines(&self.read(&format!("{version}.sentences.txt"))).map(str::to_owned).collect()
    }

    pub fn findings(&self, pair: &str) -> Vec<Gold> {
        let file = format!("{pair}.findings.jsonl");
        lines(&self.read(&file))
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{}/{file}: {e}", self.name())))
            .collect()
    }

    /// The gold beads as lists of sentence numbers.
    pub fn beads(&self, pair: &str) -> Vec<(Vec<usize>, Vec<usize>)> {
        lines(&self.read(&format!("{pair}.beads")))
            .map(|line| {
                let (a, b) = line.trim().split_once(':').unwrap();
                (serde_json::from_str(a).unwrap(), serde_json::from_str(b).unwrap())
            })
            .collect()
    }

    /// A version made of gold blocks and gold sentences, with facts as newsalign reads them.
    pub fn gold_side(&self, version: &str) -> Side {
        let mut article = Article { name: format!("{version}.clean.txt"), ..Article::default() };
        article.lang.tag = version.to_owned();
        article.lang.confidence = 1.0;
        article.meta.published = Some(self.meta[version].published.clone());
        for (role, text) in self.blocks(version) {
            push(&mut article, role, &text);
        }
        let mut from = 0;
        let sentence = |text: &String| {
            let start =
                from + article.text[from..].find(text.trim()).unwrap_or_else(|| panic!("{}: {text}", self.name()));
            from = start + text.trim().len();
            let block = article.blocks.iter().position(|b| b.span.start <= start && start < b.span.end).unwrap();
            Sentence { block, span: Span::new(start, from) }
        };
        let sentences: Vec<Sentence> = self.sentences(version).iter().map(sentence).collect();
        let facts = facts::facts(&article, &sentences);
        Side { article, sentences, facts }
    }

    /// The gold beads as newsalign's, in source order. A bead whose sentences do not stand together is cut to its hull.
    pub fn gold_beads(&self, pair: &str) -> Vec<Bead> {
        let (mut highest, mut after, mut after_source) = (0, 0, 0);
        let run = |ids: &[usize], empty: usize| match (ids.iter().min(), ids.iter().max()) {
            (Some(a), Some(b)) => *a..*b + 1,
            _ => empty..empty,
        };
        self.beads(pair)
            .into_iter()
            .map(|(source, target)| {
                let (source, target) = (run(&source, after_source), run(&target, after));
                let moved = !target.is_empty() && target.start < highest;
                highest = highest.max(target.end);
                after = target.end;
                after_source = source.end;
                Bead { source, target, score: 1.0, moved }
            })
            .collect()
    }
}

/// Puts a block at the end of an article.
pub fn push(article: &mut Article, role: Role, text: &str) {
    if !article.text.is_empty() {
        article.text.push('\n');
    }
    let start = article.text.len();
    article.text.push_str(text);
    let span = Span::new(start, article.text.len());
    article.blocks.push(Block { role, span, origin: Origin::default(), time: None, lang: None });
}

/// What newsalign makes of the files.
impl Story {
    /// The review of the two versions' raw files, their languages and days declared.
    pub fn review(&self, pair: &str, format: &str) -> Review {
        let (from, to) = pair.split_once('-').unwrap();
        let side = |version: &str| {
            let options = newsalign::extract::Options {
                lang: Some(version.to_owned()),
                published: Some(self.meta[version].published.clone()),
                ..Default::default()
            };
            newsalign::read(&self.document(version, format), &options)
        };
        newsalign::review(side(from), side(to), &newsalign::align::Options::default())
    }

    pub fn document(&self, version: &str, format: &str) -> newsalign::input::Document {
        newsalign::input::read_path(&self.dir.join(format!("{version}.{format}"))).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The review of the gold sentences and beads: only facts and checks are newsalign's.
    pub fn gold_review(&self, pair: &str) -> Review {
        let (from, to) = pair.split_once('-').unwrap();
        let (source, target) = (self.gold_side(from), self.gold_side(to));
        let beads = self.gold_beads(pair);
        let (matches, findings) = newsalign::check::check(&source, &target, &beads);
        Review { source, target, beads, matches, findings }
    }
}
