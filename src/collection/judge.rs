//! Judges beads anew when the filters have changed, without aligning anything again.

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::align::{Queue, Waiting, verdicts};
use super::export::{beads, findings};
use super::pipeline::ordered;
use super::{Export, Filter, Settings, Store, StoreError, Verdict, Watch, load, reader};
use crate::check::Severity;
use crate::export::Format;
use crate::filter::{Filters, Pair};
use crate::review::Review;

/// Judges beads by filters of sentence pairs. Only what speaks against a bead is told: it is little, and the rest follows.
/// Filters that remember ([`Seen`](crate::filter::Seen)) are asked when a corpus is written.
pub fn by(filters: Filters) -> Filter {
    Arc::new(move |review| {
        let tied = |(_, bead): &(usize, &crate::align::Bead)| !bead.source.is_empty() && !bead.target.is_empty();
        let against = |(number, bead): (usize, &crate::align::Bead)| {
            let (source, target) =
                (review.source.joined(bead.source.clone()), review.target.joined(bead.target.clone()));
            let alarms = review.findings.iter().filter(|f| f.bead == number && f.severity >= Severity::Warning).count();
            let pair = Pair {
                source: &source,
                target: &target,
                source_lang: &review.source.article.lang.tag,
                target_lang: &review.target.article.lang.tag,
                score: Some(bead.score),
                alarms: Some(alarms),
            };
            let verdict = |v: crate::filter::Verdict| Verdict {
                bead: number,
                filter: v.name.to_owned(),
                keep: v.kept,
                score: Some(v.value.into()),
            };
            filters.judge(&pair).into_iter().filter(|v| !v.kept).map(verdict).collect::<Vec<_>>()
        };
        review.beads.iter().enumerate().filter(tied).flat_map(against).collect()
    })
}

impl Store {
    /// Lets the filter of the settings judge all beads of aligned pairs anew, and forgets what was said before; without a
    /// filter all beads are kept. A review that is judged here has no [`matches`](Review::matches), which are not stored.
    /// How many pairs were judged.
    ///
    /// # Errors
    /// Those of the store.
    pub fn judge(&mut self, settings: &Settings, watch: &Watch) -> Result<u64, StoreError> {
        let all = self.db.query_row("SELECT count(*) FROM pair WHERE aligned = 1", [], |row| row.get::<_, i64>(0));
        watch.begin(all.map_err(|e| self.sql(e))?.unsigned_abs());
        let queue = Queue { db: reader(&self.path)?, aligned: 1, last: 0, watch };
        let (path, jobs, db) = (self.path.clone(), settings.threads(), &self.db);
        let mut judged = 0;
        let result = ordered(
            jobs,
            4 * jobs + 2,
            queue,
            |pairs| {
                let db = reader(&path).ok();
                let said = |pair: &Waiting| (pair.id, said(db.as_ref(), pair, settings.filter.as_ref()));
                Ok(pairs?.iter().map(said).collect::<Vec<_>>())
            },
            |pairs: rusqlite::Result<Vec<_>>| {
                let pairs = pairs?;
                watch.count(pairs.len() as u64);
                watch.at(watch.done());
                judged += pairs.len() as u64;
                let all = db.unchecked_transaction()?;
                for (pair, said) in pairs {
                    keep(&all, pair, &said?)?;
                }
                all.commit()
            },
        );
        result.map_err(|e| self.sql(e))?;
        Ok(judged)
    }
}

fn said(db: Option<&Connection>, pair: &Waiting, filter: Option<&Filter>) -> rusqlite::Result<Vec<Verdict>> {
    let (Some(db), Some(filter)) = (db, filter) else { return Ok(Vec::new()) };
    let whole = Export { lone: true, all: true, ..Export::new(Format::Jsonl) };
    let (beads, numbers) = beads(db, pair.id, &whole)?;
    let review = Review {
        source: load::whole(db, pair.source)?.unwrap_or_default(),
        target: load::whole(db, pair.target)?.unwrap_or_default(),
        findings: findings(db, pair.id, &numbers)?,
        beads,
        ..Review::default()
    };
    Ok(filter(&review))
}

fn keep(db: &Connection, pair: i64, said: &[Verdict]) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM verdict WHERE pair = ?1")?.execute([pair])?;
    db.prepare_cached("UPDATE bead SET kept = 1 WHERE pair = ?1")?.execute([pair])?;
    verdicts(db, pair, said)?;
    let mut refuse = db.prepare_cached("UPDATE bead SET kept = 0 WHERE pair = ?1 AND number = ?2")?;
    for verdict in said.iter().filter(|verdict| !verdict.keep) {
        refuse.execute(params![pair, verdict.bead as i64])?;
    }
    Ok(())
}
