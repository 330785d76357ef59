//! Spoils documents as the web does, always in the same way for the same number.

/// A small generator of numbers (SplitMix64, Steele and others 2014): the same seed gives the same run everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 for 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Spoils `bytes`; `other` is another document to mix in.
pub type Mutation = fn(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice);

pub const ALL: &[(&str, Mutation)] = &[
    ("truncated", |bytes, _, dice| {
        let end = dice.below(bytes.len());
        bytes.truncate(end);
    }),
    ("headless", |bytes, _, dice| {
        let start = dice.below(bytes.len());
        bytes.drain(..start);
    }),
    ("flipped", |bytes, _, dice| {
        for _ in 0..=dice.below(64) {
            let (at, bit) = (dice.below(bytes.len()), dice.below(8));
            bytes.get_mut(at).into_iter().for_each(|b| *b ^= 1 << bit);
        }
    }),
    ("duplicated", |bytes, _, dice| {
        for _ in 0..=dice.below(5) {
            let chunk = chunk(bytes, dice).to_vec();
            insert(bytes, dice, &chunk);
        }
    }),
    ("cut out", |bytes, _, dice| {
        for _ in 0..=dice.below(9) {
            let start = dice.below(bytes.len());
            let end = (start + dice.below(400)).min(bytes.len());
            bytes.drain(start..end);
        }
    }),
    ("shuffled", |bytes, _, dice| {
        let mut lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        for at in (1..lines.len()).rev() {
            lines.swap(at, dice.below(at + 1));
        }
        *bytes = lines.join(&b'\n');
    }),
    ("encodings mixed", |bytes, _, dice| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let codings = [
            encoding_rs::UTF_8,
            encoding_rs::WINDOWS_1252,
            encoding_rs::SHIFT_JIS,
            encoding_rs::WINDOWS_1251,
            encoding_rs::GB18030,
        ];
        bytes.clear();
        for line in text.split_inclusive('\n') {
            if dice.below(12) == 0 {
                bytes.extend(line.encode_utf16().flat_map(u16::to_be_bytes));
            } else {
                bytes.extend_from_slice(&dice.pick(&codings).encode(line).0);
            }
        }
    }),
    ("encoded twice", |bytes, _, _| {
        let twice: String = bytes.iter().map(|b| char::from(*b)).collect();
        *bytes = twice.into_bytes();
    }),
    ("markup broken", |bytes, _, dice| {
        let rate = 2 + dice.below(20);
        bytes.retain(|b| !b"<>\"'/=".contains(b) || dice.below(rate) > 0);
    }),
    ("tags strewn in", |bytes, _, dice| {
        const TAGS: &[&str] = &[
            "</p>",
            "<p>",
            "<div",
            "<table><tr>",
            "</div></div>",
            "<b><i>",
            "</b>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<style>",
            "<svg><p>",
            "<math><mi>",
            "<template>",
            "<select><option>",
            "<ruby>漢<rt>かん",
            "<noscript>",
            "<textarea>",
            "<iframe>",
            "<![CDATA[",
            "<?xml version='1.0'?>",
            "<a href='",
            "<plaintext>",
            "<frameset>",
            "<title>",
            "<br><br>",
        ];
        for _ in 0..=dice.below(30) {
            let tag = *dice.pick(TAGS);
            insert(bytes, dice, tag.as_bytes());
        }
    }),
    ("impossible characters", |bytes, _, dice| {
        const ESCAPES: &[&str] = &[
            "&#xD800;",
            "&#55357;",
            "&#xDFFF;",
            "&#x110000;",
            "&#0;",
            "&#x0;",
            "&#99999999999;",
            "&#xFFFE;",
            "&amp;amp;amp;",
            "&nbsp",
            "&notit;",
            "\\uD800",
            "\\udc00\\ud800",
            "\\u0000",
            "\\x",
            "\u{feff}",
            "\u{fffe}",
            "\u{e000}",
        ];
        for _ in 0..=dice.below(40) {
            let escape = *dice.pick(ESCAPES);
            insert(bytes, dice, escape.as_bytes());
        }
    }),
    ("linked data spoilt", |bytes, _, dice| {
        const JSON: &[&str] = &[
            r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"\uD800\uDBFF","inLanguage":["#,
            r#"<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle",7],"author":[[{"name":null}]],"datePublished":-1}]}</script>"#,
            r#"<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"\ud83d","datePublished":"2024-13-45T99:99:99+99:99"}</script>"#,
            r#"<meta property="article:published_time" content="٢٠٢٤-٠٢-٣٠"><link rel="canonical" href="javascript:0">"#,
            r#"<link rel="alternate" hreflang="\"><x" href=""><html lang="x-\u0000">"#,
        ];
        let json = *dice.pick(JSON);
        insert(bytes, dice, json.as_bytes());
    }),
    ("controls", |bytes, _, dice| {
        for _ in 0..=dice.below(20) {
            let control = [*dice.pick(b"\x00\x01\x08\x0b\x0c\x1b\x7f\x85\xa0\xad\xc2\xff")];
            insert(bytes, dice, &control);
        }
    }),
    ("marks strewn in", |bytes, _, dice| {
        const MARKS: &[&str] = &[
            "\u{feff}",
            "\u{202e}",
            "\u{202d}",
            "\u{2066}",
            "\u{2069}",
            "\u{200b}",
            "\u{200d}",
            "\u{301}",
            "\u{20e3}",
            "\u{2028}",
            "\u{85}",
            "\u{ad}",
            "\u{1f3f4}\u{e0067}\u{e007f}",
            "👩‍👩‍👧‍👦",
            "ﷺ",
            "ﬀ",
            "İ",
            "ß",
            "½",
            "㎞",
            "٪",
            "१२",
            "Ⅻ",
            "①",
        ];
        for _ in 0..=dice.below(60) {
            let mark = *dice.pick(MARKS);
            insert_at_character(bytes, dice, mark);
        }
    }),
    ("figures spoilt", |bytes, _, dice| {
        const FIGURES: &[&str] = &[
            "99999999999999999999999999999",
            "1e308",
            "-0",
            "0x1F",
            "12:99",
            "31/31/31",
            "1.2.3.4.5",
            "$€£¥",
            "%%",
            "№",
            "1,,,2",
            "1 000 000 000 000 000 000 000 000 000 million billion",
            "half half half",
            "3-2-1-0",
            "––",
            "am pm",
            "0000-00-00",
            "minus minus 5",
            "25:61:61 PT ET CET",
            "1/0",
            "79228162514264337593543950335",
            "79228162514264337593543950336 km",
        ];
        for _ in 0..=dice.below(40) {
            let figure = *dice.pick(FIGURES);
            insert_at_character(bytes, dice, figure);
        }
    }),
    ("digits changed", |bytes, _, dice| {
        let digits: Vec<char> = "0123456789٠٥०५０９".chars().collect();
        let text = String::from_utf8_lossy(bytes).into_owned();
        *bytes = text
            .chars()
            .map(|c| if c.is_ascii_digit() { *dice.pick(&digits) } else { c })
            .collect::<String>()
            .into_bytes();
    }),
    ("spliced", |bytes, other, dice| {
        let (here, there) = (dice.below(bytes.len()), dice.below(other.len()));
        bytes.truncate(here);
        bytes.extend_from_slice(&other[there..]);
    }),
    ("interleaved", |bytes, other, _| {
        let own: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
        let others = other.split(|b| *b == b'\n');
        *bytes = own.iter().zip(others).flat_map(|(a, b)| [*a, b]).collect::<Vec<_>>().join(&b'\n');
    }),
    ("on one line", |bytes, _, _| bytes.retain(|b| *b != b'\n')),
    ("without spaces", |bytes, _, _| bytes.retain(|b| *b != b' ')),
    ("a word a line", |bytes, _, _| bytes.iter_mut().filter(|b| **b == b' ').for_each(|b| *b = b'\n')),
    ("in capitals", |bytes, _, _| *bytes = String::from_utf8_lossy(bytes).to_uppercase().into_bytes()),
    ("backwards", |bytes, _, _| *bytes = String::from_utf8_lossy(bytes).chars().rev().collect::<String>().into_bytes()),
    ("as UTF-16", |bytes, _, dice| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let little = dice.below(2) == 0;
        *bytes = text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect();
    }),
    ("with carriage returns", |bytes, _, dice| {
        let ends: [&[u8]; 4] = [b"\r", b"\r\n", b"\n\r", b"\r\r\n"];
        *bytes = bytes.split(|b| *b == b'\n').flat_map(|line| [line, *dice.pick(&ends)].concat()).collect();
    }),
    ("repeated", |bytes, _, dice| {
        let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
        let line = (*dice.pick(&lines)).to_vec();
        for _ in 0..300 {
            bytes.push(b'\n');
            bytes.extend_from_slice(&line);
        }
    }),
];

fn chunk<'b>(bytes: &'b [u8], dice: &mut Dice) -> &'b [u8] {
    let start = dice.below(bytes.len());
    &bytes[start..(start + dice.below(2000)).min(bytes.len())]
}

fn insert(bytes: &mut Vec<u8>, dice: &mut Dice, piece: &[u8]) {
    let at = dice.below(bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

/// The same, but not inside a character, so that the text stays UTF-8.
fn insert_at_character(bytes: &mut Vec<u8>, dice: &mut Dice, piece: &str) {
    let mut at = dice.below(bytes.len() + 1);
    while bytes.get(at).is_some_and(|b| *b & 0xc0 == 0x80) {
        at += 1;
    }
    bytes.splice(at..at, piece.bytes());
}
