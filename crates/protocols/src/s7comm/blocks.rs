//! Transfer of program blocks, program invocation services, stop.

use crate::cursor::{Reader, text};
use crate::sink::Sink;

use model::observation::Risk;

/// A block as its file name tells: `_0800001P` is OB 1 in the passive file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    kind: &'static str,
    number: u32,
    destination: &'static str,
}

fn block_type(code: &[u8]) -> &'static str {
    match code {
        b"08" => "OB",
        b"09" => "CMOD",
        b"0A" => "DB",
        b"0B" => "SDB",
        b"0C" => "FC",
        b"0D" => "SFC",
        b"0E" => "FB",
        b"0F" => "SFB",
        _ => "unknown",
    }
}

impl Block {
    /// File identifier, block type (2), number (5 decimal), destination file system.
    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        let mut r = Reader::new(name);
        r.skip(1)?;
        Self::from_tail(&mut r)
    }

    fn from_tail(r: &mut Reader<'_>) -> Option<Self> {
        let kind = block_type(r.bytes(2)?);
        let number = std::str::from_utf8(r.bytes(5)?).ok()?.trim().parse().ok()?;
        let destination = match r.u8()? {
            b'P' => "passive",
            b'A' => "active",
            b'B' => "both",
            _ => "unknown",
        };
        Some(Self { kind, number, destination })
    }

    /// OB, FC, FB, DB, SDB…
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    pub(super) fn name(&self) -> String {
        format!("{}{}", self.kind, self.number)
    }

    fn report(&self, out: &mut Sink<'_>) {
        out.named("block", || self.name());
        out.field("block_type", self.kind);
        out.field("block_number", self.number);
        out.field("destination", self.destination);
    }
}

/// The file name behind its length octet.
fn file_name(r: &mut Reader<'_>, transfer: &mut Option<Block>, out: &mut Sink<'_>) -> Option<()> {
    let length = usize::from(r.u8()?);
    let name = r.bytes(length)?;
    match Block::from_name(name) {
        Some(block) => {
            block.report(out);
            *transfer = Some(block);
        }
        None => out.named("file", || text(name)),
    }
    Some(())
}

/// Status, two octets, upload id; requests of a transfer's begin and of a download's parts name
/// the file.
pub(super) fn request(
    function: u8,
    r: &mut Reader<'_>,
    transfer: &mut Option<Block>,
    out: &mut Sink<'_>,
) -> Option<()> {
    r.skip(3)?;
    out.field("upload_id", r.u32()?);
    match function {
        0x1e | 0x1f => {
            if let Some(block) = transfer {
                block.report(out);
            }
        }
        _ => file_name(r, transfer, out)?,
    }
    if function == 0x1a && !r.is_empty() {
        lengths(r, out)?;
    }
    Some(())
}

/// `1`, load memory (6 decimal), code (6 decimal).
fn lengths(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let length = usize::from(r.u8()?);
    let mut digits = Reader::new(r.bytes(length)?);
    digits.skip(1)?;
    for name in ["load_memory", "code_length"] {
        let number = std::str::from_utf8(digits.bytes(6)?).ok().and_then(|n| n.parse::<u32>().ok());
        if let Some(number) = number {
            out.field(name, number);
        }
    }
    Some(())
}

pub(super) fn response(
    function: u8,
    r: &mut Reader<'_>,
    data: &[u8],
    transfer: &mut Option<Block>,
    out: &mut Sink<'_>,
) -> Option<()> {
    if let Some(block) = transfer {
        block.report(out);
    }
    if matches!(function, 0x1b | 0x1e) {
        out.values(data);
    }
    if function == 0x1d && r.left() >= 7 {
        r.skip(3)?;
        out.field("upload_id", r.u32()?);
    }
    if matches!(function, 0x1c | 0x1f) {
        *transfer = None;
    }
    Some(())
}

/// A program invocation: seven octets, arguments behind a two-octet length, name of the service.
pub(super) fn service(r: &mut Reader<'_>, risk: &mut Risk, out: &mut Sink<'_>) -> Option<()> {
    r.skip(7)?;
    let length = usize::from(r.u16()?);
    let arguments = r.bytes(length)?;
    let length = usize::from(r.u8()?);
    let name = r.bytes(length)?;
    out.text("pi_service", name);
    // Inserting, deleting, compressing, copying to ROM; anything else starts the controller.
    if matches!(name, b"_INSE" | b"_DELE" | b"_GARB" | b"_MODU") {
        *risk = Risk::Program;
        out.refine("plc_control", Risk::Program);
    }
    if matches!(name, b"_INSE" | b"_DELE") {
        block_list(arguments, out);
    } else {
        out.text("pi_argument", arguments);
    }
    Some(())
}

/// Number of blocks, a zero octet, then eight octets each.
fn block_list(arguments: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let mut r = Reader::new(arguments);
    let count = r.u8().unwrap_or(0);
    let _ = r.skip(1);
    let blocks: Vec<Block> = (0..count)
        .map_while(|_| r.bytes(8))
        .filter_map(|b| Block::from_tail(&mut Reader::new(b)))
        .collect();
    match blocks.as_slice() {
        [block] => block.report(out),
        several => {
            let names: Vec<String> = several.iter().map(Block::name).collect();
            out.text("blocks", names.join(",").as_bytes());
        }
    }
}

/// Five octets, then the service `P_PROGRAM`.
pub(super) fn stop(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.skip(5)?;
    let length = usize::from(r.u8()?);
    out.text("pi_service", r.bytes(length)?);
    Some(())
}
