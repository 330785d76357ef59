use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use super::super::normalise::{BLOCK, COMPOSE, DROPPED, EXPANSION, LONGEST, SPACE, STAGE_ONE, UNKNOWN};
use super::{PackError, refuse};

/// How characters are normalised, each on its own.
#[derive(Clone, Debug, Default)]
pub struct Charmap {
    /// What becomes of a character; those that are not listed stay as they are.
    pub map: BTreeMap<char, String>,
    /// Text that holds one of these is composed (NFC) first.
    pub compose: Vec<RangeInclusive<char>>,
}

impl Charmap {
    /// Reads the lines that `encoder/charmap.py` writes, all numbers hexadecimal: `compose FIRST LAST`, `drop FIRST LAST`,
    /// `map CHARACTER CHARACTER…`. Lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// Names the first line that is none of these.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let mut charmap = Charmap::default();
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            if charmap.line(line).is_none() {
                return refuse(format!("line {} of the character map cannot be read: {line}", number + 1));
            }
        }
        Ok(charmap)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_ascii_whitespace();
        let what = words.next()?;
        let number = |word: &str| u32::from_str_radix(word, 16).ok().and_then(char::from_u32);
        let numbers: Vec<char> = words.map(number).collect::<Option<_>>()?;
        match (what, numbers.as_slice()) {
            ("compose", [first, last]) => self.compose.push(*first..=*last),
            ("drop", [first, last]) => self.map.extend((*first..=*last).map(|c| (c, String::new()))),
            ("map", [from, to @ ..]) => {
                self.map.insert(*from, to.iter().collect());
            }
            _ => return None,
        }
        Some(())
    }
}

/// The sections `norm` and `expa`.
pub(super) fn pack(charmap: &Charmap, alphabet: &HashMap<char, u16>) -> Result<(Vec<u8>, Vec<u8>), PackError> {
    let mut expansions = Expansions::default();
    let mut known: HashMap<Vec<u16>, u16> = HashMap::new();
    let mut stage_one = Vec::with_capacity(STAGE_ONE);
    let mut stage_two: Vec<u16> = Vec::new();
    for block in 0..STAGE_ONE {
        let first = (block * BLOCK) as u32;
        let entries = (first..).take(BLOCK).map(|c| entry(char::from_u32(c), charmap, alphabet, &mut expansions));
        let entries = entries.collect::<Result<Vec<u16>, _>>()?;
        let next = u16::try_from(known.len()).unwrap_or(u16::MAX);
        let number = *known.entry(entries.clone()).or_insert(next);
        if number == next {
            stage_two.extend(entries);
        }
        stage_one.push(number);
    }
    let norm = stage_one.iter().chain(&stage_two).flat_map(|n| n.to_le_bytes()).collect();
    Ok((norm, expansions.bytes()))
}

fn entry(
    c: Option<char>,
    charmap: &Charmap,
    alphabet: &HashMap<char, u16>,
    expansions: &mut Expansions,
) -> Result<u16, PackError> {
    // Halves of surrogate pairs are no characters.
    let Some(c) = c else { return Ok(UNKNOWN) };
    let own = c.to_string();
    let image = charmap.map.get(&c).unwrap_or(&own);
    let code = |c: char| if c == ' ' { SPACE } else { alphabet.get(&c).copied().unwrap_or(UNKNOWN) };
    let codes: Vec<u16> = image.chars().map(code).collect();
    let entry = match codes.as_slice() {
        [] => DROPPED,
        [one] => *one,
        several if several.len() > LONGEST => return refuse(format!("{c:?} becomes more than {LONGEST} characters")),
        several => expansions.number(several)?,
    };
    let compose = if charmap.compose.iter().any(|range| range.contains(&c)) { COMPOSE } else { 0 };
    Ok(entry | compose)
}

#[derive(Default)]
struct Expansions {
    known: HashMap<Vec<u16>, u16>,
    ends: Vec<u32>,
    codes: Vec<u16>,
}

impl Expansions {
    fn number(&mut self, codes: &[u16]) -> Result<u16, PackError> {
        if let Some(entry) = self.known.get(codes) {
            return Ok(*entry);
        }
        let entry = u16::try_from(self.known.len()).ok().and_then(|n| n.checked_add(EXPANSION));
        let Some(entry) = entry.filter(|e| *e < DROPPED) else {
            return refuse("too many characters become several");
        };
        self.codes.extend_from_slice(codes);
        self.ends.push(self.codes.len() as u32);
        self.known.insert(codes.to_vec(), entry);
        Ok(entry)
    }

    fn bytes(&self) -> Vec<u8> {
        let numbers = [self.ends.len() as u32, 0].into_iter().chain(self.ends.iter().copied());
        let mut bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
        bytes.extend(self.codes.iter().flat_map(|c| c.to_le_bytes()));
        bytes
    }
}
