//! What is known of a candidate before it is judged: one struct of named figures for the line itself, one for its
//! surroundings. The trees in `forest.txt` ask for them by name.

use super::dates::Stamp;
use super::html::Markup;
use super::phrases::{Cue, Phrases, Tokens, ratio};
use super::sense::Small;
use super::shape::{self, Counts};
use super::{Candidate, Reason, Role};
use crate::text::{is_letter, is_stop};

/// Defines a struct of figures that can be laid out as a row for the trees.
macro_rules! figures {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub(crate) struct $name { $($(#[$field_doc])* pub $field: f32),* }

        impl $name {
            /// The names, in the order of the definition.
            pub(crate) const NAMES: &[&str] = &[$(stringify!($field)),*];

            /// Adds the values to a row, in the order of the names.
            pub(crate) fn push(&self, row: &mut Vec<f32>) {
                row.extend_from_slice(&[$(self.$field),*]);
            }
        }
    };
}
pub(crate) use figures;

figures! {
    /// The line itself. Most values lie between 0 and 1.
    Line {
        /// Always 1.
        bias,
        /// At most two words; three to five; and so on. A character of a script without spaces is half a word.
        words_1_2, words_3_5, words_6_10, words_11_20, words_21_40, words_41_80, words_81,
        /// Ends like a sentence, in lines of at most five words, of six to twelve, and longer.
        stop_short, stop_middle, stop_long,
        /// Ends in a colon; in a comma or semicolon; in an ellipsis.
        ends_colon, ends_comma, ends_dots,
        /// Has a full sentence before its last one.
        sentences,
        /// Begins with a quotation mark.
        quote,
        /// Begins with a small letter.
        starts_small,
        /// Share of words with a capital, in lines of two words and more without a stop.
        title_case,
        /// Share of words wholly in capitals.
        capitals,
        /// Has small words of four letters or more: running text rather than a list of names.
        running,
        /// Share of digits.
        digits,
        /// Begins with a digit.
        starts_digit,
        /// Density of marks that part menu entries.
        separators,
        /// Commas for its words, without a stop.
        commas,
        /// "Word: something", without a stop at the end.
        label,
        /// Address of the web or of mail.
        address,
        /// The sign of copyright.
        rights,
        /// Ends in "Name / Agency".
        credit_tail,
        /// Only a person's name; a name behind a short word or before a date.
        name, byline,
        /// Without a stop: holds a full date; is mostly a time. In any line: share of the line that dates and times fill,
        /// from two fifths on.
        date, time, date_cover,
        /// No letters at all.
        no_letters,
        /// A phrase of furniture fills the line.
        cue_whole,
        /// Begins with one, by how short the line is.
        cue_start,
        /// Begins with one and a colon.
        cue_label,
        /// Ends with one, by how short the line is.
        cue_end,
        /// Holds one elsewhere, by how short the line is.
        cue_inside,
        /// Share of the letters that phrases cover.
        cue_cover,
        /// Holds phrases of two reasons or more, by how short the line is.
        cue_many,
        /// Begins with a phrase or is one, has no stop, and is short.
        cue_open,
        /// A phrase of credits stands behind the last sentence or in brackets at the end; one that asks the reader to
        /// sign up behind a sentence, in a line that ends without a stop.
        cue_tail,
        /// Share of the letters under phrases that sign or date something; that lead to other texts; that ask for something.
        cue_meta, cue_leads, cue_asks,
        /// The same line stood in the document before or stands there again; stood there before.
        repeated, again,
        /// Share of the site's other documents that have the line.
        site,
        /// Share of them that have a short line like it but for its figures; one that opens with the same two words.
        site_alike, site_opens,
        /// The format says: item, heading, quotation.
        item, heading, quotation,
        /// Words, up to 300; letters and signs a word; share of cased words that begin small; share of signs.
        words, word_length, small_share, signs,
        /// In a plain text: on which side of a plane in the encoder's space it lies, from -1 to 1 (`sense.rs`).
        sense,
    }
}

/// A candidate with all that is known of the line itself.
pub(crate) struct Known {
    pub counts: Counts,
    pub stamp: Stamp,
    pub cues: Vec<Cue>,
    pub tokens: Tokens,
    pub line: Line,
    /// Ends like a sentence.
    pub stops: bool,
    /// What the markup says; all 0 in plain text.
    pub markup: Markup,
    /// The furniture that names in the markup tell of, and the name.
    pub named: Option<(Reason, &'static str)>,
    /// Most documents of the site have the line.
    pub common: bool,
    /// What it means; empty in a page.
    pub vector: Small,
}

impl Known {
    /// Long and a sentence: surely running text, if it belongs to the article at all.
    pub(crate) fn is_prose(&self) -> bool {
        self.stops && self.counts.words() >= 10.0
    }

    /// The strongest phrase.
    pub(crate) fn best_cue(&self) -> Option<&Cue> {
        let rank = |cue: &Cue| cue.cover * 2.0 + f32::from(u8::from(cue.start == 0)) + f32::from(u8::from(cue.label));
        self.cues.iter().max_by(|a, b| rank(a).total_cmp(&rank(b)))
    }
}

/// 1 up to `low` words, 0 from `high` on.
fn shortness(words: f32, low: f32, high: f32) -> f32 {
    ((high - words) / (high - low)).clamp(0.0, 1.0)
}

fn flag(on: bool) -> f32 {
    f32::from(u8::from(on))
}

/// What is known of the language of a document.
pub(crate) struct Language<'t> {
    tag: &'t str,
    phrases: Option<&'static Phrases>,
    /// Nouns have capitals in it, so that capitals say less.
    nouns: bool,
}

impl<'t> Language<'t> {
    /// Of the language `tag`, as far as that is known.
    pub(crate) fn of(tag: &'t str) -> Self {
        let nouns = crate::lang::lang(tag).is_some_and(|l| l.name_rules.nouns_capitalised);
        Language { tag, phrases: Phrases::of(tag), nouns }
    }
}

/// Measures one candidate of a document in a language.
pub(crate) fn measure(candidate: &mut Candidate, language: &Language<'_>) -> Known {
    let tokens = candidate.tokens.take();
    let text = candidate.text.as_str();
    let tokens = tokens.unwrap_or_else(|| Tokens::new(text));
    let counts = candidate.counts.unwrap_or_else(|| Counts::of(text));
    let cues = language.phrases.map(|phrases| phrases.cues(&tokens)).unwrap_or_default();
    let stamp = super::dates::stamp(&tokens, language.tag);
    let stops = shape::ends_sentence(text) && !shape::trails_off(text);
    let mut line = Line { bias: 1.0, ..Line::default() };
    lengths(&mut line, &counts, stops);
    shapes(&mut line, text, &counts, Told { stops, nouns: language.nouns, dated: stamp.date.is_some() });
    cue_figures(&mut line, &cues, &tokens, text, &counts);
    line.date = flag(stamp.date.is_some() && !stops);
    line.time = flag(stamp.date.is_none() && stamp.cover > 0.4 && !stops);
    line.date_cover = ((stamp.cover - 0.4) / 0.6).max(0.0);
    line.item = flag(candidate.hint == Some(Role::Item));
    line.heading = flag(matches!(candidate.hint, Some(Role::Headline | Role::Subhead)));
    line.quotation = flag(candidate.hint == Some(Role::Quotation));
    let around = candidate.around.as_deref();
    Known {
        counts,
        stamp,
        cues,
        tokens,
        line,
        stops,
        markup: around.map(|a| a.markup).unwrap_or_default(),
        named: around.and_then(|a| a.named),
        common: false,
        vector: Small::default(),
    }
}

fn lengths(line: &mut Line, counts: &Counts, stops: bool) {
    let words = counts.words();
    let slot = match words {
        w if w <= 2.0 => &mut line.words_1_2,
        w if w <= 5.5 => &mut line.words_3_5,
        w if w <= 10.5 => &mut line.words_6_10,
        w if w <= 20.5 => &mut line.words_11_20,
        w if w <= 40.5 => &mut line.words_21_40,
        w if w <= 80.5 => &mut line.words_41_80,
        _ => &mut line.words_81,
    };
    *slot = 1.0;
    line.stop_short = flag(stops && words <= 5.5);
    line.stop_middle = flag(stops && words > 5.5 && words <= 12.5);
    line.stop_long = flag(stops && words > 12.5);
}

/// What was told of a line before its shape is measured.
#[derive(Clone, Copy)]
struct Told {
    stops: bool,
    /// Nouns have capitals in its language, so that capitals say less.
    nouns: bool,
    dated: bool,
}

fn shapes(line: &mut Line, text: &str, counts: &Counts, told: Told) {
    let Told { stops, nouns, dated } = told;
    let words = counts.words();
    line.ends_colon = flag(text.ends_with([':', '：']));
    line.ends_comma = flag(text.ends_with([',', ';', '，', '、', '،', '；']));
    line.ends_dots = flag(shape::trails_off(text));
    line.sentences = flag(shape::inner_stops(text) > usize::from(stops));
    line.quote = flag(shape::opens_quote(text));
    line.starts_small = flag(text.chars().next().is_some_and(char::is_lowercase));
    if !stops && counts.cased >= 2 {
        let share = ratio(counts.capitals, counts.cased);
        line.title_case = if nouns { ((share - 0.6) / 0.4).max(0.0) } else { share };
    }
    line.capitals = ratio(counts.shouted, counts.cased.max(1));
    line.running = flag(counts.small >= 3);
    line.digits = ratio(counts.digits, counts.chars);
    line.starts_digit = flag(text.starts_with(char::is_numeric));
    line.separators = (counts.separators as f32 * 2.0 / words.max(1.0)).min(1.0);
    line.commas = if stops { 0.0 } else { (counts.commas as f32 * 2.0 / words.max(1.0)).min(1.0) };
    line.label = flag(!stops && shape::label(text).is_some());
    line.address = flag(shape::has_address(text));
    let sign = !text.is_ascii() && text.contains(['©', '®', '™']);
    line.rights = flag(sign || text.starts_with("(c)"));
    line.credit_tail = flag(!stops && shape::credit_tail(text));
    line.name = flag(shape::is_name(text));
    line.byline = flag(!stops && words <= 12.0 && shape::is_byline(text, dated));
    line.no_letters = flag(!text.chars().any(is_letter));
    line.words = words.min(300.0);
    line.word_length = (counts.chars as f32 / words.max(1.0)).min(40.0);
    line.small_share = ratio(counts.cased.saturating_sub(counts.capitals), counts.cased);
    line.signs = ratio(counts.signs, counts.chars);
}

fn cue_figures(line: &mut Line, cues: &[Cue], tokens: &Tokens, text: &str, counts: &Counts) {
    let words = counts.words();
    let short = shortness(words, 6.0, 30.0);
    let first = (0..tokens.len()).find(|i| tokens.is_word(*i)).unwrap_or(0);
    let last = (0..tokens.len()).rev().find(|i| tokens.is_word(*i)).unwrap_or(0);
    let mut covered = 0.0_f32;
    let mut end = 0;
    let raise = |slot: &mut f32, value: f32| *slot = slot.max(value);
    for cue in cues {
        if cue.start >= end {
            covered += cue.cover;
            end = cue.end;
        }
        // A common word at the start of a longer line ("Next …") says little.
        let sure = if cue.words > 1 { 1.0 } else { (cue.cover * 2.0).min(1.0).sqrt() };
        let part = short * sure;
        raise(
            match cue.reason {
                Reason::Credit | Reason::Byline | Reason::Dateline | Reason::Copyright | Reason::Source => {
                    &mut line.cue_meta
                }
                Reason::Related | Reason::Navigation | Reason::Tags => &mut line.cue_leads,
                _ => &mut line.cue_asks,
            },
            cue.cover,
        );
        let starts = cue.start <= first;
        let ends = cue.end > last;
        match (starts, ends) {
            _ if cue.cover > 0.85 => raise(&mut line.cue_whole, 1.0),
            (true, _) if cue.label => raise(&mut line.cue_label, shortness(words, 15.0, 60.0)),
            (true, _) => raise(&mut line.cue_start, part),
            (_, true) => raise(&mut line.cue_end, part),
            _ => raise(&mut line.cue_inside, part),
        }
        let asks = matches!(cue.reason, Reason::Subscribe | Reason::Follow) && behind_stop(cue, tokens);
        if (cue.reason == Reason::Credit || asks) && !starts && tail(cue, tokens, text) {
            raise(&mut line.cue_tail, 1.0);
        }
    }
    line.cue_cover = covered.min(1.0);
    // "Read also: how old is the wood?" ends like a sentence and is none.
    if !shape::ends_sentence(text) || (line.cue_label > 0.0 && words <= 15.0) {
        let opens = line.cue_whole.max(line.cue_label).max(line.cue_start);
        line.cue_open = opens * shortness(words, 12.0, 30.0);
    }
    let reasons = cues.iter().map(|cue| cue.reason).collect::<std::collections::BTreeSet<_>>().len();
    line.cue_many = flag(reasons >= 2) * short;
}

/// Whether a sentence ends right before a phrase.
fn behind_stop(cue: &Cue, tokens: &Tokens) -> bool {
    let before = cue.start.checked_sub(1).and_then(|i| tokens.get(i)).and_then(|t| t.chars().next());
    before.is_some_and(|c| is_stop(c) && (!c.is_ascii() || tokens.is_parted(cue.start)))
}

/// Whether a phrase stands behind the last sentence, or in brackets at the end, a few words before the line's end.
fn tail(cue: &Cue, tokens: &Tokens, text: &str) -> bool {
    // A line of a megabyte may hold as many phrases as words: no further than the question goes.
    let behind = (cue.end..tokens.len()).filter(|i| tokens.is_word(*i)).take(13).count();
    let before = cue.start.checked_sub(1).and_then(|i| tokens.get(i)).and_then(|t| t.chars().next());
    let bracket = tokens.get(cue.start).is_some_and(|t| t == "(" || t == "（");
    let opened = bracket || before.is_some_and(|c| is_stop(c) || "(（[|-—,;/\"”»".contains(c));
    let closed = text.ends_with([')', '）', ']']) || !shape::ends_sentence(text);
    behind <= 12 && opened && closed
}
