mod marks;
mod rows;

use std::io::{self, Write};

use askama::Template;

use self::rows::{Item, Row, item, rows};
use super::summary::count;
use super::{Options, Report, Summary};
use crate::check::{Severity, Verdict};
use crate::facts::Side;
use crate::review::Review;
use crate::text::xml_text;

/// One self-contained page: both articles side by side, one row a bead, the facts marked by verdict.
///
/// The page loads nothing and its text is inert; reading needs no script, filtering does. The rendered pairs are kept
/// until [`finish`](Report::finish), as the totals stand above them.
pub struct Html<W> {
    out: W,
    options: Options,
    pairs: Vec<Rendered>,
    total: Summary,
}

/// A pair, rendered, with what the index says of it.
struct Rendered {
    title: String,
    langs: String,
    errors: usize,
    warnings: usize,
    notes: usize,
    html: String,
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'p> {
    style: &'static str,
    script: &'static str,
    title: String,
    counts: String,
    pairs: &'p [Rendered],
}

#[derive(Template)]
#[template(path = "report/pair.html")]
struct Pair<'r> {
    number: usize,
    heads: [Head<'r>; 2],
    beads: String,
    verdicts: Vec<(&'static str, usize)>,
    findings: Vec<Item>,
    rows: Vec<Row>,
    removed: Vec<(&'static str, &'r Side)>,
}

/// What stands above a column.
struct Head<'r> {
    label: &'static str,
    title: &'r str,
    name: &'r str,
    /// Address, if it is one that is safe to follow.
    url: Option<&'r str>,
    lang: &'r str,
    byline: Option<&'r str>,
    published: Option<&'r str>,
}

const STYLE: &str = include_str!("../../../templates/report/style.css");
const SCRIPT: &str = include_str!("../../../templates/report/script.js");

impl<W: Write> Html<W> {
    /// Writes nothing yet.
    pub fn new(out: W, options: Options) -> Self {
        Html { out, options, pairs: Vec::new(), total: Summary::default() }
    }
}

impl<W> Html<W> {
    /// The totals that stand at the top.
    fn counts(&self) -> String {
        let facts = self.total.agreeing();
        let agree = format!("{} agree{}", count(facts, "fact"), if facts == 1 { "s" } else { "" });
        let grades = [Severity::Error, Severity::Warning, Severity::Note];
        let grades = grades.iter().map(|s| (self.total.severity(*s), s.name())).filter(|(n, _)| *n > 0);
        let grades: Vec<String> = grades.map(|(n, name)| count(n, name)).collect();
        let grades = if grades.is_empty() { "no findings".to_owned() } else { grades.join(", ") };
        format!("{} · {agree} · {grades}", count(self.pairs.len(), "pair"))
    }
}

fn head<'r>(label: &'static str, side: &'r Side) -> Head<'r> {
    let (article, meta) = (&side.article, &side.article.meta);
    // Nothing but the web: a page may declare `javascript:` as its address.
    let web = |url: &&str| ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
    Head {
        label,
        title: meta.title.as_deref().unwrap_or(&article.name),
        name: &article.name,
        url: meta.url.as_deref().filter(web),
        lang: &article.lang.tag,
        byline: meta.byline.as_deref(),
        published: meta.published.as_deref(),
    }
}

fn beads(summary: &Summary) -> String {
    let one_sided = |kind: &str, n: &str| {
        let of = |(key, count): (&String, &usize)| {
            if kind == "omitted" { key.ends_with(n) } else { key.starts_with(n) }.then_some(*count)
        };
        (summary.bead_types.iter().filter_map(of).sum::<usize>(), kind.to_owned())
    };
    let parts = [one_sided("omitted", ":0"), one_sided("added", "0:"), (summary.moved, "moved".to_owned())];
    let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!(", {n} {kind}"));
    count(summary.beads, "bead") + &parts.collect::<String>()
}

impl<W: Write> Report for Html<W> {
    fn review(&mut self, review: &Review) -> io::Result<()> {
        let summary = Summary::of(review, self.options.min_severity);
        let heads = [head("source", &review.source), head("target", &review.target)];
        let [source, target] = &heads;
        let title = xml_text(target.title).into_owned();
        let langs = format!("{} → {}", xml_text(source.lang), xml_text(target.lang));
        let verdict = |v: &Verdict| (v.name(), summary.facts.get(v.name()).copied().unwrap_or_default());
        let mut findings: Vec<Item> = self.options.shown(review).map(|f| item(f, review.beads.len())).collect();
        findings.sort_by_key(|i| i.row);
        let pair = Pair {
            number: self.pairs.len() + 1,
            beads: beads(&summary),
            verdicts: Verdict::ALL.iter().map(verdict).filter(|(_, n)| *n > 0).collect(),
            findings,
            rows: rows(review, &self.options),
            removed: [("source", &review.source), ("target", &review.target)]
                .into_iter()
                .filter(|(_, side)| !side.article.removed.is_empty())
                .collect(),
            heads,
        };
        let html = xml_text(&pair.render().map_err(io::Error::other)?).into_owned();
        self.pairs.push(Rendered {
            title,
            langs,
            errors: summary.severity(Severity::Error),
            warnings: summary.severity(Severity::Warning),
            notes: summary.severity(Severity::Note),
            html,
        });
        self.total.add(&summary);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let title = match self.pairs.as_slice() {
            [only] => only.title.clone(),
            pairs => count(pairs.len(), "pair"),
        };
        let counts = self.counts();
        let page = Page { style: STYLE, script: SCRIPT, title, counts, pairs: &self.pairs };
        page.write_into(&mut self.out)?;
        // The template engine takes the last line break away.
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
