//! Thai (and by the same rule Lao and Khmer): no marks end a sentence, spaces do, and part phrases too.
//!
//! A logistic regression tells which spaces end one, by what stands on both sides and how far away the last boundary is
//! (Aroonmanakun 2007, *Thoughts on word and sentence segmentation in Thai*, says why no more than that is to be had from
//! spaces). The weights are data, made by `tools/thai_spaces.py`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::{Span, is_space};

/// Hundredths of log odds from which a space ends a sentence. Below nought, as two short pieces are joined again more
/// easily than one of two sentences is parted.
const LEAN: i32 = -150;
/// Characters of the longest context.
const CONTEXT: usize = 6;
/// Lao and Khmer have no weights; a piece of more characters than this is cut at a space.
const LONG_RUN: usize = 150;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    bias: i32,
    distance: Vec<i32>,
    kinds: HashMap<String, i32>,
    before: HashMap<String, i32>,
    after: HashMap<String, i32>,
}

fn weights() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| toml::from_str(include_str!("thai.toml")).unwrap_or_default());
    &WEIGHTS
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}

/// Lao, Khmer.
fn is_kin(c: char) -> bool {
    matches!(c, '\u{e80}'..='\u{eff}' | '\u{1780}'..='\u{17ff}')
}

fn kind(c: char) -> char {
    match c {
        _ if is_thai(c) => 'T',
        _ if c.is_numeric() => 'D',
        _ if c.is_alphabetic() => 'L',
        _ => 'M',
    }
}

/// Cuts `span` of `text` at the spaces that end sentences, if it is in such a script.
pub(super) fn cut(text: &str, span: Span, out: &mut Vec<Span>) {
    let piece = span.of(text);
    let first = piece.chars().find(|c| c.is_alphabetic());
    if piece.is_ascii() || !first.is_some_and(|c| is_thai(c) || is_kin(c)) {
        out.push(span);
        return;
    }
    let kin = first.is_some_and(is_kin);
    // Where the current sentence begins; the last boundary, counted in characters.
    let (mut start, mut since) = (0, 0usize);
    let mut count = 0usize;
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        count += 1;
        if !is_space(c) || chars.peek().is_none_or(|(_, next)| is_space(*next)) {
            continue;
        }
        let left = piece.get(start..at).unwrap_or("").trim_end_matches(is_space);
        let right = piece.get(at + c.len_utf8()..).unwrap_or("");
        let ends =
            if kin { count - since > LONG_RUN / 2 && long(right) } else { ends_here(left, right, count - 1 - since) };
        if ends && !left.is_empty() {
            out.push(Span::new(span.start + start, span.start + start + left.len()));
            start = at + c.len_utf8();
            since = count;
        }
    }
    out.push(Span::new(span.start + start, span.end));
}

fn long(right: &str) -> bool {
    right.chars().nth(LONG_RUN / 2).is_some()
}

fn ends_here(left: &str, right: &str, distance: usize) -> bool {
    let w = weights();
    let (Some(last), Some(next)) = (left.chars().next_back(), right.chars().next()) else {
        return false;
    };
    let far = w.distance.get((distance / 10).min(w.distance.len().saturating_sub(1))).copied().unwrap_or_default();
    let mut score = w.bias + far;
    if !(is_thai(last) && is_thai(next)) {
        let pair: String = [kind(last), kind(next)].iter().collect();
        score += w.kinds.get(&pair).copied().unwrap_or(-300) - PENALTY;
        return score > LEAN;
    }
    let ends = left.char_indices().rev().take(CONTEXT).take_while(|(_, c)| !is_space(*c)).skip(1);
    for (at, _) in ends {
        score += left.get(at..).and_then(|end| w.before.get(end)).copied().unwrap_or_default();
    }
    let begins = right.char_indices().take(CONTEXT).take_while(|(_, c)| !is_space(*c)).skip(1);
    for (at, c) in begins {
        score += right.get(..at + c.len_utf8()).and_then(|start| w.after.get(start)).copied().unwrap_or_default();
    }
    score > LEAN
}

/// Taken from spaces beside figures and foreign words, which part phrases more often than sentences.
const PENALTY: i32 = 100;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_new_subject_after_a_long_clause_opens_a_sentence() {
        let text = "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานข้ามแม่น้ำจะปิดจนถึงสิ้นเดือนตุลาคมเพราะพบรอยร้าวที่เสาต้นหนึ่งแล้ว \
            อย่างไรก็ตาม เขายืนยันว่าจะไม่มีการเลื่อนการเปิดท่าเรือแห่งใหม่ซึ่งอยู่ใกล้กับสะพานแห่งนี้ออกไป";
        let mut out = Vec::new();
        cut(text, Span::new(0, text.len()), &mut out);
        assert_eq!(out.len(), 2, "{:?}", out.iter().map(|s| s.of(text)).collect::<Vec<_>>());
        assert!(out.last().unwrap().of(text).starts_with("อย่างไร"));
    }

    #[test]
    fn other_scripts_are_left_alone() {
        let text = "The bridge over the river is closed";
        let mut out = Vec::new();
        cut(text, Span::new(0, text.len()), &mut out);
        assert_eq!(out, [Span::new(0, text.len())]);
        assert!(!weights().before.is_empty() && weights().distance.len() == 15);
    }
}
