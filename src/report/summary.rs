use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::check::{Severity, Verdict};
use crate::review::Review;

/// The counts of a review, or of several.
///
/// Shown, it is the line that ends a terminal report: `12 beads (8 of 1:1, …), 9 facts agree, 5 findings: 1 error,
/// 4 warnings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Number of beads.
    pub beads: usize,
    /// Beads by type: `1:1`, `2:1`, `1:0` …
    pub bead_types: BTreeMap<String, usize>,
    /// Beads that stand elsewhere in the target.
    pub moved: usize,
    /// Compared facts by verdict; every verdict has a key.
    pub facts: BTreeMap<&'static str, usize>,
    /// Number of findings that are shown.
    pub findings: usize,
    /// They by severity; every severity has a key.
    pub severities: BTreeMap<&'static str, usize>,
    /// They by check.
    pub checks: BTreeMap<String, usize>,
    /// Findings below the severity asked for, by severity; only those that there are.
    pub hidden: BTreeMap<&'static str, usize>,
}

impl Summary {
    /// Counts `review`; findings below `min_severity` are only counted as hidden.
    pub fn of(review: &Review, min_severity: Severity) -> Self {
        let mut sum = Summary { beads: review.beads.len(), ..Summary::default() };
        for bead in &review.beads {
            *sum.bead_types.entry(format!("{}:{}", bead.source.len(), bead.target.len())).or_default() += 1;
            sum.moved += usize::from(bead.moved);
        }
        sum.facts = Verdict::ALL.iter().map(|v| (v.name(), 0)).collect();
        for found in &review.matches {
            *sum.facts.entry(found.verdict.name()).or_default() += 1;
        }
        let severities = [Severity::Note, Severity::Warning, Severity::Error];
        sum.severities = severities.iter().map(|s| (s.name(), 0)).collect();
        for finding in review.at_least(min_severity) {
            sum.findings += 1;
            *sum.severities.entry(finding.severity.name()).or_default() += 1;
            *sum.checks.entry(finding.check.clone()).or_default() += 1;
        }
        for finding in review.findings.iter().filter(|f| f.severity < min_severity) {
            *sum.hidden.entry(finding.severity.name()).or_default() += 1;
        }
        sum
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Summary) {
        self.beads += other.beads;
        self.moved += other.moved;
        self.findings += other.findings;
        add_all(&mut self.bead_types, &other.bead_types);
        add_all(&mut self.facts, &other.facts);
        add_all(&mut self.severities, &other.severities);
        add_all(&mut self.checks, &other.checks);
        add_all(&mut self.hidden, &other.hidden);
    }

    /// Facts on which both sides agree.
    pub fn agreeing(&self) -> usize {
        let agreeing = Verdict::ALL.iter().filter(|v| v.agrees());
        agreeing.filter_map(|v| self.facts.get(v.name())).sum()
    }

    /// Findings of a severity.
    pub fn severity(&self, severity: Severity) -> usize {
        self.severities.get(severity.name()).copied().unwrap_or_default()
    }
}

fn add_all<K: Clone + Ord>(sum: &mut BTreeMap<K, usize>, more: &BTreeMap<K, usize>) {
    for (key, count) in more {
        *sum.entry(key.clone()).or_default() += count;
    }
}

/// `1 finding`, `3 findings`.
pub(super) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&count(self.beads, "bead"))?;
        let mut types: Vec<(&String, &usize)> = self.bead_types.iter().collect();
        types.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let types: Vec<String> = types.iter().map(|(kind, count)| format!("{count} of {kind}")).collect();
        if !types.is_empty() {
            write!(f, " ({}", types.join(", "))?;
            if self.moved > 0 {
                write!(f, "; {} moved", self.moved)?;
            }
            f.write_str(")")?;
        }
        let agreeing = self.agreeing();
        write!(f, ", {} agree{}, ", count(agreeing, "fact"), if agreeing == 1 { "s" } else { "" })?;
        if self.findings == 0 {
            f.write_str("no findings")?;
        } else {
            let grades = [Severity::Error, Severity::Warning, Severity::Note].map(|s| (s, self.severity(s)));
            let grades = grades.iter().filter(|(_, n)| *n > 0).map(|(s, n)| count(*n, s.name()));
            write!(f, "{}: {}", count(self.findings, "finding"), grades.collect::<Vec<_>>().join(", "))?;
        }
        let hidden: Vec<String> = self.hidden.iter().map(|(name, n)| count(*n, name)).collect();
        if !hidden.is_empty() {
            write!(f, " ({} not shown)", hidden.join(", "))?;
        }
        Ok(())
    }
}
