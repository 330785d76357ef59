//! Repairs text that was decoded with the wrong encoding and then saved so.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_15, SHIFT_JIS, WINDOWS_1252};

use crate::text::is_cjk;

/// How often a text may have been read wrongly, one time on top of the other.
const TIMES: usize = 3;

/// Characters that ISO 8859-15 replaced: a text that has them was not read with it.
const NOT_IN_LATIN_9: &[char] = &['¤', '¦', '¨', '´', '¸', '¼', '½', '¾'];

/// The byte of each character above U+00FF in a one-byte encoding.
type Bytes = HashMap<char, u8>;

static WESTERN: LazyLock<Bytes> = LazyLock::new(|| bytes(WINDOWS_1252));
static LATIN_9: LazyLock<Bytes> = LazyLock::new(|| bytes(ISO_8859_15));

fn bytes(encoding: &'static Encoding) -> Bytes {
    let letters = (0x80..=0xff_u8).filter_map(|byte| {
        let text = encoding.decode_without_bom_handling(&[byte]).0.into_owned();
        Some((text.chars().next().filter(|c| *c > '\u{ff}')?, byte))
    });
    letters.collect()
}

/// The byte of a character; controls and the rest of Latin 1 stand for themselves.
fn byte(c: char, table: &Bytes) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => u8::try_from(c).ok(),
        '\u{152}'..='\u{192}' | '\u{2c6}'..='\u{2dc}' | '\u{2013}'..='\u{2122}' => table.get(&c).copied(),
        _ => None,
    }
}

/// `body` repaired, if the whole of it shows that UTF-8 or an encoding of East Asia was read as a western one (`â€œ` for
/// `“`, `Ã©` for `é`, `±±¾©` for `北京`); `None` if it does not.
pub(super) fn repair(body: &str) -> Option<String> {
    let mut out: Option<String> = None;
    for _ in 0..TIMES {
        let text = out.as_deref().unwrap_or(body);
        let runs = Runs::of(text);
        let repaired = if runs.are_utf8() { Some(utf8(text)) } else { east_asian(text, &runs) };
        match repaired {
            Some(repaired) => out = Some(repaired),
            None => break,
        }
    }
    out
}

/// What the runs of characters outside ASCII look like.
#[derive(Default)]
struct Runs {
    /// Those that are valid UTF-8 when turned back into windows-1252 bytes, and those that are not.
    good: usize,
    bad: usize,
    /// Characters that a western encoding has, and others; those that stand side by side.
    western: usize,
    other: usize,
    beside: usize,
}

impl Runs {
    fn of(body: &str) -> Runs {
        let mut runs = Runs::default();
        let mut bytes = Vec::new();
        for_each_run(body, |piece| {
            bytes.clear();
            let (mut count, mut space) = (0, true);
            for c in piece.chars() {
                count += 1;
                space &= c == '\u{a0}';
                bytes.extend(byte(c, &WESTERN));
            }
            if bytes.len() == count && std::str::from_utf8(&bytes).is_ok() {
                runs.good += 1;
            } else if !space {
                runs.bad += 1;
            }
            runs.western += bytes.len();
            runs.other += count - bytes.len();
            runs.beside += if count > 1 { count } else { 0 };
        });
        runs
    }

    /// The proof: nearly every run is valid UTF-8. In text that was read right, next to none is.
    fn are_utf8(&self) -> bool {
        self.good >= 2 && self.bad * 4 <= self.good
    }

    /// Half a proof: hardly a character that no western encoding has, most of those outside ASCII side by side.
    fn may_be_east_asian(&self) -> bool {
        self.western >= 60 && self.other * 50 <= self.western && self.beside * 10 >= self.western * 8
    }
}

/// `body` with the runs that are UTF-8 read as such.
fn utf8(body: &str) -> String {
    let mut run = Vec::new();
    let mut out = String::with_capacity(body.len());
    let mut last = 0;
    for_each_run(body, |piece| {
        let start = piece.as_ptr().addr() - body.as_ptr().addr();
        out.push_str(body.get(last..start).unwrap_or(""));
        let fixed = bytes_of(piece, &mut run).then(|| std::str::from_utf8(&run).ok()).flatten();
        out.push_str(fixed.unwrap_or(piece));
        last = start + piece.len();
    });
    out.push_str(body.get(last..).unwrap_or(""));
    // Where a cleaner before us turned the no-break space (0xA0) into a space or dropped the control 0x9D.
    out.replace("Ã ", "à").replace("â€", "”")
}

