//! One function that says which language a text is in, from several kinds of evidence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A language with the confidence in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identified {
    /// BCP 47 tag; `und` where nothing is known.
    pub tag: String,
    /// 0 to 1.
    pub confidence: f32,
    /// What carried the decision.
    pub evidence: Evidence,
}

/// What carried a decision about a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Nothing.
    #[default]
    None,
    /// The user or the document declared it and the text does not speak against it.
    Declared,
    /// The script is written by one language only.
    Script,
    /// The words and letters of the text.
    Text,
}

/// At most this many bytes are looked at, in windows spread over the text.
const SAMPLE: usize = 4_000;
const WINDOWS: usize = 8;
/// Letters from which the words of a text may outweigh a declaration.
const LONG: f32 = 160.0;
/// Share of the letters below which a script counts as foreign to the text.
const FOREIGN: f32 = 0.2;

/// Contents of `identify.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    alias: BTreeMap<String, String>,
    language: BTreeMap<String, Vec<String>>,
    near: Near,
    script: BTreeMap<String, ScriptDef>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Near {
    groups: Vec<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptDef {
    ranges: Vec<String>,
    only: Option<String>,
    weight: Option<f32>,
}

fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("identify.toml")).unwrap_or_default());
    &TABLE
}

/// First and last character of every range, with the script's code, sorted.
fn ranges() -> &'static [(u32, u32, &'static str)] {
    static RANGES: LazyLock<Vec<(u32, u32, &'static str)>> = LazyLock::new(|| {
        let parse = |hex: &str| u32::from_str_radix(hex, 16).ok();
        let mut all: Vec<_> = table()
            .script
            .iter()
            .flat_map(|(code, def)| def.ranges.iter().map(move |r| (code.as_str(), r)))
            .filter_map(|(code, r)| r.split_once('-').and_then(|(a, b)| Some((parse(a)?, parse(b)?, code))))
            .collect();
        all.sort_unstable();
        all
    });
    &RANGES
}

/// ISO 15924 code of the script of a letter; none for what is no letter or of a rare script.
pub(crate) fn script_of(c: char) -> Option<&'static str> {
    let code = u32::from(c);
    let ranges = ranges();
    let after = ranges.partition_point(|(first, ..)| *first <= code);
    let (_, last, script) = ranges.get(after.checked_sub(1)?)?;
    (code <= *last).then_some(*script)
}

/// Identifies the language of `text`, given what was declared of it (by the user, or by the page).
///
/// A script that one language alone uses decides. Otherwise a declaration wins unless a long text speaks clearly against
/// it or is in a script in which the declared language is not written; without one, the letters and trigrams of the
/// text decide ([whatlang](https://docs.rs/whatlang)). The confidence is calibrated on news sentences. The work is
/// bounded: of a long text some 4,000 bytes are looked at.
///
/// ```
/// use newsalign::lang::{Evidence, identify};
///
/// let found = identify("부산항은 화요일까지 닫혀 있었다.", Some("en"));
/// assert_eq!((found.tag.as_str(), found.evidence), ("ko", Evidence::Script));
/// assert_eq!(identify("Porto reabre", Some("pt-BR")).tag, "pt-BR");
/// ```
pub fn identify(text: &str, declared: Option<&str>) -> Identified {
    let sample = sample(text);
    let scripts = Scripts::count(&sample);
    let declared = declared.and_then(canonical);
    let found = detect(&sample, &scripts);
    let Some(tag) = declared else {
        return found;
    };
    let base = base(&tag).to_owned();
    if base == found.tag {
        return Identified { tag, confidence: found.confidence.max(0.98), evidence: found.evidence_or_declared() };
    }
    if scripts.rule_out(&base) {
        return Identified { confidence: found.confidence.min(0.95), ..found };
    }
    let clear = scripts.letters >= LONG && found.confidence >= 0.9 && found.evidence == Evidence::Text;
    if clear && !near(&base, &found.tag) {
        return Identified { confidence: found.confidence * 0.9, ..found };
    }
    let doubt = if near(&base, &found.tag) { 0.1 } else { 0.4 * found.confidence };
    Identified { tag, confidence: 0.95 - doubt, evidence: Evidence::Declared }
}

