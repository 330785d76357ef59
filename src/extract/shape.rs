//! What can be told of a line by its shape alone, in any language.

use crate::text::{Class, is_letter, is_stop};

/// Marks that may close a line behind its last stop.
fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '«' | '“' | '‘' | ')' | ']' | '」' | '』' | '）' | '】' | '*' | '_' | ' '
    )
}

/// Whether the line ends like a sentence: a stop, closing marks allowed behind it. Japanese leaves the stop out before
/// a closing corner bracket.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closer).ends_with(is_stop) || (line.ends_with(['」', '』']) && line.contains('。'))
}

/// Whether the stop at the line's end belongs to an abbreviation of single letters: "5:50 a.m.", "las 9 p. m.".
pub(super) fn ends_in_initials(line: &str) -> bool {
    let word = line.trim_end_matches(is_closer).rsplit(' ').next().unwrap_or("");
    let mut chars = word.chars();
    let mut pairs = 0;
    while let Some(letter) = chars.next() {
        if !letter.is_alphabetic() || chars.next() != Some('.') {
            return false;
        }
        pairs += 1;
    }
    pairs > 0
}

/// Whether the line breaks off: an ellipsis at its end.
pub(super) fn trails_off(line: &str) -> bool {
    let end = line.trim_end_matches(is_closer);
    end.ends_with('…') || end.ends_with("...") || end.ends_with("..")
}

/// Whether the line begins with a quotation mark or a dialogue dash.
pub(super) fn opens_quote(line: &str) -> bool {
    line.starts_with(['"', '“', '„', '«', '»', '‘', '「', '『', '‚', '‹']) || line.starts_with("— ")
}

/// Sentence stops inside the line: a stop with a space behind it (or none, where the script has no spaces), and more.
pub(super) fn inner_stops(line: &str) -> usize {
    let mut count = 0;
    let mut chars = line.chars().peekable();
    let mut word = 0_usize;
    while let Some(c) = chars.next() {
        if Class::of(c).is_letter_or_figure() {
            word += 1;
            continue;
        }
        if word >= 2 && is_stop(c) {
            let next = chars.peek();
            let wide = matches!(c, '。' | '！' | '？');
            count += usize::from(next.is_some_and(|n| *n == ' ' || is_closer(*n) || wide));
        }
        word = 0;
    }
    count
}

/// Letters, digits, capitals and words of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub chars: usize,
    pub digits: usize,
    pub separators: usize,
    pub commas: usize,
    /// Characters that are neither letters nor figures nor space.
    pub signs: usize,
    /// Words; a character of a script without spaces is half a word.
    pub half_words: usize,
    /// Words that begin with a letter that has case.
    pub cased: usize,
    /// Of those, the ones that begin with a capital.
    pub capitals: usize,
    /// Words wholly in capitals, of three letters or more.
    pub shouted: usize,
    /// Words of four letters or more that begin small.
    pub small: usize,
}

impl Counts {
    pub(super) fn of(line: &str) -> Self {
        let mut counts = Counts::default();
        // Markup quotation marks « » around words are not separators; those that stand free are.
        let quoted = !line.is_ascii() && line.contains('«') && line.contains('»');
        let mut word = Word::default();
        for c in line.chars() {
            if c == ' ' {
                counts.end(&word, quoted);
                word = Word::default();
                counts.chars += 1;
            } else {
                counts.add(c, &mut word);
            }
        }
        counts.end(&word, quoted);
        counts
    }

    fn add(&mut self, c: char, word: &mut Word) {
        let class = Class::of(c);
        word.opened.get_or_insert(c);
        word.chars += 1;
        word.wide += usize::from(class.is_wide());
        word.narrow |= class.is_letter_or_figure() && !class.is_wide();
        self.digits += usize::from(class.is_numeric());
        if class.is_letter() {
            word.first.get_or_insert(class);
            word.letters += 1;
            word.lower |= class.is_lower();
        } else if !class.is_numeric() {
            self.signs += 1;
            self.commas += usize::from(matches!(c, ',' | '、' | '，' | '،' | ';'));
            match separator(c) {
                Some(Parts::Anywhere) => word.hard += 1,
                Some(Parts::Tags) => word.hard += usize::from(word.opened == Some('#')),
                Some(Parts::Alone) => word.soft += 1,
                None => {}
            }
        }
    }

