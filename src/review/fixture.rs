//! Made-up reviews for the tests of exports and reports: every verdict, both one-sided beads, a moved one, a quotation
//! with a fact inside, right-to-left and unspaced text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::ops::Range;

use crate::align::Bead;
use crate::check::{Finding, ItsType, Marked, Match, Severity, Verdict};
use crate::extract::{Article, Block, Metadata, Origin, Reason, Removed, Role};
use crate::facts::Side;
use crate::facts::{ClockTime, Fact, PartialDate, Value};
use crate::lang::{Evidence, Identified};
use crate::review::Review;
use crate::segment::Sentence;
use crate::text::Span;

/// A side from its blocks: role, raw line, sentences.
pub(crate) fn side(name: &str, lang: &str, blocks: &[(Role, usize, &[&str])]) -> Side {
    let mut article = Article {
        name: name.to_owned(),
        lang: Identified { tag: lang.to_owned(), confidence: 0.99, evidence: Evidence::Text },
        ..Article::default()
    };
    let mut sentences = Vec::new();
    for (number, (role, line, texts)) in blocks.iter().enumerate() {
        if number > 0 {
            article.text.push('\n');
        }
        let start = article.text.len();
        for text in *texts {
            if article.text.len() > start && lang != "ja" {
                article.text.push(' ');
            }
            let from = article.text.len();
            article.text.push_str(text);
            sentences.push(Sentence { block: number, span: Span::new(from, article.text.len()) });
        }
        let span = Span::new(start, article.text.len());
        article.blocks.push(Block {
            role: *role,
            span,
            origin: Origin { line: *line, ..Origin::default() },
            time: None,
            lang: None,
        });
        if *role == Role::Headline {
            article.meta.title = Some(texts.concat());
        }
    }
    Side { article, sentences, facts: Vec::new() }
}

/// Adds facts, given by sentence and words; they must come in the order of the text.
pub(crate) fn facts(side: &mut Side, list: Vec<(usize, &str, Value)>) {
    for (sentence, words, value) in list {
        let span = find(side, sentence, words);
        side.facts.push(Fact { sentence, span, value, alternatives: Vec::new(), hedge: None, weak: false });
    }
}

fn find(side: &Side, sentence: usize, words: &str) -> Span {
    let within = side.sentences[sentence].span;
    let at = within.of(&side.article.text).find(words).unwrap();
    Span::new(at, at + words.len()).shifted(within.start)
}

pub(crate) fn bead(source: Range<usize>, target: Range<usize>, score: f32) -> Bead {
    Bead { source, target, score, moved: false }
}

fn number(figure: i64) -> Value {
    Value::Number { value: figure.into() }
}

fn date(year: Option<i16>, month: Option<u8>, day: Option<u8>) -> Value {
    Value::Date(PartialDate { year, month, day, ..PartialDate::default() })
}

fn time(zone: Option<&str>) -> Value {
    Value::Time(ClockTime { hour: 17, minute: 42, half_known: true, zone: zone.map(str::to_owned) })
}

fn marked(side: &Side, fact: Option<usize>) -> Option<Marked> {
    let fact = &side.facts[fact?];
    let text = fact.span.of(&side.article.text).to_owned();
    Some(Marked { span: fact.span, text, normal: fact.value.to_string() })
}

fn whole(side: &Side, run: Range<usize>) -> Option<Marked> {
    let span = Span::new(side.sentences[run.start].span.start, side.sentences[run.end - 1].span.end);
    Some(Marked { span, text: span.of(&side.article.text).to_owned(), normal: String::new() })
}

struct Told<'a>(&'a str, Severity, ItsType, &'a str);

fn finding(review: &mut Review, match_at: usize, told: Told<'_>) {
    let Match { source, target, verdict } = review.matches[match_at];
    let sentence = source.map(|f| review.source.facts[f].sentence);
    let bead = match sentence {
        Some(s) => review.beads.iter().position(|b| b.source.contains(&s)),
        None => {
            let s = review.target.facts[target.unwrap()].sentence;
            review.beads.iter().position(|b| b.target.contains(&s))
        }
    };
    let found = Finding {
        check: told.0.to_owned(),
        verdict,
        severity: told.1,
        its: told.2,
        bead: bead.unwrap(),
        source: marked(&review.source, source),
        target: marked(&review.target, target),
        message: told.3.to_owned(),
        fingerprint: format!("{:016x}", 0xfeed_0000_0000_0000_u64 + review.findings.len() as u64),
    };
    review.findings.push(found);
}

