//! User data messages: block lists and information, system status lists, the clock.

use model::Millis;

use super::Connection;
use super::blocks::{self, BlockName};
use super::pdu::{Fault, Pdu, Rosctr};
use super::szl;
use crate::wire::{Reader, word_length};

const BLOCKS: u8 = 3;
const STATUS_LISTS: u8 = 4;
const CLOCK: u8 = 7;

/// Method byte: the client asks, or asks for more.
const REQUEST: u8 = 0x11;
const CONTINUE: u8 = 0x12;

const OCTETS: u8 = 0x09;

/// The rest of an answer that is longer than one PDU.
#[derive(Debug)]
pub(super) struct Pending {
    group: u8,
    function: u8,
    sequence: u8,
    rest: Vec<u8>,
}

/// What a function gives: bytes, or nothing but the acknowledgement.
enum Given {
    Bytes(Vec<u8>),
    Nothing,
}

/// The parameters of a request.
struct Request {
    method: u8,
    group: u8,
    function: u8,
    sequence: u8,
}

impl Request {
    fn decode(parameters: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(parameters);
        reader.take(3).filter(|head| *head == [0, 1, 0x12])?;
        let _length = reader.u8()?;
        let method = reader.u8()?;
        let group = reader.u8().filter(|group| group >> 4 == 4)? & 0x0F;
        Some(Self { method, group, function: reader.u8()?, sequence: reader.u8()? })
    }
}

impl Connection {
    /// `None` for what is no request: a CPU does not answer answers.
    pub(super) fn userdata(&mut self, message: &Pdu, now: Millis) -> Option<Pdu> {
        let request = Request::decode(&message.parameters)?;
        let given = match request.method {
            _ if self.pdu_bytes == 0 => Err(Fault::NOT_IN_THIS_CONTEXT),
            REQUEST => self.give(&request, &message.data, now),
            CONTINUE => self.more(&request).map(Given::Bytes),
            _ => return None,
        };
        Some(self.answer(message.reference, &request, given))
    }

    fn give(&mut self, request: &Request, data: &[u8], now: Millis) -> Result<Given, Fault> {
        let body = octets(data).unwrap_or_default();
        match (request.group, request.function) {
            (BLOCKS, 1) => Ok(Given::Bytes(self.count_blocks())),
            (BLOCKS, 2) => self.list_blocks(body).map(Given::Bytes),
            (BLOCKS, 3) => self.block_info(body).map(Given::Bytes),
            (STATUS_LISTS, 1) => self.status_list(body).map(Given::Bytes),
            (CLOCK, 1) => Ok(Given::Bytes(clock(now, self.lock().clock_ahead))),
            (CLOCK, 2) => {
                let set = clock_time(body).ok_or(Fault::PARAMETER_SYNTAX)?;
                self.lock().clock_ahead = set.0.saturating_sub(now.0);
                Ok(Given::Nothing)
            }
            _ => Err(Fault::NOT_IN_THIS_CONTEXT),
        }
    }

    fn more(&mut self, request: &Request) -> Result<Vec<u8>, Fault> {
        let same = |p: &Pending| {
            (p.group, p.function, p.sequence) == (request.group, request.function, request.sequence)
        };
        let pending = self.pending.take().filter(same).ok_or(Fault::COORDINATION)?;
        Ok(pending.rest)
    }

    fn count_blocks(&self) -> Vec<u8> {
        let cpu = self.lock();
        let entry = |kind: &u8| {
            let [high, low] = word_length(cpu.numbers(*kind).len()).to_be_bytes();
            [b'0', *kind, high, low]
        };
        blocks::KINDS.iter().flat_map(entry).collect()
    }

    fn list_blocks(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let [b'0', kind] = *body else {
            return Err(Fault::BLOCK_NAME_SYNTAX);
        };
        let numbers = self.lock().numbers(kind);
        let entry = |number: u16| {
            let [high, low] = number.to_be_bytes();
            [high, low, 0x22, blocks::language(kind)]
        };
        let list: Vec<u8> = numbers.into_iter().flat_map(entry).collect();
        if list.is_empty() { Err(Fault::NO_BLOCK_AVAILABLE) } else { Ok(list) }
    }

