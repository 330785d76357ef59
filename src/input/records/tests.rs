#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::Write;

use proptest::prelude::*;

use super::*;

fn read(name: &str, bytes: &[u8]) -> Vec<Result<Record, Skipped>> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let cut = |name: String| name.rsplit('/').next().unwrap_or_default().to_owned();
    let all = open(&path, Limits::default()).unwrap();
    all.map(|item| item.map(|record| Record { name: cut(record.name), ..record })).collect()
}

fn warc(kind: &str, url: &str, block: &str) -> String {
    let head =
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-03-01T20:00:00Z\r\n");
    format!("{head}Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n", block.len())
}

fn urls(items: &[Result<Record, Skipped>]) -> Vec<String> {
    let told = |item: &Result<Record, Skipped>| match item {
        Ok(record) => record.known.url.clone().unwrap_or_default(),
        Err(skipped) => skipped.reason.name().to_owned(),
    };
    items.iter().map(told).collect()
}

#[test]
fn a_warc_is_read_on_behind_a_record_with_a_wrong_length() {
    let good = warc("conversion", "https://a.example/1", "The ferry sank off Saltby.");
    let long = warc("conversion", "https://a.example/2", "The bridge reopened.").replace("Length: 20", "Length: 300");
    let last = warc("conversion", "https://a.example/3", "The strike ended.");
    let all = [warc("warcinfo", "x", "software: test"), good.clone(), long, last.clone()].concat();
    let items = read("a.warc", all.as_bytes());
    assert_eq!(urls(&items), ["https://a.example/1", "corrupt", "https://a.example/3"]);
    let place = items[2].as_ref().unwrap().place;
    assert_eq!((place.number, place.offset as usize), (2, all.len() - last.len()));
    let cut = good.get(..good.len() - 20).unwrap();
    assert_eq!(urls(&read("a.warc", format!("{cut}{last}").as_bytes())), ["corrupt", "https://a.example/3"]);
    let noise = format!("{good}these bytes\nare no record\n{last}");
    assert_eq!(urls(&read("a.wet", noise.as_bytes())), ["https://a.example/1", "corrupt", "https://a.example/3"]);
}

#[cfg(feature = "collection")]
#[test]
fn zstandard_is_read_by_frames_with_a_dictionary_or_without() {
    let text = "The ferry sank off Saltby, the coast guard said. ".repeat(100);
    let records = ["1", "2", "3"].map(|n| warc("conversion", &format!("https://a.example/{n}"), &text));
    let frames: Vec<Vec<u8>> = records.iter().map(|r| zstd::encode_all(r.as_bytes(), 3).unwrap()).collect();
    let items = read("a.warc.zst", &frames.concat());
    assert_eq!(urls(&items).len(), 3);
    assert_eq!(items[2].as_ref().unwrap().place.offset as usize, frames[0].len() + frames[1].len());
    assert_eq!(urls(&read("a.warc.zst", &zstd::encode_all(records.concat().as_bytes(), 3).unwrap())).len(), 3);
    let mut broken = frames.clone();
    let half = broken[1].len() / 2;
    broken[1][half..].fill(0xff);
    assert_eq!(urls(&read("a.warc.zst", &broken.concat())), ["https://a.example/1", "corrupt", "https://a.example/3"]);
    let cut = frames.concat();
    let told = urls(&read("a.warc.zst", &cut[..cut.len() - 5]));
    assert_eq!((told[0].as_str(), told.last().unwrap().as_str()), ("https://a.example/1", "corrupt"));
    let dictionary = records.concat().into_bytes();
    let mut packed = 0x184d_2a5d_u32.to_le_bytes().to_vec();
    packed.extend((dictionary.len() as u32).to_le_bytes());
    packed.extend(&dictionary);
    let mut press = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    records.iter().for_each(|record| packed.extend(press.compress(record.as_bytes()).unwrap()));
    assert_eq!(urls(&read("a.warc.zst", &packed)).len(), 3);
}

#[test]
fn gzip_is_read_as_members_or_as_a_whole() {
    let records = ["1", "2", "3"].map(|n| warc("conversion", &format!("https://a.example/{n}"), "The ferry sank."));
    let gz = |text: &str| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap()
    };
    let members: Vec<Vec<u8>> = records.iter().map(|r| gz(r)).collect();
    let items = read("a.warc.gz", &members.concat());
    assert_eq!(items[2].as_ref().unwrap().place.offset as usize, members[0].len() + members[1].len());
    assert_eq!(urls(&read("a.warc.gz", &gz(&records.concat()))).len(), 3);
    let mut broken = members.clone();
    let half = broken[0].len() / 2;
    broken[0].truncate(half);
    assert_eq!(urls(&read("a.warc.gz", &broken.concat())), ["corrupt", "https://a.example/2", "https://a.example/3"]);
}

