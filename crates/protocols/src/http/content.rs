//! Where the bytes of a body go: undone of their codings, to rules and to those who keep files.

use super::coding::{Coding, Decoder};
use super::multipart::{Event, Multipart};
use crate::listen::FileHead;
use crate::sink::Sink;

/// What a body is to those who look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Response,
    /// A request whose body is a file: POST and PUT.
    Upload,
    /// Any other request with a body.
    Request,
}

/// The body of one message.
pub(crate) struct Content {
    transaction: u32,
    role: Role,
    decoder: Option<Decoder>,
    multipart: Option<Box<Multipart>>,
    /// The file being sent: its number, and whether it has begun.
    file: u32,
    open: bool,
    name: Vec<u8>,
    kind: Vec<u8>,
    announced: Option<u64>,
    begun: bool,
    /// Bytes are missing.
    holed: bool,
}

/// What is known of a body when its message's head was read.
pub(crate) struct About<'a> {
    pub(crate) transaction: u32,
    pub(crate) role: Role,
    pub(crate) codings: &'a [Coding],
    pub(crate) boundary: Option<&'a [u8]>,
    pub(crate) name: &'a [u8],
    pub(crate) kind: &'a [u8],
    pub(crate) announced: Option<u64>,
}

impl Content {
    /// `files` numbers the files of the flow.
    pub(crate) fn new(about: &About<'_>, files: &mut u32) -> Self {
        *files += 1;
        let decoder = (!about.codings.is_empty()).then(|| Decoder::new(about.codings));
        Self {
            transaction: about.transaction,
            role: about.role,
            decoder,
            multipart: about.boundary.map(|boundary| Box::new(Multipart::new(boundary))),
            file: *files,
            open: false,
            name: about.name.to_vec(),
            kind: about.kind.to_vec(),
            announced: about.announced.filter(|_| about.codings.is_empty()),
            begun: false,
            holed: false,
        }
    }

    /// The next bytes of the body, as they were sent.
    pub(crate) fn push(&mut self, data: &[u8], files: &mut u32, out: &mut Sink<'_>) {
        let Some(mut decoder) = self.decoder.take() else {
            return self.plain(data, files, out);
        };
        let before = decoder.bomb;
        decoder.push(data, &mut |plain| self.plain(plain, files, out));
        if decoder.bomb && !before {
            out.event(self.transaction, "compression_bomb");
        }
        self.decoder = Some(decoder);
    }

    /// Bytes are missing here. What is coded cannot be undone behind them.
    pub(crate) fn hole(&mut self) {
        self.holed = true;
        if self.decoder.is_some() {
            self.decoder = Some(Decoder::over());
        }
        self.multipart = None;
    }

    /// The body is over; `whole`: the protocol says that all of it was sent.
    pub(crate) fn end(&mut self, whole: bool, files: &mut u32, out: &mut Sink<'_>) {
        if let Some(mut decoder) = self.decoder.take() {
            decoder.finish(&mut |plain| self.plain(plain, files, out));
        }
        self.close(whole, out);
    }

    fn close(&mut self, whole: bool, out: &mut Sink<'_>) {
        if std::mem::take(&mut self.open) {
            out.file_ends(self.file, whole && !self.holed);
        }
    }

    fn plain(&mut self, data: &[u8], files: &mut u32, out: &mut Sink<'_>) {
        if data.is_empty() {
            return;
        }
        let name = match self.role {
            Role::Response => "http.response_body",
            Role::Upload | Role::Request => "http.request_body",
        };
        piece(out, self.transaction, name, data, self.begun);
        self.begun = true;
        match (self.role, self.multipart.take()) {
            (Role::Request, _) => {}
            (_, None) => {
                self.open(out);
                self.file_bytes(data, out);
            }
            (_, Some(mut parts)) => {
                parts.push(data, &mut |event| self.part(&event, files, out));
                self.multipart = Some(parts);
            }
        }
    }

    fn part(&mut self, event: &Event<'_>, files: &mut u32, out: &mut Sink<'_>) {
        match event {
            Event::Begin { name, kind } => {
                *files += 1;
                self.file = *files;
                self.name = name.to_vec();
                self.kind = kind.to_vec();
                self.announced = None;
                self.open(out);
            }
            Event::Data(data) => self.file_bytes(data, out),
            Event::End => self.close(true, out),
            Event::Flaw(event) => out.event(self.transaction, event),
        }
    }

    /// The first bytes of a file were seen.
    fn open(&mut self, out: &mut Sink<'_>) {
        if self.open {
            return;
        }
        self.open = true;
        out.buffer(self.transaction, "file.name", &self.name);
        if out.files_wanted() {
            let head = FileHead {
                class: "file",
                name: String::from_utf8_lossy(&self.name),
                kind: String::from_utf8_lossy(&self.kind),
                announced: self.announced,
                to_server: self.role != Role::Response,
            };
            out.file_begins(self.transaction, self.file, &head);
        }
        out.buffer(self.transaction, "file.data", &[]);
    }

    fn file_bytes(&mut self, data: &[u8], out: &mut Sink<'_>) {
        out.more(self.transaction, "file.data", data);
        out.file_data(self.file, None, data);
    }
}

fn piece(out: &mut Sink<'_>, transaction: u32, name: &'static str, data: &[u8], more: bool) {
    if more {
        out.more(transaction, name, data);
    } else {
        out.buffer(transaction, name, data);
    }
}
