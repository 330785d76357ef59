//! The words by which every output calls verdicts, severities and issue types; the same as in JSON.

use crate::check::{ItsType, Severity, Verdict};
use crate::extract::{Reason, Role};

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Verdict {
    /// All verdicts, from agreement to disagreement.
    pub const ALL: [Verdict; 6] =
        [Verdict::Same, Verdict::Equivalent, Verdict::Lost, Verdict::Mismatch, Verdict::Missing, Verdict::Added];

    /// `same`, `equivalent`, `lost` …
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Equivalent => "equivalent",
            Verdict::Lost => "lost",
            Verdict::Mismatch => "mismatch",
            Verdict::Missing => "missing",
            Verdict::Added => "added",
        }
    }

    /// Whether both sides say the same thing.
    pub fn agrees(self) -> bool {
        matches!(self, Verdict::Same | Verdict::Equivalent)
    }
}

impl ItsType {
    /// The word of ITS 2.0, as in `its:locQualityIssueType`.
    pub fn name(self) -> &'static str {
        match self {
            ItsType::Omission => "omission",
            ItsType::Addition => "addition",
            ItsType::Numbers => "numbers",
            ItsType::InconsistentEntities => "inconsistent-entities",
            ItsType::Mistranslation => "mistranslation",
            ItsType::LocaleViolation => "locale-violation",
        }
    }
}

impl Role {
    /// `headline`, `standfirst`, `subhead` …
    pub fn name(self) -> &'static str {
        match self {
            Role::Headline => "headline",
            Role::Standfirst => "standfirst",
            Role::Subhead => "subhead",
            Role::Paragraph => "paragraph",
            Role::Item => "item",
            Role::Quotation => "quotation",
            Role::Caption => "caption",
            Role::Table => "table",
            Role::Correction => "correction",
        }
    }
}

impl Reason {
    /// `credit`, `byline`, `dateline` …
    pub fn name(self) -> &'static str {
        match self {
            Reason::Credit => "credit",
            Reason::Byline => "byline",
            Reason::Dateline => "dateline",
            Reason::Share => "share",
            Reason::Subscribe => "subscribe",
            Reason::Related => "related",
            Reason::Cookie => "cookie",
            Reason::Comments => "comments",
            Reason::Tags => "tags",
            Reason::Copyright => "copyright",
            Reason::Advertisement => "advertisement",
            Reason::Navigation => "navigation",
            Reason::Follow => "follow",
            Reason::Source => "source",
            Reason::Plugin => "plugin",
            Reason::Repeated => "repeated",
            Reason::Title => "title",
            Reason::Stray => "stray",
            Reason::Markup => "markup",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::json!(verdict), verdict.name());
        }
        for severity in [Severity::Note, Severity::Warning, Severity::Error] {
            assert_eq!(serde_json::json!(severity), severity.name());
        }
        for its in [ItsType::InconsistentEntities, ItsType::LocaleViolation, ItsType::Numbers] {
            assert_eq!(serde_json::json!(its), its.name());
        }
        for reason in [Reason::Advertisement, Reason::Plugin, Reason::Stray, Reason::Source] {
            assert_eq!(serde_json::json!(reason), reason.name());
        }
        assert_eq!(serde_json::json!(Role::Standfirst), Role::Standfirst.name());
    }
}
