//! What the sides are written in: letters or signs, one script or several, sound characters or broken ones.

use super::side::{Side, Sides, share as part_of};
use crate::embed::letters;
use crate::lang::script_number;
use crate::text::{is_cjk, is_letter};

pub(super) fn share(sides: &Sides<'_>) -> Option<f32> {
    // Vowel signs stand beside letters and are none.
    let written = |side: &Side<'_>| {
        let signs = side.text.chars().filter(|c| is_sign(*c)).count();
        part_of(side.letters + signs, side.marks)
    };
    Some(sides.smaller(written))
}

/// Vowel signs and other marks that belong to a letter.
fn is_sign(c: char) -> bool {
    !is_letter(c) && unicode_normalization::char::is_combining_mark(c)
}

pub(super) fn script(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.smaller(|side| main_script(side.text)))
}

/// A sign of a script that writes syllables or words stands for several letters: foreign names are long beside it.
fn main_script(text: &str) -> f32 {
    let mut counts = [0.0f32; 256];
    let (mut all, mut cjk) = (0.0, 0.0);
    let mut buffer = [0; 4];
    for c in text.chars().filter(|c| is_letter(*c)) {
        let weight = letters(c.encode_utf8(&mut buffer));
        // Han, kana and bopomofo stand in one text.
        if is_cjk(c) {
            cjk += weight;
        } else if let Some(count) = script_number(c).and_then(|n| counts.get_mut(usize::from(n))) {
            *count += weight;
        } else {
            continue;
        }
        all += weight;
    }
    if all == 0.0 { 1.0 } else { counts.into_iter().fold(cjk, f32::max) / all }
}

pub(super) fn noise(sides: &Sides<'_>) -> Option<f32> {
    let broken = |c: char| {
        matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
            || c.is_control() && !matches!(c, '\t' | '\n' | '\r')
    };
    Some(sides.sum(|side| side.text.chars().filter(|c| broken(*c)).count() as f32))
}

/// UTF-8 that was read as Windows-1252 or Latin 1: a lead byte's letter and behind it what a continuation byte became.
pub(super) fn mojibake(sides: &Sides<'_>) -> Option<f32> {
    Some(
        sides.sum(|side| {
            side.text.chars().zip(side.text.chars().skip(1)).filter(|two| is_mojibake(*two)).count() as f32
        }),
    )
}

fn is_mojibake((lead, next): (char, char)) -> bool {
    let continued = matches!(
        next,
        '\u{80}'
            ..='\u{bf}'
                | '€'
                | '‚'
                | 'ƒ'
                | '„'
                | '…'
                | '†'
                | '‡'
                | 'ˆ'
                | '‰'
                | '‹'
                | '‘'
                | '’'
                | '“'
                | '”'
                | '•'
                | '–'
                | '—'
                | '˜'
                | '™'
                | '›'
    );
    match lead {
        'Ã' | 'Â' => continued && !matches!(next, '’' | '”' | '“' | '…' | '–' | '—' | '›' | '»' | '\u{a0}'),
        'â' => matches!(next, '€' | '\u{80}'..='\u{9f}'),
        'Ð' | 'Ñ' | 'Ø' | 'Ù' => {
            matches!(next, '\u{80}'..='\u{bf}' | '€' | '‚' | 'ƒ' | '„' | '†' | '‡' | '‰' | '•' | '˜' | '™')
                && next != '\u{a0}'
                && next != '»'
        }
        _ => false,
    }
}

/// "endedThe", "ended.The": a capital behind a small letter that goes on in small ones.
pub(super) fn glued(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.larger(|side| joints(side.text) as f32))
}

fn joints(text: &str) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let small = |c: &char| c.is_lowercase();
    let joined = |w: &[char]| match w {
        [a, b, c, d] => {
            small(a)
                && (b.is_uppercase() && small(c) && small(d)
                    || matches!(b, '.' | '?' | '!') && c.is_uppercase() && small(d))
        }
        _ => false,
    };
    chars.windows(4).filter(|w| joined(w)).count()
}
