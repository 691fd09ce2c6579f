//! Files that packets of a message carry: upgrades to a terminal, pictures and recordings from it.
//! JT/T 808-2019 §8.19 (0x8108), §8.51 (0x0801). Packets sent again (§8.6) count once; one that is
//! missing ends a file.

use std::borrow::Cow;

use super::{Message, bodies, table};
use crate::listen::FileHead;
use crate::sink::Sink;

/// What tells a transfer from others: message and serial of its first packet. Serials of the
/// others follow it (§4.4.3).
type Id = (u16, u16);

/// Where a file's transfer is.
struct Open {
    id: Id,
    next: u16,
    file: u32,
}

/// Files of a connection, one at a time.
#[derive(Default)]
pub(super) struct Transfers {
    open: Option<Open>,
    /// The last one that came to its end.
    ended: Option<Id>,
    files: u32,
}

impl Transfers {
    /// Takes one packet.
    pub(super) fn packet(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        if !matches!(message.id, table::UPGRADE | table::MULTIMEDIA) || message.cipher() != 0 {
            return;
        }
        let (total, number) = message.fragment.unwrap_or((1, 1));
        let id = (message.id, message.serial.wrapping_sub(number).wrapping_add(1));
        let again = self.open.as_ref().is_some_and(|open| open.id == id && number < open.next);
        if again || self.ended == Some(id) {
            return;
        }
        let mut data = message.body;
        if number == 1 {
            self.end(false, out);
            let Some(behind_head) = self.begin(id, message, out) else { return };
            data = behind_head;
        }
        let fits = |open: &&mut Open| open.id == id && open.next == number;
        let Some(open) = self.open.as_mut().filter(fits) else { return self.end(false, out) };
        out.file_data(open.file, None, data);
        open.next = number.saturating_add(1);
        if number >= total {
            self.end(true, out);
        }
    }

    fn begin<'a>(&mut self, id: Id, message: &Message<'a>, out: &mut Sink<'_>) -> Option<&'a [u8]> {
        let (data, head) = if message.id == table::UPGRADE {
            let upgrade = bodies::upgrade(message)?;
            let name = crate::cursor::text(upgrade.version);
            let announced = Some(upgrade.length.into());
            let class = "firmware";
            (
                upgrade.data,
                FileHead { class, name: Cow::Owned(name), announced, ..FileHead::default() },
            )
        } else {
            let media = bodies::multimedia(message.body)?;
            let (name, kind) = (media.id.to_string(), media.format());
            let head = FileHead {
                class: "file",
                name: Cow::Owned(name),
                kind: Cow::Borrowed(kind),
                to_server: true,
                ..FileHead::default()
            };
            (media.data, head)
        };
        self.files = self.files.wrapping_add(1);
        out.file_begins(u32::from(message.serial).max(1), self.files, &head);
        self.open = Some(Open { id, next: 1, file: self.files });
        Some(data)
    }

    fn end(&mut self, complete: bool, out: &mut Sink<'_>) {
        if let Some(open) = self.open.take() {
            self.ended = Some(open.id);
            out.file_ends(open.file, complete);
        }
    }
}
