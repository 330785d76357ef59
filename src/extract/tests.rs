#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use super::*;
use crate::input::{Document, Format, from_bytes};
use proptest::prelude::*;

fn text(body: &str) -> Article {
    let mut document = from_bytes("story.txt", body.as_bytes()).unwrap();
    document.format = Format::Text;
    extract(&document, &Options::default())
}

fn html(body: &str) -> Article {
    let document = from_bytes("story.html", body.as_bytes()).unwrap();
    assert_eq!(document.format, Format::Html);
    extract(&document, &Options::default())
}

fn lines(article: &Article) -> Vec<(Role, &str)> {
    article.blocks.iter().map(|b| (b.role, b.span.of(&article.text))).collect()
}

fn removed(article: &Article) -> Vec<(&str, Reason)> {
    article.removed.iter().map(|r| (r.text.as_str(), r.reason)).collect()
}

const PIER: [&str; 4] = [
    "The old pier of Kelmouth reopened on Monday afternoon after eleven months of repairs, the county council said. \
     Some 4,000 people had walked to its end by 5 pm, a record for a working day.",
    "“We counted them twice because nobody believed it,” said Rhona Voss, the harbour master, who cut the ribbon.",
    "The repairs cost £2.3 million, about a third more than planned in 2022, when storms broke eleven of its piles. \
     The council will pay for them over nine years.",
    "It was not the first time that the pier was shut. In May 1987 a coaster hit it at night and took away the \
     bandstand, which was never found.",
];

#[test]
fn furniture_goes_and_the_article_stays() {
    let body = format!(
        "{}\n\n{}\n\nImage Credits: Screenshot from X\n\n{}\n\n{}\n\n\n\nSource link\n\nBy admin\n\nMalcare WordPress Security",
        PIER[0], PIER[1], PIER[2], PIER[3]
    );
    let article = text(&body);
    let expected: Vec<_> = PIER.iter().map(|line| (Role::Paragraph, *line)).collect();
    assert_eq!(lines(&article), expected);
    let gone: Vec<_> = removed(&article).into_iter().map(|(line, _)| line).collect();
    assert_eq!(gone, ["Image Credits: Screenshot from X", "Source link", "By admin", "Malcare WordPress Security"]);
    assert_eq!(article.removed[0].reason, Reason::Credit);
    assert_eq!(article.removed[0].origin.line, 5);
    assert!(article.removed[1].evidence.contains("source link"), "{}", article.removed[1].evidence);
}

#[test]
fn a_text_without_furniture_loses_nothing() {
    // A headline, sentences one a line, the last ones short; longer than what the rules for short texts look at.
    let mut body = vec!["Kelmouth gets its pier back"];
    body.extend(PIER.iter().flat_map(|paragraph| paragraph.split_inclusive(". ")).map(str::trim_end));
    body.extend([
        "Children were the first to run to its end.",
        "One lost a shoe.",
        "A diver is to look for it.",
        "Tickets for the band are gone",
        "It plays on Friday.",
        "Rhona Voss will dance.",
    ]);
    assert!(removed(&text(&body.join("\n"))).is_empty(), "{:?}", removed(&text(&body.join("\n"))));
    // A script that writes no stops and no spaces.
    let thai = [
        "ท่าเรือเก่าของเมืองเปิดอีกครั้งในวันจันทร์หลังจากปิดซ่อมนานสิบเอ็ดเดือน",
        "สภาเมืองกล่าวว่ามีคนเดินมาถึงปลายท่าเรือกว่าสี่พันคนก่อนห้าโมงเย็น",
        "ค่าซ่อมแซมสูงกว่าที่วางแผนไว้ประมาณหนึ่งในสาม",
        "นายท่าเรือบอกว่าเธอนับจำนวนคนสองครั้งเพราะไม่มีใครเชื่อ",
        "เด็กคนหนึ่งทำรองเท้าหาย",
    ];
    assert!(removed(&text(&thai.join("\n"))).is_empty(), "{:?}", removed(&text(&thai.join("\n"))));
}

