//! Reads the stories of `corpus/stories` with their gold.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use newsalign::Review;
use newsalign::align::Bead;
use newsalign::check::{Finding, Marked, Severity};
use newsalign::extract::{Article, Block, Origin, Role};
use newsalign::facts::{self, Side};
use newsalign::segment::Sentence;
use newsalign::text::Span;
use serde::Deserialize;

/// `story.toml`
#[derive(Debug, Deserialize)]
pub struct Story {
    pub summary: String,
    pub source: String,
    pub versions: Vec<String>,
    pub translations: Vec<String>,
    pub meta: std::collections::BTreeMap<String, Meta>,
    #[serde(skip)]
    pub dir: PathBuf,
}

/// `[meta.xx]`
#[derive(Debug, Deserialize)]
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

/// All stories, by name.
pub fn all() -> Vec<Story> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/stories");
    let mut dirs: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("story.toml").exists()).collect();
    dirs.sort();
    dirs.into_iter()
        .map(|dir| {
            let text = fs::read_to_string(dir.join("story.toml")).unwrap();
            let story: Story = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
            Story { dir, ..story }
        })
        .collect()
}

impl Story {
    pub fn name(&self) -> &str {
        self.dir.file_name().unwrap().to_str().unwrap()
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.dir.join(file)).unwrap_or_else(|e| panic!("{}/{file}: {e}", self.name()))
    }

    /// The gold blocks of a version: role and text.
    pub fn blocks(&self, version: &str) -> Vec<(Role, String)> {
        self.read(&format!("{version}.clean.txt"))
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(|line| {
                let roles = [("# ", Role::Headline), ("## ", Role::Subhead), ("- ", Role::Item), ("> ", Role::Quotation)];
                match roles.into_iter().find(|(prefix, _)| line.starts_with(prefix)) {
                    Some((prefix, role)) => (role, line[prefix.len()..].to_owned()),
                    None => (Role::Paragraph, line.to_owned()),
                }
            })
            .collect()
    }

    pub fn sentences(&self, version: &str) -> Vec<String> {
        self.read(&format!("{version}.sentences.txt")).lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect()
    }

    pub fn findings(&self, pair: &str) -> Vec<Gold> {
        self.read(&format!("{pair}.findings.jsonl"))
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(|l| serde_json::from_str(l).unwrap())
            .collect()
    }

    /// The gold beads as lists of sentence numbers.
    pub fn beads(&self, pair: &str) -> Vec<(Vec<usize>, Vec<usize>)> {
        self.read(&format!("{pair}.beads"))
            .lines()
            .filter(|l| !l.trim().is_empty())
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
            if !article.text.is_empty() {
                article.text.push('\n');
            }
            let start = article.text.len();
            article.text.push_str(&text);
            let span = Span::new(start, article.text.len());
            article.blocks.push(Block { role, span, origin: Origin::default(), lang: None });
        }
        let mut from = 0;
        let texts = self.sentences(version);
        let sentences = texts.iter().map(|text| {
            let start = from + article.text[from..].find(text.trim()).unwrap_or_else(|| panic!("{}: {text}", self.name()));
            from = start + text.trim().len();
            let block = article.blocks.iter().position(|b| b.span.start <= start && start < b.span.end).unwrap();
            Sentence { block, span: Span::new(start, from) }
        });
        let sentences: Vec<Sentence> = sentences.collect();
        let facts = facts::facts(&article, &sentences);
        Side { article, sentences, facts }
    }

    /// The gold beads as newsalign's, in source order. A bead whose sentences do not stand together is cut to its hull.
    pub fn gold_beads(&self, pair: &str) -> Vec<Bead> {
        let mut highest = 0;
        let mut after = 0;
        let mut after_source = 0;
        self.beads(pair)
            .into_iter()
            .map(|(source, target)| {
                let run = |ids: &[usize], empty: usize| match (ids.iter().min(), ids.iter().max()) {
                    (Some(a), Some(b)) => *a..*b + 1,
                    _ => empty..empty,
                };
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

/// How the findings of a review stand to the gold.
#[derive(Debug, Default)]
pub struct Outcome {
    pub found: usize,
    pub missed: Vec<String>,
    pub extra: Vec<String>,
}

/// Matches the findings of severity warning and above with the gold, by check, verdict and the words marked.
pub fn compare_findings(gold: &[Gold], review: &Review) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found: Vec<&Finding> = review.at_least(Severity::Warning).collect();
    for g in gold {
        let fits = |f: &&Finding| {
            f.check == g.check && verdict(f) == g.verdict && touches(&f.source, &g.source) && touches(&f.target, &g.target)
        };
        match found.iter().position(|f| fits(f)) {
            Some(at) => {
                found.remove(at);
                outcome.found += 1;
            }
            None => outcome.missed.push(format!("{}/{}: {:?} -> {:?}", g.check, g.verdict, g.source, g.target)),
        }
    }
    outcome.extra = found.iter().map(|f| format!("{}/{}: {} [bead {}]", f.check, verdict(f), f.message, f.bead)).collect();
    outcome
}

fn verdict(finding: &Finding) -> String {
    serde_json::to_value(finding.verdict).unwrap().as_str().unwrap().to_owned()
}

/// Whether the words marked are those of the gold, or hold them, or lie in them.
fn touches(marked: &Option<Marked>, gold: &Option<String>) -> bool {
    match (marked, gold) {
        (Some(m), Some(g)) => {
            let (m, g) = (flat(&m.text), flat(g));
            m.contains(&g) || g.contains(&m) || g.chars().take(40).eq(m.chars().take(40))
        }
        (None, None) => true,
        // A finding may show the counterpart where the gold names none.
        (Some(_), None) => true,
        (None, Some(_)) => false,
    }
}

/// Text with every run of white space made one space.
pub fn flat(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn f1(gold: &BTreeMap<String, usize>, found: &BTreeMap<String, usize>) -> f64 {
    let hit: usize = gold.iter().map(|(k, n)| (*n).min(found.get(k).copied().unwrap_or(0))).sum();
    let (g, f): (usize, usize) = (gold.values().sum(), found.values().sum());
    if g + f == 0 { 1.0 } else { 2.0 * hit as f64 / (g + f) as f64 }
}

fn bag<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for text in texts {
        *bag.entry(flat(text.as_ref())).or_default() += 1;
    }
    bag
}

impl Story {
    /// The review that newsalign makes of the two versions' raw files.
    pub fn review(&self, pair: &str, format: &str) -> Review {
        let (from, to) = pair.split_once('-').unwrap();
        let side = |version: &str| {
            let path = self.dir.join(format!("{version}.{format}"));
            let document = newsalign::input::read_path(&path).unwrap_or_else(|e| panic!("{e}"));
            let options = newsalign::extract::Options {
                lang: Some(version.to_owned()),
                published: Some(self.meta[version].published.clone()),
                ..Default::default()
            };
            newsalign::read(&document, &options)
        };
        newsalign::review(side(from), side(to), &newsalign::align::Options::default())
    }

    /// The review of the gold sentences and beads: only facts and checks are newsalign's.
    pub fn gold_review(&self, pair: &str) -> Review {
        let (from, to) = pair.split_once('-').unwrap();
        let (source, target) = (self.gold_side(from), self.gold_side(to));
        let beads = self.gold_beads(pair);
        let (matches, findings) = newsalign::check::check(&source, &target, &beads);
        Review { source, target, beads, matches, findings }
    }

    fn gold_blocks(&self, version: &str, format: &str) -> Vec<String> {
        let drop = format == "txt" && self.meta[version].no_headline_txt;
        self.blocks(version).into_iter().filter(|(role, _)| !(drop && *role == Role::Headline)).map(|(_, t)| t).collect()
    }

    fn found_blocks(side: &Side) -> Vec<String> {
        let kept = side.article.blocks.iter().filter(|b| b.role != Role::Caption);
        kept.map(|b| b.span.of(&side.article.text).to_owned()).collect()
    }

    pub fn block_f1(&self, version: &str, format: &str, side: &Side) -> f64 {
        f1(&bag(self.gold_blocks(version, format)), &bag(Self::found_blocks(side)))
    }

    /// Blocks that are in one but not the other.
    pub fn block_errors(&self, version: &str, format: &str, side: &Side) -> Vec<String> {
        let (gold, found) = (bag(self.gold_blocks(version, format)), bag(Self::found_blocks(side)));
        let lost = gold.keys().filter(|k| !found.contains_key(*k)).map(|k| format!("lost: {k}"));
        let kept = found.keys().filter(|k| !gold.contains_key(*k)).map(|k| format!("kept: {k}"));
        lost.chain(kept).collect()
    }

    pub fn sentence_f1(&self, version: &str, side: &Side) -> f64 {
        let found = (0..side.sentences.len())
            .filter(|n| side.article.blocks[side.sentences[*n].block].role != Role::Caption)
            .map(|n| side.sentence(n).to_owned());
        f1(&bag(self.sentences(version)), &bag(found))
    }

    /// Strict F1 of the beads, compared by the text of both sides.
    pub fn bead_f1(&self, pair: &str, review: &Review) -> f64 {
        let (from, to) = pair.split_once('-').unwrap();
        let (source, target) = (self.sentences(from), self.sentences(to));
        let join = |all: &[String], ids: &[usize]| ids.iter().map(|i| all[*i].clone()).collect::<Vec<_>>().join(" ");
        let gold = self.beads(pair).into_iter().map(|(a, b)| format!("{} || {}", join(&source, &a), join(&target, &b)));
        let text = |side: &Side, run: &std::ops::Range<usize>| {
            run.clone().map(|n| side.sentence(n).to_owned()).collect::<Vec<_>>().join(" ")
        };
        let caption = |side: &Side, run: &std::ops::Range<usize>| {
            !run.is_empty() && run.clone().all(|n| side.article.blocks[side.sentences[n].block].role == Role::Caption)
        };
        let found = review
            .beads
            .iter()
            .filter(|b| !caption(&review.source, &b.source) && !caption(&review.target, &b.target))
            .map(|b| format!("{} || {}", text(&review.source, &b.source), text(&review.target, &b.target)));
        f1(&bag(gold), &bag(found))
    }
}
