//! The trained table: which language a text is in, by its n-grams.
//!
//! A multinomial logistic regression whose weights are a product of two matrices, as in Joulin et al. (2017, *Bag of
//! tricks for efficient text classification*): each n-gram that the table holds has a row of a few small numbers, the
//! rows of a text are added up, and one small matrix turns the sum into a score for each language. Where an n-gram stands
//! is told by its hash; eight more bits of the hash, kept beside each row, keep out most n-grams that the table lacks.
//! How it was made, from what text and under which licences: `langid/README.md`.

use std::sync::LazyLock;

use super::grams::grams;
use super::identify::boundary;

static FILE: &[u8] = include_bytes!("table.bin");
/// Numbers of a row; two stand in a byte, the first half of the row in the low bits.
const WIDTH: usize = 32;
const HALF: usize = WIDTH / 2;
/// What is added to each number to keep it positive.
const OFFSET: i32 = 8;
/// Rows that share a bucket.
const WAYS: usize = 4;
/// Bytes of a beginning that may decide, of the longest text of which a beginning is enough, and the share that decides.
const HEAD: usize = 60;
const SENTENCE: usize = 1000;
/// Passages of a longer text that may decide, and their bytes.
const PASSAGES: usize = 4;
const PASSAGE: usize = 240;
const DECIDED: f32 = 0.999;
/// Rows after which the sums of eight bits are emptied into those of 16.
const FEW: usize = 16;
/// Rows after which the sums of 16 bits are emptied into those of 32.
const FLUSH: u32 = 4000;

/// What the table knows of one language.
struct Class {
    script: &'static str,
    /// BCP 47; Chinese with its script.
    tag: &'static str,
    weights: [f32; WIDTH],
    bias: f32,
}

/// The table, read from its file.
pub(super) struct Table {
    classes: Vec<Class>,
    marks: &'static [[u8; WAYS]],
    rows: &'static [[u8; HALF]],
    /// Bits of a hash that do not tell the bucket.
    shift: u32,
}

/// A language and its share among the languages of a script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) tag: &'static str,
    pub(super) share: f32,
}

/// The sum of the rows of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    low: [i32; HALF],
    high: [i32; HALF],
    /// N-grams that the table holds.
    pub(super) known: u32,
}

pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let empty = Table { classes: Vec::new(), marks: &[], rows: &[], shift: 31 };
        read(FILE, |tag| super::identify::table().odds(tag)).unwrap_or(empty)
    });
    &TABLE
}

/// Reads the layout that the example `langid_train` writes; none where something is missing.
fn read(file: &'static [u8], odds: impl Fn(&str) -> f32) -> Option<Table> {
    let mut rest = file.strip_prefix(b"NALI")?;
    let mut number = || -> Option<usize> {
        let (bytes, after) = rest.split_first_chunk::<4>()?;
        rest = after;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    };
    let (version, count, width, buckets, names) = (number()?, number()?, number()?, number()?, number()?);
    if version != 1 || width != WIDTH || !buckets.is_power_of_two() || !(2..=1 << 20).contains(&buckets) {
        return None;
    }
    let (names, rest) = rest.split_at_checked(names)?;
    let (weights, rest) = rest.split_at_checked(count.checked_mul(WIDTH * 4)?)?;
    let (biases, rest) = rest.split_at_checked(count.checked_mul(4)?)?;
    let (marks, rest) = rest.split_at_checked(buckets * WAYS)?;
    let float = |bytes: &[u8]| bytes.first_chunk::<4>().map(|b| f32::from_le_bytes(*b));
    let mut classes = Vec::new();
    let parts = weights.chunks_exact(WIDTH * 4).zip(biases.chunks_exact(4));
    for (name, (own, bias)) in std::str::from_utf8(names).ok()?.lines().zip(parts) {
        let (script, tag) = name.split_once(' ')?;
        let mut weights = [0.0; WIDTH];
        for (weight, bytes) in weights.iter_mut().zip(own.chunks_exact(4)) {
            *weight = float(bytes)?;
        }
        let bias = float(bias)? + odds(tag).ln();
        classes.push(Class { script, tag, weights, bias });
    }
    let rows = rest.as_chunks::<HALF>().0;
    let whole = classes.len() == count && rows.len() == buckets * WAYS;
    whole.then(|| Table { classes, marks: marks.as_chunks::<WAYS>().0, rows, shift: 32 - buckets.trailing_zeros() })
}

