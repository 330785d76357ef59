//! What stands too often in a side.

use super::side::Sides;

/// Most words that repeat together.
const LONGEST: usize = 3;

/// How often the same one to three words follow themselves, at most.
pub(super) fn run(sides: &Sides<'_>) -> Option<f32> {
    Some(sides.larger(|side| (1..=LONGEST).map(|n| longest_run(&side.words, n)).max().unwrap_or(0) as f32))
}

fn longest_run(words: &[&str], n: usize) -> usize {
    let (mut most, mut same) = (0, 0);
    for (word, before) in words.iter().skip(n).zip(words) {
        // Figures repeat in tables and telephone numbers, signs in scripts whose words are single signs.
        let counts = word.chars().any(|c| c.is_alphabetic() && !crate::text::is_cjk(c));
        same = if counts && word == before { same + 1 } else { 0 };
        most = most.max(same / n);
    }
    most
}

pub(super) fn brackets(sides: &Sides<'_>) -> Option<f32> {
    let bracket = |c: &char| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '（' | '）' | '【' | '】');
    Some(sides.larger(|side| side.text.chars().filter(bracket).count() as f32))
}
