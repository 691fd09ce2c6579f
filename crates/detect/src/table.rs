//! A hash table with a limit: when it is full, the quarter used longest ago goes, and is counted.

use std::collections::HashMap;
use std::hash::Hash;

use crate::hash::Seeded;

/// Values that know when they were last used, in nanoseconds of capture time.
pub(crate) trait Aged {
    fn last_used(&self) -> i64;
}

#[derive(Debug)]
pub(crate) struct Table<K, V> {
    map: HashMap<K, V, Seeded>,
    limit: usize,
    pub(crate) evicted: u64,
}

impl<K: Hash + Eq, V: Aged> Table<K, V> {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self { map: HashMap::with_hasher(seed), limit: limit.max(4), evicted: 0 }
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.map.get_mut(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.map.iter()
    }

    pub(crate) fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        if self.map.len() >= self.limit && !self.map.contains_key(&key) {
            self.make_room();
        }
        self.map.entry(key).or_insert_with(make)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> &mut V {
        if self.map.len() >= self.limit && !self.map.contains_key(&key) {
            self.make_room();
        }
        self.map.entry(key).insert_entry(value).into_mut()
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.map.remove(key);
    }

    fn make_room(&mut self) {
        let before = self.map.len();
        let mut ages: Vec<i64> = self.map.values().map(V::last_used).collect();
        let (_, cutoff, _) = ages.select_nth_unstable(before / 4);
        let cutoff = *cutoff;
        self.map.retain(|_, value| value.last_used() > cutoff);
        self.evicted += (before - self.map.len()) as u64;
    }
}

#[cfg(test)]
mod tests;
