//! Splits the blocks of an [`Article`] into sentences.
//!
//! The base is the sentence boundaries of Unicode (UAX #29); one pass then joins what an abbreviation, an initial, an
//! ordinal or a reporting clause holds together, and splits where a space is missing or a figure opens a sentence.

mod bounds;
pub(crate) mod marks;
mod place;
mod rules;
mod thai;

use serde::{Deserialize, Serialize};

use crate::extract::{Article, Role};
use crate::lang::Lang;
use crate::text::Span;
use rules::{Rules, Words};

/// A sentence of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Number of the block in [`Article::blocks`](crate::extract::Article::blocks).
    pub block: usize,
    /// Where it stands in [`Article::text`](crate::extract::Article::text), without the white space around it.
    pub span: Span,
}

/// The sentences of all blocks of `article`, in reading order.
///
/// Every character that is no space lies in exactly one of them. Headlines, subheads and rows of tables are one sentence
/// each. A language without a data file is split by neutral rules.
///
/// ```
/// use newsalign::extract::{Article, Block, Origin, Role};
/// use newsalign::text::Span;
///
/// let text = "“Dr. Reis left at 5 p.m. She did not return,” said J. K. Weber.".to_owned();
/// let block = Block { role: Role::Paragraph, span: Span::new(0, text.len()), origin: Origin::default(), time: None, lang: None };
/// let article = Article { text, blocks: vec![block], ..Article::default() };
/// assert_eq!(newsalign::segment::segment(&article).len(), 2);
/// ```
pub fn segment(article: &Article) -> Vec<Sentence> {
    let main = article.lang.tag.as_str();
    let mut known: Vec<(&str, Rules<'_>)> = Vec::new();
    let mut out = Vec::new();
    for (number, block) in article.blocks.iter().enumerate() {
        let text = block.span.of(&article.text);
        let tag = block.lang.as_ref().map_or(main, |l| l.tag.as_str());
        let at = known.iter().position(|(t, _)| *t == tag).unwrap_or(known.len());
        if at == known.len() {
            known.push((tag, Rules::new(Words::of_tag(tag), &article.text).keeping_items()));
        }
        let Some((_, rules)) = known.get(at) else {
            continue;
        };
        let whole = matches!(block.role, Role::Headline | Role::Subhead | Role::Table);
        let spans = if whole { whole_block(text) } else { bounds::sentences(text, rules) };
        out.extend(spans.into_iter().map(|s| Sentence { block: number, span: s.shifted(block.span.start) }));
    }
    out
}

/// The sentences of a text that is one block; line breaks end sentences.
///
/// ```
/// use newsalign::segment::split;
///
/// let text = "The U.S. Navy left Porto at 5 a.m. on Jan. 3. Nobody was hurt.";
/// let found: Vec<&str> = split(text, newsalign::lang::lang("en")).iter().map(|s| s.of(text)).collect();
/// assert_eq!(found, ["The U.S. Navy left Porto at 5 a.m. on Jan. 3.", "Nobody was hurt."]);
/// ```
pub fn split(text: &str, lang: Option<&Lang>) -> Vec<Span> {
    bounds::sentences(text, &Rules::new(Words::of_lang(lang), text))
}

/// As [`split`], for a language that need not have a data file: `tag` is BCP 47, of which the language counts. What is
/// known of such languages stands in `languages.toml`, with the language that each is helped out by.
///
/// ```
/// use newsalign::segment::split_tagged;
///
/// let text = "Lukket den 3. maj, bl.a. p.g.a. sne. Det siger politiet.";
/// assert_eq!(split_tagged(text, "da").len(), 2);
/// ```
pub fn split_tagged(text: &str, tag: &str) -> Vec<Span> {
    bounds::sentences(text, &Rules::new(Words::of_tag(tag), text))
}

fn whole_block(text: &str) -> Vec<Span> {
    let span = Span::new(0, text.len()).trimmed(text);
    if span.is_empty() { Vec::new() } else { vec![span] }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::extract::{Block, Origin};
    use crate::lang;
    use crate::text::is_space;
    use proptest::prelude::*;

    /// `|` marks the boundaries that are expected.
    fn check(lang: &str, marked: &str) {
        let text: String = marked.replace('|', "");
        let found: Vec<&str> = split(&text, lang::lang(lang)).iter().map(|s| s.of(&text)).collect();
        let wanted: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(found, wanted, "{lang}");
    }

    #[test]
    fn abbreviations_initials_and_acronyms() {
        check("en", "Dr. Reis met J. K. Weber of Halden Inc. in Porto.| They left at 5 p.m. PT on Monday.");
        check("en", "It was shown in the U.S. Senate.| The vote in the U.S. took the whole day.");
        check("en", "He works in the U.S.| The company does not.");
        check("en", "Doors open at 8 a.m.| Tickets cost $5.");
        check("xx", "Mgr. Nowak i ppłk. Zieliński przyjechali.| Potem wyszli.");
    }

    #[test]
    fn ellipses_with_spaces() {
        check("en", "The rest is cut . . . . |The next page is whole.");
        check("en", "They left early.| . . . The others stayed until noon.");
        check("en", "It was . . . well, it was late.| Nobody came.");
    }

    #[test]
    fn lists_in_one_line() {
        check("en", "1. Bring bread |2. Bring wine |3. Be on time");
        check("en", "1.) Bring bread.| 2.) Bring wine.");
        check("en", "a. Bring bread |b. Bring wine");
        check("de", "1. Liga oder 2. Bundesliga ist keine Frage.| Der Klub steigt ab.");
    }

    #[test]
    fn numbers_of_items() {
        check("en", "2. The bridge stays closed.| It is old.");
        check("uk", "2.| Міст закрито.");
        let text = "2. Міст закрито.".to_owned();
        let block = Block {
            role: Role::Paragraph,
            span: Span::new(0, text.len()),
            origin: Origin::default(),
            time: None,
            lang: None,
        };
        let lang = crate::lang::Identified { tag: "uk".into(), ..Default::default() };
        let article = Article { text, lang, blocks: vec![block], ..Article::default() };
        assert_eq!(segment(&article).len(), 1);
    }

    #[test]
    fn wrapped_lines() {
        check("ja", "これは去年閉鎖された橋の\n写真です。|橋は古い。");
        check("de", "Das ist eine möglichst einfache \nErklärung für alle.| Mehr nicht.");
        check("de", "Brücke gesperrt \n|Die Stadt prüft die Pfeiler.");
    }

    #[test]
    fn what_a_date_opens() {
        check("pl", "Most stoi od 1905 r.| Krystyna Wolska go zna.");
        check("pl", "W 1905 r. Krystyna Wolska zbudowała most.");
        check("uk", "Привезли дошки, цвяхи і т. п.| Потім пішли.");
    }

    #[test]
    fn notes_and_titles() {
        check("en", "The span fell in 1998. [2] |It was rebuilt by Col. Reis.");
        check("sv", "”Bron är stängd”, säger hon.| I morgon öppnas den.");
        check("zh", "他住在B.C.的一个小镇。|他很老。");
        check("ko", "그는 \"다리가 닫혔다.\" 라고 말했다.| 모두 놀랐다.");
    }

    #[test]
    fn figures() {
        check("en", "Shares rose 3.5 to 12.40.| Volume was 1.200.");
        check("en", "The club was founded in 2019.| 12 players signed.");
        check("xx", "17h42.| Depois disso nada.");
    }

    #[test]
    fn quotations_keep_their_marks_and_their_clause() {
        check("en", "“Is it true?” Marta Ruiz asked.| “It is.”| She left.");
        check("en", "“It is over.”| The mayor then left the hall.");
        check("xx", "«¿Es verdad?», preguntó Ruiz.| «Sí.»| Nadie más habló.");
        check("xx", "« Vraiment ? » demande la maire.| « Oui. »| Elle sort.");
        check("xx", "„Warum?“, fragte er.| „Darum.“| Dann ging er.");
        check("xx", "«Когда?» — спросил Орлов.| «Завтра!»| Он ушёл.");
    }

    #[test]
    fn missing_spaces_but_no_addresses() {
        check("en", "The match ended.|The fans left.| See www.porto.Example or write to a.Reis@porto.example.");
        check("en", "Booking site Viajo.com fell 3%.| It said “no.”|The rest followed.");
    }

    #[test]
    fn east_asian_and_other_stops() {
        check("ja", "市長は「もう終わった。」と述べた。|雨は続いている。");
        check("zh", "桥已关闭。|“什么时候重开？”林问。|没有人回答！");
        check("ar", "هل انتهى الأمر؟ |نعم۔ |غادر الجميع.");
        check("hi", "पुल बंद है। |कोई घायल नहीं हुआ।");
        check("el", "Πότε ανοίγει; |Κανείς δεν ξέρει.");
    }

    #[test]
    fn datelines_bullets_and_ellipses() {
        check("en", "LISBON (ANC) — The bridge is closed.| It will stay so.");
        check("en", "• Two lanes shut |• One lane open");
        check("en", "They waited… and waited.| Then… |Nothing came.");
    }

    #[test]
    fn headlines_are_whole() {
        let text = "Who pays? Nobody.\nThe bridge is closed. Who pays?".to_owned();
        let at = text.find('\n').unwrap();
        let block = |role, start, end| Block {
            role,
            span: Span::new(start, end),
            origin: Origin::default(),
            time: None,
            lang: None,
        };
        let blocks = vec![block(Role::Headline, 0, at), block(Role::Caption, at + 1, text.len())];
        let found = segment(&Article { text, blocks, ..Article::default() });
        assert_eq!(found.iter().map(|s| s.block).collect::<Vec<_>>(), [0, 1, 1]);
    }

    proptest! {
        #[test]
        fn every_mark_stands_in_one_sentence(text in "([a-zA-Z0-9.!?…“”»« \n\"'()。」éÉ;•-]|\\PC){0,200}") {
            let spans = split(&text, lang::lang("en"));
            let mut end = 0;
            let mut covered = String::new();
            for span in &spans {
                prop_assert!(span.start >= end && !span.is_empty());
                let piece = span.of(&text);
                prop_assert_eq!(piece, piece.trim());
                covered.push_str(piece);
                end = span.end;
            }
            let bare = |s: &str| s.chars().filter(|c| !is_space(*c)).collect::<String>();
            prop_assert_eq!(bare(&covered), bare(&text));
        }
    }
}
