//! The manual: the doc comments of the checks, as a reader wants them.

use super::CHECKS;

/// Checks and the files whose head tells of them.
const PAGES: &[(&[&str], &[&str])] = &[
    (&["number", "percent", "age", "ordinal"], &[include_str!("number.rs"), include_str!("swap.rs")]),
    (&["money"], &[include_str!("money.rs")]),
    (&["unit"], &[include_str!("unit.rs")]),
    (&["duration"], &[include_str!("duration.rs")]),
    (&["time", "time-zone"], &[include_str!("time.rs")]),
    (&["date", "weekday"], &[include_str!("date.rs")]),
    (&["score", "range"], &[include_str!("range.rs")]),
    (&["name"], &[include_str!("name.rs"), include_str!("spelling.rs")]),
    (&["quotation"], &[include_str!("quotation.rs"), include_str!("speaker.rs")]),
    (&["polarity"], &[include_str!("polarity.rs")]),
    (&["omission", "addition"], &[include_str!("coverage.rs")]),
];

/// The manual page of a check (one of [`CHECKS`]) in Markdown: what it does, why it matters, an example.
///
/// ```
/// assert!(newsalign::check::manual("time-zone").unwrap().contains("5 pm PT"));
/// assert!(newsalign::check::manual("spelling-of-headlines").is_none());
/// ```
pub fn manual(check: &str) -> Option<String> {
    let check = CHECKS.iter().find(|known| **known == check)?;
    let (_, files) = PAGES.iter().find(|(checks, _)| checks.contains(check))?;
    let page = |file: &&str| {
        let head = file.lines().map_while(|line| line.strip_prefix("//!"));
        head.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    };
    Some(files.iter().map(page).collect::<Vec<_>>().join("\n\n") + "\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_check_has_a_page_with_an_example() {
        for check in CHECKS {
            let page = manual(check).unwrap();
            for part in ["**What it does.**", "**Why it matters.**", "**Example"] {
                assert!(page.contains(part), "{check}: {part}");
            }
        }
    }
}
