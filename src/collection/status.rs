//! What a store holds.

use rusqlite::Row;
use serde::Serialize;

use super::{Store, StoreError};

/// What a store holds, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Files that were read to their end.
    pub sources: u64,
    /// Files that were read in part, or could not be opened.
    pub unfinished: u64,
    /// What was fetched.
    pub documents: u64,
    /// Cleaned articles, all versions.
    pub articles: u64,
    /// Those that take part in pairs.
    pub current: u64,
    /// Documents whose text was there.
    pub duplicates: u64,
    /// Documents whose text was nearly there.
    pub near_duplicates: u64,
    /// Documents that were left out, by reason, most first.
    pub skipped: Vec<(String, u64)>,
    /// Current articles by language, most first.
    pub langs: Vec<(String, u64)>,
    /// Pairs of articles.
    pub pairs: u64,
    /// Those that only tell of the same.
    pub comparable: u64,
    /// Beads of two sides.
    pub beads: u64,
    /// Beads that a filter is against.
    pub refused: u64,
    /// Articles for which no partner was looked for yet.
    pub fresh: u64,
    /// Pairs that wait to be aligned.
    pub waiting: u64,
    /// Pairs that could not be aligned.
    pub failed: u64,
}

/// A bar of a statistic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// What is counted.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// What the beads of a store are like.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Pairs of articles by their languages, most first.
    pub pairs: Vec<Bar>,
    /// Beads by their languages, most first.
    pub beads: Vec<Bar>,
    /// Beads by their shape (`1:1`), most first.
    pub shapes: Vec<Bar>,
    /// Beads by their score, in tenths.
    pub scores: Vec<Bar>,
    /// Sentences by their length in bytes, in steps of 40.
    pub lengths: Vec<Bar>,
    /// Pairs by how sure their alignment is, in tenths.
    pub confidence: Vec<Bar>,
    /// Articles by the month of their publication.
    pub months: Vec<Bar>,
    /// Findings by check.
    pub findings: Vec<Bar>,
    /// Beads that a filter is against, by filter.
    pub filters: Vec<Bar>,
}

impl Store {
    /// Counts what is there.
    ///
    /// # Errors
    /// [`StoreError::Sql`].
    pub fn status(&self) -> Result<Status, StoreError> {
        self.count().map_err(|e| self.sql(e))
    }

    fn count(&self) -> rusqlite::Result<Status> {
        let one = |sql: &str| self.db.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()));
        let list = |sql: &str| -> rusqlite::Result<Vec<(String, u64)>> {
            Ok(self.bars(sql)?.into_iter().map(|b| (b.name, b.count)).collect())
        };
        Ok(Status {
            sources: one("SELECT count(*) FROM source WHERE done = 1")?,
            unfinished: one("SELECT count(*) FROM source WHERE done = 0")?,
            documents: one("SELECT count(*) FROM document")?,
            articles: one("SELECT count(*) FROM article")?,
            current: one("SELECT count(*) FROM article WHERE current = 1")?,
            duplicates: one("SELECT count(*) FROM document WHERE fate = 'duplicate'")?,
            near_duplicates: one("SELECT count(*) FROM document WHERE fate = 'near-duplicate'")?,
            skipped: list(
                "SELECT reason, count(*) FROM document WHERE fate = 'skipped' GROUP BY 1 ORDER BY 2 DESC, 1",
            )?,
            langs: list("SELECT lang, count(*) FROM article WHERE current = 1 GROUP BY 1 ORDER BY 2 DESC, 1")?,
            pairs: one("SELECT count(*) FROM pair")?,
            comparable: one("SELECT count(*) FROM pair WHERE class = 'comparable'")?,
            beads: one("SELECT count(*) FROM bead WHERE source_from < source_to AND target_from < target_to")?,
            refused: one("SELECT count(*) FROM bead WHERE kept = 0")?,
            fresh: one("SELECT count(*) FROM article WHERE fresh = 1")?,
            waiting: one("SELECT count(*) FROM pair WHERE aligned = 0")?,
            failed: one("SELECT count(*) FROM pair WHERE aligned = 2")?,
        })
    }

    /// What the beads are like.
    ///
    /// # Errors
    /// [`StoreError::Sql`].
    pub fn statistics(&self) -> Result<Statistics, StoreError> {
        let bars = |sql: &str| self.bars(sql).map_err(|e| self.sql(e));
        let langs = "JOIN article a ON a.id = p.source JOIN article b ON b.id = p.target";
        let names = "substr(a.lang, 1, instr(a.lang || '-', '-') - 1) || '–' || substr(b.lang, 1, instr(b.lang || '-', '-') - 1)";
        let tied = "source_from < source_to AND target_from < target_to";
        Ok(Statistics {
            pairs: bars(&format!("SELECT {names}, count(*) FROM pair p {langs} GROUP BY 1 ORDER BY 2 DESC, 1"))?,
            beads: bars(&format!(
                "SELECT name, sum(n) FROM (SELECT {names} AS name,
                 (SELECT count(*) FROM bead WHERE pair = p.id AND {tied}) AS n FROM pair p {langs}) GROUP BY 1 ORDER BY 2 DESC, 1"
            ))?,
            shapes: bars(
                "SELECT (source_to - source_from) || ':' || (target_to - target_from), count(*) FROM bead GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12",
            )?,
            scores: bars(&format!(
                "SELECT printf('%.1f', min(9, CAST(score * 10 AS INTEGER)) / 10.0), count(*) FROM bead WHERE {tied} GROUP BY 1 ORDER BY 1"
            ))?,
            lengths: bars(
                "SELECT printf('%d–%d', 40 * n, 40 * n + 39), c FROM (SELECT min(15, (\"to\" - \"from\") / 40) AS n, count(*) AS c
                 FROM sentence GROUP BY 1) ORDER BY n",
            )?,
            confidence: bars(
                "SELECT printf('%.1f', min(9, CAST(confidence * 10 AS INTEGER)) / 10.0), count(*) FROM pair WHERE aligned = 1 GROUP BY 1 ORDER BY 1",
            )?,
            months: bars(
                "SELECT substr(published, 1, 7), count(*) FROM article WHERE current = 1 AND published IS NOT NULL GROUP BY 1 ORDER BY 1 DESC LIMIT 24",
            )?,
            findings: bars("SELECT \"check\", count(*) FROM finding GROUP BY 1 ORDER BY 2 DESC, 1")?,
            filters: bars("SELECT filter, count(*) FROM verdict WHERE keep = 0 GROUP BY 1 ORDER BY 2 DESC, 1")?,
        })
    }

    fn bars(&self, sql: &str) -> rusqlite::Result<Vec<Bar>> {
        let mut query = self.db.prepare(sql)?;
        let bar = |row: &Row<'_>| {
            let name: Option<String> = row.get(0)?;
            Ok(Bar { name: name.unwrap_or_default(), count: row.get::<_, i64>(1)?.unsigned_abs() })
        };
        query.query_map([], bar)?.collect()
    }
}
