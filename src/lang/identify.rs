//! One function that says which language a text is in, from several kinds of evidence.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::close;
use super::script::Scripts;
use super::table::{Share, Sum, table as trained};
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

/// Confidence below which an answer is hardly more than a guess.
pub const UNSURE: f32 = 0.6;
/// At most this many bytes are looked at, in windows spread over the text.
const SAMPLE: usize = 4_000;
const WINDOWS: usize = 8;
/// Letters from which the words of a text may outweigh a declaration.
const LONG: f32 = 160.0;
/// Languages named for one text at most.
const RIVALS: usize = 3;
/// Of [`calibrated`].
const SLOPE: f32 = 0.8;

/// Contents of `identify.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    alias: BTreeMap<String, String>,
    pub(super) language: BTreeMap<String, Vec<String>>,
    /// What the classes of the trained table are called where it is not their own name.
    class: BTreeMap<String, String>,
    near: Near,
    /// Odds of a language before a letter is read, written out, and the languages that have them.
    rare: BTreeMap<String, Vec<String>>,
    signs: BTreeMap<String, Signs>,
    pub(super) script: BTreeMap<String, ScriptDef>,
}

/// Letters that only one language has among those that share its script.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signs {
    /// The class of the table that texts of this language fall into.
    of: String,
    letters: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Near {
    groups: Vec<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptDef {
    pub(super) ranges: Vec<String>,
    pub(super) only: Option<String>,
    pub(super) weight: Option<f32>,
}

impl Table {
    /// How likely the language `tag` is before a letter is read, beside the others.
    pub(super) fn odds(&self, tag: &str) -> f32 {
        let found = self.rare.iter().find(|(_, tags)| tags.iter().any(|t| t == tag));
        found.and_then(|(odds, _)| odds.parse().ok()).unwrap_or(1.0)
    }
}

pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("identify.toml")).unwrap_or_default());
    &TABLE
}

/// Identifies the language of `text`, given what was declared of it (by the user, or by the page).
///
/// A script that one language alone uses decides. Otherwise a declaration wins unless a long text speaks clearly against
/// it or is in a script in which the declared language is not written; without one, the n-grams and words of the text
/// decide, by a trained table of 84 languages. The confidence is calibrated on news sentences: below [`UNSURE`] take the
/// answer for a guess, and see [`candidates`] for what else it may be. Chinese in traditional characters is `zh-Hant`, in
/// simplified ones `zh`. The work is bounded: of a long text some 4,000 bytes are looked at.
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
    reconcile(detect(&sample, &scripts), &scripts, declared)
}

/// Weighs what a text says against what was declared of it.
fn reconcile(found: Identified, scripts: &Scripts, declared: Option<&str>) -> Identified {
    let Some(tag) = declared.and_then(canonical) else {
        return found;
    };
    let base = base(&tag).to_owned();
    if base == self::base(&found.tag) {
        return Identified { tag, confidence: found.confidence.max(0.98), evidence: found.evidence_or_declared() };
    }
    if scripts.rule_out(&base) {
        return Identified { confidence: found.confidence.min(0.95), ..found };
    }
    let clear = scripts.letters >= LONG && found.confidence >= 0.9 && found.evidence == Evidence::Text;
    if clear && !near(&base, self::base(&found.tag)) {
        return Identified { confidence: found.confidence * 0.9, ..found };
    }
    let doubt = if near(&base, self::base(&found.tag)) { 0.1 } else { 0.4 * found.confidence };
    Identified { tag, confidence: 0.95 - doubt, evidence: Evidence::Declared }
}

/// The languages that `text` may be in, likeliest first, at most three, as far as the text alone tells.
///
/// ```
/// let found = newsalign::lang::candidates("A câmara aprovou a lei com 12 votos contra.");
/// assert_eq!(found[0].tag, "pt");
/// assert!(found.len() <= 3 && found.windows(2).all(|two| two[0].confidence >= two[1].confidence));
/// ```
pub fn candidates(text: &str) -> Vec<Identified> {
    let sample = sample(text);
    judge(&sample, &Scripts::count(&sample), |script| alone(&sample, script))
}

