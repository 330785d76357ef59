#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;

use proptest::prelude::*;

use super::fixture::{bytes, encoder, training};
use super::pack::{Charmap, Training, WORD, seal};
use super::*;

/// The pieces of a text, spelled.
fn cut(text: &str) -> Vec<String> {
    let pieces = training().pieces;
    let found = encoder().pieces(&[text]).remove(0);
    found.ids.iter().map(|id| pieces[*id as usize].0.clone()).collect()
}

#[test]
fn translations_lie_together() {
    let texts = ["The ferry left late.", "Die Fähre verließ spät den Hafen", "フェリーが遅れを出。", "A storm!"];
    let vectors = encoder().embed(&texts);
    for (other, least) in [(1, 0.8), (2, 0.9)] {
        assert!(vectors.cosine(0, &vectors, other) > least, "{}", texts[other]);
    }
    assert!(vectors.cosine(0, &vectors, 3) < 0.5);
}

#[test]
fn words_are_cut_as_sentencepiece_cuts_them() {
    assert_eq!(cut("The  FERRY\u{a0}left\n"), ["▁the", "▁ferry", "▁left"]);
    assert_eq!(cut("Hafens, storming"), ["▁hafen", "s", ",", "▁storm", "ing"]);
    assert_eq!(cut("台風で フェリーが"), ["▁", "▁", "フェリー", "が"]);
    assert_eq!(cut("  "), [""; 0]);
    assert_eq!(cut(""), [""; 0]);
    let pieces = encoder().pieces(&["フェリー?!遅れ"]).remove(0);
    assert_eq!((pieces.ids.len(), pieces.unknown), (3, 2));
}

#[test]
fn characters_are_normalised_one_by_one() {
    assert_eq!(cut("fa\u{ad}hre"), cut("fahre"));
    assert_eq!(cut("FA\u{308}HRE"), ["▁fähre"], "composed first");
    assert_eq!(cut("フェリーか\u{3099}"), ["▁", "フェリー", "が"]);
    assert_eq!(cut("⒘"), ["▁17", "."], "one that becomes several");
    assert_eq!(cut("5\u{2581}17"), ["▁5", "▁17"], "the mark of a word stands for a space");
}

#[test]
fn unknown_runs_count_once_where_the_model_says_so() {
    let model = Training { unknown_row: Some(0), ..training() };
    let encoder = Encoder::from_bytes(model.pack(Quantisation::Int4).unwrap()).unwrap();
    let pieces = encoder.pieces(&["☃☃ ferry ☃"]).remove(0);
    let spelled: Vec<&str> = pieces.ids.iter().map(|id| model.pieces[*id as usize].0.as_str()).collect();
    assert_eq!(spelled, ["▁", "<unk>", "▁ferry", "▁", "<unk>"]);
    assert_eq!(pieces.unknown, 3);
}

#[test]
fn a_text_without_a_known_piece_is_all_zeros() {
    let vectors = encoder().embed(&["", "\u{200b}", "the"]);
    assert!(vectors.row(0).unwrap().iter().chain(vectors.row(1).unwrap()).all(|x| *x == 0.0));
    assert!((vectors.cosine(2, &vectors, 2) - 1.0).abs() < 1e-6);
}

#[test]
fn few_bits_a_number_change_little() {
    let texts = ["The ferry left the harbour late.", "Sturm!", "temporal, 17."];
    let whole = encoder().embed(&texts);
    for (quantisation, least) in [(Quantisation::Int4, 0.99), (Quantisation::Int2, 0.85)] {
        let few = Encoder::from_bytes(bytes(quantisation)).unwrap().embed(&texts);
        for (n, text) in texts.iter().enumerate() {
            assert!(whole.cosine(n, &few, n) > least, "{quantisation:?} {text}: {}", whole.cosine(n, &few, n));
        }
    }
    let small = whole.to_int8();
    for (a, b) in [(0, 1), (1, 2), (0, 0)] {
        assert!((small.cosine(a, &small, b) - whole.cosine(a, &whole, b)).abs() < 0.01);
    }
}

