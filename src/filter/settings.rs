//! Which filters are on, and their limits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::side::Sides;
use super::{Bound, FILTERS, Filter, Pair, Verdict};

/// What a user sets for a filter.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// On with its usual limit, or off.
    On(bool),
    /// On with this limit.
    Limit(f32),
}

/// A name in the settings that is no filter.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("there is no filter `{0}`; `newsalign filter --list` names them")]
pub struct UnknownFilter(String);

/// The filters that are on, with their limits. The default has all of them on.
#[derive(Clone, Debug)]
pub struct Filters {
    active: Vec<(&'static Filter, f32)>,
}

impl Default for Filters {
    fn default() -> Self {
        Filters { active: FILTERS.iter().map(|filter| (filter, filter.limit)).collect() }
    }
}

impl Filters {
    /// Filters by name; what is not named is on with its usual limit.
    ///
    /// # Errors
    /// A name that none of [`FILTERS`] has.
    pub fn new(settings: &BTreeMap<String, Setting>) -> Result<Self, UnknownFilter> {
        if let Some(name) = settings.keys().find(|name| !FILTERS.iter().any(|f| f.name == name.as_str())) {
            return Err(UnknownFilter(name.clone()));
        }
        let active = FILTERS.iter().filter_map(|filter| match settings.get(filter.name) {
            Some(Setting::On(false)) => None,
            Some(Setting::Limit(limit)) => Some((filter, *limit)),
            Some(Setting::On(true)) | None => Some((filter, filter.limit)),
        });
        Ok(Filters { active: active.collect() })
    }

    /// Names of the filters that are on.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.active.iter().map(|(filter, _)| filter.name)
    }

    /// The limit of the filter `name`; none if it is off.
    pub fn limit(&self, name: &str) -> Option<f32> {
        self.active.iter().find(|(filter, _)| filter.name == name).map(|(_, limit)| *limit)
    }

    /// What each filter says of a pair by itself; those that have nothing to say are left out.
    pub fn judge(&self, pair: &Pair<'_>) -> Vec<Verdict> {
        let sides = Sides::new(pair);
        let judged =
            self.active.iter().filter_map(|(filter, limit)| Some(verdict(filter, *limit, (filter.measure)(&sides)?)));
        judged.collect()
    }

    /// The verdict of the filter `name` on what was measured elsewhere; none if it is off.
    pub(super) fn verdict(&self, name: &str, value: f32) -> Option<Verdict> {
        let (filter, limit) = self.active.iter().find(|(filter, _)| filter.name == name)?;
        Some(verdict(filter, *limit, value))
    }
}

fn verdict(filter: &'static Filter, limit: f32, value: f32) -> Verdict {
    let kept = match filter.bound {
        Bound::Most => value <= limit,
        Bound::Least => value >= limit,
    };
    Verdict { name: filter.name, value, kept }
}
