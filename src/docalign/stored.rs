//! A profile as bytes, for a store that keeps those of a whole archive.

use super::Profile;

/// Changes with the layout, and with what a profile holds: an older one is made anew.
const LAYOUT: u8 = 1;

impl Profile {
    /// The profile as bytes, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        // No field may be forgotten here.
        let Profile { name, url, alternates, lang, published, rows, weights, anchors, stems } = self;
        let mut out = Vec::with_capacity(64 + rows.len() + 4 * weights.len() + 8 * anchors.len() + 4 * stems.len());
        out.push(LAYOUT);
        put_text(&mut out, name);
        put_text(&mut out, lang);
        put_list(&mut out, url.as_slice(), |out, url| put_text(out, url));
        put_list(&mut out, alternates, |out, url| put_text(out, url));
        put_list(&mut out, published.as_slice(), |out, time| out.extend(time.to_le_bytes()));
        put_list(&mut out, weights, |out, weight| out.extend(weight.to_le_bytes()));
        put_list(&mut out, anchors, |out, key| out.extend(key.to_le_bytes()));
        put_list(&mut out, stems, |out, key| out.extend(key.to_le_bytes()));
        put_list(&mut out, rows, |out, x| out.extend(x.to_le_bytes()));
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) gave; `None` if the bytes are damaged or of another version.
    ///
    /// ```
    /// use newsalign::docalign::Profile;
    ///
    /// let profile = Profile::default();
    /// assert_eq!(Profile::from_bytes(&profile.to_bytes()), Some(profile));
    /// assert_eq!(Profile::from_bytes(b"?"), None);
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Option<Profile> {
        let (layout, mut rest) = bytes.split_first()?;
        let from = &mut rest;
        let profile = (*layout == LAYOUT).then(|| {
            Some(Profile {
                name: take_text(from)?,
                lang: take_text(from)?,
                url: take_list(from, take_text)?.pop(),
                alternates: take_list(from, take_text)?,
                published: take_numbers(from, i64::from_le_bytes)?.pop(),
                weights: take_numbers(from, f32::from_le_bytes)?,
                anchors: take_numbers(from, u64::from_le_bytes)?,
                stems: take_numbers(from, u32::from_le_bytes)?,
                rows: take_numbers(from, i8::from_le_bytes)?,
            })
        })??;
        rest.is_empty().then_some(profile)
    }
}

fn put_list<T>(out: &mut Vec<u8>, list: &[T], put: impl Fn(&mut Vec<u8>, &T)) {
    out.extend(u32::try_from(list.len()).unwrap_or(u32::MAX).to_le_bytes());
    list.iter().take(u32::MAX as usize).for_each(|one| put(out, one));
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_list(out, text.as_bytes(), |out, byte| out.push(*byte));
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*head)
}

fn count(from: &mut &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(take(from)?)).ok()
}

/// Numbers of N bytes each.
fn take_numbers<const N: usize, T>(from: &mut &[u8], number: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let bytes = count(from)?.checked_mul(N)?;
    let (own, rest) = from.split_at_checked(bytes)?;
    *from = rest;
    Some(own.as_chunks::<N>().0.iter().map(|bytes| number(*bytes)).collect())
}

fn take_list<T>(from: &mut &[u8], one: impl Fn(&mut &[u8]) -> Option<T>) -> Option<Vec<T>> {
    let count = count(from)?;
    // A damaged count must not reserve memory.
    let mut list = Vec::with_capacity(count.min(from.len()));
    for _ in 0..count {
        list.push(one(from)?);
    }
    Some(list)
}

fn take_text(from: &mut &[u8]) -> Option<String> {
    String::from_utf8(take_numbers(from, |[byte]| byte)?).ok()
}
