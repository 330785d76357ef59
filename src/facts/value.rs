//! Typed values of facts and their normal forms.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a fact says, in a form that does not depend on the language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Value {
    /// A count or a bare figure.
    Number {
        /// The figure.
        value: Decimal,
    },
    /// A share of a hundred.
    Percent {
        /// The figure before the sign.
        value: Decimal,
        /// Whether it counts percentage points.
        points: bool,
    },
    /// A sum of money.
    Money {
        /// The sum.
        value: Decimal,
        /// ISO 4217 code, or a family such as `dollar` where the text does not say which.
        currency: String,
    },
    /// A measured quantity.
    Quantity {
        /// The figure.
        value: Decimal,
        /// Name of the unit in `common.toml`.
        unit: String,
    },
    /// A span of time.
    Duration {
        /// The figure.
        value: Decimal,
        /// `second minute hour day week month quarter year decade century`.
        unit: String,
    },
    /// An age in years.
    Age {
        /// Years.
        value: Decimal,
    },
    /// A rank.
    Ordinal {
        /// 1 for "first".
        value: u32,
    },
    /// A clock time.
    Time(ClockTime),
    /// A day, month or year, as far as it is said.
    Date(PartialDate),
    /// The score of a match.
    Score {
        /// First side.
        left: u32,
        /// Second side.
        right: u32,
    },
    /// From one figure to another, of one type.
    Range {
        /// Lower end.
        from: Box<Value>,
        /// Upper end.
        to: Box<Value>,
    },
    /// A name of a person, place, organisation or product, as printed.
    Name {
        /// The words.
        text: String,
    },
    /// Words in quotation marks.
    Quotation {
        /// The words without their marks.
        text: String,
    },
}

/// A time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockTime {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// Whether the half of the day is known; "at five" may be 5 or 17.
    pub half_known: bool,
    /// IANA name of the zone, or `local`; none where the text is silent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub zone: Option<String>,
}

/// A date as far as it is said; at least one part is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year of the common era.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<i16>,
    /// 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub month: Option<u8>,
    /// 1 to 31.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day: Option<u8>,
    /// 1 (Monday) to 7.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weekday: Option<u8>,
    /// Distance from the day of publication, in days, where the text says it that way ("yesterday").
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relative: Option<i8>,
    /// Whether `year` opens a decade ("the 1980s").
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub decade: bool,
}

/// A hedge that stands beside a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hedge {
    /// "about", "nearly"
    About,
    /// "more than", "at least"
    More,
    /// "less than", "up to"
    Less,
    /// "before", beside a date or a time
    Before,
    /// "after", beside a date or a time
    After,
}

impl Value {
    /// The check that this type of value belongs to, also its name in every output.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Number { .. } => "number",
            Value::Percent { .. } => "percent",
            Value::Money { .. } => "money",
            Value::Quantity { .. } => "unit",
            Value::Duration { .. } => "duration",
            Value::Age { .. } => "age",
            Value::Ordinal { .. } => "ordinal",
            Value::Time(_) => "time",
            Value::Date(date) if date.only_weekday() => "weekday",
            Value::Date(_) => "date",
            Value::Score { .. } => "score",
            Value::Range { .. } => "range",
            Value::Name { .. } => "name",
            Value::Quotation { .. } => "quotation",
        }
    }

    /// The figure, where the value has a single one.
    pub fn figure(&self) -> Option<Decimal> {
        match self {
            Value::Number { value }
            | Value::Percent { value, .. }
            | Value::Money { value, .. }
            | Value::Quantity { value, .. }
            | Value::Duration { value, .. }
            | Value::Age { value } => Some(*value),
            Value::Ordinal { value } => Some(Decimal::from(*value)),
            _ => None,
        }
    }
}

impl PartialDate {
    /// Whether nothing but the day of the week is said.
    pub fn only_weekday(&self) -> bool {
        self.weekday.is_some() && self.year.is_none() && self.month.is_none() && self.day.is_none()
    }
}

/// The normal form: ISO 8601 where there is one, otherwise figure and unit.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number { value } => write!(f, "{}", value.normalize()),
            Value::Percent { value, points: false } => write!(f, "{} %", value.normalize()),
            Value::Percent { value, points: true } => write!(f, "{} percentage points", value.normalize()),
            Value::Money { value, currency } => write!(f, "{} {currency}", value.normalize()),
            Value::Quantity { value, unit } => write!(f, "{} {unit}", value.normalize()),
            Value::Duration { value, unit } => write!(f, "{} {unit}", value.normalize()),
            Value::Age { value } => write!(f, "aged {}", value.normalize()),
            Value::Ordinal { value } => write!(f, "no. {value}"),
            Value::Time(time) => write!(f, "{time}"),
            Value::Date(date) => write!(f, "{date}"),
            Value::Score { left, right } => write!(f, "{left}:{right}"),
            Value::Range { from, to } => write!(f, "{from} to {to}"),
            Value::Name { text } | Value::Quotation { text } => f.write_str(text),
        }
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if !self.half_known {
            f.write_str(" (a.m. or p.m.)")?;
        }
        match self.zone.as_deref() {
            Some("local") => f.write_str(" local time"),
            Some(zone) => write!(f, " {zone}"),
            None => Ok(()),
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        if let Some(name) = self.weekday.and_then(|d| WEEKDAYS.get(usize::from(d).wrapping_sub(1))) {
            parts.push((*name).to_owned());
        }
        if let Some(distance) = self.relative {
            parts.push(match distance {
                0 => "day of publication".to_owned(),
                d => format!("{d:+} days from publication"),
            });
        }
        let calendar = match (self.year, self.month, self.day) {
            (Some(y), None, _) if self.decade => format!("{y}s"),
            (Some(y), Some(m), Some(d)) => format!("{y:04}-{m:02}-{d:02}"),
            (Some(y), Some(m), None) => format!("{y:04}-{m:02}"),
            (Some(y), None, _) => format!("{y:04}"),
            (None, Some(m), Some(d)) => format!("--{m:02}-{d:02}"),
            (None, Some(m), None) => format!("--{m:02}"),
            (None, None, Some(d)) => format!("---{d:02}"),
            (None, None, None) => String::new(),
        };
        if !calendar.is_empty() {
            parts.push(calendar);
        }
        f.write_str(&parts.join(" "))
    }
}
