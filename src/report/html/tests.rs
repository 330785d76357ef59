#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use dom_query::Document;

use crate::check::Severity;
use crate::report::tests::{has, show};
use crate::report::{Format, Options};
use crate::review::{Review, fixture};

fn page(reviews: &[Review]) -> String {
    show(Format::Html, Options::of(Format::Html), reviews)
}

fn all() -> [Review; 4] {
    [fixture::ferry(), fixture::tunnel_ar(), fixture::tunnel_ja(), fixture::hostile()]
}

#[test]
fn rows_stand_in_the_order_of_the_article() {
    let document = Document::from(page(&[fixture::ferry()]));
    assert_eq!(document.select("#p1 .row").length(), 12);
    assert_eq!(document.select("#p1r5 .cell.source").attr("lang").as_deref(), Some("en"));
    assert_eq!(document.select("#p1r5 .cell[dir=auto]").length(), 2);
    assert_eq!(document.select("#p1r5 .kind").text().as_ref(), "2:1");
    assert_eq!(
        document.select(".row.headline .cell.target").text().as_ref(),
        "Balsa de Harlow Bay encalha ao largo de Santa Marta"
    );
    assert_eq!(document.select(".row.item").length(), 2);
    assert_eq!(document.select(".row.caption").length(), 1);
}

#[test]
fn omitted_added_and_moved_rows_say_so() {
    let document = Document::from(page(&[fixture::ferry()]));
    assert_eq!(document.select("#p1r6 .target.gone").text().as_ref(), "not in the target");
    assert_eq!(document.select("#p1r10 .source.gone").text().as_ref(), "not in the source");
    assert_eq!(document.select("#p1r11.moved .info").text().as_ref(), "moved: sentence 3 of the target");
}

#[test]
fn facts_are_marked_by_verdict_with_a_card() {
    let html = page(&[fixture::ferry()]);
    has(
        &html,
        "<mark class=\"mismatch k4\" tabindex=\"0\" data-v=\"mismatch\" data-c=\"number\">214<span class=\"card\"",
    );
    let document = Document::from(html);
    let card = document.select("#p1r3 .source mark.lost .card").text();
    assert_eq!(
        card.as_ref(),
        "time-zone lostsource 5:42 pm PT → 17:42 America/Los_Angelestarget 17h42 → 17:42\
         zone lost: `5:42 pm PT` is rendered without a zone"
    );
    for verdict in ["same", "equivalent", "lost", "mismatch", "missing", "added"] {
        assert!(document.select(&format!("mark.{verdict}")).length() > 0, "{verdict}");
    }
    assert_eq!(document.select("#p1r5 .source mark[data-c=quotation] mark[data-c=duration]").length(), 1);
}

#[test]
fn counterparts_share_a_key() {
    let document = Document::from(page(&[fixture::ferry()]));
    assert_eq!(document.select("#p1r5 .source mark.k8").length(), 1);
    assert_eq!(document.select("#p1r5 .target mark.k8").length(), 1);
}

#[test]
fn findings_lead_to_their_rows() {
    let document = Document::from(page(&all()));
    let links = document.select(".findings a");
    assert_eq!(links.length(), 10);
    for link in links.iter() {
        let target = link.attr("href").unwrap();
        assert_eq!(document.select(&format!("[id='{}']", &target[1..])).length(), 1, "{target}");
    }
    assert_eq!(document.select(".index li").length(), 4);
    has(&document.select(".totals").text(), "4 pairs · 13 facts agree · 5 errors, 4 warnings, 1 note");
}

#[test]
fn notes_can_be_left_out() {
    let options = Options { min_severity: Severity::Warning, ..Options::of(Format::Html) };
    let document = Document::from(show(Format::Html, options, &[fixture::ferry()]));
    assert_eq!(document.select(".findings li").length(), 5);
}

#[test]
fn boilerplate_is_shown_with_its_reason() {
    let document = Document::from(page(&[fixture::ferry()]));
    let text = document.select(".removed tbody tr").text();
    has(&text, "Share this story");
    has(&text, "subscribe");
}

#[test]
fn harmful_text_stays_text() {
    let html = page(&all());
    let document = Document::from(html.as_str());
    assert_eq!(document.select("img, iframe, object, link, main b b, .cell b b, base, form").length(), 0);
    assert_eq!(document.select("script").length(), 1);
    assert_eq!(document.select(".cell > b").length(), 0);
    assert_eq!(document.select("a[href^=javascript]").length(), 0);
    assert!(!html.contains("<img") && !html.contains('\0'));
    has(&document.select("#p4r3 .cell.source").text(), "</script><img src=x onerror=\"alert(1)\">");
}

#[test]
fn page_loads_nothing() {
    let html = page(&[fixture::ferry()]);
    assert!(!html.contains("src=") && !html.contains("@import") && !html.contains("url("));
    has(&html, "default-src 'none'");
}

#[test]
fn a_page_without_reviews_is_complete() {
    let html = page(&[]);
    has(&html, "0 pairs · 0 facts agree · no findings");
    assert!(html.trim_end().ends_with("</html>"));
}
