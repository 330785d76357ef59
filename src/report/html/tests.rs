#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::report::tests::show;
use crate::report::{Format, Options};
use crate::review::fixture;

#[test]
fn xx() {
    let o = Options::of(Format::Html);
    let all = [fixture::ferry(), fixture::tunnel_ar(), fixture::tunnel_ja()];
    std::fs::write("/tmp/report.html", show(Format::Html, o.clone(), &all)).unwrap();
    std::fs::write("/tmp/one.html", show(Format::Html, o.clone(), &all[..1])).unwrap();
    std::fs::write("/tmp/evil.html", show(Format::Html, o, &[fixture::hostile()])).unwrap();
}
