//! Adding a language is data alone: walks the table of languages, their files and their examples.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use newsalign::facts::{self, Value};
use newsalign::lang::{self, ByValue, Lang};
use serde::Deserialize;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// All languages; fails with the TOML error of a file that does not parse.
fn all() -> Vec<&'static Lang> {
    let parse = |tag: &'static str| {
        lang::lang(tag).unwrap_or_else(|| {
            let error = toml::from_str::<Lang>(lang::source(tag).unwrap()).unwrap_err();
            panic!("src/lang/{tag}.toml: {error}")
        })
    };
    lang::tags().map(parse).collect()
}

/// Gathers what is wrong with all languages, so that one run shows everything.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn unless(&mut self, right: bool, what: impl FnOnce() -> String) {
        if !right {
            self.0.push(what());
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

#[test]
fn files_table_and_examples_are_the_same_languages() {
    let stems = |folder: &str, ending: &str| -> BTreeSet<String> {
        let names = fs::read_dir(path(folder)).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        names.filter_map(|n| n.strip_suffix(ending).map(str::to_owned)).collect()
    };
    let table: BTreeSet<String> = lang::tags().map(str::to_owned).collect();
    let mut files = stems("src/lang", ".toml");
    for shared in ["_template", "common", "identify"] {
        assert!(files.remove(shared), "src/lang/{shared}.toml is gone");
    }
    assert_eq!(table, files, "the table in src/lang/mod.rs and the files src/lang/*.toml");
    assert_eq!(table, stems("corpus/lang", ".txt"), "the table in src/lang/mod.rs and the examples corpus/lang/*.txt");
    for lang in all() {
        assert_eq!(lang::lang(&lang.tag).unwrap().name, lang.name, "`tag` is the file's name");
    }
}

#[test]
fn the_template_parses_and_has_every_key() {
    toml::from_str::<Lang>(&read("src/lang/_template.toml")).unwrap_or_else(|e| panic!("_template.toml: {e}"));
}

#[test]
fn every_language_has_what_no_newsroom_does_without() {
    let mut wrong = Complaints::default();
    for lang in all() {
        let full = |wrong: &mut Complaints, table: &ByValue, name: &str, keys: &mut dyn Iterator<Item = String>| {
            for key in keys {
                wrong.unless(table.get(&key).is_some_and(|words| !words.is_empty()), || {
                    format!("{}: {name}.{key} has no words", lang.tag)
                });
            }
        };
        let numbers = |all: std::ops::RangeInclusive<u32>| all.map(|n| n.to_string());
        let named = |names: &'static str| names.split(' ').map(str::to_owned);
        full(&mut wrong, &lang.date.month, "date.month", &mut numbers(1..=12));
        full(&mut wrong, &lang.date.weekday, "date.weekday", &mut numbers(1..=7));
        full(&mut wrong, &lang.date.relative, "date.relative", &mut named("-1 0 1"));
        full(&mut wrong, &lang.number.cardinal, "number.cardinal", &mut cardinals(lang));
        full(&mut wrong, &lang.number.scale, "number.scale", &mut named(scales(lang)));
        full(&mut wrong, &lang.number.ordinal, "number.ordinal", &mut numbers(1..=10));
        full(&mut wrong, &lang.number.fraction, "number.fraction", &mut named("1/2 1/3 1/4"));
        full(&mut wrong, &lang.money, "money", &mut named("EUR dollar GBP"));
        full(&mut wrong, &lang.unit, "unit", &mut named("kilometer meter kilogram tonne hectare celsius"));
        full(&mut wrong, &lang.duration, "duration", &mut named("second minute hour day week month year"));
        full(&mut wrong, &lang.time.point, "time.point", &mut named("12:00 00:00"));
        full(&mut wrong, &lang.boilerplate, "boilerplate", &mut named(REASONS));
        let lists = [
            ("home_zones", &lang.home_zones),
            ("percent.words", &lang.percent.words),
            ("approx.about", &lang.approx.about),
            ("approx.more", &lang.approx.more),
            ("approx.less", &lang.approx.less),
            ("time.local", &lang.time.local),
        ];
        for (name, list) in lists {
            wrong.unless(!list.is_empty(), || format!("{}: {name} is empty", lang.tag));
        }
        let aged = lang.age.before.len() + lang.age.after.len();
        wrong.unless(aged > 0, || format!("{}: no words around ages", lang.tag));
        // Where half the day is never said, the clock is told by its word or mark.
        let halves = !lang.time.am.is_empty() && !lang.time.pm.is_empty();
        let clock = !lang.time.hour_word.is_empty() || !lang.time.hour_mark.is_empty();
        wrong.unless(halves || clock, || format!("{}: nothing tells a time of day", lang.tag));
        wrong.unless(!lang.quote.pairs.is_empty(), || format!("{}: no quotation marks", lang.tag));
        let stops = !lang.sentence.abbreviations.is_empty();
        wrong.unless(stops || !lang.spaces, || format!("{}: no abbreviations", lang.tag));
        let reporting = !lang.sentence.reporting.is_empty();
        wrong.unless(reporting, || format!("{}: no reporting verbs", lang.tag));
    }
    wrong.none();
}

/// Reasons that furniture in every language has; comments, sources and plug-ins are often signed in English.
const REASONS: &str =
    "credit byline dateline share subscribe related cookie comments tags copyright advertisement navigation follow";

/// Numbers that have a word of their own: 0 to 20 and the tens, or the digits where ten is a scale.
fn cardinals(lang: &Lang) -> Box<dyn Iterator<Item = String>> {
    if lang.number.system == lang::NumberSystem::Myriad {
        return Box::new((0..=9).map(|n| n.to_string()));
    }
    Box::new((0..=20).chain([30, 40, 50, 60, 70, 80, 90]).map(|n| n.to_string()))
}

fn scales(lang: &Lang) -> &'static str {
    if lang.number.system == lang::NumberSystem::Myriad {
        "10 100 1000 10000 100000000"
    } else {
        "1000 1000000 1000000000"
    }
}
