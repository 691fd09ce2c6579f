//! An S7comm device (S7-300 class).
//!
//! Sources: RFC 1006 (TPKT), ISO 8073/RFC 905 class 0 (COTP), and for S7comm itself, which its
//! vendor does not publish, the field names and codes of the Wireshark dissector `packet-s7comm`
//! and Siemens *System Software for S7-300/400, System and Standard Functions* (system status
//! lists, chapter 33).
//!
//! Map of the plant:
//!
//! | address | meaning |
//! |---|---|
//! | DB1.DBD0–16 | REAL level mm, pressure kPa, temperature °C, inflow and outflow m³/h (read only: the program rewrites them) |
//! | DB1.DBW20 | 8 in RUN, 4 in STOP |
//! | DB2.DBD0–12 | REAL pump start level, pump stop level, pressure setpoint, inlet valve % |
//! | DB3 | 256 bytes of recipe |
//! | I0.0–I0.5 | low level, high level, overpressure, pump runs, burner on, breaker closed |
//! | Q0.0–Q0.2 | feed pump, burner, automatic mode |
//! | M0–M255 | free |

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::Millis;

use crate::wire::{Answer, Framing, MAX_FRAME, Reader, Session, byte_length, word_length};

mod blocks;
mod cpu;
mod pdu;
mod szl;
mod transfer;
mod userdata;
mod vars;

pub use cpu::{Cpu, ORDER_NUMBER};

use pdu::{Fault, Pdu, Rosctr};
use transfer::{Download, Upload};

const TPKT_VERSION: u8 = 3;
const COTP_CONNECT_REQUEST: u8 = 0xE0;
const COTP_CONNECT_CONFIRM: u8 = 0xD0;
const COTP_DISCONNECT_REQUEST: u8 = 0x80;
const COTP_DATA: u8 = 0xF0;
/// Last data unit of a message (ISO 8073 §13.7).
const END_OF_MESSAGE: u8 = 0x80;
/// The longest PDU this CPU negotiates, as S7-300 CPUs do.
const PDU_BYTES: u16 = 240;
const MIN_PDU_BYTES: u16 = 64;

/// One client's conversation with the CPU.
#[derive(Debug)]
pub struct Connection {
    cpu: Arc<Mutex<Cpu>>,
    /// COTP connection is open.
    open: bool,
    /// Negotiated PDU length; 0 before setup communication.
    pdu_bytes: u16,
    /// Data units of a message whose end has not come yet.
    partial: Vec<u8>,
    upload: Option<Upload>,
    download: Option<Download>,
    pending: Option<userdata::Pending>,
    /// Reference of the last job this side sent, and of the last fragmented answer.
    reference: u16,
}

impl Connection {
    pub fn new(cpu: Arc<Mutex<Cpu>>) -> Self {
        Self {
            cpu,
            open: false,
            pdu_bytes: 0,
            partial: Vec::new(),
            upload: None,
            download: None,
            pending: None,
            reference: 0,
        }
    }

    fn connect(&mut self, mut cotp: Reader<'_>) -> Answer {
        let (Some(_), Some(source), Some(_)) = (cotp.u16(), cotp.array::<2>(), cotp.u8()) else {
            return Answer::hang_up();
        };
        let mut parameters = vec![0xC0, 1, 0x0A];
        while let (Some(code), Some(length)) = (cotp.u8(), cotp.u8()) {
            let Some(value) = cotp.take(usize::from(length)) else {
                return Answer::hang_up();
            };
            // Calling and called TSAP are confirmed as asked; the size is this device's own.
            if matches!(code, 0xC1 | 0xC2) && length <= 16 {
                parameters.extend_from_slice(&[code, length]);
                parameters.extend_from_slice(value);
            }
        }
        self.open = true;
        self.pdu_bytes = 0;
        let [high, low] = source;
        let length = byte_length(6 + parameters.len());
        let head = [length, COTP_CONNECT_CONFIRM, high, low, 0x00, 0x01, 0x00];
        Answer::send(tpkt(&[&head, parameters.as_slice()].concat()))
    }

    fn data(&mut self, mut cotp: Reader<'_>, now: Millis) -> Answer {
        let Some(number) = cotp.u8().filter(|_| self.open) else {
            return Answer::hang_up();
        };
        if self.partial.len() + cotp.rest().len() > MAX_FRAME {
            return Answer::hang_up();
        }
        self.partial.extend_from_slice(cotp.rest());
        if number & END_OF_MESSAGE == 0 {
            return Answer::default();
        }
        let message = std::mem::take(&mut self.partial);
        let Some(request) = Pdu::decode(&message) else {
            return Answer::hang_up();
        };
        let replies = self.call(&request, now);
        Answer::send(replies.iter().flat_map(|pdu| data_unit(&pdu.encode())).collect())
    }

