#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::extract::Role;
use crate::review::fixture;
use crate::text::{one_line, xml_text};

fn export(format: Format, reviews: &[Review]) -> String {
    let mut out = Vec::new();
    write(format, reviews, &mut Stream::new(&mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn has(text: &str, wanted: &str) {
    assert!(text.contains(wanted), "no\n{wanted}\nin\n{text}");
}

#[test]
fn names_are_read_back_and_unknown_ones_listed() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    let error = "docx".parse::<Format>().unwrap_err().to_string();
    assert!(error.starts_with("no corpus format is called `docx`; there are tmx, xliff, tsv, moses"), "{error}");
}

#[test]
fn tmx_carries_scores_documents_and_findings() {
    let text = export(Format::Tmx, &[fixture::ferry()]);
    has(&text, "<tmx version=\"1.4\">\n  <header creationtool=\"newsalign\" creationtoolversion=\"");
    has(&text, "segtype=\"sentence\" o-tmf=\"PlainText\" adminlang=\"en\" srclang=\"en\" datatype=\"PlainText\"/>");
    has(
        &text,
        "    <tu tuid=\"4\">
      <note xml:lang=\"en\">error [number] 214 became 241</note>
      <prop type=\"score\">0.8800</prop>
      <prop type=\"type\">1:1</prop>
      <prop type=\"its:locQualityIssueType\">numbers</prop>
      <tuv xml:lang=\"en\">
        <prop type=\"source-document\">https://harlow.example/ferry</prop>
        <prop type=\"published\">2024-03-05</prop>
        <seg>It was carrying 214 passengers and a crew of 12.</seg>
      </tuv>
      <tuv xml:lang=\"pt\">
        <prop type=\"source-document\">pt.txt</prop>
        <seg>Levava 241 passageiros e 12 tripulantes.</seg>
      </tuv>
    </tu>",
    );
    has(&text, "<prop type=\"type\">2:1</prop>");
    has(&text, "<prop type=\"moved\">yes</prop>");
    assert_eq!(text.matches("<tuv xml:lang=\"pt\">").count(), 11);
}

#[test]
fn tmx_units_of_another_source_language_say_so() {
    let mut turned = fixture::tunnel_ar();
    std::mem::swap(&mut turned.source, &mut turned.target);
    let text = export(Format::Tmx, &[fixture::ferry(), turned]);
    has(&text, "<tu tuid=\"13\" srclang=\"ar\">");
}

#[test]
fn xliff_marks_the_words_of_the_target() {
    let text = export(Format::Xliff, &[fixture::ferry()]);
    has(&text, "version=\"2.1\" srcLang=\"en\" trgLang=\"pt\">");
    has(
        &text,
        "<note id=\"n1\" category=\"numbers\" priority=\"1\" appliesTo=\"target\">error [number] 214 became 241</note>",
    );
    has(
        &text,
        "<target>Levava <mrk id=\"m1\" type=\"its:its\" its:locQualityIssueType=\"numbers\" \
                its:locQualityIssueComment=\"214 became 241\" its:locQualityIssueSeverity=\"90\">241</mrk> passageiros e 12 \
                tripulantes.</target>",
    );
    has(&text, "<source>The vessel was built in 1998.</source>\n      </segment>");
}

#[test]
fn xliff_nests_marks_and_skips_crossing_ones() {
    let mut review = fixture::ferry();
    let base = review.findings[1].clone();
    let whole = review.target.sentences[4].span;
    for (start, end) in [(0, 17), (2, 11), (14, 23)] {
        let mut more = base.clone();
        more.target.as_mut().unwrap().span = crate::text::Span::new(whole.start + start, whole.start + end);
        review.findings.push(more);
    }
    let text = export(Format::Xliff, &[review.clone()]);
    let units = read::xliff(&text);
    assert_eq!(units[3].1, review.target.sentence(4));
    assert_eq!(text.matches("<mrk").count(), text.matches("</mrk>").count());
}

#[test]
fn xliff_refuses_a_second_language_pair() {
    let error =
        write(Format::Xliff, [fixture::ferry(), fixture::tunnel_ja()], &mut Stream::new(Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "an XLIFF file holds one language pair: this one is en-pt and cannot take en-ja");
}

#[test]
fn tsv_is_one_row_a_bead() {
    let text = export(Format::Tsv, &[fixture::ferry()]);
    assert_eq!(text.lines().next(), Some("src_url\ttgt_url\tsrc_text\ttgt_text\tscore\tbead_type\tfindings"));
    has(
        &text,
        "\nhttps://harlow.example/ferry\tpt.txt\tThe vessel was built in 1998.\t\t0.6200\t1:0\tomission:missing\n",
    );
    has(&text, "\tFares rose 4.2% last month.\tAs tarifas subiram 4,2% no mês passado.\t0.8400\t1:1~\t\n");
}

#[test]
fn japanese_sentences_are_joined_without_a_space() {
    let text = export(Format::Tsv, &[fixture::tunnel_ja()]);
    has(&text, "\t工事は2018年に始まった。通行料は無料となる。\t0.7900\t1:2\tdate:mismatch\n");
}

#[test]
fn moses_writes_two_files_of_equal_length() {
    let dir = tempfile::tempdir().unwrap();
    let mut files = Files::new(dir.path().join("corpus"));
    write(Format::Moses, [fixture::ferry(), fixture::tunnel_ja(), fixture::ferry()], &mut files).unwrap();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let (en, pt) = (read("corpus.en-pt.en"), read("corpus.en-pt.pt"));
    assert_eq!((en.lines().count(), pt.lines().count()), (20, 20));
    assert_eq!(pt.lines().nth(9), Some("A Maré Alta na maré baixa, sobre o banco de areia."));
    assert!(!en.contains("1998"), "an omitted sentence has no partner");
    assert_eq!(read("corpus.en-ja.ja").lines().next(), Some("オリン湖のトンネルが開通へ"));
}

#[test]
fn moses_refuses_standard_output_before_it_reads() {
    let error = write(Format::Moses, Vec::<Review>::new(), &mut Stream::new(Vec::new())).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("name an output file"), "{error}");
}

#[test]
fn a_language_tag_cannot_leave_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let mut review = fixture::ferry();
    review.target.article.lang.tag = "../../pt".to_owned();
    write(Format::Moses, [review], &mut Files::new(dir.path().join("c"))).unwrap();
    assert!(dir.path().join("c.en-.._.._pt..._.._pt").exists());
}

#[test]
fn jsonl_counts_bytes_and_code_points() {
    let text = export(Format::Jsonl, &[fixture::ferry()]);
    let line = text.lines().nth(3).unwrap();
    let bead: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(bead["target"]["text"], "Levava 241 passageiros e 12 tripulantes.");
    assert_eq!(
        bead["target"]["sentences"][0],
        serde_json::json!({"number": 4, "bytes": [266, 306], "chars": [262, 302]})
    );
    assert_eq!(bead["findings"], serde_json::json!(["feed000000000001"]));
    assert_eq!(bead["type"], "bead");
}

#[test]
fn xces_links_sentences_by_id() {
    let text = export(Format::Xces, &[fixture::ferry()]);
    has(&text, "<linkGrp targType=\"s\" fromDoc=\"en.txt\" toDoc=\"pt.txt\">");
    has(&text, "<link id=\"SL5\" certainty=\"0.8300\" xtargets=\"s5 s6;s6\"/>");
    has(&text, "<link id=\"SL6\" certainty=\"0.6200\" xtargets=\"s7;\"/>");
    has(&text, "<link id=\"SL10\" certainty=\"0.5800\" xtargets=\";s10\"/>");
}

#[test]
fn a_ladder_has_no_crossings() {
    let text = export(Format::Ladder, &[fixture::ferry(), fixture::tunnel_ar()]);
    assert!(text.starts_with("0\t0\t0.9700\n1\t1\t0.9400\n2\t2\t0.0000\n2\t3\t0.9100\n3\t4\t0.8800\n"), "{text}");
    has(&text, "\n12\t11\t0.0000\n0\t0\t0.9000\n");
    assert!(text.ends_with("\n3\t3\t0.0000\n"));
}

#[test]
fn vecalign_lines_hold_costs() {
    let text = export(Format::Vecalign, &[fixture::ferry()]);
    has(&text, "\n[4, 5]:[5]:0.1700\n[6]:[]:0.0000\n[7]:[6]:0.0700\n");
}

#[test]
fn harmful_text_stays_text() {
    for format in [Format::Tmx, Format::Xliff, Format::Xces] {
        let text = export(format, &[fixture::hostile()]);
        read::walk(&text, |_, _, _| {});
        assert!(text.chars().all(crate::text::is_xml_char));
        assert!(!text.contains("<img"), "{format}");
    }
    for format in [Format::Tsv, Format::Jsonl, Format::Ladder, Format::Vecalign] {
        assert!(!export(format, &[fixture::hostile()]).contains(['\0', '\u{1b}']), "{format}");
    }
}

#[test]
fn no_reviews_give_a_complete_file() {
    for format in [Format::Tmx, Format::Xliff, Format::Xces] {
        read::walk(&export(format, &[]), |_, _, _| {});
    }
}

/// Cuts two lists of sentences into beads; every tenth is marked as moved where `crossed`.
fn cut(sizes: &[(usize, usize)], sentences: (usize, usize)) -> Vec<Bead> {
    let mut at = (0, 0);
    let mut beads = Vec::new();
    let push = |at: &mut (usize, usize), n: usize, m: usize, beads: &mut Vec<Bead>| {
        let (source, target): (Range<usize>, Range<usize>) = (at.0..at.0 + n, at.1..at.1 + m);
        *at = (source.end, target.end);
        if n + m > 0 {
            beads.push(fixture::bead(source, target, 0.5));
        }
    };
    for (n, m) in sizes {
        let (n, m) = ((*n).min(sentences.0 - at.0), (*m).min(sentences.1 - at.1));
        push(&mut at, n, m, &mut beads);
    }
    while at != sentences {
        let (n, m) = (usize::from(at.0 < sentences.0), usize::from(at.1 < sentences.1));
        push(&mut at, n, m, &mut beads);
    }
    beads
}

prop_compose! {
    fn reviews()(
        source in prop::collection::vec("[^\r\n]{1,20}", 0..8),
        target in prop::collection::vec("[a-zçéا-ي東京<&>\"'\t\u{b}。 ]{1,20}", 0..8),
        sizes in prop::collection::vec((0..3_usize, 0..3_usize), 0..8),
    ) -> Review {
        let build = |name: &str, lang: &str, texts: &[String]| {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            fixture::side(name, lang, &[(Role::Paragraph, 1, &texts)])
        };
        let beads = cut(&sizes, (source.len(), target.len()));
        Review { source: build("a", "en", &source), target: build("b", "pt", &target), beads, ..Review::default() }
    }
}

fn texts(review: &Review, clean: impl Fn(&str) -> String) -> Vec<read::Texts> {
    let side = |side: &Side, run: &Range<usize>| clean(&side.joined(run.clone()));
    review.beads.iter().map(|b| (side(&review.source, &b.source), side(&review.target, &b.target))).collect()
}

proptest! {
    #[test]
    fn what_was_exported_comes_back(review in reviews()) {
        let legal = texts(&review, |t| xml_text(t).into_owned());
        let lines = texts(&review, |t| one_line(t).into_owned());
        let exact = texts(&review, str::to_owned);
        let runs: Vec<read::Runs> = review.beads.iter().map(|b| (b.source.clone(), b.target.clone())).collect();
        let reviews = [review];
        prop_assert_eq!(read::tmx(&export(Format::Tmx, &reviews), ("en", "pt")), legal.clone());
        if !legal.is_empty() {
            prop_assert_eq!(read::xliff(&export(Format::Xliff, &reviews)), legal);
        }
        prop_assert_eq!(read::tsv(&export(Format::Tsv, &reviews)), lines);
        let read = read::jsonl(&export(Format::Jsonl, &reviews));
        prop_assert_eq!(read.iter().map(|r| r.0.clone()).collect::<Vec<_>>(), exact);
        let empty = |run: &Range<usize>| if run.is_empty() { 0..0 } else { run.clone() };
        let plain: Vec<read::Runs> = runs.iter().map(|(s, t)| (empty(s), empty(t))).collect();
        prop_assert_eq!(read.into_iter().map(|r| r.1).collect::<Vec<_>>(), plain.clone());
        prop_assert_eq!(read::vecalign(&export(Format::Vecalign, &reviews)).concat(), plain);
        prop_assert_eq!(read::ladder(&export(Format::Ladder, &reviews)).concat(), runs);
    }

    #[test]
    fn a_ladder_covers_everything_however_crossed(review in reviews(), moved in prop::collection::vec(any::<bool>(), 20)) {
        let mut review = review;
        for (bead, moved) in review.beads.iter_mut().zip(moved) {
            bead.moved = moved;
        }
        review.beads.reverse();
        let back = read::ladder(&export(Format::Ladder, std::slice::from_ref(&review))).concat();
        let covered: (usize, usize) = back.iter().fold((0, 0), |sum, (s, t)| (sum.0 + s.len(), sum.1 + t.len()));
        prop_assert_eq!(covered, (review.source.sentences.len(), review.target.sentences.len()));
    }
}