    fn end(&mut self, word: &Word, quoted: bool) {
        self.chars += word.chars;
        if !(quoted && word.chars == 1 && matches!(word.opened, Some('«' | '»'))) {
            self.separators += if word.chars <= 2 { 2 * (word.hard + word.soft) } else { word.hard };
        }
        self.half_words += word.wide + 2 * usize::from(word.narrow);
        let Some(first) = word.first.filter(|first| first.is_upper() || first.is_lower()) else {
            return;
        };
        self.cased += 1;
        if first.is_upper() {
            self.capitals += 1;
            self.shouted += usize::from(word.letters >= 3 && !word.lower);
        } else {
            self.small += usize::from(word.letters >= 4);
        }
    }

    /// Length in words.
    pub(super) fn words(&self) -> f32 {
        self.half_words as f32 / 2.0
    }
}

/// What is known of a word while it is read.
#[derive(Default)]
struct Word {
    /// Its first character, and what its first letter is.
    opened: Option<char>,
    first: Option<Class>,
    chars: usize,
    letters: usize,
    /// Characters of scripts without spaces; whether it has others.
    wide: usize,
    narrow: bool,
    /// It has a small letter.
    lower: bool,
    /// Marks that part entries wherever they stand, and only where they stand free.
    hard: usize,
    soft: usize,
}

/// Where a mark parts the entries of menus, breadcrumbs and lists of tags.
enum Parts {
    Anywhere,
    /// In words that begin with `#`.
    Tags,
    /// Where it stands free.
    Alone,
}

fn separator(c: char) -> Option<Parts> {
    match c {
        '|' | '›' | '·' | '•' | '→' | '←' | '▸' | '▶' | '｜' | '＞' | '☰' | '✕' | '‹' => {
            Some(Parts::Anywhere)
        }
        '#' => Some(Parts::Tags),
        '/' | '／' | '>' | '×' | '»' | '«' => Some(Parts::Alone),
        _ => None,
    }
}

/// Whether the line ends in a credit, with or without a caption before it: "Name / Agency", "Name (Agency)", or a bare
/// name behind the caption's stop.
pub(super) fn credit_tail(line: &str) -> bool {
    slash_credit(line) || name_tail(line)
}

/// "…depot. MAUD PERRIER", "…on Wednesday. Pascal Rouvreau (Le Fil)".
fn name_tail(line: &str) -> bool {
    let stop = line.as_bytes().windows(2).rposition(|pair| pair == b". ").map(|at| (at, 2));
    let dash = || if line.is_ascii() { None } else { line.rfind(" — ").map(|at| (at, " — ".len())) };
    let Some((at, length)) = stop.or_else(dash) else {
        return false;
    };
    let (caption, tail) = (line.get(..at).unwrap_or(""), line.get(at + length..).unwrap_or(""));
    let name = tail.split_once(" (").filter(|(_, agency)| agency.ends_with(')')).map_or(tail, |(name, _)| name);
    // A name set in capitals tells itself; another may be the last, very short sentence of the line.
    let shouted = !name.chars().any(char::is_lowercase);
    caption.split(' ').count() >= if shouted { 3 } else { 5 } && is_name(name)
}

fn slash_credit(line: &str) -> bool {
    let Some((before, after)) = line.rsplit_once(['/', '／']) else {
        return false;
    };
    let name = |text: &str| {
        let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
        let small = |w: &str| w.starts_with(char::is_lowercase);
        (1..=5).contains(&words.len())
            && words.first().is_some_and(|w| !small(w))
            && words.iter().all(|w| !small(w) || w.chars().count() <= 3)
    };
    let after = after.trim().trim_end_matches([')', '）', ']', '.']);
    let owner = before.trim().rsplit(['.', ',', ':', '(', '（', '：', '—', '–']).next().unwrap_or("").trim();
    name(after) && name(owner) && after.chars().any(char::is_alphabetic) && owner.chars().any(char::is_alphabetic)
}

/// The label before a colon near the line's start ("Tags: …"), if it is short and something follows.
pub(super) fn label(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once([':', '：'])?;
    let short = label.split(' ').count() <= 3 && label.chars().count() <= 32;
    let digits = label.ends_with(|c: char| c.is_numeric());
    (short && !digits && !label.is_empty() && !rest.trim().is_empty() && !rest.starts_with("//")).then_some(label)
}

