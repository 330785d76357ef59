//! Near duplicates: MinHash over runs of words, in bands (Broder 1997, *On the resemblance and containment of documents*;
//! Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3).
//!
//! Bands only find candidates; the resemblance of the texts themselves decides. Crates that do this keep their index in
//! memory or ask for their own containers, and what is needed are these lines beside a table of the store.

use unicode_segmentation::UnicodeSegmentation;

/// Bands of a text; texts that have one in common are compared.
const BANDS: usize = 10;
/// Smallest values that make up a band: with ten bands of three, texts of resemblance 0.75 meet with 99.6 %, of 0.3 with 24 %.
const ROWS: usize = 3;
/// Words of a run.
const RUN: usize = 3;
/// Least resemblance of a near duplicate.
pub(super) const ALIKE: f64 = 0.75;
/// A text of fewer runs of words is known by its hash alone.
const FEWEST: usize = 12;

/// Keys of the text's runs of words, each once, ascending. Words are those of UAX #29, which cuts scripts without spaces
/// into letters.
pub(super) fn runs(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text.unicode_words().map(word).collect();
    let mut runs: Vec<u64> = words.windows(RUN).map(|run| run.iter().fold(SEED, |key, w| mix(key ^ *w))).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The keys of a text's bands; none for a text that is too short.
pub(super) fn bands(runs: &[u64]) -> Vec<i64> {
    if runs.len() < FEWEST {
        return Vec::new();
    }
    let least = |row: usize| {
        let salt = mix(SEED.wrapping_add(row as u64));
        runs.iter().map(|run| mix(run ^ salt)).min().unwrap_or_default()
    };
    let band = |band: usize| (0..ROWS).fold(mix(band as u64), |key, row| mix(key ^ least(band * ROWS + row)));
    (0..BANDS).map(|n| band(n) as i64).collect()
}

/// Share of the runs of both texts that stand in both (Jaccard).
pub(super) fn resemblance(a: &[u64], b: &[u64]) -> f64 {
    let common = a.iter().filter(|run| b.binary_search(run).is_ok()).count();
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn word(word: &str) -> u64 {
    word.bytes().fold(SEED, |key, byte| (key ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FERRY: &str = "The ferry to Saltby sank on Monday, the coast guard of Kelmouth said in a statement. Nobody was \
                         hurt, and the ferry will be raised by the end of the week, as soon as the wind allows it.";

    #[test]
    fn a_syndicated_copy_is_found_and_another_story_is_not() {
        let own = runs(FERRY);
        let copy = runs(&format!("{FERRY} Reported by Ada Quist."));
        let other =
            runs("The bridge of Varholm reopened on Tuesday after two years of repairs, and the mayor cut a ribbon.");
        assert!(resemblance(&own, &copy) > ALIKE);
        assert!(bands(&own).iter().any(|key| bands(&copy).contains(key)));
        assert!(resemblance(&own, &other) < 0.1);
        assert!(!bands(&own).iter().any(|key| bands(&other).contains(key)));
        assert!(bands(&runs("Too short.")).is_empty());
    }
}
