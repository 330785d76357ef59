//! What CLDR says of a language stands in its data file: `corpus/cldr/xx.tsv`, made by `tools/cldr_floor.py`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;

use newsalign::lang::{self, ByValue, Lang};
use newsalign::text::fold;

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
