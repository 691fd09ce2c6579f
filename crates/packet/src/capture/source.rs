//! A window over a [`Read`] that grows to what is asked for and slides on.

use std::io::{ErrorKind, Read};

const CHUNK: usize = 1 << 18;

pub(super) struct Source<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// File offset of `buffer[0]`.
    base: u64,
    eof: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, end: 0, base: 0, eof: false }
    }

    pub(super) fn position(&self) -> u64 {
        self.base.saturating_add(self.start as u64)
    }

    /// At least `len` bytes from the current position, fewer only at the end of the file. The
    /// caller has bounded `len`.
    #[inline]
    pub(super) fn window(&mut self, len: usize) -> std::io::Result<&[u8]> {
        if self.end - self.start < len && !self.eof {
            self.fill(len)?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    #[cold]
    fn fill(&mut self, len: usize) -> std::io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        let wanted = len.max(CHUNK);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.end < len {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => {
                    self.eof = true;
                    break;
                }
                Ok(n) => self.end += n.min(room.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Moves on by bytes that lie in the window.
    #[inline]
    pub(super) fn skip(&mut self, len: usize) {
        self.start = (self.start + len).min(self.end);
    }

    /// Moves on by any number of bytes, reading over them; false at the end of the file.
    pub(super) fn skip_far(&mut self, mut len: u64) -> std::io::Result<bool> {
        while len > 0 {
            let step = usize::try_from(len).unwrap_or(CHUNK).min(CHUNK);
            let here = self.window(step)?.len().min(step);
            if here == 0 {
                return Ok(false);
            }
            self.skip(here);
            len -= here as u64;
        }
        Ok(true)
    }

    /// Bytes behind the position that were skipped last: `back` bytes before it.
    #[inline]
    pub(super) fn slice(&self, back: usize, len: usize) -> &[u8] {
        let from = self.start.saturating_sub(back);
        self.buffer.get(from..from.saturating_add(len)).unwrap_or_default()
    }
}