/// Rows that were found, and sums of a few thousand in numbers of sixteen bits.
#[derive(Default)]
struct Small {
    /// Rows that are still to be added: half of the n-grams are known, which no processor can foresee, so that they are set
    /// aside first and added in a row.
    found: [u32; FEW],
    waiting: usize,
    /// Four sums in each: the even bytes of one of four groups of eight, then its odd ones.
    many: [u64; 8],
    /// Rows added.
    count: u32,
}

impl Small {
    /// Sets a row aside, if the table holds the n-gram.
    #[inline]
    fn set_aside(&mut self, row: u32, known: bool) {
        if let Some(slot) = self.found.get_mut(self.waiting) {
            *slot = row;
        }
        self.waiting += usize::from(known);
    }

    /// Adds up the rows that were set aside.
    fn settle(&mut self, rows: &[[u8; HALF]]) {
        const LOW: u64 = 0x0f0f_0f0f_0f0f_0f0f;
        const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
        // Eight sums in each, the first half of the row, then the second: none runs over, being at most FEW times 15.
        let mut few = [0_u64; 4];
        for row in self.found.iter().take(self.waiting).filter_map(|row| rows.get(*row as usize)) {
            let [a, b] = row.as_chunks::<8>().0 else { return };
            let (a, b) = (u64::from_le_bytes(*a), u64::from_le_bytes(*b));
            let parts = [a & LOW, b & LOW, (a >> 4) & LOW, (b >> 4) & LOW];
            few.iter_mut().zip(parts).for_each(|(few, part)| *few = few.wrapping_add(part));
        }
        for (many, few) in self.many.as_chunks_mut::<2>().0.iter_mut().zip(few) {
            let [even, odd] = many;
            *even = even.wrapping_add(few & EVEN);
            *odd = odd.wrapping_add((few >> 8) & EVEN);
        }
        self.count += u32::try_from(self.waiting).unwrap_or_default();
        self.waiting = 0;
    }

    fn flush(&mut self, sum: &mut Sum) {
        let offset = OFFSET * self.count.cast_signed();
        let lanes = |of: u64| [0, 16, 32, 48].map(|shift| (of >> shift & 0xffff) as i32);
        let parts =
            self.many.as_chunks::<2>().0.iter().flat_map(|[even, odd]| lanes(*even).into_iter().zip(lanes(*odd)));
        let parts = parts.flat_map(|(even, odd)| [even, odd]);
        for (total, part) in sum.low.iter_mut().chain(&mut sum.high).zip(parts) {
            *total += part - offset;
        }
        sum.known += self.count;
        *self = Small::default();
    }
}

impl Sum {
    /// Adds another text's.
    pub(super) fn add(&mut self, other: &Sum) {
        let theirs = other.low.iter().chain(&other.high);
        for (total, part) in self.low.iter_mut().chain(&mut self.high).zip(theirs) {
            *total += part;
        }
        self.known += other.known;
    }
}

impl Table {
    /// Adds up the rows of the n-grams of `text`.
    pub(super) fn sum(&self, text: &str) -> Sum {
        let (mut sum, mut small) = (Sum::default(), Small::default());
        grams(text, |gram| {
            let bucket = (gram >> self.shift) as usize;
            let Some(marks) = self.marks.get(bucket) else {
                return;
            };
            let mark = (gram & 0xff).max(1);
            // Which of the four bytes is the mark, all looked at at once; the lowest of several is the right one.
            let apart = u32::from_le_bytes(*marks) ^ (mark * 0x0101_0101);
            let equal = apart.wrapping_sub(0x0101_0101) & !apart & 0x8080_8080;
            let row = bucket * WAYS + equal.trailing_zeros() as usize / 8;
            small.set_aside(row as u32, equal != 0);
            if small.waiting == FEW {
                small.settle(self.rows);
                if small.count >= FLUSH {
                    small.flush(&mut sum);
                }
            }
        });
        small.settle(self.rows);
        small.flush(&mut sum);
        sum
    }

    /// Shares of the languages for `text`, which is mostly in `script`. Where a part of it decides, no more is read, unless
    /// `close` says that the language is one that others are close to: of a sentence its beginning, of a longer text some
    /// passages that agree.
    pub(super) fn read(&self, text: &str, script: &str, close: impl Fn(&str) -> bool) -> Vec<Share> {
        let part = match text.len() {
            SENTENCE.. => self.passages(text, script),
            _ => self.head(text, script),
        };
        let decides = |one: &Share| one.share > DECIDED && !close(one.tag);
        let decided = part.filter(|shares| shares.iter().any(decides));
        decided.unwrap_or_else(|| self.shares(&self.sum(text), script))
    }