#[test]
fn one_line_of_furniture_in_a_clean_text_goes() {
    let said = [
        "© 2024 Tidewater Post. All rights reserved.",
        "Image Credits: Rhona Voss",
        "Read also: The pier that nobody wanted",
        "Published on 12 May 2024 at 18:20",
    ];
    for line in said {
        for count in 1..=PIER.len() {
            let body = format!("{}\n{line}\n", PIER[..count].join("\n"));
            let article = text(&body);
            assert_eq!(article.blocks.len(), count, "{line}: {:?}", lines(&article));
            assert_eq!(removed(&article).first().map(|r| r.0), Some(line));
        }
    }
}

#[test]
fn a_few_short_sentences_are_not_nothing() {
    let article = text("The ferry left Vila Serena at 5 pm.\nImage Credits: Ada Quist\nNobody was hurt.\n");
    assert_eq!(lines(&article).len(), 2);
    assert_eq!(removed(&article), [("Image Credits: Ada Quist", Reason::Credit)]);
}

#[test]
fn paragraphs_that_talk_of_furniture_stay() {
    let body = [
        PIER[0],
        "The council's own newsletter had promised the reopening for March, and then for June.",
        "“Nobody asked us.”",
        "Visitors were asked to accept cookies, the edible kind, from a stand run by the Scouts.",
        "Every photo of the old bandstand has been lost since the flood in the archive, she said.",
        PIER[2],
        PIER[3],
    ];
    let article = text(&body.join("\n"));
    assert!(article.removed.is_empty(), "{:?}", removed(&article));
}

#[test]
fn headline_byline_and_date_are_told_apart() {
    let body = format!(
        "Home › Coast\nKelmouth pier reopens after eleven months of repairs\nBy Ada Brandt\n12 August 2024, 18:30\n{}\n{}\n{}\n\
         Read also: Ferry to Saltby sails again\n{}\nTags: Kelmouth, piers\n© 2024 Tidewater Post. All rights reserved.",
        PIER[0], PIER[1], PIER[2], PIER[3]
    );
    let article = text(&body);
    assert_eq!(lines(&article)[0], (Role::Headline, "Kelmouth pier reopens after eleven months of repairs"));
    assert_eq!(article.blocks.len(), 5, "{:?}", lines(&article));
    assert_eq!(article.meta.byline.as_deref(), Some("Ada Brandt"));
    assert_eq!(article.meta.published.as_deref(), Some("2024-08-12T18:30:00"));
    assert_eq!(article.meta.title.as_deref(), Some("Kelmouth pier reopens after eleven months of repairs"));
}

#[test]
fn a_summary_next_to_the_byline_stays() {
    let body = format!(
        "Kelmouth pier reopens after eleven months of repairs\nWalkers queue from dawn as the county hopes for a season without storms\nBy Ada Brandt\n12 August 2024, 18:30\n{}",
        PIER.join("\n")
    );
    let found = text(&body);
    assert_eq!(lines(&found).len(), 6, "{:?}", removed(&found));
    assert_eq!(lines(&found)[1].0, Role::Standfirst);
    let body = "凯尔茅斯码头历时十一个月修缮后重新开放\n2024-08-12 18:30　来源：潮水晚报\n老码头修缮完毕游客清晨排队，当地盼望旅游旺季重返\n\
                凯尔茅斯的老码头周一下午重新开放，县议会说，修缮历时十一个月，当天约有四千人走到码头尽头，创下工作日纪录。\n\
                港务长罗娜·沃斯说：“我们数了两遍，因为没有人相信。”\n\
                修缮费用为230万英镑，比2022年的计划多出约三分之一，当年的风暴折断了十一根木桩。\n\
                游客须知：\n●开放时间：每天上午8时至晚上9时\n●门票：成人5英镑，儿童免费\n下一次检修定于明年三月，届时码头将再度关闭约两周时间。";
    let found = text(body);
    assert_eq!(lines(&found).len(), 9, "{:?}", removed(&found));
    assert_eq!(lines(&found)[5].1, "游客须知：");
}

