//! `common.toml`: units, currencies and zone abbreviations that hold in every language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::schema::ByValue;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// Base: metre.
    Length,
    /// Base: square metre.
    Area,
    /// Base: litre.
    Volume,
    /// Base: kilogram.
    Mass,
    /// Base: metre per second.
    Speed,
    /// Base: kelvin.
    Temperature,
    /// Base: watt.
    Power,
    /// Base: joule.
    Energy,
    /// Base: degree of arc.
    Angle,
    /// Base: byte.
    Data,
    /// Base: pascal.
    Pressure,
    /// Base: hertz.
    Frequency,
}

/// A unit: `base = value × factor + offset`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitDef {
    /// What it measures.
    pub dimension: Dimension,
    /// Size in the base unit of its dimension.
    pub factor: Decimal,
    /// Added after the factor (temperatures).
    #[serde(default)]
    pub offset: Decimal,
    /// Symbols, the same in every language; case matters.
    pub symbols: Vec<String>,
}

/// Contents of `common.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Units by name.
    pub unit: BTreeMap<String, UnitDef>,
    /// Families of currencies that share a word: `dollar = ["USD", "CAD", …]`, the likeliest first.
    pub currency_family: BTreeMap<String, Vec<String>>,
    /// Names of hundredths of currencies, with the currencies that they are parts of: `cent = ["dollar", "EUR"]`.
    pub currency_hundredth: BTreeMap<String, Vec<String>>,
    /// Symbols and codes by ISO 4217 code or family.
    pub currency_symbol: ByValue,
    /// Symbols of units that only the readers of single figures know, by unit: in news they are something else more often.
    pub alone_symbol: ByValue,
    /// Zone abbreviations by IANA name; case matters.
    pub zone: ByValue,
}

impl Common {
    /// The unit that is written with this symbol, case and all.
    pub fn unit_by_symbol(&self, symbol: &str) -> Option<&String> {
        let written = |(_, unit): &(&String, &UnitDef)| unit.symbols.iter().any(|known| known == symbol);
        self.unit.iter().find(written).map(|(name, _)| name)
    }
}

/// The data that hold in every language, parsed once.
pub fn common() -> &'static Common {
    static COMMON: LazyLock<Common> = LazyLock::new(|| {
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/common.json"))).unwrap_or_else(|_| Common {
            unit: BTreeMap::new(),
            currency_family: BTreeMap::new(),
            currency_hundredth: BTreeMap::new(),
            currency_symbol: BTreeMap::new(),
            alone_symbol: BTreeMap::new(),
            zone: BTreeMap::new(),
        })
    });
    &COMMON
}
