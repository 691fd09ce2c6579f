//! Zeek's logs: a folder with a file for each kind of line, made by `logs`.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use model::CaptureTime;
use model::event::ProbeEvent;
use model::finding::Detection;

/// Bytes of a log gathered before they are written.
const PIECE: usize = 1 << 16;

/// The logs of a folder. A file is made with its first line, and goes on where it ended.
pub(super) struct Zeek {
    format: logs::zeek::Zeek,
    logs: Logs,
}

struct Logs {
    folder: PathBuf,
    open: BTreeMap<String, Log>,
    failed: Option<io::Error>,
}

struct Log {
    file: File,
    lines: Vec<u8>,
}

impl Zeek {
    /// `run`: when the probe began; tells its flows from those of other runs.
    pub(super) fn open(folder: &Path, run: CaptureTime) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let folder = folder.to_owned();
        Ok(Self {
            format: logs::zeek::Zeek::new(run.0.cast_unsigned()),
            logs: Logs { folder, open: BTreeMap::new(), failed: None },
        })
    }

    pub(super) fn event(&mut self, event: &ProbeEvent) -> io::Result<()> {
        self.format.event(event, &mut |log, line| self.logs.add(log, line));
        self.logs.failed.take().map_or(Ok(()), Err)
    }

    /// Writes a detection as a notice.
    pub(super) fn alert(&mut self, detection: &Detection) -> io::Result<()> {
        self.format.detection(detection, &mut |log, line| self.logs.add(log, line));
        self.logs.failed.take().map_or(Ok(()), Err)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.logs.open.values_mut().try_for_each(|log| log.write(1))
    }
}

impl Logs {
    fn add(&mut self, name: &str, line: &[u8]) {
        if let Err(error) = self.try_add(name, line) {
            self.failed.get_or_insert(error);
        }
    }

    fn try_add(&mut self, name: &str, line: &[u8]) -> io::Result<()> {
        if !self.open.contains_key(name) {
            let path = self.folder.join(format!("{name}.log"));
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            self.open.insert(name.to_owned(), Log { file, lines: Vec::new() });
        }
        let Some(log) = self.open.get_mut(name) else { return Ok(()) };
        log.lines.extend_from_slice(line);
        log.write(PIECE)
    }
}

impl Log {
    /// Writes what has gathered, if it is at least so much.
    fn write(&mut self, least: usize) -> io::Result<()> {
        if self.lines.len() < least {
            return Ok(());
        }
        let written = self.file.write_all(&self.lines);
        self.lines.clear();
        written
    }
}

impl Drop for Zeek {
    fn drop(&mut self) {
        if let Err(error) = self.flush() {
            tracing::warn!(%error, "probe.zeek_unwritable: the last lines were lost");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_made_with_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut logs =
            Logs { folder: folder.path().to_owned(), open: BTreeMap::new(), failed: None };
        let here = || std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(here(), 0);
        logs.add("conn", b"{}\n");
        logs.add("conn", b"{}\n");
        assert_eq!(here(), 1);
        logs.open.get_mut("conn").unwrap().write(1).unwrap();
        assert_eq!(std::fs::read(folder.path().join("conn.log")).unwrap(), b"{}\n{}\n");
    }
}
