//! Reads exports back, as far as the law "export, import: the same beads" needs it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Texts of a bead: source, target.
pub(super) type Texts = (String, String);

/// Numbers of a bead: source, target.
pub(super) type Runs = (Range<usize>, Range<usize>);

/// The beads of each ladder in `file`.
pub(super) fn ladder(file: &str) -> Vec<Vec<Runs>> {
    let mut all: Vec<Vec<Runs>> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for line in file.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let rung = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
        fields[2].parse::<f32>().unwrap();
        match last {
            Some(at) if rung > at => all.last_mut().unwrap().push((at.0..rung.0, at.1..rung.1)),
            _ => all.push(Vec::new()),
        }
        last = Some(rung);
    }
    all
}

/// The beads of each block of Vecalign lines.
pub(super) fn vecalign(file: &str) -> Vec<Vec<Runs>> {
    let list = |text: &str| -> Vec<usize> {
        let inner = text.strip_prefix('[').unwrap().strip_suffix(']').unwrap();
        inner.split(", ").filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect()
    };
    let run = |numbers: &[usize]| numbers.first().map_or(0..0, |first| *first..first + numbers.len());
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        assert!((0.0..=1.0).contains(&fields[2].parse::<f32>().unwrap()));
        (run(&list(fields[0])), run(&list(fields[1])))
    };
    file.split("\n\n").map(|block| block.lines().map(line).collect()).collect()
}

/// Texts of an unquoted TSV with a header row, found by the names of the columns.
pub(super) fn tsv(file: &str) -> Vec<Texts> {
    let mut lines = file.split_terminator('\n');
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name| header.iter().position(|h| *h == name).unwrap();
    let (source, target) = (column("src_text"), column("tgt_text"));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), header.len(), "{line:?}");
            (fields[source].to_owned(), fields[target].to_owned())
        })
        .collect()
}

/// Texts and runs of our JSON lines.
pub(super) fn jsonl(file: &str) -> Vec<(Texts, Runs)> {
    let half = |half: &serde_json::Value| {
        let numbers: Vec<u64> =
            half["sentences"].as_array().unwrap().iter().map(|s| s["number"].as_u64().unwrap()).collect();
        let run = numbers.first().map_or(0..0, |first| *first as usize..*first as usize + numbers.len());
        (half["text"].as_str().unwrap().to_owned(), run)
    };
    let line = |line: &str| {
        let bead: serde_json::Value = serde_json::from_str(line).unwrap();
        let ((source, from), (target, to)) = (half(&bead["source"]), half(&bead["target"]));
        ((source, target), (from, to))
    };
    file.lines().map(line).collect()
}

/// Texts of the units of a TMX file; `langs` says which variant is which side.
pub(super) fn tmx(file: &str, langs: (&str, &str)) -> Vec<Texts> {
    let mut units: Vec<Texts> = Vec::new();
    let mut lang = String::new();
    walk(file, |path, attributes, text| match (path, text) {
        (["tmx", "body", "tu"], None) => units.push(Texts::default()),
        (["tmx", "body", "tu", "tuv"], None) => lang = attributes.to_owned(),
        (["tmx", "body", "tu", "tuv", "seg"], Some(text)) => {
            let unit = units.last_mut().unwrap();
            let side = if lang.contains(&format!("\"{}\"", langs.0)) { &mut unit.0 } else { &mut unit.1 };
            side.push_str(text);
        }
        _ => {}
    });
    units
}

/// Texts of the units of an XLIFF file, marks taken out.
pub(super) fn xliff(file: &str) -> Vec<Texts> {
    let mut units: Vec<Texts> = Vec::new();
    walk(file, |path, _, text| match (path, text) {
        (["xliff", "file", "unit"], None) => units.push(Texts::default()),
        (["xliff", "file", "unit", "segment", "source", ..], Some(text)) => units.last_mut().unwrap().0.push_str(text),
        (["xliff", "file", "unit", "segment", "target", ..], Some(text)) => units.last_mut().unwrap().1.push_str(text),
        _ => {}
    });
    units
}

/// Walks a well-formed document; tells every start (path, raw attributes) and every piece of text.
pub(super) fn walk(file: &str, mut tell: impl FnMut(&[&str], &str, Option<&str>)) {
    let mut reader = Reader::from_str(file);
    let mut path: Vec<String> = Vec::new();
    fn parts(path: &[String]) -> Vec<&str> {
        path.iter().map(String::as_str).collect()
    }
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                path.push(tag.name().as_ref().to_owned());
                tell(&parts(&path), tag.attributes_raw(), None);
            }
            Event::Empty(tag) => {
                path.push(tag.name().as_ref().to_owned());
                tell(&parts(&path), tag.attributes_raw(), None);
                path.pop();
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => tell(&parts(&path), "", Some(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let whole = format!("&{};", &*reference);
                tell(&parts(&path), "", Some(&quick_xml::escape::unescape(&whole).unwrap()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "unclosed {path:?}");
}
