//! Who may hold what, worked out anew: from the tree as it was drawn up and from what the authors
//! meant, by walking paths. It shares no code and no data with the routes that the nodes compute.

use std::collections::{BTreeMap, BTreeSet};

use model::Id;

/// The tree as it was drawn up.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// Parent of each node, by number; the first is the root.
    pub(crate) parents: Vec<Option<usize>>,
    /// Where each tenant lives.
    pub(crate) homes: BTreeMap<String, usize>,
}

impl Shape {
    fn ancestors(&self, node: usize) -> Vec<usize> {
        let mut line = vec![node];
        let mut at = node;
        while let Some(Some(parent)) = self.parents.get(at) {
            line.push(*parent);
            at = *parent;
        }
        line
    }

    /// The nodes from one to the other, both included.
    pub(crate) fn path(&self, from: usize, to: usize) -> BTreeSet<usize> {
        let (up, down) = (self.ancestors(from), self.ancestors(to));
        let Some(turn) = up.iter().find(|node| down.contains(node)) else {
            return BTreeSet::from([from]);
        };
        let until = |line: &[usize]| {
            let end = line.iter().position(|node| node == turn).unwrap_or(0);
            line.iter().take(end + 1).copied().collect::<Vec<_>>()
        };
        until(&up).into_iter().chain(until(&down)).collect()
    }
}

/// What an author meant with a record.
#[derive(Debug, Clone)]
pub(crate) struct Meant {
    pub(crate) origin: usize,
    pub(crate) tenants: BTreeSet<String>,
    pub(crate) everyone: bool,
}

/// What was published, and who takes part.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    pub(crate) shape: Shape,
    records: BTreeMap<Id, Meant>,
    /// Nodes that are part of the tree by now.
    pub(crate) joined: BTreeSet<usize>,
    /// Nodes that their parent has suspended.
    pub(crate) suspended: BTreeSet<usize>,
    pub(crate) leaks: Vec<String>,
    pub(crate) crossings: u64,
}

impl Oracle {
    pub(crate) fn new(shape: Shape) -> Self {
        Self { shape, ..Self::default() }
    }

    pub(crate) fn publish(&mut self, record: Id, meant: Meant) {
        self.records.insert(record, meant);
    }

    /// For each node the records it holds once everything has come to rest.
    pub(crate) fn holdings(&self) -> BTreeMap<usize, BTreeSet<Id>> {
        let mut holdings: BTreeMap<usize, BTreeSet<Id>> = BTreeMap::new();
        for (record, meant) in &self.records {
            for node in self.holders(meant) {
                holdings.entry(node).or_default().insert(*record);
            }
        }
        holdings
    }

    /// Whether a node may hold a record: it lies on the way to someone meant, who takes part or
    /// may come to.
    pub(crate) fn may_hold(&self, node: usize, record: Id) -> bool {
        let Some(meant) = self.records.get(&record) else { return false };
        let homes = meant.tenants.iter().filter_map(|tenant| self.shape.homes.get(tenant));
        meant.everyone
            || meant.origin == node
            || homes.into_iter().any(|home| self.shape.path(meant.origin, *home).contains(&node))
    }

    /// The nodes that hold a record once everything has come to rest.
    fn holders(&self, meant: &Meant) -> BTreeSet<usize> {
        let present = |node: usize| self.joined.contains(&node) && !self.suspended.contains(&node);
        if !present(meant.origin) {
            return BTreeSet::from([meant.origin]);
        }
        if meant.everyone {
            return self.joined.iter().copied().filter(|node| present(*node)).collect();
        }
        let homes = meant.tenants.iter().filter_map(|tenant| self.shape.homes.get(tenant));
        let homes = homes.filter(|home| self.joined.contains(home));
        let on_the_way = homes.flat_map(|home| self.shape.path(meant.origin, *home));
        on_the_way.filter(|node| present(*node)).chain([meant.origin]).collect()
    }

    /// A record was seen on its way from one node to another.
    pub(crate) fn crossed(&mut self, from: usize, to: usize, record: Id) {
        self.crossings += 1;
        if !self.may_hold(to, record) {
            self.leaks.push(format!("record {record} went from node {from} to node {to}"));
        } else if self.shape.parents.get(to) == Some(&Some(from)) && self.suspended.contains(&to) {
            self.leaks.push(format!("record {record} went to node {to}, which is suspended"));
        }
    }
}
