//! Open files and pipes of a connection, and the bytes that go through them.

use std::borrow::Cow;

use crate::dcerpc::association::{Association, Place};
use crate::dcerpc::pdu::{self, Look};
use crate::listen::FileHead;
use crate::sink::Sink;

/// What a file is known by: its identifier, padded for version 1.
pub(super) type Key = [u8; 16];

/// Files remembered at a time.
const MAX_FILES: usize = 64;
/// Bytes of a fragment that are waited for in a pipe.
const MAX_WAITING: usize = 65_536;

struct Open {
    key: Key,
    name: String,
    /// What comes through it are calls.
    pipe: Option<Pipe>,
    /// Whether files are told of, each direction: (to server, from server).
    ways: [Option<Way>; 2],
}

/// A transfer in one direction.
struct Way {
    transaction: u32,
    file: u32,
    /// Place behind the last byte told.
    next: u64,
}

#[derive(Default)]
struct Pipe {
    association: Association,
    /// Parts of fragments, of the client and of the server.
    waiting: [Vec<u8>; 2],
}

/// Where bytes that still come belong.
pub(super) struct Stream {
    transaction: u32,
    file: u32,
    at: u64,
}

impl Stream {
    pub(super) fn skip(&mut self, bytes: u64) {
        self.at = self.at.saturating_add(bytes);
    }
}

#[derive(Default)]
pub(super) struct Files {
    open: Vec<Open>,
    files: u32,
}

impl Files {
    pub(super) fn opened(&mut self, key: Key, name: &str) {
        self.open.retain(|open| open.key != key);
        if self.open.len() >= MAX_FILES {
            self.open.remove(0);
        }
        self.open.push(Open { key, name: name.to_owned(), pipe: None, ways: [None, None] });
    }

    pub(super) fn name(&self, key: Key) -> &str {
        self.open.iter().find(|open| open.key == key).map_or("", |open| &open.name)
    }

    /// Whether what goes through the file are calls: it did before, or begins like one.
    pub(super) fn is_pipe(&mut self, key: Key, data: &[u8]) -> bool {
        let open = self.find(key);
        if open.pipe.is_none() && matches!(pdu::look(data), Look::Is(_)) {
            open.pipe = Some(Pipe::default());
        }
        open.pipe.is_some()
    }

    fn find(&mut self, key: Key) -> &mut Open {
        let at = self.open.iter().position(|open| open.key == key);
        let at = at.unwrap_or_else(|| {
            self.opened(key, "");
            self.open.len().saturating_sub(1)
        });
        // `opened` made sure that there is one at its place.
        #[expect(clippy::indexing_slicing, reason = "the place was just found or made")]
        &mut self.open[at]
    }

    /// Bytes of a file. Gives where bytes that follow them belong.
    pub(super) fn contents(
        &mut self,
        key: Key,
        to_server: bool,
        at: u64,
        data: &[u8],
        (message, next): (u32, &mut u32),
        out: &mut Sink<'_>,
    ) -> Option<Stream> {
        if !out.parts_wanted() && !out.files_wanted() {
            return None;
        }
        let mut files = self.files;
        let open = self.find(key);
        let [to, from] = &mut open.ways;
        let way = if to_server { to } else { from };
        if way.is_none() {
            *next = next.wrapping_add(1).max(1);
            files = files.wrapping_add(1);
            begin(&open.name, *next, files, to_server, out);
        }
        let way = way.get_or_insert_with(|| Way { transaction: *next, file: files, next: at });
        let end = at.saturating_add(data.len() as u64);
        // What lies before the end of what came is told of, and not told again.
        if at < way.next && to_server {
            out.event(message, "file_overlap");
        } else if at >= way.next {
            out.more(way.transaction, "file.data", data);
        }
        out.file_data(way.file, Some(at), data);
        way.next = way.next.max(end);
        let stream = Stream { transaction: way.transaction, file: way.file, at: end };
        self.files = files;
        Some(stream)
    }

    pub(super) fn stream(&mut self, stream: &mut Stream, data: &[u8], out: &mut Sink<'_>) {
        out.more(stream.transaction, "file.data", data);
        out.file_data(stream.file, Some(stream.at), data);
        stream.skip(data.len() as u64);
        for way in self.open.iter_mut().flat_map(|open| open.ways.iter_mut().flatten()) {
            if way.file == stream.file {
                way.next = way.next.max(stream.at);
            }
        }
    }

    pub(super) fn closed(&mut self, key: Key, out: &mut Sink<'_>) {
        let Some(at) = self.open.iter().position(|open| open.key == key) else { return };
        let open = self.open.remove(at);
        for way in open.ways.into_iter().flatten() {
            out.file_ends(way.file, true);
            out.done(way.transaction);
        }
    }

    /// Calls in what goes through a pipe.
    pub(super) fn calls(&mut self, key: Key, place: &Place, data: &[u8], out: &mut Sink<'_>) {
        if !self.is_pipe(key, data) {
            return;
        }
        let open = self.find(key);
        let Some(Pipe { association, waiting }) = &mut open.pipe else { return };
        let waiting = place.from.of_mut(waiting);
        if waiting.len().saturating_add(data.len()) > MAX_WAITING {
            waiting.clear();
        }
        waiting.extend_from_slice(data.get(..MAX_WAITING).unwrap_or(data));
        let mut used = 0;
        while let Some(rest) = waiting.get(used..).filter(|rest| !rest.is_empty()) {
            match pdu::look(rest) {
                Look::Is(header) => {
                    let Some(bytes) = rest.get(..header.length) else { break };
                    association.fragment(place, &header, bytes, out);
                    used += header.length;
                }
                Look::Short => break,
                Look::No => used = waiting.len(),
            }
        }
        waiting.drain(..used.min(waiting.len()));
    }
}

fn begin(path: &str, transaction: u32, file: u32, to_server: bool, out: &mut Sink<'_>) {
    out.buffer(transaction, "file.name", path.as_bytes());
    let head = FileHead {
        class: "file",
        name: Cow::Borrowed(path),
        kind: Cow::Borrowed(""),
        announced: None,
        to_server,
    };
    out.file_begins(transaction, file, &head);
    out.buffer(transaction, "file.data", &[]);
}
