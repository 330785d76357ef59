//! The shape of a language file. `_template.toml` explains every key to whoever adds a language.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Words by the value that they stand for; the key is a plain decimal or a fraction such as `2/3`.
pub type ByValue = BTreeMap<String, Vec<String>>;

/// What newsalign knows about one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lang {
    /// BCP 47 tag, also the file's name.
    pub tag: String,
    /// English name.
    pub name: String,
    /// ISO 15924 code of the script.
    pub script: String,
    /// Whether spaces stand between words.
    pub spaces: bool,
    /// Whether what is said of a noun stands before it, relative clauses too (Japanese, Turkish): figures then come in
    /// another order than in the other languages.
    #[serde(default)]
    pub head_final: bool,
    /// IANA zones in which most readers of the language live, the likeliest first.
    pub home_zones: Vec<String>,
    /// How paragraphs open that tell what an earlier version had wrong.
    #[serde(default)]
    pub correction: Vec<String>,
    /// Sentence boundaries.
    pub sentence: SentenceRules,
    /// Quotation marks.
    pub quote: Quotes,
    /// Numbers in digits and words.
    pub number: Numbers,
    /// How figures, ranks and bounds are said where nothing but the figure counts.
    #[serde(default)]
    pub figures: Figures,
    /// Hedges around figures.
    pub approx: Hedges,
    /// Percent and percentage points.
    pub percent: Percents,
    /// Words for currencies, by ISO 4217 code or by a family of `common.toml`.
    pub money: ByValue,
    /// Words for units, by their name in `common.toml`.
    pub unit: ByValue,
    /// Words for scales of temperature that stand before the figure (`摂氏40度`), by unit.
    #[serde(default)]
    pub unit_before: ByValue,
    /// Words for `second minute hour day week month quarter year decade century`.
    pub duration: ByValue,
    /// Words before a distance that make it a speed (`時速`).
    #[serde(default)]
    pub per_hour_before: Vec<String>,
    /// Words around ages.
    pub age: Around,
    /// Stems of words for what figures often count, by class (`person`, `goal`): they stand behind their figure, and tell two
    /// figures apart that have changed places.
    #[serde(default)]
    pub counted: ByValue,
    /// Scores and ranges.
    pub range: Ranges,
    /// Months, weekdays, relative days.
    pub date: Dates,
    /// Clock times and zones.
    pub time: Times,
    /// Names of people, places and organisations.
    pub name_rules: Names,
    /// Phrases of page furniture, by reason (the names of [`Reason`](crate::extract::Reason)).
    pub boilerplate: ByValue,
}

/// `[sentence]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentenceRules {
    /// After these a sentence never ends (`Dr.`, `z. B.`), written with their stop.
    pub abbreviations: Vec<String>,
    /// After these a sentence ends only if a capital follows (`etc.`, `U.S.`, `a.m.`).
    pub abbreviations_final: Vec<String>,
    /// Whether a number with a stop is an ordinal (`am 3. Mai`).
    pub ordinal_stop: bool,
    /// Verbs that open a reporting clause after a quotation that ends in `?` or `!`.
    pub reporting: Vec<String>,
}

/// `[quote]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotes {
    /// Opening and closing marks, the usual pair first.
    pub pairs: Vec<[String; 2]>,
}

/// How number words are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberSystem {
    /// Large before small: `two hundred thirty-four`.
    Additive,
    /// Units before tens: `vierunddreißig`.
    UnitsFirst,
    /// Groups of four digits: `3万5千`.
    Myriad,
}