    fn call(&mut self, request: &Pdu, now: Millis) -> Vec<Pdu> {
        match request.rosctr {
            Rosctr::Job => self.job(request),
            Rosctr::AckData => self.fragment_arrived(request),
            Rosctr::Userdata => self.userdata(request, now).into_iter().collect(),
            Rosctr::Ack => Vec::new(),
        }
    }

    fn job(&mut self, request: &Pdu) -> Vec<Pdu> {
        let mut parameters = Reader::new(&request.parameters);
        let function = parameters.u8().unwrap_or(0);
        if self.pdu_bytes == 0 && function != pdu::SETUP {
            return vec![request.refuse(Fault::NOT_IN_THIS_CONTEXT)];
        }
        let done = match function {
            pdu::SETUP => self.setup(parameters),
            pdu::READ => self.read(parameters),
            pdu::WRITE => self.write(parameters, &request.data),
            pdu::REQUEST_DOWNLOAD => return self.request_download(request, parameters),
            pdu::START_UPLOAD => self.start_upload(parameters),
            pdu::UPLOAD => self.upload(parameters),
            pdu::END_UPLOAD => self.end_upload(parameters),
            pdu::CONTROL => self.lock().control(parameters),
            pdu::STOP => self.lock().stop(parameters),
            _ => Err(Fault::NOT_IN_THIS_CONTEXT),
        };
        let reply = done.map_or_else(
            |fault| request.refuse(fault),
            |(parameters, data)| request.acknowledge(parameters, data),
        );
        vec![reply]
    }

    fn setup(&mut self, mut parameters: Reader<'_>) -> pdu::Reply {
        let asked = (parameters.u8(), parameters.u16(), parameters.u16(), parameters.u16());
        let (Some(_), Some(_), Some(_), Some(bytes)) = asked else {
            return Err(Fault::WRONG_PDU_SIZE);
        };
        self.pdu_bytes = bytes.clamp(MIN_PDU_BYTES, PDU_BYTES);
        let [high, low] = self.pdu_bytes.to_be_bytes();
        Ok((vec![pdu::SETUP, 0, 0, 1, 0, 1, high, low], Vec::new()))
    }

    fn read(&mut self, parameters: Reader<'_>) -> pdu::Reply {
        let limit = usize::from(self.pdu_bytes).saturating_sub(pdu::ACK_HEADER_BYTES + 2);
        vars::read(&mut self.lock(), parameters, limit)
    }

    fn write(&mut self, parameters: Reader<'_>, data: &[u8]) -> pdu::Reply {
        vars::write(&mut self.lock(), parameters, Reader::new(data))
    }

    /// A reference for what this side starts.
    fn next_reference(&mut self) -> u16 {
        self.reference = self.reference.wrapping_add(1).max(1);
        self.reference
    }

    fn lock(&self) -> MutexGuard<'_, Cpu> {
        self.cpu.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session for Connection {
    fn frame(&self, input: &[u8]) -> Framing {
        let mut reader = Reader::new(input);
        match reader.u8() {
            None => return Framing::Incomplete,
            Some(TPKT_VERSION) => {}
            Some(_) => return Framing::Broken,
        }
        let (Some(_), Some(length)) = (reader.u8(), reader.u16()) else {
            return Framing::Incomplete;
        };
        let length = usize::from(length);
        match length {
            0..7 => Framing::Broken,
            7..=MAX_FRAME if input.len() >= length => Framing::Frame(length),
            7..=MAX_FRAME => Framing::Incomplete,
            _ => Framing::Broken,
        }
    }

    fn receive(&mut self, frame: &[u8], now: Millis) -> Answer {
        let mut reader = Reader::new(frame);
        let header = reader.take(4).and_then(|_| reader.u8()).zip(reader.u8());
        match header {
            Some((_, COTP_CONNECT_REQUEST)) => self.connect(reader),
            Some((2, COTP_DATA)) => self.data(reader, now),
            Some((_, COTP_DISCONNECT_REQUEST)) | None => Answer::hang_up(),
            // Acknowledgements and errors mean nothing in class 0.
            Some(_) => Answer::default(),
        }
    }

    fn tick(&mut self, _: Millis) -> Answer {
        Answer::default()
    }
}

/// RFC 1006 §6: version, reserved, length of the whole packet.
fn tpkt(payload: &[u8]) -> Vec<u8> {
    let [high, low] = word_length(payload.len() + 4).to_be_bytes();
    [&[TPKT_VERSION, 0, high, low], payload].concat()
}

/// A class 0 data unit that holds a whole message.
fn data_unit(message: &[u8]) -> Vec<u8> {
    tpkt(&[&[2, COTP_DATA, END_OF_MESSAGE], message].concat())
}

#[cfg(test)]
mod tests;