#[test]
fn feeds_give_their_items() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title><language>de</language>
        <item><title>Brücke &amp; Fähre</title><link>https://bote.example/1</link>
        <pubDate>Tue, 16 Apr 2024 15:20:00 +0200</pubDate><description>&lt;p&gt;Die Brücke ist zu.&lt;/p&gt;</description></item>
        <item><title>Leer</title></item></channel></rss>"#;
    let items = read("feed.xml", rss.as_bytes());
    let record = items[0].as_ref().unwrap();
    assert_eq!(record.known.published.as_deref(), Some("2024-04-16T15:20:00+02:00"));
    assert_eq!((record.known.lang.as_deref(), record.known.title.as_deref()), (Some("de"), Some("Brücke & Fähre")));
    assert_eq!(record.body, Body::Html("<p>Die Brücke ist zu.</p>".to_owned()));
    assert_eq!(urls(&items)[1], "empty");
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt"><entry><title>Greve</title>
        <link rel="alternate" href="https://jornal.example/1"/><link rel="alternate" hreflang="en" href="https://post.example/1"/>
        <updated>2024-03-04T20:10:00Z</updated><content type="xhtml"><div><p>A greve <b>começou</b>.</p></div></content>
        </entry></feed>"#;
    let items = read("feed.atom", atom.as_bytes());
    let record = items[0].as_ref().unwrap();
    assert_eq!(
        (record.known.url.as_deref(), record.known.lang.as_deref()),
        (Some("https://jornal.example/1"), Some("pt"))
    );
    assert_eq!(record.known.alternates, [("en".to_owned(), "https://post.example/1".to_owned())]);
    assert_eq!(record.body, Body::Html("<div><p>A greve <b>começou</b>.</p></div>".to_owned()));
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "language": "fr", "items": [
        {"id": "1", "url": "https://cote.example/1", "content_html": "<p>Le pont est fermé.</p>", "date_published": "2024-04-16"}]}"#;
    let items = read("feed.json", json.as_bytes());
    assert_eq!(items[0].as_ref().unwrap().known.lang.as_deref(), Some("fr"));
}

#[test]
fn items_of_the_iptc_say_what_they_translate() {
    let one = r#"{"uri": "urn:a:1", "versioncreated": "2024-04-16T10:00:00Z", "language": "en", "headline": "Bridge closed",
        "body_text": "The bridge is closed.", "associations": {"t": {"uri": "urn:a:2", "language": "de", "rel": "translation"}}}"#;
    let items = read("item.json", one.as_bytes());
    let record = items[0].as_ref().unwrap();
    assert_eq!(record.known.alternates, [("de".to_owned(), "urn:a:2".to_owned())]);
    assert_eq!(record.document().unwrap().body, "Bridge closed\n\nThe bridge is closed.");
    let newsml = r#"<newsItem guid="urn:a:2" xml:lang="de"><itemMeta><versionCreated>2024-04-16T12:00:00+02:00</versionCreated>
        <link rel="irel:translatedFrom" residref="urn:a:1"/></itemMeta><contentMeta><headline>Brücke zu</headline></contentMeta>
        <contentSet><inlineData>Die Brücke ist zu.</inlineData></contentSet></newsItem>"#;
    let items = read("item.xml", newsml.as_bytes());
    let record = items[0].as_ref().unwrap();
    assert_eq!((record.known.url.as_deref(), record.known.title.as_deref()), (Some("urn:a:2"), Some("Brücke zu")));
    assert_eq!(record.known.alternates, [(String::new(), "urn:a:1".to_owned())]);
}

#[test]
fn times_are_understood_as_sources_write_them() {
    let cases = [
        ("2024-03-04T18:30:00Z", Some("2024-03-04T18:30:00Z")),
        ("2024-03-04 20:10:00", Some("2024-03-04T20:10:00Z")),
        ("Mon, 04 Mar 2024 18:30:00 GMT", Some("2024-03-04T18:30:00+00:00")),
        ("1709577000", Some("2024-03-04T18:30:00Z")),
        ("1709577000000", Some("2024-03-04T18:30:00Z")),
        ("2024-03-04", Some("2024-03-04")),
        ("yesterday", None),
        ("2024", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(json::moment(text).as_deref(), wanted, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0usize..9) {
        let starts: [&[u8]; 9] = [b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"{\"text\": \"", b"<rss><channel><item>",
            b"<feed><entry>", b"<newsItem>", b"[{\"uri\":1}", b"WARC/1.0\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200\r\n"];
        for name in ["x", "x.jsonl", "x.json", "x.xml"] {
            let items = read(name, &[starts[start], &bytes].concat());
            prop_assert!(items.len() < 500);
            items.iter().flatten().for_each(|record| { let _ = record.document(); });
        }
    }
}
