//! Scripts of letters, and how much of a text is in which.

use std::sync::LazyLock;

use super::identify::{ScriptDef, table};

/// Share of the letters below which a script counts as foreign to the text.
const FOREIGN: f32 = 0.2;
/// Share of kana among kana and Han from which a text is Japanese.
const KANA: f32 = 0.08;
/// Code points below this are looked up.
const TABLED: u32 = 0x3000;
/// In place of a script's number, for what is no letter or of a rare script.
const NONE: u8 = u8::MAX;

/// The scripts of `identify.toml`, numbered in its order.
struct Known {
    codes: Vec<(&'static str, &'static ScriptDef)>,
    /// First and last character of every range, with the script's number, sorted.
    ranges: Vec<(u32, u32, u8)>,
    small: Vec<u8>,
}

fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| {
        let parse = |hex: &str| u32::from_str_radix(hex, 16).ok();
        let codes: Vec<_> = table().script.iter().map(|(code, def)| (code.as_str(), def)).collect();
        let mut ranges: Vec<(u32, u32, u8)> = (0u8..)
            .zip(&codes)
            .flat_map(|(number, (_, def))| def.ranges.iter().map(move |r| (number, r)))
            .filter_map(|(number, r)| r.split_once('-').and_then(|(a, b)| Some((parse(a)?, parse(b)?, number))))
            .collect();
        ranges.sort_unstable();
        let small = (0..TABLED).map(|code| search(&ranges, code)).collect();
        Known { codes, ranges, small }
    });
    &KNOWN
}

fn search(ranges: &[(u32, u32, u8)], code: u32) -> u8 {
    let after = ranges.partition_point(|(first, ..)| *first <= code);
    let range = after.checked_sub(1).and_then(|at| ranges.get(at));
    range.filter(|(_, last, _)| code <= *last).map_or(NONE, |(.., number)| *number)
}

fn number_of(known: &Known, c: char) -> u8 {
    let code = u32::from(c);
    known.small.get(code as usize).copied().unwrap_or_else(|| search(&known.ranges, code))
}

/// Number of the script of a letter, for comparing; none for what is no letter or of a rare script.
pub(crate) fn script_number(c: char) -> Option<u8> {
    Some(number_of(known(), c)).filter(|number| *number != NONE)
}

/// ISO 15924 code of a script.
pub(crate) fn script_code(number: u8) -> &'static str {
    known().codes.get(usize::from(number)).map_or("", |(code, _)| *code)
}

/// ISO 15924 code of the script of a letter; none for what is no letter or of a rare script.
pub(crate) fn script_of(c: char) -> Option<&'static str> {
    let known = known();
    known.codes.get(usize::from(number_of(known, c))).map(|(code, _)| *code)
}

/// Letters of a text by script.
pub(super) struct Scripts {
    counts: Vec<f32>,
    pub(super) letters: f32,
}

impl Scripts {
    pub(super) fn count(text: &str) -> Self {
        let known = known();
        let mut counts = vec![0u32; known.codes.len()];
        for c in text.chars() {
            if let Some(count) = counts.get_mut(usize::from(number_of(known, c))) {
                *count += 1;
            }
        }
        let weight = |def: &ScriptDef| def.weight.unwrap_or(1.0);
        let counts: Vec<f32> = counts.iter().zip(&known.codes).map(|(n, (_, def))| *n as f32 * weight(def)).collect();
        let letters = counts.iter().sum();
        Scripts { counts, letters }
    }

    fn share(&self, script: &str) -> f32 {
        let count = known().codes.iter().zip(&self.counts).find(|((code, _), _)| *code == script);
        if self.letters > 0.0 { count.map_or(0.0, |(_, count)| *count / self.letters) } else { 0.0 }
    }

    /// The script of most letters and its share of them; kana among Han make a text Japanese.
    pub(super) fn main(&self) -> Option<(&'static str, f32)> {
        let all = known().codes.iter().zip(&self.counts);
        let ((script, _), count) = all.max_by(|a, b| a.1.total_cmp(b.1))?;
        if *count == 0.0 {
            return None;
        }
        let mut script = *script;
        let kana = self.share("Kana");
        if script == "Hani" && kana > KANA * (kana + self.share("Hani")) {
            script = "Kana";
        }
        Some((script, *count / self.letters))
    }

    /// The language that alone is written in `script`.
    pub(super) fn only(&self, script: &str) -> Option<&'static str> {
        known().codes.iter().find(|(code, _)| *code == script).and_then(|(_, def)| def.only.as_deref())
    }

    /// Whether hardly a letter of the text is of a script in which the language `tag` is written.
    pub(super) fn rule_out(&self, tag: &str) -> bool {
        let Some(written) = table().language.values().find(|names| names.first().is_some_and(|n| n == tag)) else {
            return false;
        };
        let share: f32 = written.iter().skip(1).map(|script| self.share(script)).sum();
        self.letters >= 8.0 && share < FOREIGN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_scripts() {
        assert_eq!(script_of('я'), Some("Cyrl"));
        assert_eq!(script_of('語'), Some("Hani"));
        assert_eq!(script_of('7'), None);
    }

    #[test]
    fn kana_make_japanese() {
        assert_eq!(Scripts::count("東京の橋").main().map(|m| m.0), Some("Kana"));
        assert_eq!(Scripts::count("12:30 –").main(), None);
    }
}