/// The variety of its language that a text is written in, where its words tell: Portuguese of Brazil or of Portugal, Chinese in
/// simplified or traditional characters. `tag` is the language, of which the first part counts; none where nothing tells.
/// The confidence is that of the variety alone. [`identify`] names Chinese in traditional characters by itself, and
/// Portuguese by its language alone: much of it is written alike.
///
/// ```
/// use newsalign::lang::variety;
///
/// let found = variety("A equipa chegou de autocarro e o golo foi um facto.", "pt").unwrap();
/// assert_eq!(found.tag, "pt-PT");
/// assert_eq!(variety("A ponte fechou na segunda-feira.", "pt"), None);
/// assert_eq!(variety("大橋週一關閉，市長說。", "zh").unwrap().tag, "zh-Hant");
/// ```
pub fn variety(text: &str, tag: &str) -> Option<Identified> {
    let (sample, base) = (sample(text), base(tag));
    let of = |class: &Share| class.tag.split_once('-').is_some_and(|(of, _)| of == base);
    let found = close::variety(&sample, base).or_else(|| {
        let trained = trained();
        let scripts = Scripts::count(&sample);
        let shares = trained.shares(&trained.sum(&sample), scripts.main()?.0);
        let total: f32 = shares.iter().filter(|s| of(s)).map(|s| s.share).sum();
        let best = shares.into_iter().filter(of).max_by(|a, b| a.share.total_cmp(&b.share))?;
        let share = calibrated(best.share / total);
        (share > UNSURE).then_some((best.tag, share))
    });
    found.map(|(tag, confidence)| Identified { tag: tag.to_owned(), confidence, evidence: Evidence::Text })
}

/// The language of each part of a document, such as its blocks: a part that tells little is taken for what the document
/// is in, one that speaks clearly for another language keeps it. `declared` as for [`identify`].
///
/// ```
/// let parts = ["Brua vart stengd i går fordi det var sprekker i ei av søylene, sa ordføraren til avisa.", "Stengd bru", "東京で橋が閉鎖"];
/// let found: Vec<_> = newsalign::lang::identify_parts(&parts, None).into_iter().map(|f| f.tag).collect();
/// assert_eq!(found, ["nn", "nn", "ja"]);
/// ```
pub fn identify_parts<T: AsRef<str>>(parts: &[T], declared: Option<&str>) -> Vec<Identified> {
    let samples: Vec<Cow<'_, str>> = parts.iter().map(|part| sample(part.as_ref())).collect();
    let scripts: Vec<Scripts> = samples.iter().map(|sample| Scripts::count(sample)).collect();
    let trained = trained();
    // A script of one language needs no more than itself.
    let sums: Vec<Option<(&'static str, Sum)>> = samples
        .iter()
        .zip(&scripts)
        .map(|(sample, scripts)| {
            let script = scripts.main().map(|(script, _)| script).filter(|script| scripts.only(script).is_none())?;
            Some((script, trained.sum(sample)))
        })
        .collect();
    let mut whole: BTreeMap<&'static str, Sum> = BTreeMap::new();
    for (script, sum) in sums.iter().flatten() {
        whole.entry(script).or_default().add(sum);
    }
    let around: BTreeMap<_, _> = whole.iter().map(|(script, sum)| (*script, trained.shares(sum, script))).collect();
    let judged = samples.iter().zip(&scripts).zip(&sums).map(|((sample, scripts), sum)| {
        let own = |script: &str| {
            let mut shares = sum.as_ref().map(|(_, sum)| trained.shares(sum, script)).unwrap_or_default();
            close::weigh(sample, &mut shares);
            weigh(&mut shares, around.get(script).map(Vec::as_slice).unwrap_or_default());
            shares
        };
        let found = judge(sample, scripts, own).into_iter().next().unwrap_or_else(unknown);
        reconcile(found, scripts, declared)
    });
    judged.collect()
}

impl Identified {
    /// Whether the answer is hardly more than a guess.
    pub fn unsure(&self) -> bool {
        self.confidence < UNSURE
    }

    fn evidence_or_declared(&self) -> Evidence {
        if self.evidence == Evidence::Script { Evidence::Script } else { Evidence::Declared }
    }
}

/// The text, or windows of a long one; addresses are left out, they are English everywhere.
fn sample(text: &str) -> Cow<'_, str> {
    let short = text.len() <= SAMPLE;
    if short && !text.contains('@') && !text.contains("://") && !text.contains("www.") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(SAMPLE) + WINDOWS);
    let (windows, width) = if short { (1, text.len()) } else { (WINDOWS, SAMPLE / WINDOWS) };
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
    Cow::Owned(out)
}