/// The other half: bytes that are characters of East Asia without fault.
fn east_asian(body: &str, runs: &Runs) -> Option<String> {
    if !runs.may_be_east_asian() {
        return None;
    }
    let table = if body.contains(NOT_IN_LATIN_9) { &WESTERN } else { &LATIN_9 };
    let raw: Vec<u8> = body
        .chars()
        .map(|c| u8::try_from(c).ok().filter(u8::is_ascii).or_else(|| byte(c, table)).unwrap_or(b'?'))
        .collect();
    let guess = guess(&raw)?;
    let (text, _) = guess.decode_without_bom_handling(&raw);
    let (faults, letters) = text.chars().filter(|c| !c.is_ascii()).fold((0_usize, 0_usize), |(faults, letters), c| {
        (
            faults + usize::from(c == '\u{fffd}'),
            letters + usize::from(is_cjk(c) || matches!(c, '\u{ac00}'..='\u{d7a3}')),
        )
    });
    (faults * 50 <= letters && letters * 4 >= runs.western).then(|| text.into_owned())
}

/// Calls `f` with each run of characters outside ASCII.
fn for_each_run<'t>(text: &'t str, mut f: impl FnMut(&'t str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = beyond_ascii(bytes, at) {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = rest.iter().position(u8::is_ascii).map_or(bytes.len(), |n| start + n);
        f(text.get(start..end).unwrap_or(""));
        at = end;
    }
}

/// The first byte outside ASCII from `at` on; most of a page is looked through by the block.
fn beyond_ascii(bytes: &[u8], at: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    let rest = bytes.get(at..)?;
    let blocks = rest.chunks(BLOCK).take_while(|block| block.is_ascii()).count();
    let from = blocks * BLOCK;
    let found = rest.get(from..)?.iter().position(|b| !b.is_ascii())?;
    Some(at + from + found)
}

/// The encoding of East Asia that bytes are in.
fn guess(raw: &[u8]) -> Option<&'static Encoding> {
    let (mut common, mut pairs) = (0_usize, 0_usize);
    let mut bytes = raw.iter().copied();
    while let Some(lead) = bytes.next() {
        if lead >= 0x81 {
            let trail = bytes.next().unwrap_or(0);
            pairs += 1;
            // The more frequent half of the characters of GB 2312, and its signs.
            common += usize::from(matches!(lead, 0xb0..=0xd7 | 0xa1 | 0xa3) && trail >= 0xa1);
        }
    }
    if common * 10 >= pairs * 8 {
        return Some(GBK);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(raw, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    [GBK, GB18030, BIG5, EUC_KR, EUC_JP, SHIFT_JIS].contains(&guess).then_some(guess)
}

/// The windows-1252 bytes of `run`, put into `out`; false if a character has none.
fn bytes_of(run: &str, out: &mut Vec<u8>) -> bool {
    out.clear();
    run.chars().all(|c| byte(c, &WESTERN).map(|byte| out.push(byte)).is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_read_with_the_wrong_encoding_is_repaired() {
        let right = "“Não há água”, disse a moradora. A prefeita respondeu às 9h: “Já vai chegar.”";
        let wrong = encoding_rs::WINDOWS_1252.decode(right.as_bytes()).0.into_owned();
        assert_ne!(wrong, right);
        assert_eq!(repair(&wrong).unwrap(), right);
    }

    #[test]
    fn right_text_is_left_alone() {
        assert_eq!(repair("Le café d’à côté a fermé. « C’est dommage », a dit Zoé Marchand."), None);
        assert_eq!(repair("The rune “â€œ” is a classic sign of trouble — and “Ã©” is another."), None);
        assert_eq!(repair("Plain ASCII."), None);
    }

    #[test]
    fn chinese_read_as_western_text_is_repaired() {
        let right = "凯尔茅斯的老码头周一下午重新开放，县议会说，修缮历时十一个月，当天约有四千人走到码头尽头，创下工作日纪录。\n\
                     港务长罗娜·沃斯说，我们数了两遍，因为没有人相信。\n明年三月将再次检修。";
        let bytes = GBK.encode(right).0.into_owned();
        for encoding in [WINDOWS_1252, ISO_8859_15] {
            let wrong = encoding.decode_without_bom_handling(&bytes).0.into_owned();
            assert_eq!(repair(&format!("<p>{wrong}</p>")).unwrap(), format!("<p>{right}</p>"), "{}", encoding.name());
            let twice = WINDOWS_1252.decode_without_bom_handling(wrong.as_bytes()).0.into_owned();
            assert_eq!(repair(&twice).unwrap(), right, "{}", encoding.name());
        }
        let french = "À l’été, où ça déjà là-bas, l’œuvre fut créée à l’hôtel.".repeat(9);
        assert_eq!(repair(&french), None);
    }
}