impl Identified {
    fn evidence_or_declared(&self) -> Evidence {
        if self.evidence == Evidence::Script { Evidence::Script } else { Evidence::Declared }
    }
}

/// Windows of the text, addresses left out: they are English everywhere.
fn sample(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(SAMPLE) + WINDOWS);
    let width = SAMPLE / WINDOWS;
    let windows = if text.len() <= SAMPLE { 1 } else { WINDOWS };
    let width = if windows == 1 { text.len() } else { width };
    let stride = text.len().saturating_sub(width) / windows.saturating_sub(1).max(1);
    for window in 0..windows {
        let start = boundary(text, window * stride);
        let end = boundary(text, start + width);
        for word in text.get(start..end).unwrap_or("").split_whitespace() {
            if !word.contains("://") && !word.contains('@') && !word.starts_with("www.") {
                out.push_str(word);
                out.push(' ');
            }
        }
    }
    out
}

fn boundary(text: &str, at: usize) -> usize {
    (at.min(text.len())..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

/// A declared tag as BCP 47 writes it (`pt_br` → `pt-BR`, `por` → `pt`, `iw` → `he`); none if it is no tag.
fn canonical(declared: &str) -> Option<String> {
    let mut parts = declared.trim().split(['-', '_']);
    let first = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&first.len())
        || !first.bytes().all(|b| b.is_ascii_lowercase())
        || first == "und"
        || first == "mul"
    {
        return None;
    }
    let table = table();
    let known = table.language.get(&first).and_then(|names| names.first());
    let mut tag = table.alias.get(&first).or(known).cloned().unwrap_or(first);
    for part in parts.take(3).filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric())) {
        tag.push('-');
        if part.len() == 2 {
            tag.push_str(&part.to_ascii_uppercase());
        } else if part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()) {
            tag.extend(part.chars().take(1).map(|c| c.to_ascii_uppercase()));
            tag.extend(part.chars().skip(1).map(|c| c.to_ascii_lowercase()));
        } else {
            tag.push_str(&part.to_ascii_lowercase());
        }
    }
    Some(tag)
}

fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn near(a: &str, b: &str) -> bool {
    table().near.groups.iter().any(|group| group.iter().any(|l| l == a) && group.iter().any(|l| l == b))
}

/// Letters of a text by script.
struct Scripts {
    counts: BTreeMap<&'static str, f32>,
    letters: f32,
}

impl Scripts {
    fn count(text: &str) -> Self {
        let mut counts: BTreeMap<&'static str, f32> = BTreeMap::new();
        for script in text.chars().filter_map(script_of) {
            *counts.entry(script).or_default() += 1.0;
        }
        for (script, count) in &mut counts {
            *count *= table().script.get(*script).and_then(|def| def.weight).unwrap_or(1.0);
        }
        let letters = counts.values().sum();
        Scripts { counts, letters }
    }

    fn share(&self, script: &str) -> f32 {
        if self.letters > 0.0 { self.counts.get(script).copied().unwrap_or(0.0) / self.letters } else { 0.0 }
    }

    /// The script of most letters; kana among Han make a text Japanese.
    fn main(&self) -> Option<(&'static str, f32)> {
        let (mut script, count) = self.counts.iter().map(|(s, c)| (*s, *c)).max_by(|a, b| a.1.total_cmp(&b.1))?;
        let kana = self.share("Kana");
        if script == "Hani" && kana > 0.08 * (kana + self.share("Hani")) {
            script = "Kana";
        }
        Some((script, count / self.letters))
    }

    /// Whether hardly a letter of the text is of a script in which the language `tag` is written.
    fn rule_out(&self, tag: &str) -> bool {
        let Some(written) = table().language.values().find(|names| names.first().is_some_and(|n| n == tag)) else {
            return false;
        };
        let share: f32 = written.iter().skip(1).map(|script| self.share(script)).sum();
        self.letters >= 8.0 && share < FOREIGN
    }
}

