//! What a newsroom sets: how grave each check is, and which findings it knows already.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CHECKS, Finding, Severity, Verdict};

/// How grave a check is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Its findings are not told.
    Off,
    /// See [`Severity::Note`].
    Note,
    /// See [`Severity::Warning`].
    Warning,
    /// See [`Severity::Error`].
    Error,
}

/// Levels by check (`quotation`), or by check and verdict (`money.missing`), which goes first. What is not named keeps the
/// severity that the check gives it.
///
/// ```
/// use newsalign::check::{Level, Levels};
/// let levels = Levels::new([("quotation".to_owned(), Level::Off), ("money.missing".to_owned(), Level::Note)]).unwrap();
/// assert_eq!(Levels::new([("spelling".to_owned(), Level::Off)]).unwrap_err().to_string(), "there is no check `spelling`");
/// # let _ = levels;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels(BTreeMap<String, Level>);

/// A name in the settings that is no check.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("there is no {what} `{name}`")]
pub struct UnknownCheck {
    what: &'static str,
    name: String,
}

const VERDICTS: [(&str, Verdict); 4] = [
    ("lost", Verdict::Lost),
    ("mismatch", Verdict::Mismatch),
    ("missing", Verdict::Missing),
    ("added", Verdict::Added),
];

impl Levels {
    /// Levels by name.
    ///
    /// # Errors
    /// A name that is none of [`CHECKS`], or whose part behind the point is none of `lost mismatch missing added`.
    pub fn new(levels: impl IntoIterator<Item = (String, Level)>) -> Result<Self, UnknownCheck> {
        let levels: BTreeMap<String, Level> = levels.into_iter().collect();
        for name in levels.keys() {
            let (check, verdict) = name.split_once('.').map_or((name.as_str(), None), |(c, v)| (c, Some(v)));
            let unknown = |what, name: &str| UnknownCheck { what, name: name.to_owned() };
            if !CHECKS.contains(&check) {
                return Err(unknown("check", check));
            }
            if let Some(verdict) = verdict.filter(|v| !VERDICTS.iter().any(|(known, _)| known == v)) {
                return Err(unknown("verdict", verdict));
            }
        }
        Ok(Levels(levels))
    }

    /// Takes away the findings of checks that are off and gives the others their severity.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| match self.level(finding) {
            Some(Level::Off) => false,
            Some(Level::Note) => grave(finding, Severity::Note),
            Some(Level::Warning) => grave(finding, Severity::Warning),
            Some(Level::Error) => grave(finding, Severity::Error),
            None => true,
        });
    }

    fn level(&self, finding: &Finding) -> Option<Level> {
        let verdict = VERDICTS.iter().find(|(_, v)| *v == finding.verdict).map(|(name, _)| *name);
        let exact = verdict.and_then(|verdict| self.0.get(&format!("{}.{verdict}", finding.check)));
        exact.or_else(|| self.0.get(&finding.check)).copied()
    }
}

fn grave(finding: &mut Finding, severity: Severity) -> bool {
    finding.severity = severity;
    true
}

/// Findings that are known and not to be told again, by their fingerprints.
///
/// As text it is one JSON object a line, `{"fingerprint": …, "check": …, "message": …}`; only the fingerprint is read back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline(BTreeSet<String>);

/// A line of a [`Baseline`].
#[derive(Deserialize, Serialize)]
struct Known {
    fingerprint: String,
    #[serde(default)]
    check: String,
    #[serde(default)]
    message: String,
}

impl Baseline {
    /// Reads a baseline; empty lines are passed over.
    ///
    /// # Errors
    /// The first line that is no such object.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines
            .map(|line| serde_json::from_str::<Known>(line).map(|known| known.fingerprint))
            .collect::<Result<_, _>>()
            .map(Baseline)
    }

    /// The line that makes a finding known.
    pub fn line(finding: &Finding) -> String {
        let Finding { fingerprint, check, message, .. } = finding.clone();
        serde_json::to_string(&Known { fingerprint, check, message }).unwrap_or_default()
    }

    /// Takes the known findings away; gives their fingerprints.
    pub fn hide(&self, findings: &mut Vec<Finding>) -> Vec<String> {
        let mut hidden = Vec::new();
        findings.retain(|finding| {
            let known = self.0.contains(&finding.fingerprint);
            hidden.extend(known.then(|| finding.fingerprint.clone()));
            !known
        });
        hidden
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::check::tests::all_findings;

    fn some() -> Vec<Finding> {
        all_findings("The 46 cameras failed at 5:42 pm PT.", "en", "As 64 câmeras falharam às 17h42.", "pt")
    }

    #[test]
    fn levels_go_by_check_and_by_verdict() {
        let mut findings = some();
        let levels = [("number.mismatch".to_owned(), Level::Note), ("time-zone".to_owned(), Level::Off)];
        Levels::new(levels).unwrap().apply(&mut findings);
        assert!(findings.iter().all(|f| f.check != "time-zone"));
        let numbers: Vec<Severity> = findings.iter().filter(|f| f.check == "number").map(|f| f.severity).collect();
        assert_eq!(numbers, [Severity::Note]);
    }

    #[test]
    fn names_that_are_no_check_are_refused() {
        assert!(Levels::new([("numbers".to_owned(), Level::Off)]).is_err());
        assert!(Levels::new([("number.gone".to_owned(), Level::Off)]).is_err());
    }

    #[test]
    fn a_baseline_hides_what_it_lists_and_nothing_else() {
        let mut findings = some();
        assert!(findings.len() >= 2);
        let text = format!("{}\n\n", Baseline::line(&findings[0]));
        let baseline = Baseline::read(&text).unwrap();
        let first = findings[0].fingerprint.clone();
        assert_eq!(baseline.hide(&mut findings), std::slice::from_ref(&first));
        assert!(!findings.is_empty() && findings.iter().all(|f| f.fingerprint != first));
        assert!(Baseline::read("no json").is_err());
    }
}