/// `[number]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Decimal mark.
    pub decimal: char,
    /// Marks between groups of digits, the usual one first.
    pub group: Vec<char>,
    /// How number words are put together.
    pub system: NumberSystem,
    /// Tens that take 10 to 19 (`soixante-dix`): 60, 80.
    pub twenties: Vec<u32>,
    /// Words between the parts of a number (`and`, `et`, `und`).
    pub joiners: Vec<String>,
    /// Whether number words are written as one word (`fünfundzwanzig`).
    pub compounds: bool,
    /// Whether number words are also common syllables, so that they count only beside a measure.
    #[serde(default)]
    pub syllables: bool,
    /// Whether a lone digit behind a scale counts its tenths (`两万五` is 25,000).
    #[serde(default)]
    pub short_tail: bool,
    /// Words that make a figure negative (`minus`, `menos`).
    #[serde(default)]
    pub minus: Vec<String>,
    /// What stands between denominator and numerator (`分の`).
    #[serde(default)]
    pub over: Vec<String>,
    /// Number words that are also an article or a pronoun: a fact only next to a scale word, a unit or a currency.
    pub weak: Vec<String>,
    /// Cardinal words, by value.
    pub cardinal: ByValue,
    /// Shortened forms that only stand inside a compound, by value (`cent` in `centotto`, `et` in `ettusen`).
    #[serde(default)]
    pub elided: ByValue,
    /// Words that multiply what stands before them, by value (`hundred`, `million`, `dozen`).
    pub scale: ByValue,
    /// The same, abbreviated; read only right after digits (`8m`, `5 Mio.`).
    pub scale_abbr: ByValue,
    /// Ordinal words, by value.
    pub ordinal: ByValue,
    /// What makes an ordinal of digits (`3rd`, `3º`).
    pub ordinal_suffix: Vec<String>,
    /// The same before the digits (`第3`).
    pub ordinal_prefix: Vec<String>,
    /// Words for fractions, by value (`1/2`).
    pub fraction: ByValue,
}

/// `[figures]`: what the readers of single figures know beside the words that news prints.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Figures {
    /// Number words that are no figure when they stand alone (`a`).
    pub articles: Vec<String>,
    /// The decimal mark as a word (`point`, `virgule`, `点`).
    pub point: Vec<String>,
    /// Between numerator and denominator (`over`, `out of`).
    pub over: Vec<String>,
    /// Before a figure that it makes negative, beside `number.minus`.
    pub minus: Vec<String>,
    /// Between a base and its exponent, and behind the exponent (`の`, `乗`).
    pub power: Vec<[String; 2]>,
    /// Between a whole and its fraction, beside `number.joiners` (`con`, `と`).
    pub mixed: Vec<String>,
    /// Whether a joiner before the numerator parts the whole from the fraction (`twenty and three fifths`).
    pub joiner_parts: bool,
    /// Inside a figure, before its scale (`几` in `十几万`).
    pub inside: Vec<String>,
    /// Whether ordinals are denominators too (`trois cinquième`).
    pub ordinal_parts: bool,
    /// Endings that ordinals take as denominators (`three fifths`).
    pub part_endings: Vec<String>,
    /// Behind a number that they make a denominator (`avos`).
    pub part_after: Vec<String>,
    /// Denominators, by value.
    pub part: ByValue,
    /// Number words beside `number.cardinal` (`壹`).
    pub cardinal: ByValue,
    /// Scale words beside `number.scale` (`dozens`).
    pub scale: ByValue,
    /// Ordinals beside `number.ordinal` that longer ones are made of (`tricentésimo`, `-tausendste`).
    pub ordinal: ByValue,
    /// Endings that make an ordinal of any number word (`番目`, `번째`).
    pub ordinal_after: Vec<String>,
    /// Ranks counted from the end or from here: `end-1` = `penultimate`, `current+1` = `next`.
    pub relative: ByValue,
    /// Words of bounds before the figure, by `>`, `>=`, `<`, `<=`, `=` (`more than`).
    pub bound: ByValue,
    /// The same behind the figure (`or more`).
    pub bound_after: ByValue,
    /// Between a word of a bound and the figure, which then belongs to the bound (`or equal to`).
    pub or_equal: Vec<String>,
    /// The same behind a word of a bound that stands behind its figure.
    pub or_equal_after: Vec<String>,
    /// Between two bounds of one interval (`and`).
    pub both: Vec<String>,
    /// Words before the first figure of an interval, and between the two, beside `range.pairs`.
    pub pairs: Vec<[String; 2]>,
    /// Behind the second figure of an interval (`の間`).
    pub between_after: Vec<String>,
    /// Counters and particles behind a figure (`개`, `은`).
    pub counter: Vec<String>,
    /// Whether a fraction of hundreds is a percentage (`百分之二`, `千分之二`).
    pub over_percent: bool,
    /// Words for percent beside `percent.words`.
    pub percent: Vec<String>,
    /// The same before the figure (`percent of`).
    pub percent_before: Vec<String>,
    /// Words for tenths of the whole beside `percent.tenths` (`折`).
    pub tenths: Vec<String>,
    /// Words for currencies beside `money`.
    pub money: ByValue,
    /// Words for parts of any currency, by their share (`0.1` = `角`).
    pub share: ByValue,
    /// Words for units beside `unit`.
    pub unit: ByValue,
    /// Words around ages beside `age.after`.
    pub age_after: Vec<String>,
}

