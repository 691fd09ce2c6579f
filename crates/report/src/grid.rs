//! Where the cells of a table stand: rows that list only their own cells, with spans, laid on a
//! grid. Cells beyond the grid are cut, places that nothing covers are filled with empty cells.

use std::borrow::Cow;

use model::document::{Cell, Table};

/// Most columns of a table.
pub(crate) const COLUMNS: usize = 256;

/// A table on its grid.
pub(crate) struct Grid<'a> {
    /// Relative widths, one per column.
    pub(crate) widths: Vec<u16>,
    pub(crate) rows: Vec<Vec<Slot<'a>>>,
}

/// One stretch of a row.
pub(crate) enum Slot<'a> {
    /// A cell begins here.
    Cell { column: usize, columns: usize, rows: usize, cell: Cow<'a, Cell> },
    /// A cell from above reaches down to here.
    Covered { column: usize, columns: usize },
}

impl<'a> Grid<'a> {
    pub(crate) fn of(table: &'a Table) -> Self {
        let columns = columns(table);
        let mut widths = table.widths.clone();
        widths.resize(columns, 1);
        for width in &mut widths {
            *width = (*width).max(1);
        }
        // Rows that the cell above each column still covers, and whether that cell begins there.
        let mut below = vec![(0usize, 0usize); columns];
        let count = table.rows.len();
        let rows = table.rows.iter().enumerate();
        let rows = rows.map(|(at, cells)| lay(cells, count - at, &mut below)).collect();
        Self { widths, rows }
    }
}

fn columns(table: &Table) -> usize {
    let widest = |row: &Vec<Cell>| row.iter().map(|cell| usize::from(cell.columns.max(1))).sum();
    let first: usize = table.rows.first().map_or(0, widest);
    table.widths.len().max(if table.widths.is_empty() { first } else { 0 }).clamp(1, COLUMNS)
}

/// Lays one row; `left` rows remain, this one included. `below` holds for each column the rows
/// still covered and, where the covering cell begins, its columns.
fn lay<'a>(cells: &'a [Cell], left: usize, below: &mut [(usize, usize)]) -> Vec<Slot<'a>> {
    let mut slots = Vec::new();
    let mut cells = cells.iter();
    let mut column = 0;
    while column < below.len() {
        if below[column].0 > 0 {
            let columns = below[column].1.max(1);
            for place in &mut below[column..column + columns] {
                place.0 -= 1;
            }
            slots.push(Slot::Covered { column, columns });
            column += columns;
            continue;
        }
        let cell = cells.next().map_or_else(|| Cow::Owned(Cell::default()), Cow::Borrowed);
        let room = below[column..].iter().take_while(|place| place.0 == 0).count();
        let columns = usize::from(cell.columns.max(1)).min(room);
        let rows = usize::from(cell.rows.max(1)).min(left);
        for place in &mut below[column..column + columns] {
            *place = (rows - 1, 0);
        }
        below[column].1 = columns;
        slots.push(Slot::Cell { column, columns, rows, cell });
        column += columns;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(columns: u16, rows: u16) -> Cell {
        Cell { columns, rows, ..Cell::default() }
    }

    /// `A2x1@0` = a cell of two columns and one row at column 0, `v1@0` = covered.
    fn shown(table: &Table) -> Vec<String> {
        let rows = Grid::of(table).rows;
        let slot = |slot: &Slot<'_>| match slot {
            Slot::Cell { column, columns, rows, .. } => format!("A{columns}x{rows}@{column}"),
            Slot::Covered { column, columns } => format!("v{columns}@{column}"),
        };
        rows.iter().map(|row| row.iter().map(slot).collect::<Vec<_>>().join(" ")).collect()
    }

    fn check(rows: Vec<Vec<Cell>>, expected: &[&str]) {
        let table = Table { widths: vec![1, 1, 1], rows, ..Table::default() };
        assert_eq!(shown(&table), expected);
    }

    #[test]
    fn spans_to_the_right_and_down_cover_what_is_not_listed() {
        check(
            vec![vec![cell(1, 2), cell(2, 1)], vec![cell(1, 1), cell(1, 1)]],
            &["A1x2@0 A2x1@1", "v1@0 A1x1@1 A1x1@2"],
        );
        check(
            vec![vec![cell(2, 2), cell(1, 1)], vec![cell(1, 1)], vec![cell(3, 1)]],
            &["A2x2@0 A1x1@2", "v2@0 A1x1@2", "A3x1@0"],
        );
    }

    #[test]
    fn what_reaches_beyond_the_grid_is_cut_and_what_is_missing_is_filled() {
        check(vec![vec![cell(9, 9)]], &["A3x1@0"]);
        check(vec![vec![cell(1, 1)]], &["A1x1@0 A1x1@1 A1x1@2"]);
        check(
            vec![vec![cell(1, 1), cell(1, 2), cell(1, 1)], vec![cell(3, 1)]],
            &["A1x1@0 A1x2@1 A1x1@2", "A1x1@0 v1@1 A1x1@2"],
        );
        assert_eq!(shown(&Table::default()), Vec::<String>::new());
    }
}
