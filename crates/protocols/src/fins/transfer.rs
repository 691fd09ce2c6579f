//! Programs and files on their way, piece by piece.

use std::borrow::Cow;

use crate::listen::FileHead;
use crate::sink::Sink;

/// Transfers followed at a time in one flow.
const MAX_OPEN: usize = 8;

/// A piece of a program or file.
pub(super) struct Piece<'a> {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) to_server: bool,
    pub(super) begins: bool,
    pub(super) ends: bool,
    pub(super) at: Option<u64>,
    pub(super) data: &'a [u8],
}

/// Transfers under way: name, direction, number.
#[derive(Default)]
pub(super) struct Transfers {
    open: Vec<(String, bool, u32)>,
    last: u32,
}

impl Transfers {
    pub(super) fn piece(&mut self, piece: &Piece<'_>, out: &mut Sink<'_>) {
        let number = self.number(piece, out);
        out.file_data(number, piece.at, piece.data);
        if piece.ends {
            out.file_ends(number, true);
            self.open.retain(|(_, _, n)| *n != number);
        }
    }

    fn number(&mut self, piece: &Piece<'_>, out: &mut Sink<'_>) -> u32 {
        let known =
            |(name, to, _): &&(String, bool, u32)| *name == piece.name && *to == piece.to_server;
        if let Some((_, _, number)) = self.open.iter().find(known).cloned() {
            if !piece.begins {
                return number;
            }
            out.file_ends(number, false);
            self.open.retain(|(_, _, n)| *n != number);
        }
        if self.open.len() >= MAX_OPEN {
            let (_, _, oldest) = self.open.remove(0);
            out.file_ends(oldest, false);
        }
        self.last = self.last.wrapping_add(1);
        self.open.push((piece.name.clone(), piece.to_server, self.last));
        let head = FileHead {
            class: piece.class,
            name: Cow::Borrowed(&piece.name),
            kind: Cow::Borrowed(""),
            announced: None,
            to_server: piece.to_server,
        };
        out.file_begins(self.last, self.last, &head);
        self.last
    }
}