#[test]
fn pitches_and_teasers_go_and_headings_stay() {
    let lines_in = [
        PIER[0],
        "Do you live by the sea? Sign up: the tides of the week in five minutes every Friday",
        "Related stories",
        "Ferry to Saltby sails again",
        PIER[1],
        "Three winters of storms",
        PIER[2],
        "Opening hours",
        "First visitors: 8:30 a.m.",
        "Last visitors: 9:15 p.m.",
        "Tickets: £5, children free",
        PIER[3],
    ];
    let article = text(&lines_in.join("\n"));
    let gone: Vec<_> = removed(&article).into_iter().map(|(line, _)| line).collect();
    assert_eq!(gone, [lines_in[1], lines_in[2], lines_in[3]]);
    assert!(article.blocks.iter().filter(|b| b.role == Role::Item).count() == 3, "{:?}", lines(&article));
}

const PAGE: &str = r##"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Kelmouth pier reopens | Tidewater Post</title>
<meta property="og:title" content="Kelmouth pier reopens"><meta property="og:site_name" content="Tidewater Post">
<link rel="canonical" href="https://tidewater.example/pier"><link rel="alternate" hreflang="pt" href="https://mare.example/pier">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Kelmouth pier reopens","datePublished":"2024-08-12T18:30:00+01:00","author":{"@type":"Person","name":"Ada Brandt"}}</script>
</head><body><nav class="menu"><a href="/">Home</a><a href="/coast">Coast</a></nav>
<div class="cookie-banner"><p>We and our partners store cookies on your device to measure how you read us.</p></div>
<article><h1>Kelmouth pier reopens</h1><p class="byline">By Ada Brandt</p>
<div class="story-body"><p>P0</p><aside class="related"><h3>Read also</h3><ul><li><a href="/f">Ferry to Saltby sails again</a></li></ul></aside>
<p>P1</p><h2>A record for a working day</h2><p hidden>Subscribers see this line only, not you.</p><p>P2<br>And so it <em>re</em>opened.</p><ul><li>4,000 visitors by 5 pm</li><li>11 new piles</li></ul><p>P3</p></div></article>
<section id="comments"><h3>2 comments</h3><div class="comment"><p>I walked it twice on Monday and my dog walked it three times, what a day it was.</p></div></section>
<footer><p>© 2024 Tidewater Post. All rights reserved.</p></footer><script>var x = "<p>no</p>";</script></body></html>"##;

fn page() -> String {
    PIER.iter().enumerate().fold(PAGE.to_owned(), |page, (i, line)| page.replace(&format!("P{i}"), line))
}

#[test]
fn a_page_gives_its_article_and_what_it_says_of_itself() {
    let article = html(&page());
    let last = format!("{} And so it reopened.", PIER[2]);
    assert_eq!(
        lines(&article),
        [
            (Role::Headline, "Kelmouth pier reopens"),
            (Role::Paragraph, PIER[0]),
            (Role::Paragraph, PIER[1]),
            (Role::Subhead, "A record for a working day"),
            (Role::Paragraph, &last),
            (Role::Item, "4,000 visitors by 5 pm"),
            (Role::Item, "11 new piles"),
            (Role::Paragraph, PIER[3]),
        ]
    );
    let meta = &article.meta;
    assert_eq!(meta.byline.as_deref(), Some("Ada Brandt"));
    assert_eq!(meta.published.as_deref(), Some("2024-08-12T18:30:00+01:00"));
    assert_eq!(meta.url.as_deref(), Some("https://tidewater.example/pier"));
    assert_eq!(meta.alternates, [("pt".to_owned(), "https://mare.example/pier".to_owned())]);
    let reason = |start: &str| article.removed.iter().find(|r| r.text.starts_with(start)).map(|r| r.reason);
    assert_eq!(reason("Subscribers see"), Some(Reason::Markup));
    assert_eq!(reason("We and our partners"), Some(Reason::Cookie));
    assert_eq!(reason("I walked it twice"), Some(Reason::Comments));
    assert_eq!(article.blocks[1].origin.node.as_deref(), Some("article > div > p"));
}

