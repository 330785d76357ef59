#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::Value;

use super::*;
use crate::review::fixture;

pub(super) fn show(format: Format, options: Options, reviews: &[Review]) -> String {
    let mut out = Vec::new();
    let mut report = reporter(format, &mut out, options).unwrap();
    for review in reviews {
        report.review(review).unwrap();
    }
    report.finish().unwrap();
    drop(report);
    String::from_utf8(out).unwrap()
}

fn plain(format: Format, reviews: &[Review]) -> String {
    show(format, Options::of(format), reviews)
}

fn everything() -> [Review; 4] {
    [fixture::ferry(), fixture::tunnel_ar(), fixture::tunnel_ja(), fixture::hostile()]
}

#[track_caller]
pub(super) fn has(text: &str, wanted: &str) {
    assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
}

#[test]
fn names_are_read_back_and_unknown_ones_listed() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    let error = "pdf".parse::<Format>().unwrap_err().to_string();
    assert!(error.starts_with("no report format is called `pdf`; there are terminal, json"), "{error}");
}

#[test]
fn terminal_shows_both_sides_of_a_finding() {
    let text = plain(Format::Terminal, &[fixture::ferry()]);
    has(
        &text,
        "\
warning[time-zone]: zone lost: `5:42 pm PT` is rendered without a zone
  ╭▸ en.txt:5:42
  │
5 │ The ferry Maré Alta struck a sandbank at 5:42 pm PT on Monday, the port authority said. It was …
  │                                          ────────── 17:42 America/Los_Angeles
  │
  ⸬  pt.txt:6:49
  │
6 │ A balsa Maré Alta bateu em um banco de areia às 17h42 de segunda-feira, disse a autoridade port…
  ╰╴                                                ━━━━━ 17:42
",
    );
}

#[test]
fn terminal_shows_where_a_passage_is_missing() {
    let text = plain(Format::Terminal, &[fixture::ferry()]);
    has(&text, "Ilse Amaro, who runs the line. The vessel was built in 1998.\n");
    has(&text, "disse Ilse Amaro.\n  ╰╴                                  ─ no counterpart behind this\n");
    has(
        &text,
        "13 │ Um alerta de nevoeiro estava em vigor.\n   ╰╴────────────────────────────────────── not said here\n",
    );
}

#[test]
fn terminal_counts_and_keeps_notes_back() {
    let text = plain(Format::Terminal, &[fixture::ferry()]);
    assert!(!text.contains("note["));
    assert!(text.ends_with(
        "\npt.txt against en.txt: 12 beads (9 of 1:1, 1 of 0:1, 1 of 1:0, 1 of 2:1; 1 moved), 8 facts agree, \
         5 findings: 1 error, 4 warnings (1 note not shown)\n"
    ));
    let notes = Options { min_severity: Severity::Note, ..Options::of(Format::Terminal) };
    has(&show(Format::Terminal, notes, &[fixture::ferry()]), "note[unit]: miles per hour became");
}

#[test]
fn terminal_counts_columns_in_characters_of_any_script() {
    let text = plain(Format::Terminal, &[fixture::tunnel_ar(), fixture::tunnel_ja()]);
    has(&text, "tunnel-en.html (cleaned):2:43");
    has(&text, "tunnel-ar.txt:3:33");
    has(&text, "tunnel-ja.txt:3:34");
    has(&text, "\n2 pairs: 6 beads (5 of 1:1, 1 of 1:2), 4 facts agree, 2 findings: 2 errors\n");
}

#[test]
fn terminal_fits_its_width() {
    let options = Options { width: 60, ..Options::of(Format::Terminal) };
    let text = show(Format::Terminal, options, &[fixture::ferry()]);
    let longest = text.lines().filter(|l| l.starts_with(char::is_numeric)).map(|l| l.chars().count()).max();
    assert!(longest <= Some(62), "{longest:?}\n{text}");
}

#[test]
fn terminal_shortens_a_long_passage() {
    let mut review = fixture::ferry();
    let long =
        "The harbour master counted every rope, buoy and lantern twice before he let the crew go home. ".repeat(6);
    let (source, target) = (&mut review.source, &mut review.target);
    for side in [source, target] {
        *side =
            fixture::side("long.txt", "en", &[(crate::extract::Role::Paragraph, 7, &["First.", long.trim(), "Last."])]);
    }
    review.beads = vec![fixture::bead(0..1, 0..1, 0.9), fixture::bead(1..2, 1..1, 0.9), fixture::bead(2..3, 1..3, 0.9)];
    review.findings.truncate(3);
    for finding in &mut review.findings {
        finding.bead = 1;
        finding.target = None;
        let words = finding.source.as_mut().unwrap();
        words.span = review.source.sentences[1].span;
        words.text = long.clone();
        words.normal = long.clone();
    }
    let text = plain(Format::Terminal, &[review]);
    let longest = text.lines().take_while(|l| !l.contains("against")).map(|l| l.chars().count()).max();
    assert!(longest <= Some(104), "{longest:?}\n{text}");
}

