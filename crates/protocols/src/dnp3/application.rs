//! Application fragments: header, internal indications, and the object headers that follow.
//!
//! Source: IEEE 1815-2012 4.2.2 (message formats), 4.4 (functions), 4.5 (internal indications).

use model::observation::{Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::End;
use crate::sink::Sink;

use super::files::Files;
use super::objects::{self, Context};
use super::{Frame, addresses, table};

/// Requests without an answer after which a master is thought to flood. Suricata's limit for
/// `dnp3.flooded`.
const MAX_UNANSWERED: u32 = 500;

/// Application control. 4.2.2.4.
const CONFIRM_ASKED: u8 = 0x20;
const SEQUENCE: u8 = 0x0f;

/// The last request of an end.
#[derive(Clone, Copy)]
struct Asked {
    stations: (u16, u16),
    sequence: u8,
    function: u8,
    transaction: u32,
}

/// What is remembered above the link.
#[derive(Default)]
pub(super) struct Application {
    asked: [Option<Asked>; 2],
    unanswered: u32,
    transaction: u32,
    files: Files,
}

impl Application {
    /// Tells of a whole fragment.
    pub(super) fn fragment(
        &mut self,
        from: End,
        frame: Frame,
        fragment: &[u8],
        out: &mut Sink<'_>,
    ) {
        let mut r = Reader::new(fragment);
        let (Some(control), Some(function)) = (r.u8(), r.u8()) else {
            out.anomaly("dnp3.truncated", 0, "application");
            out.event(0, "malformed");
            return;
        };
        let answers = self.answered(from, frame, control, function);
        let transaction = match answers {
            Some(asked) => asked.transaction,
            None => self.next_transaction(),
        };
        out.begin(kind(function), table::find(function));
        out.number(transaction, "dnp3.func", function.into());
        out.buffer(transaction, "dnp3.data", fragment);
        let mut context = Context { frame, control, function, iin: None, answers: None };
        context.answers = answers.map(|asked| asked.function);
        if table::find(function).name == "unknown_function" {
            out.anomaly("dnp3.unknown_function", 1, "function");
        }
        if function >= table::RESPONSE {
            context.iin = r.u16();
            match context.iin {
                Some(iin) => out.number(transaction, "dnp3.ind", iin.into()),
                None => {
                    out.anomaly("dnp3.truncated", 2, "iin");
                    out.event(transaction, "malformed");
                }
            }
        } else {
            self.ask(from, frame, control, function, transaction, out);
        }
        objects::tell(&context, &mut r, &mut self.files, transaction, out);
        out.finish();
        out.done(transaction);
    }

    fn next_transaction(&mut self) -> u32 {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        self.transaction
    }

    /// The request that a response answers: of the other end, with this sequence number.
    fn answered(&mut self, from: End, frame: Frame, control: u8, function: u8) -> Option<Asked> {
        if !matches!(function, table::RESPONSE | table::AUTHENTICATION_RESPONSE) {
            return None;
        }
        self.unanswered = 0;
        let asked = (*from.other().of(&self.asked))?;
        let same = asked.sequence == control & SEQUENCE
            && asked.stations == (frame.destination, frame.source);
        Some(asked).filter(|_| same)
    }

    fn ask(
        &mut self,
        from: End,
        frame: Frame,
        control: u8,
        function: u8,
        transaction: u32,
        out: &mut Sink<'_>,
    ) {
        if function == table::CONFIRM {
            return;
        }
        self.unanswered = self.unanswered.saturating_add(1);
        if self.unanswered == MAX_UNANSWERED {
            out.event(transaction, "flooded");
        }
        let asked = Asked {
            stations: (frame.source, frame.destination),
            sequence: control & SEQUENCE,
            function,
            transaction,
        };
        *from.of_mut(&mut self.asked) = Some(asked);
    }
}

fn kind(function: u8) -> Kind {
    match function {
        table::RESPONSE | table::AUTHENTICATION_RESPONSE => Kind::Response,
        table::UNSOLICITED => Kind::Spontaneous,
        _ => Kind::Request,
    }
}

/// What every observation of a fragment says.
pub(super) fn common(context: &Context, out: &mut Sink<'_>) {
    addresses(context.frame, out);
    out.field("sequence", context.control & SEQUENCE);
    if context.control & CONFIRM_ASKED != 0 {
        out.field("confirm_asked", true);
    }
    if let Some(function) = context.answers {
        out.field("answers", table::find(function).name);
    }
    let Some(iin) = context.iin else { return };
    out.field("iin", iin);
    if out.wanted() && iin != 0 {
        out.field("indications", table::indications(iin));
    }
    match table::refusal(iin) {
        Some((bit, name)) => out.failed(bit.into(), name),
        None => out.ok(),
    }
}

/// What a write means by its object.
pub(super) fn refine(function: u8, group: u8, variation: u8, out: &mut Sink<'_>) {
    match (function, group, variation) {
        (table::WRITE, 50, _) => out.refine("write_time", Risk::Write),
        (table::WRITE, 80, 1) => out.refine("clear_restart", Risk::Write),
        (table::WRITE, 70, 5) => out.refine("write_file", Risk::Program),
        (table::READ, 70, _) => out.refine("read_file", Risk::Read),
        _ => {}
    }
}
