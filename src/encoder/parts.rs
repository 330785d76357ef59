//! Texts and their parts in one go: what the parts say adds up to what the text says.

use std::ops::Range;

use rayon::prelude::*;

use super::pool::normalise;
use super::tokenise::{is_of_signs, spelt};
use super::{BATCH, Buffers, Encoder, Model};

/// Texts with their parts, and room for the vectors of both.
struct Batch<'b> {
    texts: &'b [&'b str],
    of: &'b [Range<usize>],
    /// Number of the part that `rooms` begins with.
    first: usize,
    vectors: &'b mut [f32],
    rooms: &'b mut [f32],
}

impl Encoder {
    /// Writes the vector of each text, and of those of `parts` that `of` names for it. Parts that follow one another with
    /// white space between are read once: the text has their pieces.
    pub(super) fn embed_parts_into(
        &self,
        texts: &[&str],
        parts: &[&str],
        of: &[Range<usize>],
        (vectors, rooms): (&mut [f32], &mut [f32]),
    ) {
        let (model, dims) = (self.model(), self.dims());
        let work = |buffers: &mut Buffers, batch: Batch<'_>| {
            let mut rooms = batch.rooms;
            let mut done = batch.first;
            for ((text, of), vector) in batch.texts.iter().zip(batch.of).zip(batch.vectors.chunks_exact_mut(dims)) {
                let (own, rest) = std::mem::take(&mut rooms).split_at_mut_checked(of.len() * dims).unwrap_or_default();
                let parts = parts.get(done..done + of.len()).unwrap_or_default();
                (rooms, done) = (rest, done + of.len());
                model.text_and_parts(text, parts, buffers, (vector, own));
            }
        };
        let mut batches = Vec::with_capacity(texts.len() / BATCH + 1);
        let (mut vectors, mut rooms, mut first) = (vectors, rooms, 0);
        for (texts, of) in texts.chunks(BATCH).zip(of.chunks(BATCH)) {
            let count: usize = of.iter().map(Range::len).sum();
            let (own, rest) = vectors.split_at_mut_checked(texts.len() * dims).unwrap_or_default();
            let (theirs, others) = rooms.split_at_mut_checked(count * dims).unwrap_or_default();
            batches.push(Batch { texts, of, first, vectors: own, rooms: theirs });
            (vectors, rooms, first) = (rest, others, first + count);
        }
        match batches.len() {
            // So few are done before another thread is awake.
            1 => batches.into_iter().for_each(|batch| work(&mut Buffers::default(), batch)),
            _ => batches.into_par_iter().for_each_init(Buffers::default, work),
        }
    }
}

impl Model<'_> {
    fn text_and_parts(
        &self,
        text: &str,
        parts: &[&str],
        buffers: &mut Buffers,
        (vector, rooms): (&mut [f32], &mut [f32]),
    ) {
        if !spaced(text, parts) {
            self.embed(text, buffers, vector);
            let rooms = rooms.chunks_exact_mut(self.rows.dims);
            return parts.iter().zip(rooms).for_each(|(part, room)| self.embed(part, buffers, room));
        }
        vector.fill(0.0);
        let (mut signs, mut pieces) = (0, 0);
        for (part, room) in parts.iter().zip(rooms.chunks_exact_mut(self.rows.dims)) {
            self.tokeniser.read(part, &mut buffers.scratch);
            let own = (buffers.scratch.signs(), buffers.scratch.pieces());
            (signs, pieces) = (signs + own.0, pieces + own.1);
            room.copy_from_slice(vector);
            self.rows.add(&buffers.scratch.ids, &mut buffers.gathered, vector);
            if spelt(own.0, own.1) && !is_of_signs(part) {
                room.fill(0.0);
                continue;
            }
            room.iter_mut().zip(&*vector).for_each(|(before, after)| *before = after - *before);
            normalise(room);
        }
        match spelt(signs, pieces) && !is_of_signs(text) {
            true => vector.fill(0.0),
            false => normalise(vector),
        }
    }
}

/// Whether the text is its parts with white space between them.
fn spaced(text: &str, parts: &[&str]) -> bool {
    let mut rest = text.trim();
    for part in parts {
        let Some(after) = rest.strip_prefix(part) else { return false };
        rest = after.trim_start();
        if rest.len() == after.len() && !rest.is_empty() {
            return false;
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_without_space_between_are_no_words_of_their_own() {
        assert!(spaced(" In May,  the ferry left. ", &["In May,", "the ferry left."]));
        assert!(!spaced("五月，渡轮离开了。", &["五月，", "渡轮离开了。"]));
        assert!(!spaced("In May, the ferry left.", &["In May,"]));
        assert!(!spaced("In May", &[]));
    }
}
