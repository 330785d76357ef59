//! `newsalign clean`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use newsalign::extract::{self, Article, Field, Origin, Role};

use super::args::{Clean, CleanFormat};
use super::article;
use super::batch::{read_all, with_jobs};
use super::output::write_to;

/// Strips the boilerplate and writes the articles.
pub fn run(args: &Clean) -> Result<ExitCode> {
    with_jobs(args.jobs, || in_pool(args))?
}

fn in_pool(args: &Clean) -> Result<ExitCode> {
    let options = extract::Options { lang: args.lang.clone(), explain: true, ..extract::Options::default() };
    let (articles, failed) =
        read_all(&args.paths, args.output.quiet, |document, _| extract::extract(document, &options));
    write_to(args.output.output.as_deref(), |out| {
        if args.metadata {
            return articles.iter().try_for_each(|article| metadata(out, article));
        }
        match args.format {
            CleanFormat::Html => article::page(out, &articles, args.explain),
            CleanFormat::Json => articles.iter().try_for_each(|a| Ok(writeln!(out, "{}", serde_json::to_string(a)?)?)),
            CleanFormat::Markdown => each(
                out,
                &articles,
                |number| if number > 0 { "\n---\n\n".to_owned() } else { String::new() },
                article::markdown,
            ),
            CleanFormat::Text => {
                let parted = |number: usize| match articles.get(number) {
                    Some(article) if articles.len() > 1 => {
                        format!("{}==> {} <==\n", if number > 0 { "\n" } else { "" }, article.name)
                    }
                    _ => String::new(),
                };
                each(out, &articles, parted, |out, article| text(out, article, args.explain))
            }
        }
    })?;
    Ok(if failed == 0 && !articles.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Writes each article, before it what parts it from the others, given its number.
fn each(
    out: &mut dyn Write,
    articles: &[Article],
    parted: impl Fn(usize) -> String,
    write: impl Fn(&mut dyn Write, &Article) -> Result<()>,
) -> Result<()> {
    articles.iter().enumerate().try_for_each(|(number, article)| {
        write!(out, "{}", parted(number))?;
        write(out, article)
    })
}

/// What an article says of itself, as a line of JSON.
fn metadata(out: &mut dyn Write, article: &Article) -> Result<()> {
    let said = serde_json::json!({ "name": article.name, "lang": article.lang, "meta": article.meta });
    Ok(writeln!(out, "{said}")?)
}

/// The article as text; with `explain`, kept and removed lines in the document's order, the reason beside each.
fn text(out: &mut dyn Write, article: &Article, explain: bool) -> Result<()> {
    if explain {
        explained(out, article)?;
    } else {
        for block in &article.blocks {
            writeln!(out, "{}{}", prefix(block.role), block.span.of(&article.text))?;
        }
    }
    Ok(())
}

/// Marks of the roles, as in Markdown.
fn prefix(role: Role) -> &'static str {
    match role {
        Role::Headline => "# ",
        Role::Subhead => "## ",
        Role::Item => "- ",
        Role::Quotation => "> ",
        Role::Standfirst | Role::Paragraph | Role::Caption | Role::Table | Role::Correction => "",
    }
}

fn explained(out: &mut dyn Write, article: &Article) -> Result<()> {
    let meta = &article.meta;
    let place = |field| meta.sources.get(&field).map_or_else(String::new, |source| format!("   [{source}]"));
    for (field, value) in meta.texts().filter(|(field, _)| *field != Field::Lang) {
        writeln!(out, "{:>12}  {value}{}", field.name(), place(field))?;
    }
    if let Some(access) = meta.access {
        writeln!(out, "{:>12}  {}{}", "access", access.name(), place(Field::Access))?;
    }
    writeln!(out, "{:>12}  {} ({:.0} %)", "language", article.lang.tag, article.lang.confidence * 100.0)?;
    for (tag, url) in &meta.alternates {
        writeln!(out, "{:>12}  {tag} {url}{}", "translation", place(Field::Alternates))?;
    }
    let mut rows: Vec<(&Origin, String)> = Vec::new();
    for block in &article.blocks {
        let role = block.role.name();
        let time = block.time.as_deref().map_or_else(String::new, |time| format!("[{time}] "));
        rows.push((&block.origin, format!("{role:>12}  {time}{}", block.span.of(&article.text))));
    }
    for removed in &article.removed {
        let why = format!("- {}", removed.reason.name());
        rows.push((&removed.origin, format!("{why:>15}  {}   [{}]", removed.text, removed.evidence)));
    }
    rows.sort_by_key(|(origin, _)| origin.order);
    for (origin, row) in rows {
        if origin.line > 0 { writeln!(out, "{:>5} {row}", origin.line)? } else { writeln!(out, "      {row}")? }
    }
    Ok(())
}