/// What the text alone says.
fn detect(sample: &str, scripts: &Scripts) -> Identified {
    let Some((script, share)) = scripts.main() else {
        return Identified { tag: "und".to_owned(), ..Identified::default() };
    };
    if let Some(only) = table().script.get(script).and_then(|def| def.only.clone()) {
        let sure = (scripts.letters / (scripts.letters + 2.0)).min(0.99);
        return Identified { tag: only, confidence: sure * (0.5 + 0.5 * share), evidence: Evidence::Script };
    }
    let Some(info) = whatlang::detect(sample) else {
        return Identified { tag: "und".to_owned(), ..Identified::default() };
    };
    let code = info.lang().code();
    let tag = table().language.get(code).and_then(|names| names.first()).map_or(code, String::as_str);
    let confidence = calibrated(info.confidence() as f32, scripts.letters);
    Identified { tag: tag.to_owned(), confidence, evidence: Evidence::Text }
}

/// Share of right answers at a confidence of the detector and a length in letters, set by hand and checked on news sentences whole and
/// cut to 20 and 50 characters.
fn calibrated(raw: f32, letters: f32) -> f32 {
    let odds = -2.2 + 2.6 * raw + 0.55 * letters.max(1.0).ln();
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const PORTUGUESE: &str = "A prefeitura de Vila Serena anunciou na quinta-feira que a ponte sobre o rio Mirante ficará fechada \
        até o fim de outubro. Segundo a engenheira Lúcia Prado, as fissuras foram encontradas durante uma inspeção de rotina, e o \
        desvio acrescenta vinte minutos ao trajeto dos moradores.";

    #[test]
    fn a_long_text_overrules_a_wrong_declaration() {
        let found = identify(PORTUGUESE, Some("en"));
        assert_eq!((found.tag.as_str(), found.evidence), ("pt", Evidence::Text));
        assert!(found.confidence > 0.8);
    }

    #[test]
    fn a_short_text_leans_on_the_declaration() {
        let found = identify("Gol no fim", Some("gl"));
        assert_eq!((found.tag.as_str(), found.evidence), ("gl", Evidence::Declared));
        assert_eq!(identify("Mirante", Some("de_at")).tag, "de-AT");
    }

    #[test]
    fn close_languages_stay_as_declared() {
        assert_eq!(identify(PORTUGUESE, Some("gl")).tag, "gl");
        assert_eq!(identify(PORTUGUESE, Some("pt-PT")).tag, "pt-PT");
    }

    #[test]
    fn scripts_decide() {
        for (text, tag) in [
            ("부산의 새 항구가 월요일에 문을 열었다.", "ko"),
            ("東京の新しい橋が月曜日に開通した。", "ja"),
            ("新港口于周一开放。", "zh"),
            ("สะพานใหม่เปิดเมื่อวันจันทร์", "th"),
            ("Το λιμάνι άνοιξε τη Δευτέρα.", "el"),
            ("הנמל נפתח ביום שני.", "he"),
        ] {
            assert_eq!(identify(text, None).tag, tag, "{text}");
            assert_eq!(identify(text, Some("en")).tag, tag, "{text}");
        }
    }

    #[test]
    fn declarations_are_made_canonical() {
        assert_eq!(identify("", Some("iw")).tag, "he");
        assert_eq!(identify("", Some("zh_hant_tw")).tag, "zh-Hant-TW");
        assert_eq!(identify("", Some("por")).tag, "pt");
        assert_eq!(identify("", Some("???")).tag, "und");
        assert_eq!(
            identify("12:30", None),
            Identified { tag: "und".into(), confidence: 0.0, evidence: Evidence::None }
        );
    }

    #[test]
    fn the_table_is_read() {
        assert!(table().language.len() > 80);
        assert_eq!(script_of('я'), Some("Cyrl"));
        assert_eq!(script_of('7'), None);
    }

    proptest! {
        #[test]
        fn never_fails(text in "\\PC{0,300}", declared in proptest::option::of("[a-z_-]{0,12}")) {
            let found = identify(&text, declared.as_deref());
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            prop_assert!(!found.tag.is_empty());
        }
    }
}
