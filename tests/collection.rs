//! The collection, as its users rely on it: nothing is lost, nothing is there twice, and the export does not depend on how the
//! work went.
//!
//! `NEWSALIGN_KILLS=100 cargo test --test collection killed -- --nocapture` kills it a hundred times.

#![cfg(feature = "collection")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use newsalign::collection::{Export, Settings, Store, StoreError, Verdict, Watch};
use newsalign::export::{Compression, Format};

fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/stories")
}

fn pages(stories_taken: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut pages = Vec::new();
    for story in stories_taken {
        let mut files: Vec<PathBuf> = fs::read_dir(stories().join(story)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "html")) {
            let stem = file.file_stem().unwrap().to_str().unwrap();
            pages.push((format!("https://{stem}.example/{story}"), fs::read(file).unwrap()));
        }
    }
    pages
}

/// A record of a WARC, as a gzip member.
fn member(url: &str, date: &str, page: &[u8]) -> Vec<u8> {
    let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
    block.extend_from_slice(page);
    let mut gz = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    write!(gz, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n").unwrap();
    write!(gz, "Content-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n", block.len()).unwrap();
    gz.write_all(&block).unwrap();
    gz.write_all(b"\r\n\r\n").unwrap();
    gz.finish().unwrap()
}

const DAY: &str = "2025-12-01T10:00:00Z";

fn archive(path: &Path, pages: &[(String, Vec<u8>)]) {
    let members: Vec<Vec<u8>> = pages.iter().map(|(url, page)| member(url, DAY, page)).collect();
    fs::write(path, members.concat()).unwrap();
}

fn settings(jobs: usize, commit: usize) -> Settings {
    Settings { jobs, commit, ..Settings::default() }
}

fn exported(store: &Store, format: Format) -> String {
    let mut out = Vec::new();
    store.export_to(&mut out, &Export { lone: true, comparable: true, ..Export::new(format) }).unwrap();
    String::from_utf8(out).unwrap()
}

fn built(path: &Path, sources: &[PathBuf], settings: &Settings) -> Store {
    let mut store = Store::open(path).unwrap();
    store.add(sources, settings, &Watch::default()).unwrap();
    store.update(settings, &Watch::default()).unwrap();
    store
}

#[test]
fn an_export_does_not_depend_on_threads_and_transactions() {
    let dir = tempfile::tempdir().unwrap();
    let sources = [dir.path().join("a.warc.gz")];
    archive(&sources[0], &pages(&["02-harbour", "06-election", "14-strike"]));
    let one = built(&dir.path().join("one.db"), &sources, &settings(1, 1));
    let many = built(&dir.path().join("many.db"), &sources, &settings(3, 1000));
    for format in [Format::Jsonl, Format::Tmx] {
        assert_eq!(exported(&one, format), exported(&many, format));
    }
    assert!(one.status().unwrap().pairs >= 8, "{:?}", one.status().unwrap());
    assert_eq!(one.verify().unwrap(), Vec::<String>::new());
}

#[test]
fn what_pages_say_of_themselves_reaches_the_corpus() {
    let dir = tempfile::tempdir().unwrap();
    let mut all = pages(&["02-harbour"]);
    for (_, page) in &mut all {
        let said = "<head><meta property=article:section content=Region>";
        *page = String::from_utf8(page.clone()).unwrap().replacen("<head>", said, 1).into_bytes();
    }
    let sources = [dir.path().join("a.warc.gz")];
    archive(&sources[0], &all);
    let store = built(&dir.path().join("s.db"), &sources, &settings(1, 1000));
    let lines = exported(&store, Format::Jsonl);
    let first = lines.lines().next().unwrap();
    assert!(first.contains(r#""modified":"2024-03-14T06:30:00+00:00","section":"Region","access":"free""#), "{first}");
}

#[test]
fn what_is_broken_is_counted_and_the_rest_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.warc.gz");
    let pages = pages(&["02-harbour", "14-strike"]);
    let mut members: Vec<Vec<u8>> = pages.iter().map(|(url, page)| member(url, DAY, page)).collect();
    let half = members[1].len() / 2;
    members[1][half..half + 40].fill(0xff);
    let cut = members[3].len() / 2;
    members[3].truncate(cut);
    fs::write(&path, members.concat()).unwrap();
    let mut store = Store::open(&dir.path().join("s.db")).unwrap();
    let added = store.add(&[path], &settings(2, 10), &Watch::default()).unwrap();
    assert_eq!((added.articles, added.skipped), (pages.len() as u64 - 2, 2), "{added:?}");
    let status = store.status().unwrap();
    assert_eq!(status.skipped, [("corrupt".to_owned(), 2)]);
    assert_eq!(status.sources, 1);
}

#[test]
fn each_text_is_kept_once_and_versions_are_kept_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let pages = pages(&["14-strike"]);
    let (url, page) = &pages[1];
    let text = String::from_utf8(page.clone()).unwrap();
    let changed = text.replace("72", "96");
    let copy = text.replace("on Wednesday", "this Wednesday");
    assert!(changed != text && copy != text);
    let records = [
        member(url, DAY, page),
        member(url, "2025-12-02T10:00:00Z", page),
        member("https://copy.example/strike", DAY, copy.as_bytes()),
        member(url, "2025-12-03T10:00:00Z", changed.as_bytes()),
        member(&pages[0].0, DAY, &pages[0].1),
    ];
    let path = dir.path().join("a.warc.gz");
    fs::write(&path, records.concat()).unwrap();
    let mut store = Store::open(&dir.path().join("s.db")).unwrap();
    let added = store.add(std::slice::from_ref(&path), &Settings::default(), &Watch::default()).unwrap();
    assert_eq!((added.documents, added.articles, added.versions), (5, 3, 1), "{added:?}");
    assert_eq!((added.duplicates, added.near_duplicates), (1, 1), "{added:?}");
    let status = store.status().unwrap();
    assert_eq!((status.articles, status.current), (3, 2));
    let again = store.add(&[path], &Settings::default(), &Watch::default()).unwrap();
    assert_eq!((again.documents, again.unchanged), (0, 1));
}

#[test]
fn only_what_is_new_is_paired_and_aligned() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let pages = pages(&["02-harbour", "06-election", "14-strike"]);
    let (old, new) = pages.split_at(pages.len() - 2);
    archive(&path("1.warc.gz"), old);
    archive(&path("2.warc.gz"), new);
    let mut store = built(&path("s.db"), &[path("1.warc.gz")], &Settings::default());
    let before = store.status().unwrap();
    store.add(&[path("2.warc.gz")], &Settings::default(), &Watch::default()).unwrap();
    let updated = store.update(&Settings::default(), &Watch::default()).unwrap();
    assert_eq!((updated.fresh, updated.aligned), (2, updated.pairs), "{updated:?}");
    assert!(updated.pairs >= 1 && updated.pairs < before.pairs, "{updated:?}");
    let nothing = store.update(&Settings::default(), &Watch::default()).unwrap();
    assert_eq!((nothing.fresh, nothing.pairs, nothing.aligned), (0, 0, 0));
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
}