#[test]
fn a_note_of_correction_behind_the_text_stays_as_that() {
    let note = "This article was amended on 14 August 2024. An earlier version gave the cost in euros.";
    let last = format!("{} And so it reopened.", PIER[2]);
    assert!(page().contains(PIER[3]));
    let article = html(&page().replace(PIER[3], &format!("{}</p><p>{note}", PIER[3])));
    assert!(lines(&article).contains(&(Role::Correction, note)), "{:?}", lines(&article));
    assert!(article.text.contains(&last));
}

#[test]
fn a_line_with_the_name_of_the_declared_author_goes() {
    let byline = r#"<p class="byline">By Ada Brandt</p>"#;
    assert!(page().contains(byline));
    let article = html(&page().replace(byline, "<div>Words <b>Ada Brandt</b> - 2024-08-12 18:30</div>"));
    assert!(!article.text.contains("Ada Brandt"), "{:?}", lines(&article));
    let said = "Ada Brandt asked the council twice, and was told to wait.";
    let article = html(&page().replace(PIER[3], said));
    assert!(article.text.contains(said));
}

#[test]
fn paragraphs_parted_by_line_breaks_are_paragraphs() {
    let body = PIER.join("<br><br>\n");
    let article = html(&format!("<html><table><tr><td><b>Kelmouth pier</b><br><br>{body}</td></tr></table></html>"));
    let kept: Vec<_> = article.blocks.iter().filter(|b| b.role == Role::Paragraph).collect();
    assert_eq!(kept.len(), 4, "{:?}", lines(&article));
}

#[test]
fn hostile_pages_end_soon() {
    let p = format!("<p>{}</p>", PIER[0]);
    let deep = |open: &str, n: usize| format!("<html>{}{p}{p}", open.repeat(n));
    for body in [
        deep("<div>", 100_000),
        deep("<div><p>", 50_000),
        deep("<b><i>", 50_000),
        deep("<a href=x>", 50_000),
        deep("<table><tr><td>", 30_000),
        deep("<ul><li>", 50_000),
        deep("<svg><p>", 30_000),
        deep("<form><select><option>", 20_000),
        format!("<html><div {}>{p}</div>", "a b=c ".repeat(100_000)),
        format!("<html>{p}{}", "<!-- ".repeat(50_000)),
        format!("<html>{p}{}", "</div></p></b>".repeat(50_000)),
    ] {
        let start = std::time::Instant::now();
        let article = html(&body);
        assert!(article.text.contains("Kelmouth") || body.contains("<form><select>"), "{}", &body[..80]);
        assert!(start.elapsed().as_secs() < 20, "{} took {:?}", &body[..80], start.elapsed());
    }
}

#[test]
fn what_a_site_repeats_goes() {
    let slogan = "All of the coast, every day of the year, and the tide tables too.";
    let body = |n: usize| format!("{}\n{slogan}\n{}\n{}", PIER[n], PIER[(n + 1) % 4], PIER[(n + 2) % 4]);
    let documents: Vec<Document> = (0..3)
        .map(|n| from_bytes("a.txt", body(n).replace("pier", ["quay", "mole", "pier"][n]).as_bytes()).unwrap())
        .collect();
    let site = SiteProfile::build(&documents);
    let options = Options { site: Some(site), ..Options::default() };
    let article = extract(&documents[2], &options);
    assert_eq!(removed(&article), [(slogan, Reason::Repeated)]);
    assert_eq!(extract(&documents[2], &Options::default()).removed, []);
}

#[test]
fn a_block_in_another_language_says_so() {
    let spanish = "El alcalde de Puerto Claro anunció el lunes que el viejo muelle volverá a abrirse después de once meses \
        de obras, y añadió que los vecinos podrán recorrerlo sin pagar hasta el final del verano.";
    let japanese = "市長は月曜日、修理が終わった古い桟橋を再び開放すると発表した。";
    let body = format!("{}\n\n{spanish}\n\n{}\n\n{japanese}\n", PIER[0], PIER[1]);
    let article = text(&body);
    assert_eq!(article.lang.tag, "en");
    let tags: Vec<_> = article.blocks.iter().map(|b| b.lang.as_ref().map(|l| l.tag.as_str())).collect();
    assert_eq!(tags, [None, Some("es"), None, Some("ja")]);
    // Each block is split by the rules of its own language.
    let sentences = crate::segment::segment(&article);
    assert_eq!(sentences.iter().filter(|s| s.block == 3).count(), 1);
}

