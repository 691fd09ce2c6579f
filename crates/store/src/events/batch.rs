//! A batch as it comes from a probe: NDJSON, one event a line.

use model::event::ProbeEvent;

/// The events of one batch, with the lines they came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// The accepted lines as they came, each ended by `\n`: line `i` is `events[i]`.
    pub lines: Vec<u8>,
    pub events: Vec<ProbeEvent>,
    /// Lines that were not an event.
    pub rejected: u64,
    /// What was wrong with the first of them, with its line number.
    pub first_reason: Option<String>,
}

impl Batch {
    /// Reads a batch. A line that is no event is counted, never fatal; empty lines do not count.
    pub fn parse(ndjson: &[u8]) -> Self {
        let mut batch = Self { lines: Vec::with_capacity(ndjson.len() + 1), ..Self::default() };
        for (number, line) in ndjson.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(event) => {
                    batch.events.push(event);
                    batch.lines.extend_from_slice(line);
                    batch.lines.push(b'\n');
                }
                Err(error) => batch.reject(number + 1, &error),
            }
        }
        batch
    }

    fn reject(&mut self, line: usize, error: &serde_json::Error) {
        self.rejected += 1;
        self.first_reason.get_or_insert_with(|| {
            let reason: String = error.to_string().chars().take(200).collect();
            format!("line {line}: {reason}")
        });
    }
}

/// The lines of a stored block.
pub(super) fn lines(block: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    block.strip_suffix(b"\n").into_iter().flat_map(|block| block.split(|byte| *byte == b'\n'))
}
