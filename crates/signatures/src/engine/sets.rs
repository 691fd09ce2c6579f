//! Data sets: what was handed in, and what rules added or took away since.

use std::collections::{BTreeMap, HashMap};

use crate::engine::names::Names;
use crate::rule::{Dataset, SetAction};

/// Values of a set, each with its reputation (0 where there is none).
pub type Values = HashMap<Vec<u8>, u64>;

/// Sets handed in, by the name that rules have for them.
pub type DataSets = BTreeMap<String, Values>;

/// How chains ask for data sets.
pub(crate) trait SetsView {
    /// Whether `value` is as `dataset` asks; what would change if the rule matches goes to `writes`
    /// as (set, in or out, value).
    fn holds(
        &self,
        dataset: &Dataset,
        set: u32,
        value: &[u8],
        writes: &mut Vec<(u32, bool, Vec<u8>)>,
    ) -> bool;
}

/// The sets that compiled rules name.
#[derive(Debug, Default)]
pub(crate) struct BaseSets {
    names: Names,
    values: Vec<Values>,
}

impl BaseSets {
    /// The place of the set that `dataset` names.
    pub(crate) fn place(&mut self, dataset: &Dataset, given: &DataSets) -> u32 {
        let place = self.names.add(&dataset.name);
        if place as usize >= self.values.len() {
            let by_file = dataset.file.as_ref().and_then(|file| given.get(file));
            let values = given.get(&dataset.name).or(by_file).cloned().unwrap_or_default();
            self.values.push(values);
        }
        place
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }
}

/// Changes made by rules: bounded, and kept apart from the shared sets.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// By set and value: in or out.
    values: HashMap<(u32, Vec<u8>), bool>,
    bytes: usize,
}

/// Memory that all added values may take together.
const MAX_BYTES: usize = 16 << 20;

impl Changes {
    pub(crate) fn apply(&mut self, set: u32, within: bool, value: Vec<u8>) {
        let size = value.len().saturating_add(64);
        if self.bytes.saturating_add(size) > MAX_BYTES {
            return;
        }
        if self.values.insert((set, value), within).is_none() {
            self.bytes = self.bytes.saturating_add(size);
        }
    }

    /// Brings the changes to the places that new rules have for the same sets.
    pub(crate) fn renumber(&mut self, places: &HashMap<u32, u32>) {
        let old = std::mem::take(&mut self.values);
        let kept = old.into_iter();
        self.values = kept
            .filter_map(|((set, value), within)| Some(((*places.get(&set)?, value), within)))
            .collect();
        self.bytes = self.values.keys().map(|(_, value)| value.len().saturating_add(64)).sum();
    }
}

/// Base and changes together.
pub(crate) struct Sets<'a> {
    pub(crate) base: &'a BaseSets,
    pub(crate) changes: &'a Changes,
}

impl Sets<'_> {
    fn contains(&self, set: u32, value: &[u8]) -> Option<u64> {
        let base = self.base.values.get(set as usize);
        let known = || base.and_then(|values| values.get(value)).copied();
        if self.changes.values.is_empty() {
            return known();
        }
        match self.changes.values.get(&(set, value.to_vec())) {
            Some(true) => Some(known().unwrap_or(0)),
            Some(false) => None,
            None => known(),
        }
    }

    fn find(&self, dataset: &Dataset, set: u32, value: &[u8]) -> Option<u64> {
        let mut rest = value;
        loop {
            if let Some(found) = self.contains(set, rest) {
                return Some(found);
            }
            // The domain above.
            let dot = rest.iter().position(|byte| *byte == b'.').filter(|_| dataset.subdomains)?;
            rest = rest.get(dot + 1..)?;
        }
    }
}

impl SetsView for Sets<'_> {
    fn holds(
        &self,
        dataset: &Dataset,
        set: u32,
        value: &[u8],
        writes: &mut Vec<(u32, bool, Vec<u8>)>,
    ) -> bool {
        let found = self.find(dataset, set, value);
        match dataset.action {
            SetAction::IsSet => match (found, &dataset.reputation) {
                (Some(value), Some(is)) => is.holds(value),
                (found, _) => found.is_some(),
            },
            SetAction::IsNotSet => found.is_none(),
            SetAction::Set => {
                if found.is_none() {
                    writes.push((set, true, value.to_vec()));
                }
                found.is_none()
            }
            SetAction::Unset => {
                if found.is_some() {
                    writes.push((set, false, value.to_vec()));
                }
                found.is_some()
            }
        }
    }
}
