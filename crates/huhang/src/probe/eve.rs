//! The EVE file: lines made by `logs`, written in large pieces.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use model::event::ProbeEvent;
use model::finding::Detection;

/// Bytes gathered before they are written.
const PIECE: usize = 1 << 16;

/// Writes events as lines.
pub(super) struct Eve {
    format: logs::eve::Eve,
    lines: Vec<u8>,
    out: Box<dyn Write + Send>,
}

impl Eve {
    /// Writes to a new file; `-` is standard output.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let out: Box<dyn Write + Send> = if path.as_os_str() == "-" {
            Box::new(io::stdout())
        } else {
            Box::new(File::create(path)?)
        };
        Ok(Self { format: logs::eve::Eve::default(), lines: Vec::with_capacity(2 * PIECE), out })
    }

    pub(super) fn event(&mut self, event: &ProbeEvent) -> io::Result<()> {
        self.format.event(&mut self.lines, event);
        self.write(PIECE)
    }

    /// Writes a detection as an alert.
    pub(super) fn alert(&mut self, detection: &Detection) -> io::Result<()> {
        self.format.detection(&mut self.lines, detection);
        self.write(PIECE)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.write(1)?;
        self.out.flush()
    }

    /// Writes what has gathered, if it is at least so much.
    fn write(&mut self, least: usize) -> io::Result<()> {
        if self.lines.len() < least {
            return Ok(());
        }
        let written = self.out.write_all(&self.lines);
        self.lines.clear();
        written
    }
}
