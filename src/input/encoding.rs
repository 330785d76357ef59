//! Finds the encoding of a document and decodes it.
//!
//! The order follows the WHATWG HTML standard (byte-order mark, declaration in the head), with one departure: a
//! declaration that the bytes contradict loses against UTF-8 that is valid, since pages are often re-encoded by a
//! cache that leaves the old declaration in place.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a document a declaration is looked for, in bytes.
const HEAD: usize = 4096;

/// The encoding of `bytes`.
pub(super) fn detect(bytes: &[u8]) -> &'static Encoding {
    detect_sent(bytes, None)
}

/// The encoding of `bytes` that a server sent with a name of their encoding: what the page declares is nearer to it.
pub(super) fn detect_sent(bytes: &[u8], sent: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = bare_utf_16(bytes) {
        return encoding;
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let sent = || sent.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let declared = meta_charset(head).or_else(|| xml_encoding(head)).or_else(sent);
    let utf8 = std::str::from_utf8(bytes).is_ok();
    match declared {
        Some(encoding) if utf8 && encoding != ISO_2022_JP && !bytes.is_ascii() => utf_8_or(encoding, bytes),
        Some(encoding) if encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some() => encoding,
        _ if utf8 => UTF_8,
        // Nearly UTF-8 (a page cut in the middle of a character, one bad byte in a comment) stays UTF-8.
        _ if nearly_utf8(bytes) => UTF_8,
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => guess(bytes),
    }
}

/// UTF-8 where `bytes`, known to be valid UTF-8, hold two characters or more outside ASCII: chance does not make those.
fn utf_8_or(declared: &'static Encoding, bytes: &[u8]) -> &'static Encoding {
    let leads = bytes.iter().filter(|b| **b >= 0xc2).take(2).count();
    if leads >= 2 { UTF_8 } else { declared }
}

/// Whether all but one in a hundred of the sequences outside ASCII are valid UTF-8.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 2 && bad * 100 <= good
}

/// UTF-16 without a byte-order mark: every other byte of Latin text is zero.
fn bare_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |side: usize| head.chunks_exact(2).filter(|pair| pair.get(side) == Some(&0)).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    // Spaces and digits alone make some zeros in scripts outside Latin 1.
    match () {
        () if low_first * 10 > pairs && high_first * 50 < pairs => Some(UTF_16LE),
        () if high_first * 10 > pairs && low_first * 50 < pairs => Some(UTF_16BE),
        () => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// The encoding that a `<meta charset>` or `<meta http-equiv>` names.
fn meta_charset(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = find(rest, b"<meta") {
        rest = rest.get(at + 5..)?;
        let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
        let tag = rest.get(..end)?;
        if let Some(at) = find(tag, b"charset") {
            let value = tag.get(at + 7..)?.trim_ascii_start();
            if let Some(encoding) = value.strip_prefix(b"=").and_then(label) {
                return Some(as_html(encoding));
            }
        }
    }
    None
}

/// The encoding that `<?xml … encoding="…"?>` names.
fn xml_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..find(declaration, b"?>")?)?;
    let value = declaration.get(find(declaration, b"encoding")? + 8..)?.trim_ascii_start();
    value.strip_prefix(b"=").and_then(label).map(as_html)
}

/// The label that stands at the start of `value`, quoted or not.
fn label(value: &[u8]) -> Option<&'static Encoding> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value).trim_ascii_start();
    let end = value.iter().position(|b| b.is_ascii_whitespace() || b"\"';/>".contains(b)).unwrap_or(value.len());
    Encoding::for_label(value.get(..end)?)
}

/// What the standard makes of encodings that cannot be declared in ASCII.
fn as_html(encoding: &'static Encoding) -> &'static Encoding {
    match encoding {
        e if e == UTF_16LE || e == UTF_16BE => UTF_8,
        e if e == X_USER_DEFINED => WINDOWS_1252,
        e => e,
    }
}

/// Where `needle` begins in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|w| w == needle)
}

/// The decoded text without a byte-order mark, and whether bytes were replaced.
pub(super) fn decode<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> (Cow<'b, str>, bool) {
    let (text, lossy) = encoding.decode_with_bom_removal(bytes);
    (text, lossy)
}

/// CRLF and lone CR made `\n`.
pub(super) fn normalize_breaks(text: Cow<'_, str>) -> String {
    if !text.contains('\r') {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('\r');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        if !piece.starts_with('\n') {
            out.push('\n');
        }
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::from_bytes;

    fn read(bytes: &[u8]) -> (String, &'static str, bool) {
        let document = from_bytes("x", bytes).unwrap();
        (document.body, document.encoding, document.lossy)
    }

    #[test]
    fn a_declaration_decides_where_the_bytes_allow_it() {
        let polish = b"<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-2'><p>Wa\xb3brzych w \xb6rod\xea</p>";
        let (body, encoding, lossy) = read(polish);
        assert!(body.contains("Wałbrzych w środę"), "{body}");
        assert_eq!((encoding, lossy), ("ISO-8859-2", false));
        let (body, encoding, _) =
            read(b"<?xml version='1.0' encoding='windows-1251'?><html><p>\xd0\xe5\xea\xe0</p></html>");
        assert!(body.contains("Река"), "{body}");
        assert_eq!(encoding, "windows-1251");
    }

    #[test]
    fn a_stale_declaration_loses_against_valid_utf_8() {
        let page = "<meta charset=\"windows-1252\"><p>Às 17h42, a ponte já estava aberta.</p>";
        assert_eq!(read(page.as_bytes()).1, "UTF-8");
    }

    #[test]
    fn a_wrong_utf_8_declaration_loses_against_the_bytes() {
        let page = b"<meta charset=utf-8><p>A reuni\xe3o na C\xe2mara de S\xe3o Jos\xe9 come\xe7ou \xe0s 9h e n\xe3o acabou.</p>";
        let (body, encoding, _) = read(page);
        assert_eq!(encoding, "windows-1252");
        assert!(body.contains("reunião na Câmara"), "{body}");
    }

    #[test]
    fn undeclared_legacy_text_is_guessed() {
        let (sjis, ..) =
            encoding_rs::SHIFT_JIS.encode("知事は火曜日、港の拡張計画を承認したと発表した。工事は来年四月に始まる。");
        assert_eq!(read(&sjis).1, "Shift_JIS");
    }

    #[test]
    fn one_bad_byte_does_not_turn_a_utf_8_page_into_mojibake() {
        let mut bytes = "À été où ça déjà là-bas très près après forêt ".repeat(20).into_bytes();
        bytes.push(0xe9);
        let (body, encoding, lossy) = read(&bytes);
        assert!(body.starts_with("À été"), "{body}");
        assert_eq!((encoding, lossy), ("UTF-8", true));
    }

    #[test]
    fn all_line_breaks_become_one_kind() {
        assert_eq!(read(b"\xef\xbb\xbfone\r\ntwo\rthree\n\r\nfour").0, "one\ntwo\nthree\n\nfour");
    }
}
