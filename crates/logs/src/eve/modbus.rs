//! Suricata's `modbus` object: a request or a response, here one at a time.

use model::observation::{Kind, Object as Target, Observation, Outcome};

use super::field;
use crate::json::Object;

pub(super) fn body(body: &mut Object<'_>, o: &Observation) {
    let side = if o.kind == Kind::Response { "response" } else { "request" };
    let mut message = body.object(side);
    for (ours, theirs) in [("transaction", "transaction_id"), ("unit", "unit_id")] {
        if let Some(value) = o.field(ours) {
            field(&mut message, theirs, value);
        }
    }
    message.number("protocol_id", 0);
    message.number("function_raw", o.code);
    message.plain("function_code", function(o.code));
    if o.anomalies.is_empty() {
        message.plain("error_flags", "NONE");
    } else {
        let flags: Vec<&str> = o.anomalies.iter().map(|anomaly| &*anomaly.code).collect();
        message.plain("error_flags", flags.join(" | "));
    }
    access(&mut message, o);
    if let Some(Outcome::Error { code, name }) = &o.outcome {
        let mut exception = message.object("exception");
        exception.number("raw", *code);
        exception.text("code", name);
    }
}

fn access(message: &mut Object<'_>, o: &Observation) {
    let Some(Target::Range { start, count, .. }) = &o.object else { return };
    let access = match o.code {
        1..=4 | 20 | 24 => "read",
        5 | 6 | 15 | 16 | 21..=23 => "write",
        _ => return,
    };
    let mut body = message.object(access);
    body.number("address", *start);
    body.number("quantity", *count);
    if let Some(value) = o.field("value") {
        field(&mut body, "data", value);
    }
}

/// The names that Suricata's logger uses.
fn function(code: u32) -> &'static str {
    match code {
        1 => "RdCoils",
        2 => "RdDiscreteInputs",
        3 => "RdHoldRegs",
        4 => "RdInputRegs",
        5 => "WrSingleCoil",
        6 => "WrSingleReg",
        7 => "RdExcStatus",
        8 => "Diagnostic",
        9 => "Program484",
        10 => "Poll484",
        11 => "GetCommEventCtr",
        12 => "GetCommEventLog",
        13 => "ProgramController",
        14 => "PollController",
        15 => "WrMultCoils",
        16 => "WrMultRegs",
        17 => "ReportServerID",
        18 => "Program884",
        19 => "ResetCommLink",
        20 => "RdFileRec",
        21 => "WrFileRec",
        22 => "MaskWrReg",
        23 => "RdWrMultRegs",
        24 => "RdFIFOQueue",
        43 => "MEI",
        _ => "Unknown",
    }
}