fn one_sided(review: &mut Review, bead: usize, check: &str, message: &str) {
    let Bead { source, target, .. } = review.beads[bead].clone();
    let omitted = target.is_empty();
    let found = Finding {
        check: check.to_owned(),
        verdict: if omitted { Verdict::Missing } else { Verdict::Added },
        severity: Severity::Warning,
        its: if omitted { ItsType::Omission } else { ItsType::Addition },
        bead,
        source: if omitted { whole(&review.source, source) } else { None },
        target: if omitted { None } else { whole(&review.target, target) },
        message: message.to_owned(),
        fingerprint: format!("{:016x}", 0xface_0000_0000_0000_u64 + bead as u64),
    };
    review.findings.push(found);
}

fn pair(source: usize, target: usize, verdict: Verdict) -> Match {
    Match { source: Some(source), target: Some(target), verdict }
}

/// English to Portuguese, with everything that can happen.
pub(crate) fn ferry() -> Review {
    let mut review = Review { source: ferry_en(), target: ferry_pt(), ..Review::default() };
    review.beads = vec![
        bead(0..1, 0..1, 0.97),
        bead(1..2, 1..2, 0.94),
        bead(2..3, 3..4, 0.91),
        bead(3..4, 4..5, 0.88),
        bead(4..6, 5..6, 0.83),
        bead(6..7, 6..6, 0.62),
        bead(7..8, 6..7, 0.93),
        bead(8..9, 7..8, 0.86),
        bead(9..10, 8..9, 0.81),
        bead(10..10, 9..10, 0.58),
        Bead { moved: true, ..bead(10..11, 2..3, 0.84) },
        bead(11..12, 10..11, 0.9),
    ];
    review.matches = vec![
        pair(0, 0, Verdict::Same),
        pair(1, 2, Verdict::Lost),
        pair(2, 3, Verdict::Same),
        pair(3, 4, Verdict::Mismatch),
        pair(4, 5, Verdict::Same),
        pair(5, 6, Verdict::Equivalent),
        pair(6, 7, Verdict::Equivalent),
        pair(7, 8, Verdict::Same),
        Match { source: Some(8), target: None, verdict: Verdict::Missing },
        pair(9, 9, Verdict::Equivalent),
        Match { source: Some(10), target: None, verdict: Verdict::Missing },
        pair(11, 1, Verdict::Same),
        Match { source: None, target: Some(10), verdict: Verdict::Added },
    ];
    let zone = "zone lost: `5:42 pm PT` is rendered without a zone";
    finding(&mut review, 1, Told("time-zone", Severity::Warning, ItsType::LocaleViolation, zone));
    finding(&mut review, 3, Told("number", Severity::Error, ItsType::Numbers, "214 became 241"));
    one_sided(&mut review, 5, "omission", "sentence of the source has no counterpart");
    let mph = "miles per hour became kilometres per hour, rounded";
    finding(&mut review, 9, Told("unit", Severity::Note, ItsType::LocaleViolation, mph));
    let date = "the date `3 March` is not in the target";
    finding(&mut review, 10, Told("date", Severity::Warning, ItsType::Numbers, date));
    one_sided(&mut review, 9, "addition", "sentence of the target has no counterpart");
    review
}