#[test]
fn a_table_that_was_rounded_in_training_is_kept() {
    let four: fn(&f32) -> f32 = |x| 0.037 * (x * 6.0).round();
    let two: fn(&f32) -> f32 = |x| 0.037 * x.signum() * if x.abs() < 0.5 { 0.4528 } else { 1.51 };
    for (quantisation, round) in [(Quantisation::Int4, four), (Quantisation::Int2, two)] {
        let mut model = training();
        model.table = model.table.iter().map(round).collect();
        let encoder = Encoder::from_bytes(model.pack(quantisation).unwrap()).unwrap();
        let row = encoder.pieces(&["ferry"]).remove(0).ids[0] as usize;
        let mut expected = model.table[row * 32..][..32].to_vec();
        pool::normalise(&mut expected);
        for (x, y) in encoder.embed(&["ferry"]).row(0).unwrap().iter().zip(&expected) {
            assert!((x - y).abs() < 1e-6, "{quantisation:?}: {x} {y}");
        }
    }
}

#[test]
fn long_texts_are_summed_whole() {
    let encoder = encoder();
    let vectors = encoder.embed(&[&"ferry storm ".repeat(500), "ferry storm"]);
    assert!(vectors.cosine(0, &vectors, 1) > 0.9999);
}

#[test]
fn a_file_says_what_is_wrong_with_it() {
    let good = bytes(Quantisation::Int4);
    let error = |bytes: &[u8]| Encoder::from_bytes(bytes.to_vec()).unwrap_err().to_string();
    assert_eq!(error(b"PK\x03\x04"), "this is no encoder file of newsalign: it does not begin as one");
    assert_eq!(
        error(&good[..good.len() - 100]),
        format!(
            "this encoder file is cut off or has grown: {} bytes of {}; fetch it again",
            good.len() - 100,
            good.len()
        )
    );
    let mut altered = good.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    assert!(error(&altered).starts_with("this encoder file was altered: its checksum is "), "{}", error(&altered));
    let mut newer = good.to_vec();
    newer[8] = 2;
    assert!(
        error(&newer).contains("has format version 2, and this newsalign reads up to 1; update"),
        "{}",
        error(&newer)
    );
    let mut unknown = good.to_vec();
    unknown[32..36].copy_from_slice(b"moon");
    seal(&mut unknown);
    assert!(error(&unknown).contains("has a part `moon` that this newsalign does not know"), "{}", error(&unknown));
    unknown[36] = 0;
    seal(&mut unknown);
    assert!(error(&unknown).contains("part `meta` is missing"), "{}", error(&unknown));
}

#[test]
fn a_path_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("model.bin");
    let missing = Encoder::from_path(&path).unwrap_err().to_string();
    assert!(missing.contains("model.bin: cannot be read"), "{missing}");
    std::fs::write(&path, "no model").unwrap();
    let foreign = Encoder::from_path(&path).unwrap_err().to_string();
    assert!(foreign.contains("model.bin: this is no encoder file"), "{foreign}");
}

#[test]
fn what_cannot_be_packed_is_told() {
    let error = |change: &dyn Fn(&mut Training)| {
        let mut model = training();
        change(&mut model);
        model.pack(Quantisation::Int4).unwrap_err().to_string()
    };
    assert!(error(&|m| m.dims = 24).contains("multiple of 16"));
    assert!(error(&|m| m.pieces[3].0 = "▁ferry".to_owned()).contains("`▁ferry` is piece 3 again"));
    assert!(error(&|m| m.pieces[4].1 = f32::NAN).contains("score of piece 4"));
    assert!(error(&|m| m.pieces[5].0.push(WORD)).contains("reaches into a second word"));
    assert!(error(&|m| m.table[40] = f32::INFINITY).contains("row 1 holds"));
}

#[test]
fn a_character_map_is_read_by_its_lines() {
    let map =
        Charmap::parse("# Unicode\ncompose 0300 036f\ndrop 200b 200d\nmap 0041 0061\nmap 338f 006b 0067\n").unwrap();
    assert_eq!(map.compose, ['\u{300}'..='\u{36f}']);
    let image = |c| map.map.get(&c).map(String::as_str);
    assert_eq!([image('A'), image('㎏'), image('\u{200c}'), image('b')], [Some("a"), Some("kg"), Some(""), None]);
    for wrong in ["map", "compose 0300", "drop d800 dfff", "fold 41 61", "map 110000 61"] {
        let error = Charmap::parse(&format!("map 41 61\n{wrong}\n")).unwrap_err().to_string();
        assert_eq!(error, format!("line 2 of the character map cannot be read: {wrong}"));
    }
}

#[test]
fn the_built_in_model_is_sound() {
    let built_in = Encoder::built_in().unwrap();
    Encoder::from_bytes(BUILT_IN).unwrap();
    let vectors = built_in.embed(&["The ferry left the harbour late.", "☃"]);
    assert!((vectors.cosine(0, &vectors, 0) - 1.0).abs() < 1e-5);
}

