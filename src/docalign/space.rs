//! The vectors of all articles in one space: centred, so that what all articles of a language have in common is no likeness.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::profile::{Profile, SCALE, small};

/// How many articles' worth of doubt there is that the mean of a language is that of its articles at hand.
const PRIOR: f32 = 6.0;

/// The articles of one run, centred.
pub(super) struct Space<'p> {
    pub(super) profiles: &'p [Profile],
    /// Number of each article's language, with script and region: their letters and words may differ.
    pub(super) langs: Vec<u16>,
    /// The articles of each language.
    pub(super) of_lang: Vec<Vec<u32>>,
    /// How each two languages stand to one another.
    kin: Vec<Kin>,
    pub(super) dims: usize,
    /// Centred rows of the sentences of each article.
    rows: Vec<Rows>,
    /// A vector of length 1 for each article, or zeros, one byte a number.
    documents: Vec<i8>,
}

/// How two languages stand to one another.
#[derive(Clone, Copy, PartialEq)]
enum Kin {
    /// One language.
    Same,
    /// One language in two regions or scripts: no versions to pair, and yet no two texts of one language.
    Region,
    /// Two languages, as far as pairing goes.
    Other,
}

#[derive(Default)]
struct Rows {
    values: Vec<i8>,
    /// One divided by the length of each row.
    scales: Vec<f32>,
}

/// How alike two articles are by their sentences; of each value there is one for either side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Likeness {
    /// Mean over the sentences of the best cosine with one of the other side (BiMax).
    pub(super) sides: [f32; 2],
    /// Mean over the sentences of how far the best cosine is ahead of the second best one: a translation's sentences each have
    /// one counterpart, those of another article about the same many or none.
    pub(super) margins: [f32; 2],
    /// Share that is found on the other side.
    pub(super) covered: [f32; 2],
    /// Cosine of the two first sentences, which are the headlines where there are any.
    pub(super) heads: f32,
}

impl Likeness {
    /// Mean of both sides.
    pub(super) fn mean(&self) -> f32 {
        0.5 * (self.sides[0] + self.sides[1])
    }
}

/// The two best cosines of a sentence.
#[derive(Clone, Copy)]
struct Best {
    first: f32,
    second: f32,
}

impl Best {
    const NONE: Best = Best { first: 0.0, second: 0.0 };

    fn offer(&mut self, cosine: f32) {
        self.second = self.second.max(cosine.min(self.first));
        self.first = self.first.max(cosine);
    }
}

impl<'p> Space<'p> {
    /// With `regions`, texts of two regions or scripts of one language are versions to pair, too.
    pub(super) fn new(profiles: &'p [Profile], regions: bool) -> Self {
        let mut numbers: BTreeMap<String, u16> = BTreeMap::new();
        let mut langs = Vec::with_capacity(profiles.len());
        for profile in profiles {
            let next = numbers.len() as u16;
            langs.push(*numbers.entry(profile.lang.to_lowercase()).or_insert(next));
        }
        let mut of_lang = vec![Vec::new(); numbers.len()];
        for (article, lang) in (0..).zip(&langs) {
            if let Some(list) = of_lang.get_mut(usize::from(*lang)) {
                list.push(article);
            }
        }
        let kin = kin(&numbers, regions);
        let dims = profiles.iter().find(|p| !p.weights.is_empty()).map_or(0, |p| p.rows.len() / p.weights.len());
        let mut space = Space { profiles, langs, of_lang, kin, dims, rows: Vec::new(), documents: Vec::new() };
        space.centre();
        space
    }

    fn centre(&mut self) {
        let (dims, profiles, langs) = (self.dims, self.profiles, &self.langs);
        if dims == 0 {
            self.rows.resize_with(profiles.len(), Rows::default);
            return;
        }
        let means: Vec<Vec<f32>> = self.of_lang.par_iter().map(|articles| mean(profiles, articles, dims)).collect();
        let centred = |(profile, lang): (&Profile, &u16)| {
            let mean = means.get(usize::from(*lang)).map_or(&[][..], Vec::as_slice);
            // Millions of rows: room for what comes, and no more.
            let mut rows = Rows {
                values: Vec::with_capacity(profile.rows.len()),
                scales: Vec::with_capacity(profile.weights.len()),
            };
            let mut sum = vec![0.0_f32; dims];
            for (row, weight) in profile.rows.chunks_exact(dims).zip(&profile.weights) {
                let row: Vec<f32> = row.iter().zip(mean).map(|(x, m)| f32::from(*x) / SCALE - m).collect();
                let length = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
                sum.iter_mut().zip(&row).for_each(|(to, x)| *to += weight * x / length);
                let first = rows.values.len();
                rows.values.extend(row.iter().map(|x| small(x / length)));
                let squares: f32 = rows.values.iter().skip(first).map(|x| f32::from(*x).powi(2)).sum();
                rows.scales.push(1.0 / squares.sqrt().max(1e-6));
            }
            let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
            (rows, sum.iter().map(|x| small(x / length)).collect())
        };
        let all: Vec<(Rows, Vec<i8>)> = profiles.par_iter().zip(langs.par_iter()).map(centred).collect();
        self.documents.reserve(profiles.len() * dims);
        for (rows, document) in all {
            self.rows.push(rows);
            self.documents.extend(document);
        }
    }

    pub(super) fn lang(&self, article: usize) -> usize {
        self.langs.get(article).copied().unwrap_or_default().into()
    }