#[test]
fn terminal_has_colours_only_when_asked() {
    assert!(!plain(Format::Terminal, &everything()).contains('\u{1b}'));
    let colours = Options { color: true, ..Options::of(Format::Terminal) };
    has(&show(Format::Terminal, colours, &[fixture::ferry()]), "\u{1b}[");
}

#[test]
fn json_is_one_object_with_places_and_counts() {
    let value: Value = serde_json::from_str(&plain(Format::Json, &everything())).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["reviews"].as_array().unwrap().len(), 4);
    let ferry = &value["reviews"][0];
    assert_eq!(ferry["target"]["name"], "pt.txt");
    assert_eq!(ferry["summary"]["facts"]["equivalent"], 3);
    assert_eq!(ferry["findings"][1]["target"]["text"], "241");
    assert_eq!(ferry["findings"][1]["target"]["line"], 6);
    assert_eq!(ferry["findings"][1]["target"]["column"], 110);
    assert_eq!(ferry["facts"][5]["source"]["normal"], "1500000 USD");
    assert_eq!(value["summary"]["findings"], 10);
    let none: Value = serde_json::from_str(&plain(Format::Json, &[])).unwrap();
    assert_eq!(none["reviews"], serde_json::json!([]));
}

#[test]
fn jsonl_is_one_finding_a_line() {
    let text = plain(Format::Jsonl, &everything());
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[2]["check"], "omission");
    assert_eq!(lines[2]["target"], Value::Null);
    assert_eq!(lines[6]["langs"], serde_json::json!(["en", "ar"]));
}

#[test]
fn tsv_rows_have_the_columns_of_the_header() {
    let text = plain(Format::Tsv, &everything());
    let columns = text.lines().next().unwrap().split('\t').count();
    assert_eq!(columns, 17);
    assert!(text.lines().all(|l| l.split('\t').count() == columns), "{text}");
    has(
        &text,
        "\nerror\tnumber\tmismatch\tnumbers\t214 became 241\ten.txt\t5\t105\t214\t214\tpt.txt\t6\t110\t241\t241\t3\t",
    );
    has(&text, "\tpt.txt\t\t\t\t\t5\tface000000000005\n");
}

#[test]
fn sarif_points_at_the_target_and_relates_the_source() {
    let log: Value = serde_json::from_str(&plain(Format::Sarif, &everything())).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "time-zone");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pt.txt");
    assert_eq!(place["region"]["startLine"], 6);
    assert_eq!((&place["region"]["startColumn"], &place["region"]["endColumn"]), (&49.into(), &54.into()));
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "source: 5:42 pm PT (17:42 America/Los_Angeles)");
    assert_eq!(result["partialFingerprints"]["newsalign/v1"], "feed000000000000");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let zone = rules.iter().find(|r| r["id"] == "time-zone").unwrap();
    assert_eq!(zone["properties"]["tags"], serde_json::json!(["its:locale-violation"]));
}

#[test]
fn sarif_points_behind_the_sentence_before_what_is_missing() {
    let log: Value = serde_json::from_str(&plain(Format::Sarif, &[fixture::ferry()])).unwrap();
    let region = &log["runs"][0]["results"][2]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &serde_json::json!({"startLine": 8, "startColumn": 103, "endColumn": 103}));
}

#[test]
fn junit_has_a_case_for_each_check() {
    let text = plain(Format::Junit, &[fixture::ferry()]);
    has(&text, "<testsuite name=\"pt.txt against en.txt\" tests=\"12\" failures=\"5\" errors=\"0\" skipped=\"0\">");
    has(&text, "<testcase name=\"money\" classname=\"pt.txt against en.txt\"/>");
    has(
        &text,
        "<failure message=\"214 became 241\" type=\"error\">pt.txt:6:110: error: 214 became 241\n  source: 214\n",
    );
    // A note does not fail a build.
    has(&text, "<testcase name=\"unit\" classname=\"pt.txt against en.txt\"/>");
}

#[test]
fn output_is_the_same_each_time() {
    for format in Format::ALL {
        assert_eq!(plain(format, &everything()), plain(format, &everything()));
    }
}
