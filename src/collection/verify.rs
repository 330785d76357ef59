//! Looks for damage.

use rusqlite::Row;

use super::{Store, StoreError, hash};
use crate::docalign::Profile;
use crate::extract::Block;
use crate::text::Span;

/// Faults of one kind that are told.
const TOLD: usize = 10;

/// Counts of what must not be there.
const COUNTS: &[(&str, &str)] = &[
    ("documents without their source", "SELECT count(*) FROM document WHERE source NOT IN (SELECT id FROM source)"),
    ("documents without their article", "SELECT count(*) FROM document WHERE article IS NOT NULL AND article NOT IN (SELECT id FROM article)"),
    ("articles that no document became", "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM document WHERE article IS NOT NULL)"),
    ("articles without a profile", "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM profile)"),
    ("addresses with several current versions", "SELECT count(*) FROM (SELECT 1 FROM article WHERE current = 1 GROUP BY key HAVING count(*) > 1)"),
    ("sentences without their article", "SELECT count(*) FROM sentence WHERE article NOT IN (SELECT id FROM article)"),
    ("articles with another number of sentences", "SELECT count(*) FROM article a WHERE sentences != (SELECT count(*) FROM sentence WHERE article = a.id)"),
    ("pairs of articles that are gone", "SELECT count(*) FROM pair WHERE source NOT IN (SELECT id FROM article) OR target NOT IN (SELECT id FROM article)"),
    ("pairs of one language", "SELECT count(*) FROM pair p JOIN article a ON a.id = p.source JOIN article b ON b.id = p.target WHERE a.lang || '-' LIKE substr(b.lang, 1, instr(b.lang || '-', '-')) || '%'"),
    ("beads without their pair", "SELECT count(*) FROM bead WHERE pair NOT IN (SELECT id FROM pair)"),
    ("findings without their pair", "SELECT count(*) FROM finding WHERE pair NOT IN (SELECT id FROM pair)"),
    ("verdicts without their pair", "SELECT count(*) FROM verdict WHERE pair NOT IN (SELECT id FROM pair)"),
    (
        "beads beyond their articles",
        "SELECT count(*) FROM bead b JOIN pair p ON p.id = b.pair JOIN article s ON s.id = p.source JOIN article t ON t.id = p.target
         WHERE b.source_from > b.source_to OR b.target_from > b.target_to OR b.source_to > s.sentences OR b.target_to > t.sentences",
    ),
];

impl Store {
    /// What is wrong with the store, each in a sentence; nothing if all is well.
    ///
    /// # Errors
    /// [`StoreError::Sql`] where it cannot even be looked at.
    pub fn verify(&self) -> Result<Vec<String>, StoreError> {
        self.faults().map_err(|e| self.sql(e))
    }

    fn faults(&self) -> rusqlite::Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut check = self.db.prepare("PRAGMA integrity_check")?;
        for line in check.query_map([], |row| row.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                faults.push(format!("SQLite: {line}"));
            }
        }
        for (what, sql) in COUNTS {
            let count: i64 = self.db.query_row(sql, [], |row| row.get(0))?;
            if count > 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        self.articles(&mut faults)?;
        Ok(faults)
    }

    /// Each text against its hash, its spans and its profile.
    fn articles(&self, faults: &mut Vec<String>) -> rusqlite::Result<()> {
        let mut query = self.db.prepare(
            "SELECT a.id, a.key, a.hash, a.text, a.blocks, p.data FROM article a JOIN profile p ON p.article = a.id ORDER BY a.id",
        )?;
        let mut sentences =
            self.db.prepare("SELECT block, \"from\", \"to\" FROM sentence WHERE article = ?1 ORDER BY number")?;
        let mut told = [0_usize; 3];
        let mut tell = |kind: usize, fault: String| {
            let Some(count) = told.get_mut(kind) else { return };
            *count += 1;
            if *count <= TOLD {
                faults.push(fault);
            }
        };
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (id, key): (i64, String) = (row.get(0)?, row.get(1)?);
            let text: String = row.get(3)?;
            if row.get::<_, Vec<u8>>(2)? != hash(text.as_bytes()) {
                tell(0, format!("{key}: the text is not that of its hash"));
            }
            let blocks: Vec<Block> = serde_json::from_str(&row.get::<_, String>(4)?).unwrap_or_default();
            let fits = |span: Span| text.get(span.start..span.end).is_some();
            let sound = |row: &Row<'_>| {
                let n = |column| {
                    Ok::<_, rusqlite::Error>(usize::try_from(row.get::<_, i64>(column)?).unwrap_or(usize::MAX))
                };
                let (block, from, to) = (n(0)?, n(1)?, n(2)?);
                Ok(from <= to && text.get(from..to).is_some() && block < blocks.len())
            };
            let mut all = blocks.iter().all(|block| fits(block.span));
            for sentence in sentences.query_map([id], sound)? {
                all &= sentence?;
            }
            if !all {
                tell(1, format!("{key}: a block or a sentence is not on the boundaries of its text"));
            }
            if Profile::from_bytes(&row.get::<_, Vec<u8>>(5)?).is_none() {
                tell(2, format!("{key}: its profile cannot be read; it will be made anew"));
            }
        }
        Ok(())
    }
}
