//! UMAS, Modicon's configuration protocol inside function 90: session key, function, data.

use model::observation::Risk;

use crate::cursor::Reader;
use crate::modbus::Pending;
use crate::modbus::parts::Files;
use crate::sink::Sink;

/// Status of a response that did what was asked.
const DONE: u8 = 0xfe;

/// Name and risk of a UMAS function as commonly observed; unknown ones keep the row of `umas`.
fn function(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x01 => ("umas_init_comm", Risk::Link),
        0x02 => ("umas_read_id", Risk::Identify),
        0x03 => ("umas_read_project_info", Risk::Identify),
        0x04 => ("umas_read_plc_info", Risk::Identify),
        0x06 => ("umas_read_card_info", Risk::Identify),
        0x0a => ("umas_repeat", Risk::Link),
        0x10 => ("umas_take_plc_reservation", Risk::Control),
        0x11 => ("umas_release_plc_reservation", Risk::Control),
        0x12 => ("umas_keep_alive", Risk::Link),
        0x20 => ("umas_read_memory_block", Risk::Read),
        0x22 => ("umas_read_variables", Risk::Read),
        0x23 => ("umas_write_variables", Risk::Write),
        0x24 => ("umas_read_coils_registers", Risk::Read),
        0x25 => ("umas_write_coils_registers", Risk::Write),
        0x30 => ("umas_initialize_upload", Risk::Program),
        0x31 => ("umas_upload_block", Risk::Program),
        0x32 => ("umas_end_upload", Risk::Program),
        0x33 => ("umas_initialize_download", Risk::Program),
        0x34 => ("umas_download_block", Risk::Program),
        0x35 => ("umas_end_download", Risk::Program),
        0x39 => ("umas_read_ethernet_master_data", Risk::Identify),
        0x40 => ("umas_start_plc", Risk::Stop),
        0x41 => ("umas_stop_plc", Risk::Stop),
        0x50 => ("umas_monitor_plc", Risk::Read),
        0x58 => ("umas_check_plc", Risk::Identify),
        0x70 => ("umas_read_io_object", Risk::Read),
        0x71 => ("umas_write_io_object", Risk::Write),
        0x73 => ("umas_get_status_module", Risk::Identify),
        _ => return None,
    })
}

fn refine(code: u8, out: &mut Sink<'_>) {
    out.field("subfunction", code);
    if let Some((name, risk)) = function(code) {
        out.refine(name, risk);
    }
}

pub(super) fn request(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("session_key", r.u8()?);
    let code = r.u8()?;
    refine(code, out);
    out.values(r.rest());
    match code {
        // Four bytes, then the name of the station that reserves the controller.
        0x10 => {
            r.skip(4)?;
            let length = usize::from(r.u8()?);
            out.text("station", r.bytes(length)?);
        }
        // Range, block, offset, size.
        0x20 => {
            r.u8()?;
            out.field("block", r.u16_le()?);
            out.field("offset", r.u32_le()?);
            out.field("size", r.u16_le()?);
        }
        0x31 | 0x34 => {
            r.skip(2)?;
            out.field("block", r.u16_le()?);
        }
        _ => {}
    }
    Some(())
}

/// The function byte of a response is its status: 0xFE done, 0xFD refused.
pub(super) fn response(
    r: &mut Reader<'_>,
    asked: Option<&Pending>,
    out: &mut Sink<'_>,
) -> Option<()> {
    out.field("session_key", r.u8()?);
    let status = r.u8()?;
    if let Some(asked) = asked {
        refine(asked.sub, out);
    }
    match status {
        DONE => {
            out.ok();
            let _ = asked.and_then(|asked| identity(asked.sub, &mut r.clone(), out));
        }
        0xfd => out.failed(status.into(), "umas_refused"),
        other => out.failed(other.into(), "unknown"),
    }
    out.values(r.rest());
    Some(())
}

/// What responses tell of the controller: its type, and the name of its project.
fn identity(sub: u8, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (field, before) = match sub {
        0x02 => ("model", 22),
        0x03 => ("name", 38),
        _ => return None,
    };
    r.skip(before)?;
    let length = usize::from(r.u8()?);
    let name = r.bytes(length)?;
    let printable = name.iter().all(|byte| matches!(byte, 0 | b' '..=b'~'));
    if printable {
        out.text(field, name);
    }
    Some(())
}

/// Programs in requests: "upload" is to the controller, "download" from it. A block to the
/// controller has its number and size in front.
pub(in crate::modbus) fn sent(
    exchange: u32,
    data: &[u8],
    files: &mut Files,
    out: &mut Sink<'_>,
) -> Option<()> {
    let mut r = Reader::new(data);
    r.u8()?;
    match r.u8()? {
        0x30 => files.project_begins(exchange, true, None, out),
        0x31 => {
            r.skip(4)?;
            let size = usize::from(r.u16_le()?);
            files.project_data(true, r.bytes(size)?, out);
        }
        0x32 | 0x35 => files.project_ends(true, out),
        _ => {}
    }
    Some(())
}

/// Programs in responses: a block from the controller has a byte, whether it is the last, and its
/// size in front.
pub(in crate::modbus) fn received(
    exchange: u32,
    sub: u8,
    data: &[u8],
    files: &mut Files,
    out: &mut Sink<'_>,
) -> Option<()> {
    let mut r = Reader::new(data);
    r.u8()?;
    if r.u8()? != DONE {
        return None;
    }
    match sub {
        // Two bytes, then the size of the project.
        0x33 => {
            let size = r.skip(2).and_then(|()| r.u32_le()).map(u64::from);
            files.project_begins(exchange, false, size, out);
        }
        0x34 => {
            r.u8()?;
            let (last, size) = (r.u8()?, usize::from(r.u16_le()?));
            files.project_data(false, r.bytes(size)?, out);
            if last == 1 {
                files.project_ends(true, out);
            }
        }
        _ => {}
    }
    Some(())
}