#[test]
fn files_are_cut_and_compressed_the_same_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.warc.gz");
    archive(&source, &pages(&["02-harbour", "14-strike"]));
    let store = built(&dir.path().join("s.db"), &[source], &Settings::default());
    let folders = ["x", "y"].map(|name| dir.path().join(name));
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        for format in Format::ALL {
            let export = Export { shard: 20, compression, ..Export::new(format) };
            let made = folders.each_ref().map(|folder| store.export(folder, &export).unwrap());
            assert!(made[0].beads > 40 && made[0].files.len() > 2, "{format}: {:?}", made[0]);
            for (a, b) in made[0].files.iter().zip(&made[1].files) {
                assert_eq!(fs::read(a).unwrap(), fs::read(b).unwrap(), "{}", a.display());
            }
        }
    }
    let left = fs::read_dir(&folders[0]).unwrap().any(|e| e.unwrap().path().extension().is_some_and(|e| e == "part"));
    assert!(!left, "no unfinished file is left");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn shards_of_an_earlier_export_go_and_files_of_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("a.warc.gz"), dir.path().join("out"));
    archive(&source, &pages(&["02-harbour", "04-storm", "06-election", "14-strike"]));
    let store = built(&dir.path().join("s.db"), &[source], &Settings::default());
    let export = |shard, lang: Option<&str>, format| Export {
        shard,
        langs: [None, lang.map(str::to_owned)],
        ..Export::new(format)
    };
    let many = store.export(&out, &export(10, None, Format::Tsv)).unwrap();
    let own = many.files.last().unwrap().with_file_name("own.tsv");
    fs::write(&own, "mine").unwrap();
    let changed = many.files.iter().find(|file| file.display().to_string().contains("00002")).unwrap();
    fs::write(changed, "changed by somebody").unwrap();
    store.export(&out, &export(10, None, Format::Jsonl)).unwrap();
    // Another choice of languages leaves the others as they are.
    let target = many.files[0].file_name().unwrap().to_str().unwrap().get(3..5).unwrap().to_owned();
    let some = store.export(&out, &export(0, Some(&target), Format::Tsv)).unwrap();
    let of_target = |name: &&String| name.get(3..).unwrap().starts_with(&target) && name.ends_with(".tsv");
    let left = names(&out);
    assert_eq!(left.iter().filter(of_target).count(), some.files.len(), "{left:?}");
    assert!(some.gone > 0 && left.iter().filter(|n| n.ends_with(".tsv")).count() > some.files.len() + 2, "{left:?}");
    let few = store.export(&out, &export(1000, None, Format::Tsv)).unwrap();
    let left = names(&out);
    assert!(few.gone > 0 && own.exists() && changed.exists(), "{left:?}");
    assert_eq!(left.iter().filter(|n| n.ends_with(".tsv")).count(), few.files.len() + 2, "{left:?}");
    assert!(left.iter().filter(|n| n.ends_with(".jsonl")).count() > few.files.len(), "another format stays: {left:?}");
}

