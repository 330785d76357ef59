//! What pairing needs to know of an article, in a few kilobytes.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::embed::{SentenceEncoder, anchors, letters};
use crate::facts::Side;

/// Sentences of an article that are compared; a longer one is known by its first ones.
pub(super) const MOST_SENTENCES: usize = 96;
/// Articles whose sentences are embedded at a time.
const BATCH: usize = 64;

/// An article as pairing sees it. Those of a whole archive can be kept, where the articles themselves could not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Name of the document.
    pub(super) name: String,
    /// Its canonical address.
    pub(super) url: Option<String>,
    /// Addresses of its translations, as the page names them.
    pub(super) alternates: Vec<String>,
    /// Language (BCP 47).
    pub(super) lang: String,
    /// Time of publication in seconds since 1970.
    pub(super) published: Option<i64>,
    /// Vectors of its sentences, one byte a number, each of length 127 or so; none of those that the encoder knows nothing of.
    pub(super) rows: Vec<i8>,
    /// What each of these sentences counts.
    pub(super) weights: Vec<f32>,
    /// Keys of its figures, facts and names, each once, ascending.
    pub(super) anchors: Vec<u64>,
    /// Keys of its words' stems, each once, ascending.
    pub(super) stems: Vec<u32>,
}

impl Profile {
    /// Language of the article (BCP 47).
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The profile of an article that is made of `parts`, one after another; all else is that of the first part.
    pub fn joined(parts: &[&Profile]) -> Profile {
        let first = parts.first().copied().cloned().unwrap_or_default();
        let mut joined = Profile {
            rows: parts.iter().flat_map(|part| &part.rows).copied().collect(),
            weights: parts.iter().flat_map(|part| &part.weights).copied().collect(),
            anchors: parts.iter().flat_map(|part| &part.anchors).copied().collect(),
            stems: parts.iter().flat_map(|part| &part.stems).copied().collect(),
            ..first
        };
        joined.settle();
        joined
    }

    fn settle(&mut self) {
        self.anchors.sort_unstable();
        self.anchors.dedup();
        self.stems.sort_unstable();
        self.stems.dedup();
        // Millions of them are kept at once.
        self.rows.shrink_to_fit();
        self.weights.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.stems.shrink_to_fit();
    }

    /// Profiles of `sides`, in their order. Without an encoder, or where it fails, figures and names speak alone.
    pub fn of(sides: &[Side], encoder: Option<&dyn SentenceEncoder>) -> Vec<Profile> {
        let batch = |sides: &[Side]| {
            let mut profiles: Vec<Profile> = sides.iter().map(Profile::without_vectors).collect();
            if let Some(encoder) = encoder {
                embed(&mut profiles, sides, encoder);
            }
            profiles
        };
        sides.par_chunks(BATCH).flat_map_iter(batch).collect()
    }

    fn without_vectors(side: &Side) -> Profile {
        let meta = &side.article.meta;
        let (mut keys, mut stems): (Vec<u64>, Vec<u32>) = (Vec::new(), Vec::new());
        for number in 0..side.sentences.len() {
            let facts = side.facts.get(side.facts_in(&(number..number + 1))).unwrap_or_default();
            let (own, words) = anchors(side.sentence(number), facts.iter().filter(|fact| !fact.weak));
            keys.extend(own);
            stems.extend(words.into_iter().map(|word| (word >> 32) as u32 ^ word as u32));
        }
        let mut profile = Profile {
            name: side.article.name.clone(),
            url: meta.url.clone(),
            alternates: meta.alternates.iter().map(|(_, url)| url.clone()).collect(),
            lang: side.article.lang.tag.clone(),
            published: meta.published.as_deref().and_then(super::moment).map(jiff::Timestamp::as_second),
            anchors: keys,
            stems,
            ..Profile::default()
        };
        profile.settle();
        profile
    }
}

fn embed(profiles: &mut [Profile], sides: &[Side], encoder: &dyn SentenceEncoder) {
    let count = |side: &Side| side.sentences.len().min(MOST_SENTENCES);
    let texts: Vec<&str> =
        sides.iter().flat_map(|side| (0..count(side)).map(|sentence| side.sentence(sentence))).collect();
    let Ok(vectors) = encoder.embed(&texts) else { return };
    let mut rows = vectors.rows().zip(&texts);
    for (profile, side) in profiles.iter_mut().zip(sides) {
        for (row, text) in rows.by_ref().take(count(side)) {
            if row.iter().any(|x| *x != 0.0) {
                profile.weights.push(letters(text).sqrt());
                profile.rows.extend(row.iter().map(|x| small(*x)));
            }
        }
    }
}

/// A number of a vector of length 1 in one byte: those of news lie far below a half.
pub(super) fn small(x: f32) -> i8 {
    // One and a half times 2 to the 23rd: what is added to it is rounded to a whole number, which are its last bits. Rounding
    // by its name is a call for each of millions of numbers where the processor has no instruction for it.
    const WHOLE: f32 = 12_582_912.0;
    ((x * SCALE).clamp(-127.0, 127.0) + WHOLE).to_bits() as i8
}

/// What a number of a row was multiplied by.
pub(super) const SCALE: f32 = 254.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_one_byte_is_the_nearest_one() {
        for n in -1000..=1000 {
            let x = n as f32 / 900.0;
            assert_eq!(small(x), (x * SCALE).round_ties_even().clamp(-127.0, 127.0) as i8, "{x}");
        }
        assert_eq!((small(0.5 / SCALE), small(1.5 / SCALE), small(9.0), small(-9.0)), (0, 2, 127, -127));
    }
}