fn ferry_en() -> Side {
    let mut en = side(
        "en.txt",
        "en",
        &[
            (Role::Headline, 1, &["Harlow Bay ferry runs aground off Santa Marta"]),
            (Role::Standfirst, 3, &["All 214 passengers were taken ashore; two were treated for bruises."]),
            (
                Role::Paragraph,
                5,
                &[
                    "The ferry Maré Alta struck a sandbank at 5:42 pm PT on Monday, the port authority said.",
                    "It was carrying 214 passengers and a crew of 12.",
                ],
            ),
            (
                Role::Paragraph,
                7,
                &[
                    "Repairs will cost about $1.5 million.",
                    "“We expect to sail again within 10 days,” said Ilse Amaro, who runs the line.",
                    "The vessel was built in 1998.",
                ],
            ),
            (Role::Subhead, 9, &["What we know"]),
            (Role::Item, 11, &["The ferry was travelling at 18 mph."]),
            (Role::Item, 12, &["A fog warning had been out since 3 March."]),
            (Role::Paragraph, 14, &["Fares rose 4.2% last month."]),
            (Role::Caption, 16, &["The Maré Alta at low tide on the bar."]),
        ],
    );
    facts(
        &mut en,
        vec![
            (1, "214", number(214)),
            (2, "5:42 pm PT", time(Some("America/Los_Angeles"))),
            (2, "Monday", Value::Date(PartialDate { weekday: Some(1), ..PartialDate::default() })),
            (3, "214", number(214)),
            (3, "12", number(12)),
            (4, "$1.5 million", Value::Money { value: 1_500_000.into(), currency: "USD".to_owned() }),
            (
                5,
                "“We expect to sail again within 10 days,”",
                Value::Quotation { text: "We expect to sail again within 10 days,".to_owned() },
            ),
            (5, "10 days", Value::Duration { value: 10.into(), unit: "day".to_owned() }),
            (6, "1998", date(Some(1998), None, None)),
            (8, "18 mph", Value::Quantity { value: 18.into(), unit: "mile-per-hour".to_owned() }),
            (9, "3 March", date(None, Some(3), Some(3))),
            (10, "4.2%", Value::Percent { value: rust_decimal::Decimal::new(42, 1), points: false }),
        ],
    );
    en.article.meta = Metadata {
        url: Some("https://harlow.example/ferry".to_owned()),
        published: Some("2024-03-05".to_owned()),
        byline: Some("Dora Quill".to_owned()),
        ..en.article.meta.clone()
    };
    en.article.removed.push(Removed {
        text: "Share this story".to_owned(),
        origin: Origin { line: 2, ..Origin::default() },
        reason: Reason::Share,
        evidence: "share this".to_owned(),
    });
    en
}

fn ferry_pt() -> Side {
    let mut pt = side(
        "pt.txt",
        "pt",
        &[
            (Role::Headline, 1, &["Balsa de Harlow Bay encalha ao largo de Santa Marta"]),
            (Role::Standfirst, 2, &["Os 214 passageiros foram levados a terra; dois receberam curativos."]),
            (Role::Paragraph, 4, &["As tarifas subiram 4,2% no mês passado."]),
            (
                Role::Paragraph,
                6,
                &[
                    "A balsa Maré Alta bateu em um banco de areia às 17h42 de segunda-feira, disse a autoridade portuária.",
                    "Levava 241 passageiros e 12 tripulantes.",
                ],
            ),
            (
                Role::Paragraph,
                8,
                &[
                    "O conserto custará cerca de US$ 1,5 milhão: “Esperamos voltar a navegar em 10 dias”, disse Ilse Amaro.",
                ],
            ),
            (Role::Subhead, 10, &["O que se sabe"]),
            (Role::Item, 12, &["A balsa ia a 29 km/h."]),
            (Role::Item, 13, &["Um alerta de nevoeiro estava em vigor."]),
            (Role::Paragraph, 15, &["Os moradores pedem uma ponte desde 2011."]),
            (Role::Caption, 17, &["A Maré Alta na maré baixa, sobre o banco de areia."]),
        ],
    );
    facts(
        &mut pt,
        vec![
            (1, "214", number(214)),
            (2, "4,2%", Value::Percent { value: rust_decimal::Decimal::new(42, 1), points: false }),
            (3, "17h42", time(None)),
            (3, "segunda-feira", Value::Date(PartialDate { weekday: Some(1), ..PartialDate::default() })),
            (4, "241", number(241)),
            (4, "12", number(12)),
            (5, "US$ 1,5 milhão", Value::Money { value: 1_500_000.into(), currency: "USD".to_owned() }),
            (
                5,
                "“Esperamos voltar a navegar em 10 dias”",
                Value::Quotation { text: "Esperamos voltar a navegar em 10 dias".to_owned() },
            ),
            (5, "10 dias", Value::Duration { value: 10.into(), unit: "day".to_owned() }),
            (7, "29 km/h", Value::Quantity { value: 29.into(), unit: "kilometre-per-hour".to_owned() }),
            (9, "2011", date(Some(2011), None, None)),
        ],
    );
    pt.article.removed.push(Removed {
        text: "Assine nossa newsletter".to_owned(),
        origin: Origin { line: 9, ..Origin::default() },
        reason: Reason::Subscribe,
        evidence: "newsletter".to_owned(),
    });
    pt
}

fn tunnel_en() -> Side {
    let mut en = side(
        "tunnel-en.html",
        "en",
        &[
            (Role::Headline, 0, &["Tunnel under Lake Orrin opens"]),
            (
                Role::Paragraph,
                0,
                &[
                    "The tunnel opens on 14 May and will carry 30,000 cars a day.",
                    "Work began in 2019 and the toll is waived.",
                ],
            ),
        ],
    );
    for (number, block) in en.article.blocks.iter_mut().enumerate() {
        block.origin.node = Some(format!("article > p:nth-of-type({number})"));
    }
    facts(
        &mut en,
        vec![
            (1, "14 May", date(None, Some(5), Some(14))),
            (1, "30,000", number(30_000)),
            (2, "2019", date(Some(2019), None, None)),
        ],
    );
    en
}

