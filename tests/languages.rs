//! Adding a language is data alone: walks the table of languages, their files and their examples.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod source;

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
    for shared in ["_template", "close", "common", "identify"] {
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
        full(&mut wrong, &lang.number.cardinal, "number.cardinal", &mut cardinals(lang).map(|n| n.to_string()));
        full(&mut wrong, &lang.number.scale, "number.scale", &mut named(scales(lang)));
        full(&mut wrong, &lang.number.ordinal, "number.ordinal", &mut numbers(1..=10));
        full(&mut wrong, &lang.number.fraction, "number.fraction", &mut named("1/2 1/3"));
        full(&mut wrong, &lang.money, "money", &mut named("EUR USD GBP"));
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

/// Numbers that have a word of their own: the digits where ten is a scale, otherwise to 20 and the tens. A language that
/// puts 11 to 19 together has none of these.
fn cardinals(lang: &Lang) -> impl Iterator<Item = u32> {
    let myriad = lang.number.system == lang::NumberSystem::Myriad;
    let teens = (11..=19).any(|n: u32| lang.number.cardinal.contains_key(&n.to_string()));
    (0..=20)
        .chain((30..=90).step_by(10))
        .filter(move |n| if myriad { *n < 10 } else { teens || !(11..=19).contains(n) })
}

fn scales(lang: &Lang) -> &'static str {
    if lang.number.system == lang::NumberSystem::Myriad {
        "10 100 1000 10000 100000000"
    } else {
        "1000 1000000 1000000000"
    }
}

/// A table with its name and what its keys may be.
type Keys<'l> = (&'l str, &'l ByValue, &'l dyn Fn(&str) -> bool);

#[test]
fn keys_are_what_the_readers_expect() {
    let mut wrong = Complaints::default();
    let common = lang::common();
    let iso = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    let money = |key: &str| iso(key) || common.currency_family.contains_key(key);
    let zone = |key: &str| jiff::tz::TimeZone::get(key).is_ok() && (key.contains('/') || key == "UTC");
    let minutes = |key: &str| key.parse::<i32>().is_ok_and(|m| m.abs() < 60);
    let durations = "second minute hour day week month quarter year decade century".split(' ').collect::<Vec<_>>();
    let between = |low: i64, high: i64| move |key: &str| key.parse().is_ok_and(|n: i64| (low..=high).contains(&n));
    for lang in all() {
        let tables: [Keys; 22] = [
            ("date.month", &lang.date.month, &between(1, 12)),
            ("date.weekday", &lang.date.weekday, &between(1, 7)),
            ("date.relative", &lang.date.relative, &between(-7, 7)),
            ("number.cardinal", &lang.number.cardinal, &|key| key == "0" || decimal(key) || fraction(key)),
            ("number.elided", &lang.number.elided, &decimal),
            ("number.scale", &lang.number.scale, &|key| decimal(key) && key != "1"),
            ("number.scale_abbr", &lang.number.scale_abbr, &decimal),
            ("number.ordinal", &lang.number.ordinal, &between(0, 1_000_000)),
            ("number.fraction", &lang.number.fraction, &fraction),
            ("money", &lang.money, &|key| money(key) || common.currency_hundredth.contains_key(key)),
            ("unit_before", &lang.unit_before, &|key| common.unit.contains_key(key)),
            ("age.stems", &lang.age.stems, &between(0, 130)),
            ("date.decade", &lang.date.decade, &between(0, 100)),
            ("unit", &lang.unit, &|key| common.unit.contains_key(key)),
            ("duration", &lang.duration, &|key| durations.contains(&key)),
            ("time.point", &lang.time.point, &clock),
            ("time.hour", &lang.time.hour, &between(1, 12)),
            ("time.past", &lang.time.past, &minutes),
            ("time.before", &lang.time.before, &minutes),
            ("time.zone", &lang.time.zone, &zone),
            ("home_zones", &lang.home_zones.iter().map(|z| (z.clone(), vec![z.clone()])).collect(), &zone),
            ("boilerplate", &lang.boilerplate, &reason),
        ];
        for (name, table, known) in tables {
            for key in table.keys() {
                wrong.unless(known(key), || format!("{}: {name}.{key:?} means nothing", lang.tag));
            }
        }
        let script = lang.script.len() == 4 && lang.script.starts_with(|c: char| c.is_ascii_uppercase());
        wrong.unless(script, || format!("{}: {:?} is no ISO 15924 code", lang.tag, lang.script));
        wrong.unless(!lang.number.group.contains(&lang.number.decimal), || {
            format!("{}: the decimal mark also parts groups", lang.tag)
        });
    }
    for (name, family) in &common.currency_family {
        wrong.unless(family.iter().all(|c| iso(c)), || format!("common: currency_family.{name}"));
    }
    for key in common.currency_symbol.keys() {
        wrong.unless(money(key), || format!("common: currency_symbol.{key}"));
    }
    for key in common.zone.keys() {
        wrong.unless(zone(key), || format!("common: zone.{key}"));
    }
    wrong.none();
}

