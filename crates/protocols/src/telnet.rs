//! Telnet: what ends negotiate, and that somebody logs in. Never what is typed behind a request
//! for a password.
//!
//! Source: RFC 854 (commands), RFC 855 (options), RFC 1091 (terminal type), RFC 1572 (environment),
//! RFC 2217 (serial ports); IANA *Telnet Options*. Port: TCP 23; 2323 is common for devices.
//! Not covered: contents of sessions, authentication and encryption options.
//!
//! Prompts are text for people: those told are words that login programs of Unix and of network
//! devices use.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::lines::is_text;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod login;
#[cfg(test)]
mod tests;

use login::Login;

/// Interpret as command. RFC 854.
const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
/// Longest subnegotiation looked at, with its frame.
const MAX_SUB: usize = 1024;
/// Bytes of a value that are told.
const MAX_TEXT: usize = 128;

/// Options. IANA *Telnet Options*.
const TERMINAL_TYPE: u8 = 24;
const OLD_ENVIRONMENT: u8 = 36;
const NEW_ENVIRONMENT: u8 = 39;
const COM_PORT: u8 = 44;

/// Codes above those of commands: steps of a login.
const PROMPT: u32 = 1 << 16;
const USER: u32 = PROMPT + 1;
const PASSWORD: u32 = PROMPT + 2;
const ANSWER: u32 = PROMPT + 3;

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// RFC 854 "TELNET command structure".
const OPERATIONS: &[Operation] = &[
    o(240, "end_of_subnegotiation", Risk::Link),
    o(241, "no_operation", Risk::Link),
    o(242, "data_mark", Risk::Link),
    o(243, "break", Risk::Control),
    o(244, "interrupt_process", Risk::Control),
    o(245, "abort_output", Risk::Link),
    o(246, "are_you_there", Risk::Link),
    o(247, "erase_character", Risk::Link),
    o(248, "erase_line", Risk::Link),
    o(249, "go_ahead", Risk::Link),
    o(250, "subnegotiation", Risk::Link),
    o(251, "will", Risk::Link),
    o(252, "wont", Risk::Link),
    o(253, "do", Risk::Link),
    o(254, "dont", Risk::Link),
    o(PROMPT, "prompt", Risk::Link),
    o(USER, "login_user", Risk::Link),
    o(PASSWORD, "login_password", Risk::Link),
    o(ANSWER, "login_answer", Risk::Link),
];

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(crate) struct Telnet;

impl Protocol for Telnet {
    const NAME: &'static str = "telnet";
    const FIELDS: &'static [Field] = &[
        field("option", "text", "RFC 855"),
        field("terminal", "text", "RFC 1091"),
        field("user", "text", "RFC 854, RFC 1572"),
        field("asks_for", "text", "RFC 854"),
    ];
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const FURTHER: &'static [&'static str] = &["serial_port_control"];
    const HINTS: &'static [Hint] = &[Hint::Tcp(23), Hint::Tcp(2323)];
    const MAX_MESSAGE: usize = MAX_SUB;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match data {
            [IAC, 251..=254, option, IAC, 250..=254, ..] if is_option(*option) => Probe::Yes,
            [IAC, 251..=254, option] if is_option(*option) => Probe::Maybe,
            [IAC, 251..=254, option, ..] if is_option(*option) => Probe::OnPort,
            [IAC] | [IAC, 251..=254] => Probe::NeedMore,
            text if is_text(text) && login::begins(text) => Probe::OnPort,
            _ => Probe::No,
        }
    }
}

/// IANA numbers options to 49 and from 138 to 140; 255 is the list of extended ones.
fn is_option(option: u8) -> bool {
    matches!(option, 0..=49 | 138..=140 | 255)
}

#[derive(Default)]
pub(crate) struct Talk {
    login: Login,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match pdu.data {
            [IAC] => Step::Need(2),
            [IAC, IAC, ..] => {
                self.login.byte(pdu.from, IAC, out);
                Step::Done(2)
            }
            [IAC, 251..=254] => Step::Need(3),
            [IAC, command @ 251..=254, option, ..] => {
                negotiate(*command, *option, out);
                Step::Done(3)
            }
            [IAC, SB, rest @ ..] => subnegotiation(pdu.from, rest, out),
            [IAC, command @ SE..=249, ..] => {
                command_of(*command, out);
                Step::Done(2)
            }
            [IAC, ..] => {
                out.anomaly("telnet.command", 1, "command");
                Step::Skip(2)
            }
            text => {
                let end = text.iter().position(|byte| *byte == IAC).unwrap_or(text.len());
                for byte in text.iter().take(end) {
                    self.login.byte(pdu.from, *byte, out);
                }
                Step::Done(end)
            }
        }
    }

    fn lost(&mut self, _from: End) {
        self.login = Login::default();
    }
}