#[test]
fn an_alignment_in_xces_has_its_documents_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("a.warc.gz"), dir.path().join("out"));
    archive(&source, &pages(&["02-harbour"]));
    let store = built(&dir.path().join("s.db"), &[source], &Settings::default());
    let made = store.export(&out, &Export::new(Format::Xces)).unwrap();
    assert_eq!(made.documents, 3, "{made:?}");
    let links = fs::read_to_string(&made.files[0]).unwrap();
    let value = |name: &str, from: &str| {
        from.split_once(&format!("{name}=\"")).unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let document = fs::read_to_string(out.join(value("toDoc", &links))).unwrap();
    let targets = value("xtargets", &links);
    let id = targets.split_once(';').unwrap().1.split(' ').next().unwrap().to_owned();
    assert!(document.contains(&format!("<s id=\"{id}\">")), "{id} in {document}");
    assert!(document.contains("<text lang=\""), "{document}");
    let again = store.export(&out, &Export::new(Format::Xces)).unwrap();
    assert_eq!((again.documents, again.gone), (3, 0));
    let none = Export { score: 2.0, ..Export::new(Format::Xces) };
    store.export(&out, &none).unwrap();
    assert_eq!(names(&out), ["newsalign.manifest"]);
}

#[cfg(feature = "parquet")]
#[test]
fn what_was_written_as_parquet_is_read_as_articles() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("a.warc.gz"), dir.path().join("out"));
    archive(&source, &pages(&["14-strike"]));
    let store = built(&dir.path().join("s.db"), &[source], &Settings::default());
    let made = store.export(&out, &Export::new(Format::Parquet)).unwrap();
    let rows: Vec<_> = newsalign::input::records::open(&made.files[0], Default::default()).unwrap().collect();
    // A row of beads has no column that is an article's text: it is counted, and no more.
    assert!(rows.iter().all(|row| row.as_ref().is_err_and(|skipped| skipped.reason.name() == "empty")), "{rows:?}");
    let beads: usize =
        made.files.iter().map(|file| newsalign::input::records::open(file, Default::default()).unwrap().count()).sum();
    assert_eq!(beads as u64, made.beads);
    let bytes = fs::read(&made.files[0]).unwrap();
    let cut = dir.path().join("cut.parquet");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let told: Vec<_> = newsalign::input::records::open(&cut, Default::default()).unwrap().collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].as_ref().unwrap_err().reason.name(), "corrupt");
    let mut noise = bytes.clone();
    let middle = noise.len() / 3;
    noise[middle..middle + 64].fill(0xa5);
    fs::write(&cut, noise).unwrap();
    assert!(newsalign::input::records::open(&cut, Default::default()).unwrap().count() > 0);
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.txt");
    fs::write(&path, "not a store, but somebody's notes of some length, which nobody may touch").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign { .. })));
    assert!(fs::read_to_string(&path).unwrap().starts_with("not a store"));
    assert!(matches!(Store::read(&dir.path().join("none.db")), Err(StoreError::Missing { .. })));
    let path = dir.path().join("s.db");
    let held = Store::open(&path).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Locked { .. })));
    drop(held);
    Store::open(&path).unwrap();
}