fn decimal(key: &str) -> bool {
    key.parse::<rust_decimal::Decimal>().is_ok_and(|d| d > rust_decimal::Decimal::ZERO)
}

fn fraction(key: &str) -> bool {
    let part = |text: &str| text.parse::<u32>().ok();
    key.split_once('/').is_some_and(|(a, b)| part(a) > Some(0) && part(b) > Some(1))
}

fn clock(key: &str) -> bool {
    let part = |text: &str, below: u8| text.len() == 2 && text.parse::<u8>().is_ok_and(|n| n < below);
    key.split_once(':').is_some_and(|(hour, minute)| part(hour, 24) && part(minute, 60))
}

fn reason(key: &str) -> bool {
    serde_json::from_value::<newsalign::extract::Reason>(key.into()).is_ok()
}

#[test]
fn no_word_is_empty_untidy_or_there_twice() {
    let mut wrong = Complaints::default();
    for tag in lang::tags() {
        let value: toml::Value = toml::from_str(lang::source(tag).unwrap()).unwrap();
        tidy(&mut wrong, tag, &value);
    }
    for lang in all() {
        // A word under two keys of one table would be read as whichever comes first.
        let tables = [
            ("date.month", &lang.date.month),
            ("date.weekday", &lang.date.weekday),
            ("date.relative", &lang.date.relative),
            ("number.cardinal", &lang.number.cardinal),
            ("number.scale", &lang.number.scale),
            ("number.ordinal", &lang.number.ordinal),
            ("number.fraction", &lang.number.fraction),
            ("money", &lang.money),
            ("duration", &lang.duration),
            ("time.point", &lang.time.point),
            ("time.hour", &lang.time.hour),
            ("time.zone", &lang.time.zone),
        ];
        for (name, table) in tables {
            let mut home: BTreeMap<String, &str> = BTreeMap::new();
            for (key, words) in table {
                for word in words {
                    let other = home.insert(newsalign::text::fold(word), key);
                    wrong.unless(other.is_none_or(|o| o == key), || {
                        format!("{}: {name}: {word:?} stands under {key} and under {}", lang.tag, other.unwrap_or(""))
                    });
                }
            }
        }
    }
    wrong.none();
}

/// Looks through every list of a language file.
fn tidy(wrong: &mut Complaints, at: &str, value: &toml::Value) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                tidy(wrong, &format!("{at}.{key}"), value);
            }
        }
        // Marks between groups of digits may be spaces.
        toml::Value::Array(_) if at.ends_with("number.group") => {}
        toml::Value::Array(list) => {
            let mut seen = BTreeSet::new();
            for word in list.iter().filter_map(toml::Value::as_str) {
                let neat = !word.is_empty() && word.trim() == word && !word.contains("  ");
                wrong.unless(neat, || format!("{at}: {word:?} is empty or has stray spaces"));
                wrong.unless(seen.insert(word), || format!("{at}: {word:?} stands there twice"));
            }
        }
        _ => {}
    }
}

/// A sentence of `corpus/lang/xx.txt` with its facts.
struct Example {
    line: usize,
    sentence: String,
    facts: Vec<[String; 3]>,
}

/// Reads a file of examples; a line that does not fit the format is an error, not a sentence without facts.
fn examples(tag: &str) -> Vec<Example> {
    let file = format!("corpus/lang/{tag}.txt");
    let text = read(&file);
    let mut all: Vec<Example> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        let fail = |what: &str| panic!("{file}:{}: {what}: {line:?}", number + 1);
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        if line.trim() != line {
            fail("white space around the line");
        }
        let fields: Vec<&str> = line.split(" | ").collect();
        match (open, fields.as_slice()) {
            (false, [sentence]) => {
                all.push(Example { line: number + 1, sentence: (*sentence).to_owned(), facts: Vec::new() });
                open = true;
            }
            (false, _) => fail("a fact without a sentence"),
            (true, [kind, words, normal]) => {
                let example = all.last_mut().unwrap();
                if !newsalign::check::CHECKS.contains(kind)
                    || ["name", "quotation", "omission", "addition"].contains(kind)
                {
                    fail("no such kind of fact");
                }
                if !example.sentence.contains(words) {
                    fail("these words are not in the sentence");
                }
                example.facts.push([kind, words, normal].map(|f| (*f).to_owned()));
            }
            (true, _) => fail("a fact is `kind | words | normal form`"),
        }
    }
    all
}