fn begin(code: u32, kind: Kind, out: &mut Sink<'_>) {
    if let Some(operation) = lookup(OPERATIONS, code) {
        out.begin(kind, operation);
    }
}

fn command_of(command: u8, out: &mut Sink<'_>) {
    begin(command.into(), Kind::Spontaneous, out);
    out.finish();
}

fn negotiate(command: u8, option: u8, out: &mut Sink<'_>) {
    begin(command.into(), Kind::Spontaneous, out);
    out.field("option", option_name(option));
    if !is_option(option) {
        out.anomaly("telnet.option", 2, "option");
    }
    out.finish();
}

/// `rest` begins behind the command: option, value, and the end of both.
fn subnegotiation(from: End, rest: &[u8], out: &mut Sink<'_>) -> Step {
    let window = rest.get(..MAX_SUB - 2).unwrap_or(rest);
    let mut at = 0;
    let end = loop {
        match window.get(at..) {
            Some([IAC, SE, ..]) => break at,
            Some([IAC, IAC, ..]) => at += 2,
            // A command inside: the end was forgotten.
            Some([IAC, _, ..]) => break at,
            Some([_, _, ..]) => at += 1,
            _ if window.len() == MAX_SUB - 2 => {
                out.anomaly("telnet.long_subnegotiation", 0, "subnegotiation");
                return Step::Skip(2);
            }
            _ => return Step::Need(rest.len() + 3),
        }
    };
    let ended = window.get(end + 1) == Some(&SE);
    begin(SB.into(), Kind::Spontaneous, out);
    if let Some((option, value)) = window.get(..end).and_then(<[u8]>::split_first) {
        out.field("option", option_name(*option));
        value_of(from, *option, value, out);
    }
    if !ended {
        out.anomaly("telnet.unended_subnegotiation", end + 2, "subnegotiation");
    }
    out.finish();
    Step::Done(2 + end + if ended { 2 } else { 0 })
}

/// Values that say who comes from where. IS is 0. RFC 1091, RFC 1572.
fn value_of(from: End, option: u8, value: &[u8], out: &mut Sink<'_>) {
    match (option, value) {
        (TERMINAL_TYPE, [0, name @ ..]) => {
            out.client(from);
            out.text("terminal", name.get(..MAX_TEXT).unwrap_or(name));
        }
        (NEW_ENVIRONMENT | OLD_ENVIRONMENT, [0 | 2, variables @ ..]) => {
            if let Some(user) = environment(variables) {
                out.client(from);
                out.text("user", user.get(..MAX_TEXT).unwrap_or(user));
            }
        }
        (COM_PORT, _) => out.refine("serial_port_control", Risk::Control),
        _ => {}
    }
}

/// The value of the variable USER. VAR 0, VALUE 1, ESC 2, USERVAR 3. RFC 1572.
fn environment(variables: &[u8]) -> Option<&[u8]> {
    let mut parts = variables.split(|byte| matches!(byte, 0 | 3));
    let mut r = Reader::new(parts.find(|part| part.starts_with(b"USER\x01"))?);
    r.skip(5)?;
    Some(r.rest())
}

fn option_name(option: u8) -> String {
    let name = match option {
        0 => "binary",
        1 => "echo",
        3 => "suppress_go_ahead",
        5 => "status",
        6 => "timing_mark",
        TERMINAL_TYPE => "terminal_type",
        31 => "window_size",
        32 => "terminal_speed",
        33 => "flow_control",
        34 => "line_mode",
        35 => "x_display",
        OLD_ENVIRONMENT => "environment",
        37 => "authentication",
        38 => "encryption",
        NEW_ENVIRONMENT => "new_environment",
        COM_PORT => "com_port",
        other => return other.to_string(),
    };
    name.to_owned()
}