    /// What the beginning of a sentence says, if there is much more of it.
    fn head(&self, text: &str, script: &str) -> Option<Vec<Share>> {
        let more = text.len() >= HEAD + HEAD / 2;
        let end = text.bytes().skip(HEAD).position(|b| b == b' ').filter(|_| more)?;
        text.get(..HEAD + end).map(|head| self.shares(&self.sum(head), script))
    }

    /// What passages that lie evenly in the text say, if they all say the same.
    fn passages(&self, text: &str, script: &str) -> Option<Vec<Share>> {
        let best = |shares: &[Share]| shares.iter().max_by(|a, b| a.share.total_cmp(&b.share)).map(|best| best.tag);
        let (mut whole, mut said) = (Sum::default(), None);
        for passage in 0..PASSAGES {
            let start = boundary(text, passage * text.len() / PASSAGES);
            let sum = self.sum(text.get(start..boundary(text, start + PASSAGE))?);
            let tag = best(&self.shares(&sum, script))?;
            if *said.get_or_insert(tag) != tag {
                return None;
            }
            whole.add(&sum);
        }
        Some(self.shares(&whole, script))
    }

    /// Shares of the languages that are written in `script`; they add up to one.
    pub(super) fn shares(&self, sum: &Sum, script: &str) -> Vec<Share> {
        let length = (sum.known as f32 + 1.0).sqrt();
        let (low, high) = (sum.low.map(|n| n as f32 / length), sum.high.map(|n| n as f32 / length));
        let score = |class: &Class| {
            let (a, b) = class.weights.split_at(HALF);
            let dot = |w: &[f32], n: &[f32; HALF]| -> f32 {
                // Eight sums side by side, which the processor adds at once.
                let mut sums = [0.0f32; 8];
                for (w, n) in w.chunks_exact(8).zip(n.chunks_exact(8)) {
                    for ((sum, w), n) in sums.iter_mut().zip(w).zip(n) {
                        *sum += w * n;
                    }
                }
                sums.iter().sum()
            };
            dot(a, &low) + dot(b, &high) + class.bias
        };
        let own = self.classes.iter().filter(|class| class.script == script);
        let mut shares: Vec<Share> = own.map(|class| Share { tag: class.tag, share: score(class) }).collect();
        let most = shares.iter().map(|s| s.share).fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for share in &mut shares {
            share.share = (share.share - most).exp();
            total += share.share;
        }
        for share in &mut shares {
            share.share /= total;
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn best(text: &str, script: &str) -> (&'static str, f32) {
        let table = table();
        let shares = table.shares(&table.sum(text), script);
        let first = *shares.iter().max_by(|a, b| a.share.total_cmp(&b.share)).unwrap();
        (first.tag, first.share)
    }

    #[test]
    fn the_file_is_whole() {
        assert!(table().classes.len() > 70);
        assert!(read(FILE.get(..FILE.len() - 1).unwrap(), |_| 1.0).is_none());
        assert!(read(b"NALI", |_| 1.0).is_none());
    }

    #[test]
    fn neighbours_are_told_apart() {
        for (tag, text) in [
            ("gl", "A ponte pechou onte pola mañá porque unha das columnas amosaba fendas, dixo o concelleiro."),
            ("pt", "A ponte fechou ontem de manhã porque uma das colunas mostrava fissuras, disse o vereador."),
            ("da", "Broen blev lukket i går, fordi der var revner i en af søjlerne, sagde borgmesteren."),
            ("nn", "Brua vart stengd i går fordi det var sprekker i ei av søylene, sa ordføraren."),
            ("sk", "Most včera zatvorili, pretože v jednom zo stĺpov boli trhliny, povedal starosta."),
            ("sr", "Most je juče zatvoren jer je na jednom od stubova bilo pukotina, rekao je predsednik opštine."),
            (
                "hr",
                "Most je jučer zatvoren jer su na jednom od stupova bile pukotine, rekao je načelnik općine u četvrtak u siječnju.",
            ),
        ] {
            assert_eq!(best(text, "Latn").0, tag, "{text}");
        }
        assert_eq!(best("Міст учора закрили, бо на одній з опор були тріщини, сказав міський голова.", "Cyrl").0, "uk");
    }

    #[test]
    fn no_text_has_no_favourite() {
        let shares = table().shares(&Sum::default(), "Latn");
        assert!(shares.iter().all(|s| s.share < 0.5));
        let total: f32 = shares.iter().map(|s| s.share).sum();
        assert!((total - 1.0).abs() < 1e-3);
    }
}