/// `tests/languages/known.toml`: examples that are not read rightly yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default)]
    known: Vec<KnownExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownExample {
    lang: String,
    sentence: String,
    reason: String,
}

#[test]
fn the_examples_of_every_language_hold() {
    let known: Known = toml::from_str(&read("tests/languages/known.toml")).unwrap_or_else(|e| panic!("{e}"));
    let mut known: BTreeMap<(String, String), String> =
        known.known.into_iter().map(|k| ((k.lang, k.sentence), k.reason)).collect();
    let mut wrong = Complaints::default();
    for tag in lang::tags() {
        let examples = examples(tag);
        wrong.unless(examples.len() >= 20, || format!("{tag}: only {} examples", examples.len()));
        for example in examples {
            let found: Vec<[String; 3]> = facts::read(&example.sentence, tag)
                .iter()
                .filter(|f| !matches!(f.value, Value::Name { .. } | Value::Quotation { .. }))
                .map(|f| [f.value.kind().to_owned(), f.span.of(&example.sentence).to_owned(), f.value.to_string()])
                .collect();
            let line =
                |facts: &[[String; 3]]| facts.iter().map(|f| f.join(" | ")).collect::<Vec<_>>().join("\n        ");
            let is_known = known.remove(&(tag.to_owned(), example.sentence.clone()));
            let holds = found == example.facts;
            wrong.unless(holds || is_known.is_some(), || {
                format!(
                    "corpus/lang/{tag}.txt:{}: {}\n  gold  {}\n  read  {}",
                    example.line,
                    example.sentence,
                    line(&example.facts),
                    line(&found)
                )
            });
            wrong.unless(!holds || is_known.is_none(), || {
                format!("corpus/lang/{tag}.txt:{}: is read rightly now; take it out of known.toml", example.line)
            });
        }
    }
    for ((tag, sentence), reason) in known {
        wrong.0.push(format!("known.toml: {tag} has no example {sentence:?} ({reason})"));
    }
    wrong.none();
}

#[test]
fn no_rust_asks_which_language_it_is() {
    let found: Vec<(String, usize)> = source::files().iter().flat_map(asks).collect();
    assert!(found.is_empty(), "what differs between languages belongs into src/lang/*.toml: {found:?}");
}

/// Lines of a file that compare something with a language's tag (`"pt"`, `"pt-BR"`) or match on one.
fn asks(file: &source::File) -> Vec<(String, usize)> {
    let calls = ["eq", "ne", "starts_with", "eq_ignore_ascii_case", "lang"];
    let text = |at: usize| file.tokens.get(at).map_or("", |t| t.text.as_str());
    let is_tag = |text: &str| {
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        inner.is_some_and(|t| lang::tags().any(|tag| t.split('-').next() == Some(tag)))
    };
    let asked = |at: &usize| {
        let (before, after) = (text(at.wrapping_sub(1)), text(at + 1));
        let name = |back: usize| text(at.wrapping_sub(back));
        ["==", "!=", "|"].contains(&before)
            || ["==", "!=", "|", "=>"].contains(&after)
            || before == "(" && calls.contains(&name(2))
            || before == "," && after == ")" && name(4) == "!" && name(5) == "matches"
    };
    let at = (0..file.tokens.len()).filter(|at| is_tag(text(*at))).filter(asked);
    at.map(|at| (file.path.clone(), file.tokens[at].line)).collect()
}

#[test]
fn a_language_named_in_rust_is_seen() {
    let lines = |code: &str| asks(&source::File { path: String::new(), tokens: source::tokens(code) }).len();
    assert_eq!(lines("if tag == \"en\" {}"), 1);
    assert_eq!(lines("match tag { \"de\" | \"nl-BE\" => 1, _ => 0 }"), 2);
    assert_eq!(lines("matches!(tag, \"ja\")"), 1);
    assert_eq!(lines("if tag.starts_with(\"zh\") {}"), 1);
    assert_eq!(lines("xml.attribute(\"xml:lang\", \"en\"); [\"tr\", \"td\"].contains(&name)"), 0);
}