/// The first boundary of characters from `at` on.
pub(super) fn boundary(text: &str, at: usize) -> usize {
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

/// Whether two tags are of one language, or of languages so close that letters and words may not tell them apart.
pub(crate) fn are_near(a: &str, b: &str) -> bool {
    base(a) == base(b) || near(base(a), base(b))
}

fn near(a: &str, b: &str) -> bool {
    table().near.groups.iter().any(|group| group.iter().any(|l| l == a) && group.iter().any(|l| l == b))
}

/// What the text alone says.
fn detect(sample: &str, scripts: &Scripts) -> Identified {
    judge(sample, scripts, |script| alone(sample, script)).into_iter().next().unwrap_or_else(unknown)
}

fn unknown() -> Identified {
    Identified { tag: "und".to_owned(), ..Identified::default() }
}

/// The shares of the languages of `script` for a text that stands alone.
fn alone(sample: &str, script: &str) -> Vec<Share> {
    let mut shares = trained().read(sample, script, close::has);
    close::weigh(sample, &mut shares);
    shares
}

/// The languages that a text may be in, likeliest first. `shares` gives those of a script's languages, where several are
/// written in it.
fn judge(sample: &str, scripts: &Scripts, shares: impl FnOnce(&str) -> Vec<Share>) -> Vec<Identified> {
    let Some((script, share)) = scripts.main() else {
        return Vec::new();
    };
    if let Some(only) = scripts.only(script) {
        let sure = (scripts.letters / (scripts.letters + 2.0)).min(0.99);
        return vec![Identified {
            tag: only.to_owned(),
            confidence: sure * (0.5 + 0.5 * share),
            evidence: Evidence::Script,
        }];
    }
    let mut shares = shares(script);
    let signed = signed(sample, script);
    if shares.len() > RIVALS {
        shares.select_nth_unstable_by(RIVALS, |a, b| b.share.total_cmp(&a.share));
        shares.truncate(RIVALS);
    }
    shares.sort_unstable_by(|a, b| b.share.total_cmp(&a.share));
    let named = shares.iter().take(RIVALS).map(|one| {
        let tag = signed.filter(|(_, instead)| *instead == one.tag).map_or(one.tag, |(tag, _)| tag);
        let tag = table().class.get(tag).map_or(tag, String::as_str);
        Identified {
            tag: tag.to_owned(),
            confidence: calibrated(one.share) * (0.6 + 0.4 * share),
            evidence: Evidence::Text,
        }
    });
    named.collect()
}

/// Multiplies shares with those of the surroundings, a tenth of which is spread evenly. Both are of the same script, and so
/// in the same order.
fn weigh(shares: &mut [Share], around: &[Share]) {
    let even = 0.1 / shares.len().max(1) as f32;
    let mut total = 0.0;
    for (one, theirs) in shares.iter_mut().zip(around) {
        one.share *= 0.9 * theirs.share + even;
        total += one.share;
    }
    for one in shares.iter_mut() {
        one.share /= total.max(f32::MIN_POSITIVE);
    }
}

/// A language that signs of its own give away within another's script, and the table's class that it stands in for.
fn signed(sample: &str, script: &str) -> Option<(&'static str, &'static str)> {
    table().signs.iter().find_map(|(tag, signs)| {
        let first = signs.letters.chars().next()?;
        // Signs are looked for only where their script is.
        let far = sample.is_ascii() || script != super::script::script_of(first).unwrap_or_default();
        let found = if far { 0 } else { sample.chars().filter(|c| signs.letters.contains(*c)).count() };
        (found * 60 >= sample.chars().count().max(1) && found > 0).then_some((tag.as_str(), signs.of.as_str()))
    })
}

/// Share of right answers at a share that the table gives, fitted on news sentences whole and cut
/// to 20 and 50 characters.
fn calibrated(share: f32) -> f32 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    let odds = SLOPE * (share / (1.0 - share)).ln();
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