#[test]
fn declared_language_and_day_outrank_the_page() {
    let document = from_bytes("a.html", page().as_bytes()).unwrap();
    let options = Options { published: Some("2020-01-02".to_owned()), ..Options::default() };
    assert_eq!(extract(&document, &options).meta.published_date().unwrap().to_string(), "2020-01-02");
}

/// The laws of an article, whatever it was made of.
fn lawful(article: &Article) {
    let joined: Vec<&str> = article.blocks.iter().map(|b| b.span.of(&article.text)).collect();
    assert_eq!(joined.join("\n"), article.text);
    for line in &joined {
        assert!(!line.is_empty() && !line.contains(['\n', '\r', '\t']) && !line.contains("  "), "{line:?}");
        assert_eq!(line.trim(), *line);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_a_lawful_article(body in "([a-zé&;:.\"|/-]{0,9}[ \u{a0}\u{ad}\t\n]{1,2}){1,60}") {
        if let Ok(document) = from_bytes("x.txt", body.as_bytes()) {
            lawful(&extract(&document, &Options::default()));
        }
    }

    #[test]
    fn any_page_gives_a_lawful_article(
        body in "(<(p|/p|div|/div|br|li|table|td|a href=x|/a|b|h1|script|/script|!--|-->)>?[a-z. ]{0,20}){1,60}"
    ) {
        lawful(&html(&format!("<html>{body} x")));
    }
}

fn signed(head: &str, byline: &str, end: &str) -> Option<String> {
    let paragraphs: String = PIER.iter().map(|line| format!("<p>{line}</p>")).collect();
    let page = format!(
        "<html lang=en><head><title>Kelmouth pier reopens | Tidewater Post</title>\
         <meta property=og:site_name content='Tidewater Post'>{head}</head><body>\
         <article><h1>Kelmouth pier reopens</h1>{byline}<div class=text>{paragraphs}{end}</div></article>\
         <aside class=related><a href=/x>Ferry sinks</a> <a rel=author href=/author/tom-reed>Tom Reed</a></aside></body></html>"
    );
    html(&page).meta.byline
}

#[test]
fn authors_are_read_from_elements_that_sign() {
    let found = |byline: &str| signed("", byline, "");
    let link = "<div class=meta>12 August 2024 <span>by</span> <a href='/author/ada-brandt/'>Ada Brandt</a></div>";
    assert_eq!(found(link).as_deref(), Some("Ada Brandt"));
    let two = "<p class=authors>By <a rel=author href=/a>Ada Brandt</a> and <a rel=author href=/b>Jon Vass</a></p>";
    assert_eq!(found(two).as_deref(), Some("Ada Brandt, Jon Vass"));
    let joined = "<span class=author-name>By Ada Brandt and Jon Vass, Saltby</span>";
    assert_eq!(found(joined).as_deref(), Some("Ada Brandt, Jon Vass"));
    let boxes = "<div class=byline><div>Words</div><div>Ada Brandt</div><div>Harbour editor</div></div>";
    assert_eq!(found(boxes).as_deref(), Some("Ada Brandt"));
    // Neither a link to all authors, nor what the box is called, nor the author of a teaser.
    assert_eq!(found("<p class=author-bio>Author Bio</p><a href='/authors/'>Our Authors</a>"), None);
}

#[test]
fn authors_are_read_from_what_the_head_declares() {
    let found = |head: &str| signed(head, "", "");
    let label = "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Brandt'>\
                 <meta name=twitter:label2 content='Reading time'><meta name=twitter:data2 content='3 minutes'>";
    assert_eq!(found(label).as_deref(), Some("Ada Brandt"));
    assert_eq!(found("<meta name=byl content='By Ada Brandt and Jon Vass'>").as_deref(), Some("Ada Brandt, Jon Vass"));
    assert_eq!(found("<meta name=author content='Ada Brandt (www.brandt.example)'>").as_deref(), Some("Ada Brandt"));
    assert_eq!(found("<meta name=author content='Post staff reporter'>").as_deref(), Some("Post staff reporter"));
}

#[test]
fn a_name_right_behind_the_text_signs_it() {
    assert_eq!(signed("", "", "<p>Ada Brandt</p>").as_deref(), Some("Ada Brandt"));
    assert_eq!(signed("", "", "<ul class=tags><li><a href=/t>Ada Brandt</a></ul>"), None);
}

#[test]
fn a_title_is_the_headline_without_section_and_site() {
    let title = |title: &str| {
        let page = format!(
            "<title>{title}</title><h1>Kelmouth pier reopens after repairs</h1><p>{}</p><p>{}</p>",
            PIER[0], PIER[2]
        );
        html(&page).meta.title.unwrap()
    };
    assert_eq!(
        title("Kelmouth pier reopens after repairs - Region - Tidewater"),
        "Kelmouth pier reopens after repairs"
    );
    assert_eq!(title("News | Kelmouth pier reopens after repairs"), "Kelmouth pier reopens after repairs");
    let led = "Works: Kelmouth pier reopens after repairs";
    assert_eq!(title(led), led);
}

/// A page whose text only structured data have, with `shown` in its place.
fn told_by_data(shown: &str) -> Article {
    let told = PIER.join("\\n\\n").replace('"', "\\\"");
    html(&format!(
        r#"<html lang="en"><head><title>Kelmouth pier reopens</title><script type="application/ld+json">
        {{"@type":"NewsArticle","headline":"Kelmouth pier reopens","articleBody":"{told}"}}</script></head><body>
        <nav><a href="/">Home</a> <a href="/news">News</a></nav><div id="root">{shown}</div>
        <ul><li><a href="/a">Ferry timetable to change in June</a></li><li><a href="/b">Council elects a new harbour master</a></li></ul>
        </body></html>"#
    ))
}

#[test]
fn a_text_that_a_script_would_show_is_taken_from_the_structured_data() {
    let article = told_by_data("");
    let mut expected = vec![(Role::Headline, "Kelmouth pier reopens")];
    expected.extend(PIER.iter().map(|line| (Role::Paragraph, *line)));
    assert_eq!(lines(&article), expected);
    assert!(
        article.blocks.iter().all(|block| block.origin.node.as_deref().is_some_and(|node| node.starts_with("script")))
    );
    assert!(removed(&article).iter().any(|(line, _)| line.contains("Ferry timetable")));
}

#[test]
fn a_text_in_a_scripts_own_data_is_found() {
    let story: String = PIER.iter().map(|line| format!("<p>{line}</p>")).collect();
    let state = format!(
        "{{\"article\":{{\"id\":7,\"body\":{}}}}}",
        serde_json::to_string(&format!("{story}<p>$$TOP_AD$$</p>")).unwrap()
    );
    let article = html(&format!(
        "<html lang=en><head><title>Kelmouth pier reopens</title></head><body><div id=root></div>\
         <script>window.state = {}</script></body></html>",
        state.replace('<', "\\u003c")
    ));
    let mut expected = vec![(Role::Headline, "Kelmouth pier reopens")];
    expected.extend(PIER.iter().map(|line| (Role::Paragraph, *line)));
    assert_eq!(lines(&article), expected);
    assert_eq!(removed(&article), [("$$TOP_AD$$", Reason::Plugin)]);
}

#[test]
fn what_the_page_shows_goes_before_what_its_data_say() {
    let shown: String = PIER.iter().map(|line| format!("<p>{line}</p>")).collect();
    let article = told_by_data(&format!("<h1>Kelmouth pier reopens</h1>{shown}"));
    assert_eq!(lines(&article).len(), 5, "{:?}", lines(&article));
    assert!(
        article.blocks.iter().all(|block| block.origin.node.as_deref().is_some_and(|node| !node.starts_with("script")))
    );
}
