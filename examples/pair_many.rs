//! How long pairing takes, and how well it goes, on many articles that are recombined from the lines of a few stories.
//!
//! `pair_many [--articles N] [--langs de,en,...] [--seed N] STORIES.jsonl`, where STORIES holds `{"doc", "lang", "lines"}` a line
//! and stories stand line by line in all languages. Each article is 8 to 14 lines drawn from all stories, and stands in one to three
//! of the languages. An article that would share more than a quarter of its lines with one before is drawn anew, so that only those
//! of one draw are versions. Pairs are graded by the lines that they share: half of the longer one's lines makes two articles
//! versions, others are none.
//! Only pairing is timed: lines are read once, and an article's profile is joined from those of its lines.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::error::Error;
use std::time::Instant;

use newsalign::docalign::{self, Options, Profile};
use newsalign::extract;
use newsalign::input::Document;
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Story {
    doc: String,
    lang: String,
    lines: Vec<String>,
}

/// A line: number of its story, and its place there.
type Place = (usize, usize);

/// Numbers that are the same on every run (Knuth's MMIX).
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut value = |name: &str, other: &str| match args.iter().position(|a| a == name) {
        Some(at) if at + 1 < args.len() => args.drain(at..at + 2).next_back().unwrap_or_default(),
        _ => other.to_owned(),
    };
    let articles: usize = value("--articles", "100000").parse()?;
    let langs = value("--langs", "eng,deu,fra,spa,por,rus,swe,ces,hin,tur");
    let mut draw = Draw(value("--seed", "7").parse()?);
    let langs: Vec<&str> = langs.split(',').collect();
    let text = std::fs::read_to_string(args.first().ok_or("which stories?")?)?;
    let start = Instant::now();
    let lines = lines(&text, &langs)?;
    let read = start.elapsed();
    let (profiles, drawn) = recombined(&lines, &langs, articles, &mut draw);
    let (start, busy) = (Instant::now(), processor());
    let pairs = docalign::pair_profiles(&profiles, &Options { all: true, ..Options::default() });
    let took = start.elapsed();
    println!(
        "{} articles: {} lines read in {:.1} s; {} pairs in {:.1} s, {:.1} s of processors; {} MiB at most",
        profiles.len(),
        lines.len(),
        read.as_secs_f32(),
        pairs.len(),
        took.as_secs_f32(),
        processor() - busy,
        peak() / 1024
    );
    let found: HashSet<(usize, usize)> =
        pairs.iter().map(|p| (p.source.min(p.target), p.source.max(p.target))).collect();
    grade(&drawn, &found);
    Ok(())
}

/// Profiles of all lines by language and place.
fn lines(text: &str, langs: &[&str]) -> Result<BTreeMap<(usize, Place), Profile>, Box<dyn Error>> {
    let stories: Vec<Story> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let names: BTreeSet<&str> = stories.iter().map(|s| s.doc.as_str()).collect();
    let mut read = BTreeMap::new();
    for story in &stories {
        let Some(lang) = langs.iter().position(|l| *l == story.lang) else { continue };
        let number = names.range(..story.doc.as_str()).count();
        let options = extract::Options { lang: Some(story.lang.clone()), ..extract::Options::default() };
        let sides: Vec<_> = story
            .lines
            .par_iter()
            .map(|line| newsalign::read_lines(&Document::text("", line.clone()), &options))
            .collect();
        let profiles = docalign::profiles(&sides, &Options::default());
        read.extend(profiles.into_iter().enumerate().map(|(line, profile)| ((lang, (number, line)), profile)));
    }
    Ok(read)
}

/// Articles, and the lines of each with its language.
fn recombined(
    lines: &BTreeMap<(usize, Place), Profile>,
    langs: &[&str],
    articles: usize,
    draw: &mut Draw,
) -> (Vec<Profile>, Vec<(usize, Vec<Place>)>) {
    // Only lines that stand in all languages.
    let mut places: BTreeMap<Place, usize> = BTreeMap::new();
    lines.keys().for_each(|(_, place)| *places.entry(*place).or_default() += 1);
    let places: Vec<Place> = places.into_iter().filter(|(_, n)| *n == langs.len()).map(|(place, _)| place).collect();
    let (mut profiles, mut drawn) = (Vec::new(), Vec::new());
    let mut with: HashMap<Place, Vec<usize>> = HashMap::new();
    let mut draws = 0;
    while profiles.len() < articles && !places.is_empty() {
        let length = 8 + draw.below(7);
        let own: BTreeSet<Place> = (0..length).filter_map(|_| places.get(draw.below(places.len())).copied()).collect();
        let own: Vec<Place> = own.into_iter().collect();
        let mut met: HashMap<usize, usize> = HashMap::new();
        own.iter().filter_map(|place| with.get(place)).flatten().for_each(|n| *met.entry(*n).or_default() += 1);
        if met.values().any(|n| *n * 4 > own.len()) {
            continue;
        }
        own.iter().for_each(|place| with.entry(*place).or_default().push(draws));
        draws += 1;
        let (first, count) = (draw.below(langs.len()), 1 + draw.below(3));
        for lang in (0..count).map(|n| (first + n * (1 + n)) % langs.len()).collect::<BTreeSet<_>>() {
            let parts: Vec<&Profile> = own.iter().filter_map(|place| lines.get(&(lang, *place))).collect();
            profiles.push(Profile::joined(&parts));
            drawn.push((lang, own.clone()));
        }
    }
    (profiles, drawn)
}

/// Grades pairs by the lines that they share.
fn grade(drawn: &[(usize, Vec<Place>)], found: &HashSet<(usize, usize)>) {
    let sets: Vec<HashSet<Place>> = drawn.iter().map(|(_, own)| own.iter().copied().collect()).collect();
    let mut with: HashMap<Place, Vec<usize>> = HashMap::new();
    for (n, set) in sets.iter().enumerate() {
        set.iter().for_each(|place| with.entry(*place).or_default().push(n));
    }
    let lang = |n: usize| drawn.get(n).map(|d| d.0);
    let share = |a: usize, b: usize| {
        let (Some(a), Some(b)) = (sets.get(a), sets.get(b)) else { return 0.0 };
        a.intersection(b).count() as f32 / a.len().max(b.len()).max(1) as f32
    };
    let gold: usize = (0..drawn.len())
        .into_par_iter()
        .map_init(HashMap::new, |met: &mut HashMap<usize, usize>, n| {
            met.clear();
            let own = sets.get(n).into_iter().flatten();
            own.filter_map(|place| with.get(place))
                .flatten()
                .filter(|m| **m > n && lang(**m) != lang(n))
                .for_each(|m| *met.entry(*m).or_default() += 1);
            met.iter().filter(|(_, count)| **count >= 4).filter(|(m, _)| share(n, **m) >= 0.5).count()
        })
        .sum();
    let shares: Vec<f32> = found.iter().filter(|(a, b)| lang(*a) != lang(*b)).map(|(a, b)| share(*a, *b)).collect();
    let right = shares.iter().filter(|s| **s >= 0.5).count();
    let wrong = shares.iter().filter(|s| **s < 0.5).count();
    let (precision, recall) = (right as f32 / (right + wrong).max(1) as f32, right as f32 / gold.max(1) as f32);
    println!(
        "precision {precision:.4}, recall {recall:.4}, F1 {:.4} of {gold} pairs",
        2.0 * precision * recall / (precision + recall).max(1e-6)
    );
}

/// The most memory that the process ever held, in KiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Seconds of all processors that the process has taken; 0 where the system does not say.
fn processor() -> f32 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f32>().ok()).sum::<f32>() / 100.0
}