/// English to Arabic: a wrong figure in right-to-left text.
pub(crate) fn tunnel_ar() -> Review {
    let mut ar = side(
        "tunnel-ar.txt",
        "ar",
        &[
            (Role::Headline, 1, &["افتتاح النفق تحت بحيرة أورين"]),
            (
                Role::Paragraph,
                3,
                &["يُفتتح النفق في 14 مايو وستعبره 13 ألف سيارة يوميًا.", "بدأ العمل في عام 2019 وأُلغيت رسوم العبور."],
            ),
        ],
    );
    facts(
        &mut ar,
        vec![
            (1, "14 مايو", date(None, Some(5), Some(14))),
            (1, "13 ألف", number(13_000)),
            (2, "2019", date(Some(2019), None, None)),
        ],
    );
    let mut review = Review { source: tunnel_en(), target: ar, ..Review::default() };
    review.beads = vec![bead(0..1, 0..1, 0.9), bead(1..2, 1..2, 0.88), bead(2..3, 2..3, 0.86)];
    review.matches = vec![pair(0, 0, Verdict::Same), pair(1, 1, Verdict::Mismatch), pair(2, 2, Verdict::Same)];
    finding(&mut review, 1, Told("number", Severity::Error, ItsType::Numbers, "30000 became 13000"));
    review
}

/// English to Japanese: text without spaces, one sentence made two.
pub(crate) fn tunnel_ja() -> Review {
    let mut ja = side(
        "tunnel-ja.txt",
        "ja",
        &[
            (Role::Headline, 1, &["オリン湖のトンネルが開通へ"]),
            (
                Role::Paragraph,
                3,
                &[
                    "トンネルは5月14日に開通し、1日3万台が通行する見込みだ。",
                    "工事は2018年に始まった。",
                    "通行料は無料となる。",
                ],
            ),
        ],
    );
    facts(
        &mut ja,
        vec![
            (1, "5月14日", date(None, Some(5), Some(14))),
            (1, "3万", number(30_000)),
            (2, "2018年", date(Some(2018), None, None)),
        ],
    );
    let mut review = Review { source: tunnel_en(), target: ja, ..Review::default() };
    review.beads = vec![bead(0..1, 0..1, 0.9), bead(1..2, 1..2, 0.88), bead(2..3, 2..4, 0.79)];
    review.matches = vec![pair(0, 0, Verdict::Same), pair(1, 1, Verdict::Equivalent), pair(2, 2, Verdict::Mismatch)];
    finding(&mut review, 2, Told("date", Severity::Error, ItsType::Numbers, "2019 became 2018"));
    review
}

/// Text that means harm, in every place that a stranger can fill.
pub(crate) fn hostile() -> Review {
    let evil = "</script><img src=x onerror=\"alert(1)\">\u{1b}[31m & ]]>\u{0}\u{202e}";
    let mut source =
        side(evil, evil, &[(Role::Headline, 1, &[evil]), (Role::Paragraph, 2, &["It costs 5 <b>euros</b>.", evil])]);
    source.article.meta.url = Some("javascript:alert(1)".to_owned());
    source.article.removed.push(Removed {
        text: evil.to_owned(),
        origin: Origin { line: 9, node: Some(evil.to_owned()), ..Origin::default() },
        reason: Reason::Markup,
        evidence: evil.to_owned(),
    });
    facts(&mut source, vec![(1, "5 <b>euros</b>", Value::Name { text: evil.to_owned() })]);
    let mut review = Review { target: source.clone(), source, ..Review::default() };
    review.beads = vec![bead(0..1, 0..1, f32::NAN), bead(1..2, 1..2, 2.0), bead(2..3, 2..3, -1.0)];
    review.matches = vec![pair(0, 0, Verdict::Mismatch), pair(99, 99, Verdict::Same)];
    finding(&mut review, 0, Told(evil, Severity::Error, ItsType::Mistranslation, evil));
    let beyond = Marked { span: Span::new(7_000, 9_000), text: evil.to_owned(), normal: evil.to_owned() };
    let mut strange = review.findings[0].clone();
    strange.bead = 70;
    strange.source = None;
    strange.target = Some(beyond);
    review.findings.push(strange);
    review
}