/// The file is kept so that the command can be tested on it. After a change that is meant: `ENCODER=write cargo test --lib embed`.
#[test]
fn the_tiny_model_of_the_command_tests_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/embed.in/sea.bin");
    let now = bytes(Quantisation::Int4);
    if std::env::var_os("ENCODER").is_some_and(|v| v == "write") {
        std::fs::write(&path, now).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == now, "{} is not what `fixture.rs` packs", path.display());
}

fn text() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "ferry",
        "Hafens",
        "フェリーが",
        "storming",
        "5",
        "17",
        "☃",
        "fa\u{308}hre",
        "\u{200b}",
        "⒘",
    ]);
    let spaced = proptest::collection::vec(word, 0..12).prop_map(|w| w.join(" "));
    prop_oneof![3 => spaced, 1 => "\\PC{0,60}", 1 => "[a-z嵐港 ]{0,60}"]
}

proptest! {
    #[test]
    fn a_vector_does_not_depend_on_its_batch(texts in proptest::collection::vec(text(), 0..300), at in any::<prop::sample::Index>()) {
        let encoder = encoder();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let together = encoder.embed(&texts);
        prop_assert_eq!(together.len(), texts.len());
        if !texts.is_empty() {
            let one = at.index(texts.len());
            let alone = encoder.embed(&[texts[one]]);
            prop_assert_eq!(together.row(one), alone.row(0));
        }
    }

    #[test]
    fn vectors_have_length_1_or_are_zeros(text in text()) {
        let encoder = encoder();
        let vectors = encoder.embed(&[&text]);
        let length = vectors.cosine(0, &vectors, 0);
        let pieces = encoder.pieces(&[&text]).remove(0);
        let expected = if pieces.ids.is_empty() { 0.0 } else { 1.0 };
        prop_assert!((length - expected).abs() < 1e-5, "{length} {pieces:?}");
    }

    #[test]
    fn a_cut_file_gives_an_error(length in any::<prop::sample::Index>()) {
        let good = bytes(Quantisation::Int8);
        let part = good[..length.index(good.len())].to_vec();
        prop_assert!(Encoder::from_bytes(part).is_err());
    }

    /// Numbers that are altered on purpose, checksum and all, give other vectors or an error; nothing else happens.
    #[test]
    fn an_altered_file_does_no_harm(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40), early in any::<bool>(), text in text()) {
        let mut file = bytes(Quantisation::Int4).to_vec();
        // Half of the time near the directory and the description, which decide most.
        let reach = if early { 400 } else { file.len() };
        for (at, byte) in changes {
            file[at.index(reach)] = byte;
        }
        seal(&mut file);
        if let Ok(encoder) = Encoder::from_bytes(file) {
            let vectors = encoder.embed(&[&text, "The ferry left."]);
            prop_assert_eq!(vectors.len(), 2);
            prop_assert!(vectors.as_flat().iter().all(|x| x.is_finite()));
        }
    }
}

#[test]
fn a_text_read_by_its_parts_says_the_same() {
    let encoder = Encoder::built_in().unwrap();
    let texts = [
        "In Saltby, the harbour was closed, Ana Lima said; nobody was hurt.",
        "港口周二早上重新开放了，但是渡轮服务仍然没有恢复。",
        "Die Fähre verließ den Hafen.",
        "ⵜⴰⵎⵓⵔⵜ ⵏ ⵍⵎⵖⵔⵉⴱ, ⵜⴰⵎⴰⵣⵉⵖⵜ ⵏ ⵓⵎⴰⵣⵉⵖ ⴰⵏⴰⵎⵓⵔ.",
        "",
    ];
    let cut: Vec<Vec<&str>> = texts.iter().map(|text| crate::embed::clauses(text).collect()).collect();
    let parts: Vec<&str> = cut.concat();
    let ends: Vec<usize> = cut.iter().scan(0, |end, parts| Some((*end, *end += parts.len()).0)).collect();
    let of: Vec<Range<usize>> = ends.iter().zip(&cut).map(|(start, parts)| *start..start + parts.len()).collect();
    let (whole, single) = SentenceEncoder::embed_with_parts(&encoder, &texts, &parts, &of).unwrap();
    assert_eq!(whole, encoder.embed(&texts));
    let alone = encoder.embed(&parts);
    for (a, b) in single.rows().zip(alone.rows()) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}