    /// Whether two articles can be versions to pair: not two of one language, nor, unless that is asked for, two of its
    /// regions or scripts.
    pub(super) fn across(&self, a: usize, b: usize) -> bool {
        self.kin(a, b) == Kin::Other
    }

    /// The same of two languages by their numbers.
    pub(super) fn langs_across(&self, one: usize, two: usize) -> bool {
        self.kin.get(one * self.of_lang.len() + two).is_none_or(|kin| *kin == Kin::Other)
    }

    /// Whether two articles have one language, and no region or script tells them apart.
    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        self.kin(a, b) == Kin::Same
    }

    fn kin(&self, a: usize, b: usize) -> Kin {
        self.kin.get(self.lang(a) * self.of_lang.len() + self.lang(b)).copied().unwrap_or(Kin::Other)
    }

    /// The vector of an article; empty without an encoder.
    pub(super) fn document(&self, article: usize) -> &[i8] {
        self.documents.get(article * self.dims..(article + 1) * self.dims).unwrap_or_default()
    }

    /// Seconds between the publication of two articles, if both times are known.
    pub(super) fn apart(&self, a: usize, b: usize) -> Option<u64> {
        let time = |n: usize| self.profiles.get(n).and_then(|p| p.published);
        time(a).zip(time(b)).map(|(a, b)| a.abs_diff(b))
    }

    /// How many sentences of an article have a vector.
    pub(super) fn sentences(&self, article: usize) -> usize {
        self.rows.get(article).map_or(0, |rows| rows.scales.len())
    }

    /// Compares two articles sentence by sentence; a sentence is found where its best cosine is above `level`.
    pub(super) fn likeness(&self, a: usize, b: usize, level: f32) -> Likeness {
        let (Some(own), Some(other)) = (self.rows.get(a), self.rows.get(b)) else { return Likeness::default() };
        if own.scales.is_empty() || other.scales.is_empty() {
            return Likeness::default();
        }
        let mut best = [vec![Best::NONE; own.scales.len()], vec![Best::NONE; other.scales.len()]];
        let mut likeness = Likeness::default();
        let [rows, columns] = &mut best;
        for (at, ((x, x_scale), row)) in own.rows(self.dims).zip(rows).enumerate() {
            for ((y, y_scale), column) in other.rows(self.dims).zip(columns.iter_mut()) {
                let cosine = dot(x, y) as f32 * (x_scale * y_scale);
                row.offer(cosine);
                column.offer(cosine);
            }
            if at == 0 {
                likeness.heads = columns.first().map_or(0.0, |column| column.first);
            }
        }
        for (side, (article, best)) in [a, b].into_iter().zip(&best).enumerate() {
            let weights = self.profiles.get(article).map_or(&[][..], |p| p.weights.as_slice());
            let mut sums = [0.0_f32; 3];
            let mut all = 1e-6_f32;
            for (weight, best) in weights.iter().zip(best) {
                let found = if best.first > level { 1.0 } else { 0.0 };
                let values = [best.first, best.first - best.second, found];
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
                all += weight;
            }
            let [mean, margin, found] = sums.map(|sum| sum / all);
            let to = [&mut likeness.sides, &mut likeness.margins, &mut likeness.covered];
            for (to, value) in to.into_iter().zip([mean, margin, found]) {
                to.get_mut(side).into_iter().for_each(|to| *to = value);
            }
        }
        likeness
    }
}

impl Rows {
    fn rows(&self, dims: usize) -> impl Iterator<Item = (&[i8], f32)> {
        self.values.chunks_exact(dims.max(1)).zip(self.scales.iter().copied())
    }
}

/// How the numbered languages stand to one another, for each two of them.
fn kin(numbers: &BTreeMap<String, u16>, regions: bool) -> Vec<Kin> {
    let within =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let mut kin = vec![Kin::Other; numbers.len() * numbers.len()];
    for (one, a) in numbers {
        for (two, b) in numbers {
            let own = match base(one) == base(two) {
                // `pt` may be `pt-br`.
                true if within(one, two) || within(two, one) => Kin::Same,
                true if !regions => Kin::Region,
                _ => Kin::Other,
            };
            let at = usize::from(*a) * numbers.len() + usize::from(*b);
            kin.get_mut(at).into_iter().for_each(|to| *to = own);
        }
    }
    kin
}

/// The language of a tag, without script and region.
fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// Mean of the sentences' vectors over articles, drawn to zero where there are few.
fn mean(profiles: &[Profile], articles: &[u32], dims: usize) -> Vec<f32> {
    let mut sum = vec![0.0_f32; dims];
    let mut count = PRIOR;
    for profile in articles.iter().filter_map(|n| profiles.get(*n as usize)).filter(|p| !p.weights.is_empty()) {
        let all = profile.weights.iter().sum::<f32>().max(1e-6);
        for (row, weight) in profile.rows.chunks_exact(dims).zip(&profile.weights) {
            let factor = weight / (all * SCALE);
            sum.iter_mut().zip(row).for_each(|(to, x)| *to += factor * f32::from(*x));
        }
        count += 1.0;
    }
    sum.iter_mut().for_each(|x| *x /= count);
    sum
}

/// Product of two rows. Written so that a compiler sees products of 16 bits summed in 32.
pub(super) fn dot(a: &[i8], b: &[i8]) -> i32 {
    let mut sums = [0_i32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += i32::from(i16::from(*a) * i16::from(*b));
        }
    }
    sums.iter().sum()
}
