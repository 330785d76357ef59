//! Two texts with a NUL between them, to every report and every corpus.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
mod laws;

use libfuzzer_sys::fuzz_target;
use newsalign::export::{self, Stream};
use newsalign::input::Document;
use newsalign::report::{self, reporter};
use newsalign::{Options, Review};

fuzz_target!(|input: &str| {
    let (source, target) = input.split_once('\0').unwrap_or((input, input));
    let review = newsalign::check(&document("source", source), &document("target", target), &Options::default());
    laws::review(&review).unwrap();
    write(&review).unwrap();
});

/// A text that opens like a page is one.
fn document(name: &str, body: &str) -> Document {
    if body.starts_with('<') { Document::html(name, body) } else { Document::text(name, body) }
}

fn write(review: &Review) -> std::io::Result<()> {
    for format in report::Format::ALL {
        let mut out = Vec::new();
        let mut report = reporter(format, &mut out, report::Options::of(format))?;
        report.review(review)?;
        report.finish()?;
    }
    for format in export::Format::ALL.into_iter().filter(|f| *f != export::Format::Moses) {
        export::write(format, [review], &mut Stream::new(Vec::new()))?;
    }
    Ok(())
}
