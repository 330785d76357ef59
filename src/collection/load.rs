//! From the store back to articles.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::extract::{Article, Metadata};
use crate::facts::{Side, facts};
use crate::lang::Identified;
use crate::segment::Sentence;
use crate::text::Span;

/// An article with its sentences, without facts.
pub(super) fn side(db: &Connection, id: i64) -> rusqlite::Result<Option<Side>> {
    let mut query = db.prepare_cached(
        "SELECT key, text, blocks, lang, confidence, title, byline, published, site, url, alternates, about FROM article WHERE id = ?1",
    )?;
    let Some(article) = query.query_row([id], article).optional()? else { return Ok(None) };
    let mut query =
        db.prepare_cached("SELECT block, \"from\", \"to\" FROM sentence WHERE article = ?1 ORDER BY number")?;
    let sentence = |row: &Row<'_>| {
        let number = |column| Ok::<_, rusqlite::Error>(usize::try_from(row.get::<_, i64>(column)?).unwrap_or(0));
        Ok(Sentence { block: number(0)?, span: Span::new(number(1)?, number(2)?) })
    };
    let sentences = query.query_map([id], sentence)?.collect::<Result<_, _>>()?;
    Ok(Some(Side { article, sentences, facts: Vec::new() }))
}

/// The same with facts.
pub(super) fn whole(db: &Connection, id: i64) -> rusqlite::Result<Option<Side>> {
    let Some(mut side) = side(db, id)? else { return Ok(None) };
    side.facts = facts(&side.article, &side.sentences);
    Ok(Some(side))
}

fn article(row: &Row<'_>) -> rusqlite::Result<Article> {
    let json = |column| row.get::<_, String>(column);
    let meta = Metadata {
        title: row.get(5)?,
        byline: row.get(6)?,
        published: row.get(7)?,
        site: row.get(8)?,
        url: row.get(9)?,
        alternates: serde_json::from_str(&json(10)?).unwrap_or_default(),
        ..serde_json::from_str(&json(11)?).unwrap_or_default()
    };
    Ok(Article {
        name: row.get(0)?,
        text: row.get(1)?,
        blocks: serde_json::from_str(&json(2)?).unwrap_or_default(),
        removed: Vec::new(),
        doubts: Vec::new(),
        meta,
        lang: Identified { tag: row.get(3)?, confidence: row.get(4)?, ..Identified::default() },
    })
}
