//! Which cell needs which: fields, sections, points, scores and results in one order, so that
//! each is computed once and after what it reads.

use std::collections::BTreeSet;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Whether a section is asked.
    Section {
        form: usize,
        section: usize,
    },
    /// A field's value, or null while it is not asked.
    Field {
        form: usize,
        section: usize,
        field: usize,
        section_cell: usize,
    },
    /// Points of one rule.
    Rule {
        score: usize,
        rule: usize,
    },
    Score {
        score: usize,
    },
    /// The code of a result, or null while it is undecided.
    Result {
        result: usize,
    },
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    cells: Vec<CellKind>,
    needs: Vec<BTreeSet<usize>>,
    order: Vec<usize>,
    /// Place of each cell in the order.
    place: Vec<usize>,
    /// Cells that read this one.
    dependents: Vec<Vec<usize>>,
}

impl Graph {
    pub(crate) fn add(&mut self, kind: CellKind) -> usize {
        self.cells.push(kind);
        self.needs.push(BTreeSet::new());
        self.cells.len() - 1
    }

    pub(crate) fn need(&mut self, cell: usize, needed: impl IntoIterator<Item = usize>) {
        if let Some(needs) = self.needs.get_mut(cell) {
            needs.extend(needed);
        }
    }

    pub(crate) fn kind(&self, cell: usize) -> Option<CellKind> {
        self.cells.get(cell).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Every cell after what it needs.
    pub(crate) fn in_order(&self) -> &[usize] {
        &self.order
    }

    /// Cells to compute again when this one changes, in order.
    pub(crate) fn affected(&self, cell: usize) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![cell];
        while let Some(next) = open.pop() {
            let more = self.dependents.get(next).into_iter().flatten();
            open.extend(more.filter(|cell| found.insert(**cell)));
        }
        let mut list: Vec<usize> = found.into_iter().collect();
        list.sort_by_key(|cell| self.place.get(*cell).copied().unwrap_or_default());
        list
    }

    pub(crate) fn needs(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        self.needs.get(cell).into_iter().flatten().copied()
    }

    /// Everything that a cell depends on, however far.
    pub(crate) fn closure(&self, cell: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![cell];
        while let Some(next) = open.pop() {
            open.extend(self.needs(next).filter(|needed| found.insert(*needed)));
        }
        found
    }

    /// Puts the cells in order.
    ///
    /// # Errors
    /// The cells of a cycle.
    pub(crate) fn order(&mut self) -> Result<(), Vec<usize>> {
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); self.cells.len()];
        let mut open: Vec<usize> = self.needs.iter().map(BTreeSet::len).collect();
        for (cell, needs) in self.needs.iter().enumerate() {
            for needed in needs {
                if let Some(list) = dependents.get_mut(*needed) {
                    list.push(cell);
                }
            }
        }
        let mut ready: BTreeSet<usize> =
            open.iter().enumerate().filter(|(_, n)| **n == 0).map(|(cell, _)| cell).collect();
        let mut order = Vec::with_capacity(self.cells.len());
        while let Some(cell) = ready.pop_first() {
            order.push(cell);
            for dependent in dependents.get(cell).into_iter().flatten() {
                if let Some(left) = open.get_mut(*dependent) {
                    *left -= 1;
                    if *left == 0 {
                        ready.insert(*dependent);
                    }
                }
            }
        }
        if order.len() < self.cells.len() {
            let cycle = open.iter().enumerate().filter(|(_, n)| **n > 0).map(|(cell, _)| cell);
            return Err(cycle.take(20).collect());
        }
        self.place = vec![0; order.len()];
        for (at, cell) in order.iter().enumerate() {
            if let Some(slot) = self.place.get_mut(*cell) {
                *slot = at;
            }
        }
        self.dependents = dependents;
        self.order = order;
        Ok(())
    }
}
