//! What CLDR says of a language stands in its data file: `corpus/cldr/xx.tsv`, made by `tools/cldr_floor.py`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;

use newsalign::facts::{self, Fact, Value};
use newsalign::lang::{self, ByValue, Lang};
use newsalign::text::{Span, fold};
use rust_decimal::Decimal;

/// The letters and digits of a form; marks, spaces and the kind of apostrophe play no part in look-up.
fn letters(form: &str) -> String {
    fold(form).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn table<'l>(lang: &'l Lang, name: &str) -> &'l ByValue {
    match name {
        "date.month" => &lang.date.month,
        "date.weekday" => &lang.date.weekday,
        "date.relative" => &lang.date.relative,
        "unit" => &lang.unit,
        "duration" => &lang.duration,
        other => panic!("no table {other}"),
    }
}

#[test]
fn every_form_of_cldr_is_in_the_language_files() {
    let mut missing = Vec::new();
    for tag in lang::tags() {
        let lang = lang::lang(tag).unwrap();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/cldr/{tag}.tsv"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, key, form] = fields.as_slice() else { panic!("{tag}: {line}") };
            let words = table(lang, name);
            let of_key: BTreeSet<String> = words.get(*key).into_iter().flatten().map(|w| letters(w)).collect();
            // Symbols and numbers with a mark are read without the table ("3月", "km").
            let numbered = form.starts_with(|c: char| c.is_ascii_digit());
            let symbol =
                lang::common().unit.get(*key).is_some_and(|u| u.symbols.iter().any(|s| letters(s) == letters(form)));
            // "कल" is yesterday and tomorrow: the word stands under one of them.
            let elsewhere = words.values().flatten().any(|w| letters(w) == letters(form));
            // "19世紀" is read as a rank.
            let rank = lang.number.ordinal_suffix.iter().any(|w| letters(w) == letters(form));
            if !of_key.contains(&letters(form)) && !numbered && !symbol && !elsewhere && !rank {
                missing.push(format!("{tag}: {name}.{key}: {form:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{} forms of CLDR are missing:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn every_number_spelled_out_by_cldr_is_read() {
    let (mut wrong, mut all) = (Vec::new(), 0);
    for tag in lang::tags() {
        let number = &lang::lang(tag).unwrap().number;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/cldr/numbers/{tag}.tsv"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        // "만" is also the Korean word for "only": as ten thousand it opens no figure.
        for line in text.lines().filter(|l| !l.starts_with('#') && !l.ends_with("\t만") && !l.contains("\t만 ")) {
            let (value, words) = line.split_once('\t').unwrap_or_else(|| panic!("{tag}: {line}"));
            all += 1;
            let expected: Decimal = value.parse().unwrap();
            let whole = |span: Span| span.start == 0 && span.end == words.len();
            // Words that are also something else ("venti" are winds, "altı" is under) are read where figures are expected.
            let weak = number.syllables || number.weak.iter().any(|w| fold(w) == fold(words));
            let read: Vec<(Span, Decimal)> = if weak {
                facts::figures_alone(words, tag)
            } else {
                let plain = |f: Fact| if let Value::Number { value } = f.value { Some((f.span, value)) } else { None };
                facts::read(words, tag).into_iter().filter_map(plain).collect()
            };
            let right = read.first().is_some_and(|(span, value)| whole(*span) && *value == expected);
            if !right {
                let got: Vec<String> = read.iter().map(|(_, value)| value.to_string()).collect();
                wrong.push(format!("{tag}: {words:?} is {value}, read as {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all} numbers are misread:\n{}", wrong.len(), wrong.join("\n"));
}

/// Another reader of number words (the crate `text2num`) knows eight languages; where both read all of the words they agree.
#[test]
fn another_reader_of_number_words_agrees() {
    let (mut both, mut apart) = (0, Vec::new());
    for tag in ["en", "fr", "es", "pt", "de", "it", "nl"] {
        let theirs = text2num::get_interpreter_for(tag).unwrap();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/cldr/numbers/{tag}.tsv"));
        for line in std::fs::read_to_string(file).unwrap().lines().filter(|l| !l.starts_with('#')) {
            let (value, words) = line.split_once('\t').unwrap();
            let Ok(other) = text2num::text2digits(words, &theirs) else { continue };
            let ours = facts::figures_alone(words, tag);
            let Some((_, own)) = ours.first().filter(|(span, _)| span.end == words.len()) else { continue };
            both += 1;
            if own.to_string() != other {
                apart.push(format!("{tag}: {words:?} is {value}: {own}, by the other reader {other}"));
            }
        }
    }
    assert!(both > 900, "only {both} numbers are read by both");
    assert!(apart.is_empty(), "{} of {both} are read differently:\n{}", apart.len(), apart.join("\n"));
}