/// `[approx]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hedges {
    /// "about", before the figure.
    pub about: Vec<String>,
    /// "more than", before the figure.
    pub more: Vec<String>,
    /// "less than", before the figure.
    pub less: Vec<String>,
    /// "or so", after the figure.
    pub about_after: Vec<String>,
    /// "or more", after the figure.
    pub more_after: Vec<String>,
    /// "or less", after the figure.
    pub less_after: Vec<String>,
    /// "before", before a date or a time.
    #[serde(default)]
    pub earlier: Vec<String>,
    /// "after", before a date or a time.
    #[serde(default)]
    pub later: Vec<String>,
    /// "before", behind a date or a time.
    #[serde(default)]
    pub earlier_after: Vec<String>,
    /// "after", behind a date or a time.
    #[serde(default)]
    pub later_after: Vec<String>,
    /// Stems of words for a rise (`increas`, `rose`), looked for at the start of words.
    #[serde(default)]
    pub up: Vec<String>,
    /// The same for a fall.
    #[serde(default)]
    pub down: Vec<String>,
}

/// `[percent]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Percents {
    /// Words for percent.
    pub words: Vec<String>,
    /// Words for percentage points.
    pub points: Vec<String>,
    /// Words for tenths of the whole (`割`).
    #[serde(default)]
    pub tenths: Vec<String>,
}

/// Words before and after a figure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Around {
    /// Before the figure.
    pub before: Vec<String>,
    /// After the figure.
    pub after: Vec<String>,
    /// Number words as they stand in one word with one of `after`, by value: `dwudziesto` in `dwudziestoletni`.
    #[serde(default)]
    pub stems: ByValue,
}

/// `[range]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    /// Opening and middle word of a range (`from … to`, `between … and`).
    pub pairs: Vec<[String; 2]>,
    /// Words between two figures that make a range by themselves (`to`, `bis`).
    pub joiners: Vec<String>,
    /// Words between the two sides of a score (`3 a 1`).
    pub score: Vec<String>,
    /// Words beside a score that is told from the side that has less (`1-0 defeat`, `0:1-Niederlage`).
    #[serde(default)]
    pub behind: Vec<String>,
    /// Words with such a stem in them that say the opposite (`無敗`, `yenilgisiz`).
    #[serde(default)]
    pub unbeaten: Vec<String>,
}

/// Order of day, month and year in numeric dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 31/12/2024
    Dmy,
    /// 12/31/2024
    Mdy,
    /// 2024/12/31
    Ymd,
}