/// Starts the command; kills it after `after`. Whether it came to its end before.
fn run(dir: &Path, args: &[&str], after: Option<Duration>) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsalign"))
        .current_dir(dir)
        .args(["corpus"])
        .args(args)
        .args(["--commit-every", "3", "--quiet"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{args:?}: {status}");
            return true;
        }
        if after.is_some_and(|after| began.elapsed() >= after) {
            child.kill().unwrap();
            child.wait().unwrap();
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_end() {
    let kills: u64 = std::env::var("NEWSALIGN_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let dir = tempfile::tempdir().unwrap();
    let all = pages(&["02-harbour", "06-election", "14-strike"]);
    let (warc, loose) = all.split_at(6);
    archive(&dir.path().join("a.warc.gz"), warc);
    fs::create_dir(dir.path().join("loose")).unwrap();
    for (number, (_, page)) in loose.iter().enumerate() {
        fs::write(dir.path().join(format!("loose/{number}.html")), page).unwrap();
    }
    let steps: [&[&str]; 2] = [&["add", "STORE", "a.warc.gz", "loose"], &["update", "STORE"]];
    let named = |step: &[&str], store: &str| -> Vec<String> {
        step.iter().map(|arg| if *arg == "STORE" { store.to_owned() } else { (*arg).to_owned() }).collect()
    };
    let mut times = Vec::new();
    for step in steps {
        let args = named(step, "calm.db");
        let began = Instant::now();
        run(dir.path(), &args.iter().map(String::as_str).collect::<Vec<_>>(), None);
        times.push(began.elapsed());
    }
    let store = |name: &str| Store::read(&dir.path().join(name)).unwrap();
    let wanted = exported(&store("calm.db"), Format::Jsonl);
    assert!(wanted.lines().count() > 100);
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let (mut done, mut number) = (0, 0);
    while done < kills {
        number += 1;
        let name = format!("{number}.db");
        for (step, time) in steps.iter().zip(&times) {
            let args = named(step, &name);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            loop {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let after = time.mul_f64((random % 1000) as f64 / 1000.0);
                // One of three attempts is let go on.
                let kill = done < kills && !random.is_multiple_of(3);
                if run(dir.path(), &args, kill.then_some(after)) {
                    break;
                }
                done += 1;
            }
        }
        let store = store(&name);
        assert_eq!(store.verify().unwrap(), Vec::<String>::new(), "store {number}");
        assert!(exported(&store, Format::Jsonl) == wanted, "store {number} after {done} kills: another export");
        fs::remove_file(dir.path().join(&name)).unwrap();
    }
    println!("{done} kills, {number} stores, each export the same");
}

#[test]
fn a_filter_is_named_and_can_be_changed_later() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("a.warc.gz");
    archive(&source, &pages(&["14-strike"]));
    let refuse_long = |limit: usize| -> newsalign::collection::Filter {
        Arc::new(move |review| {
            let long = |n: &usize| review.source.joined(review.beads[*n].source.clone()).len() > limit;
            let told = (0..review.beads.len()).filter(long);
            let verdict = |bead| Verdict { bead, filter: "long".to_owned(), keep: false, score: None };
            told.map(verdict).collect()
        })
    };
    let strict = Settings { filter: Some(refuse_long(80)), ..Settings::default() };
    let mut store = built(&dir.path().join("s.db"), &[source], &strict);
    let lines = |store: &Store| exported(store, Format::Jsonl).lines().count();
    let few = lines(&store);
    assert_eq!(store.statistics().unwrap().filters[0].name, "long");
    let lax = Settings { filter: Some(refuse_long(200)), ..Settings::default() };
    assert_eq!(store.judge(&lax, &Watch::default()).unwrap(), store.status().unwrap().pairs);
    let more = lines(&store);
    store.judge(&Settings::default(), &Watch::default()).unwrap();
    assert!(few < more && more < lines(&store), "{few} {more} {}", lines(&store));
    assert_eq!((store.status().unwrap().refused, store.verify().unwrap().len()), (0, 0));
}