/// Whether the words of the line could be a person's name and nothing else: two to four words, each with a capital
/// (small particles allowed), no figures, no stop.
pub(super) fn is_name(line: &str) -> bool {
    /// The longest name, in bytes.
    const LONGEST: usize = 200;
    if line.len() > LONGEST || !line.starts_with(char::is_uppercase) {
        return false;
    }
    let plain = |c: char| Class::of(c).is_letter() || matches!(c, ' ' | '.' | '\'' | '’' | '-');
    if !line.chars().all(plain) {
        return false;
    }
    let words = || line.split(' ');
    let capital = |w: &&str| {
        let initial = w.chars().count() == 2 && w.ends_with('.');
        w.starts_with(char::is_uppercase) && (initial || w.chars().filter(|c| is_letter(*c)).count() >= 2)
    };
    (2..=5).contains(&words().count())
        && words().next().is_some_and(|w| capital(&w))
        && words().next_back().is_some_and(|w| capital(&w))
        && words().filter(capital).count() >= 2
        && words().filter(|w| !capital(w)).all(|w| w.chars().count() <= 3)
        && words().all(|w| w.chars().filter(|c| *c == '.').count() <= 1)
}

/// Whether the line reads like a byline: a short word ("By", "Von", "Por") and a name, or a name and a date, and a few
/// more words behind a sign.
pub(super) fn is_byline(line: &str, dated: bool) -> bool {
    let signs = [',', '(', '—', '–', '|', '·', '•', '/', ';'];
    let end = line.find(signs).or_else(|| line.find(" - ")).unwrap_or(line.len());
    let (piece, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    let piece = piece.trim();
    let led = piece.split_once(' ').is_some_and(|(first, name)| {
        let capital = first.starts_with(char::is_uppercase) || first.starts_with(char::is_lowercase);
        capital && first.chars().count() <= 4 && !first.ends_with('.') && is_name(name)
    });
    rest.split(' ').count() <= 8 && (led || (dated && is_name(piece)))
}

/// Whether the whole line is one quotation: the mark that closes it stands at the end and nowhere before.
pub(super) fn is_one_quotation(line: &str) -> bool {
    let pairs = [('“', '”'), ('«', '»'), ('„', '“'), ('„', '”'), ('"', '"'), ('「', '」'), ('»', '«'), ('‘', '’')];
    let inner = |open: char, close: char| {
        let rest = line.strip_prefix(open)?;
        let rest = rest.trim_end_matches(['.', ',', '。']).strip_suffix(close)?;
        Some(!rest.contains(close) && rest.len() > 3)
    };
    pairs.iter().any(|(open, close)| inner(*open, *close) == Some(true))
}

/// Whether the line holds an address of the web or of mail.
pub(super) fn has_address(line: &str) -> bool {
    // Of most lines a look at their bytes is enough.
    let mark = |pair: &[u8]| matches!(pair, [b'@', _] | [_, b'@'] | b"//" | b"w.");
    let may = line.as_bytes().windows(2).any(mark);
    may && line.split(' ').any(|w| {
        w.starts_with("http://")
            || w.starts_with("https://")
            || w.starts_with("www.")
            || (w.contains('@') && w.len() > 2 && w.chars().any(|c| c.is_alphabetic()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_sentences_in_many_scripts() {
        for line in ["It rained.", "“It rained.”", "雨が降った。」", "هل وصل؟", "बारिश हुई।", "He left (on foot)."]
        {
            assert!(ends_sentence(line), "{line}");
        }
        assert!(!ends_sentence("Harbour wins go-ahead"));
        assert!(ends_in_initials("First train: 5:50 a.m.") && ends_in_initials("Primer tren: 5:50 a. m."));
        assert!(!ends_in_initials("It rained.") && !ends_in_initials(""));
    }

    #[test]
    fn credits_and_names() {
        assert!(credit_tail("Dilys Warne / Tidewater Post"));
        assert!(credit_tail("Una arqueóloga limpia el mosaico. Iván Sotelo / Diario del Arbel"));
        assert!(credit_tail("Trams stand idle at the depot. MAUD PERRIER"));
        assert!(credit_tail("Trams stand idle. MAUD PERRIER") && !credit_tail("Trams stand idle. Maud Perrier"));
        assert!(is_byline("Por Renata Lobato, Jornal da Maré", false));
        assert!(is_byline("Tom Aldiss, 25 November 2025, 7:45pm", true));
        assert!(!is_byline("Mayor Ada Brandt, 61, said on Monday that the pier would stay shut", false));
        assert!(is_one_quotation("« La ville a choisi. »") && !is_one_quotation("“No,” she said. “Never.”"));
        assert!(!credit_tail("The ratio of rain/snow fell to three to one"));
        assert!(is_name("Lucía de la Fuente") && is_name("R. J. Voss"));
        assert!(!is_name("Roman villa found") && !is_name("Europe"));
    }
}