/// `[date]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Order of numeric dates.
    pub order: DateOrder,
    /// Words between the parts of a date (`of`, `de`).
    pub of: Vec<String>,
    /// Mark after a year in digits (`年`).
    pub year_mark: Vec<String>,
    /// Mark after a month in digits (`月`).
    pub month_mark: Vec<String>,
    /// Mark after a day in digits (`日`).
    pub day_mark: Vec<String>,
    /// Words before a bare year that make it certain (`in`, `seit`).
    pub year_before: Vec<String>,
    /// Words before a decade (`anos 80`).
    pub decade_before: Vec<String>,
    /// Endings of a decade (`1980s`, `80er`).
    pub decade_after: Vec<String>,
    /// Decades in words, by their tens: `80` = `eighties`, `jaren tachtig`.
    #[serde(default)]
    pub decade: ByValue,
    /// Words before a decade that say its century, the twentieth (`20世纪`).
    #[serde(default)]
    pub century_before: Vec<String>,
    /// The same behind it (`ubiegłego wieku`).
    #[serde(default)]
    pub century_after: Vec<String>,
    /// Month names that are also other words (`may`, `march`): a month only beside a day or a year. Symbols of units that
    /// are also words (`in`, Italian `ha`) count only right behind their digits.
    pub homographs: Vec<String>,
    /// Whether names of months and weekdays begin with a capital.
    pub capitals: bool,
    /// Names of months, by number.
    pub month: ByValue,
    /// Names of weekdays, Monday = 1.
    pub weekday: ByValue,
    /// Relative days, by distance: `0` today, `-1` yesterday.
    pub relative: ByValue,
    /// What says beside a date that it is the day of a change ("updated", "last modified").
    #[serde(default)]
    pub changed: Vec<String>,
}

/// `[time]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// First half of the day, before or after the figure (`a.m.`, `da manhã`, `午前`).
    pub am: Vec<String>,
    /// Second half of the day (`p.m.`, `da tarde`, `午後`).
    pub pm: Vec<String>,
    /// The night: evening for 6 to 11, after midnight for 12 to 5.
    pub night: Vec<String>,
    /// Letters between hour and minute (`17h42`, `9時30分`).
    pub hour_mark: Vec<String>,
    /// Mark after the minutes (`分`, `min`).
    pub minute_mark: Vec<String>,
    /// Words after a time of day (`Uhr`, `o'clock`, `heures`).
    pub hour_word: Vec<String>,
    /// Whether such a word may also count hours (`17 horas`); then a time needs a word of `at` before it.
    pub hour_word_counts: bool,
    /// Whether a clock time without a word for the half of the day may mean either half, as where people count to twelve.
    #[serde(default)]
    pub twelve: bool,
    /// Words before a time of day (`at`, `às`, `um`, `kl.`).
    pub at: Vec<String>,
    /// Whether minutes may follow a stop (`17.42`) where a word tells that it is a time.
    pub dot: bool,
    /// Words for points of the day, by `HH:MM`.
    pub point: ByValue,
    /// Names of hours that are not their numbers, by hour: `5` = "الخامسة". A word of `at` stands before one, or one of
    /// `hour_told` behind it.
    #[serde(default)]
    pub hour: ByValue,
    /// Words behind the name of an hour that tell that it is one.
    #[serde(default)]
    pub hour_told: Vec<String>,
    /// Minutes added after the hour, by minutes: `30` = "e meia".
    pub past: ByValue,
    /// Minutes taken or added before the hour, by minutes: `-30` = "halb", `15` = "quarter past".
    pub before: ByValue,
    /// "local time".
    pub local: Vec<String>,
    /// Words for zones, by IANA name.
    pub zone: ByValue,
}

/// `[name_rules]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Whether all nouns begin with a capital, so that a capital tells little.
    pub nouns_capitalised: bool,
    /// Small words inside names (`de`, `von`).
    pub particles: Vec<String>,
    /// Capitalised words that are no names (titles, days, nationalities are told by their lists).
    pub not_names: Vec<String>,
    /// Endings that inflection puts on names.
    pub endings: Vec<String>,
}