    fn block_info(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let name = BlockName::decode(body).ok_or(Fault::BLOCK_NAME_SYNTAX)?;
        self.lock().info(name).ok_or(Fault::NO_SUCH_BLOCK)
    }

    fn status_list(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut reader = Reader::new(body);
        let (id, index) = reader.u16().zip(reader.u16()).ok_or(Fault::PARAMETER_SYNTAX)?;
        szl::read(id, index, self.lock().running()).ok_or(Fault::NO_SUCH_LIST)
    }

    /// The answer, cut to what one PDU holds; the rest waits for the client to ask on.
    fn answer(&mut self, reference: u16, request: &Request, given: Result<Given, Fault>) -> Pdu {
        let room = usize::from(self.pdu_bytes.max(64)) - (10 + 12 + 4);
        let (error, mut bytes) = match given {
            Ok(Given::Bytes(bytes)) => (0, Some(bytes)),
            Ok(Given::Nothing) => (0, None),
            Err(fault) => (fault.0, None),
        };
        let rest = bytes.as_mut().filter(|b| b.len() > room).map(|bytes| bytes.split_off(room));
        let continued = request.method == CONTINUE || rest.is_some();
        let sequence = match (request.method, request.sequence) {
            (CONTINUE, sequence) => sequence,
            _ => self.next_reference().to_be_bytes()[1].max(1),
        };
        let more = u8::from(rest.is_some());
        let unit = if continued { sequence } else { 0 };
        let [high, low] = error.to_be_bytes();
        let (group, function) = (request.group, request.function);
        self.pending = rest.map(|rest| Pending { group, function, sequence, rest });
        let parameters =
            vec![0, 1, 0x12, 8, 0x12, 0x80 | group, function, sequence, unit, more, high, low];
        let data = bytes.map_or_else(
            || vec![0x0A, 0, 0, 0],
            |bytes| {
                let [high, low] = word_length(bytes.len()).to_be_bytes();
                [&[0xFF, OCTETS, high, low], bytes.as_slice()].concat()
            },
        );
        Pdu { rosctr: Rosctr::Userdata, reference, error: 0, parameters, data }
    }
}

/// Return code, transport size and length before the bytes of a request.
fn octets(data: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(data);
    let (_, _, length) = (reader.u8()?, reader.u8()?, reader.u16()?);
    reader.take(usize::from(length))
}

/// Ten bytes: two of prefix, then BCD year to second, milliseconds and the day of the week.
fn clock(now: Millis, ahead: i64) -> Vec<u8> {
    let time = crate::calendar::Civil::from_millis(now.plus(ahead));
    let bcd = |n: u16| u8::try_from(n / 10 % 10 * 16 + n % 10).unwrap_or(0);
    let millis = time.millisecond;
    let mut out = vec![0, 0x19];
    out.extend([time.year % 100, time.month, time.day].map(bcd));
    out.extend([time.hour, time.minute, time.second, millis / 10].map(bcd));
    // Sunday is 1 here.
    out.push(bcd(millis % 10 * 10 + time.weekday % 7 + 1));
    out
}

fn clock_time(body: &[u8]) -> Option<Millis> {
    let mut reader = Reader::new(body);
    reader.take(2)?;
    let mut field = || {
        let byte = u16::from(reader.u8()?);
        (byte >> 4 <= 9 && byte & 15 <= 9).then_some((byte >> 4) * 10 + (byte & 15))
    };
    let (year, month, day) = (field()?, field()?, field()?);
    let (hour, minute, second) = (field()?, field()?, field()?);
    let year = if year < 90 { 2000 + year } else { 1900 + year };
    let time = crate::calendar::Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        millisecond: 0,
        weekday: 0,
    };
    time.to_millis()
}
