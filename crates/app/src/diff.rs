//! Two contents compared byte by byte, within a bounded time.

use std::time::{Duration, Instant};

use contract::rest::watch::DiffHunk;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// Contents that have next to nothing in common take long to compare: after this, what is left
/// counts as replaced.
const PATIENCE: Duration = Duration::from_secs(1);
/// Fewer equal bytes between two changes are chance, and belong to the change.
const CHANCE: usize = 4;

/// What both contents have, what only the older and what only the newer one has, in order.
pub(crate) fn bytes(old: &[u8], new: &[u8]) -> Vec<DiffHunk> {
    let deadline = Instant::now() + PATIENCE;
    let ops = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline));
    let mut hunks = Vec::new();
    let mut change = Change::default();
    let last = ops.len().saturating_sub(1);
    for (place, op) in ops.iter().enumerate() {
        match *op {
            DiffOp::Equal { old_index, new_index, len } => {
                let between = place > 0 && place < last;
                if between && len < CHANCE {
                    change.removed += len;
                    change.added += len;
                    continue;
                }
                change.end(old, new, &mut hunks);
                hunks.extend(hunk("same", (old_index, new_index), old, old_index, len));
                change = Change { from: old_index + len, to: new_index + len, ..change };
            }
            DiffOp::Delete { old_len, .. } => change.removed += old_len,
            DiffOp::Insert { new_len, .. } => change.added += new_len,
            DiffOp::Replace { old_len, new_len, .. } => {
                change.removed += old_len;
                change.added += new_len;
            }
        }
    }
    change.end(old, new, &mut hunks);
    hunks
}

/// A stretch that differs: where it begins in both, and how long it is in each.
#[derive(Debug, Default)]
struct Change {
    from: usize,
    to: usize,
    removed: usize,
    added: usize,
}

impl Change {
    fn end(&mut self, old: &[u8], new: &[u8], hunks: &mut Vec<DiffHunk>) {
        hunks.extend(hunk("removed", (self.from, self.to), old, self.from, self.removed));
        let after = self.from + self.removed;
        hunks.extend(hunk("added", (after, self.to), new, self.to, self.added));
        (self.removed, self.added) = (0, 0);
    }
}

fn hunk(
    op: &str,
    (from, to): (usize, usize),
    content: &[u8],
    start: usize,
    length: usize,
) -> Option<DiffHunk> {
    let bytes = content.get(start..start.checked_add(length)?)?;
    (length > 0).then(|| DiffHunk {
        op: op.to_owned(),
        from: from as u64,
        to: to as u64,
        length: length as u64,
        bytes: hex::encode(bytes),
    })
}

#[cfg(test)]
mod tests;
