//! An IEC 60870-5-104 outstation.
//!
//! Sources: IEC 60870-5-104:2006 (APCI §5.1, start and test procedures §5.2–5.3, parameters §9.6)
//! and IEC 60870-5-101:2003 (type identifications §7.2.1, causes §7.2.3, elements §7.2.6,
//! command procedures §6.8, interrogation §6.6).
//!
//! Station, common address 1 (causes and addresses in the lengths 104 fixes: 2, 2 and 3 bytes):
//!
//! | address | type | meaning |
//! |---|---|---|
//! | 1001–1004 | single point (1, spontaneous 30) | pump runs, burner on, low level, high level |
//! | 2001 | double point (3, spontaneous 31) | feeder breaker |
//! | 3001–3005 | short float (13, spontaneous 36) | level mm, pressure kPa, temperature °C, inflow, outflow m³/h |
//! | 4001 | counter (15) | water fed, litres |
//! | 5001, 5002 | single command (45, 58) | feed pump, burner; direct or select before execute |
//! | 5003 | double command (46, 59) | feeder breaker; select before execute only |
//! | 5101 | short float setpoint (50, 63) | pressure setpoint kPa |

use std::collections::VecDeque;

use model::Millis;

use crate::process::SharedPlant;
use crate::wire::{Answer, Framing, Reader, Session};

mod apci;
mod asdu;
mod station;

pub use asdu::{Asdu, COMMON_ADDRESS};

use apci::Apci;
use station::Station;

/// Unacknowledged information frames this side sends at most (k, §5.5).
const SEND_WINDOW: u16 = 12;
/// Information frames after which this side acknowledges (w, §5.5).
const ACKNOWLEDGE_AFTER: u16 = 8;
/// Time-outs t1, t2, t3 (§9.6), milliseconds.
const UNACKNOWLEDGED: i64 = 15_000;
const ACKNOWLEDGE_WITHIN: i64 = 10_000;
const IDLE: i64 = 20_000;
/// Messages that wait for the window; a client that never acknowledges loses the oldest.
const QUEUE: usize = 256;
/// Sequence numbers have fifteen bits.
const SEQUENCE_MASK: u16 = 0x7FFF;

/// One client's conversation with the outstation.
#[derive(Debug)]
pub struct Connection {
    station: Station,
    /// Data transfer was started (STARTDT).
    started: bool,
    next_send: u16,
    next_receive: u16,
    /// What the client has acknowledged.
    acknowledged: u16,
    /// Received and not yet acknowledged by this side.
    unanswered: u16,
    queue: VecDeque<Vec<u8>>,
    /// When the oldest unacknowledged frame was sent.
    oldest_sent: Option<Millis>,
    oldest_received: Option<Millis>,
    last_heard: Option<Millis>,
    /// When a test frame was sent that has not been confirmed.
    testing: Option<Millis>,
}

impl Connection {
    pub fn new(plant: SharedPlant) -> Self {
        Self {
            station: Station::new(plant),
            started: false,
            next_send: 0,
            next_receive: 0,
            acknowledged: 0,
            unanswered: 0,
            queue: VecDeque::new(),
            oldest_sent: None,
            oldest_received: None,
            last_heard: None,
            testing: None,
        }
    }

    fn unacknowledged(&self) -> u16 {
        self.next_send.wrapping_sub(self.acknowledged) & SEQUENCE_MASK
    }

    /// The client says which frame it expects next; `false` when that is impossible.
    fn acknowledge(&mut self, expected: u16, now: Millis) -> bool {
        let confirmed = expected.wrapping_sub(self.acknowledged) & SEQUENCE_MASK;
        if confirmed > self.unacknowledged() {
            return false;
        }
        if confirmed > 0 {
            self.acknowledged = expected;
            self.oldest_sent = (self.unacknowledged() > 0).then_some(now);
        }
        true
    }

    fn control(&mut self, function: apci::Unnumbered) -> Answer {
        let reply = match function {
            apci::Unnumbered::StartAct => {
                if !std::mem::replace(&mut self.started, true) {
                    self.push(self.station.end_of_initialization());
                }
                apci::Unnumbered::StartCon
            }
            apci::Unnumbered::StopAct => {
                self.started = false;
                apci::Unnumbered::StopCon
            }
            apci::Unnumbered::TestAct => apci::Unnumbered::TestCon,
            apci::Unnumbered::TestCon => {
                self.testing = None;
                return Answer::default();
            }
            // Only a controlled station confirms; a controlling one has no business to.
            apci::Unnumbered::StartCon | apci::Unnumbered::StopCon => return Answer::hang_up(),
        };
        Answer::send(Apci::Unnumbered(reply).encode(&[]))
    }

    fn information(&mut self, send: u16, receive: u16, body: &[u8], now: Millis) -> Answer {
        let in_sequence = self.started && send == self.next_receive;
        if !in_sequence || !self.acknowledge(receive, now) {
            return Answer::hang_up();
        }
        self.next_receive = (self.next_receive + 1) & SEQUENCE_MASK;
        self.unanswered += 1;
        self.oldest_received.get_or_insert(now);
        for reply in self.station.receive(body, now) {
            self.push(reply);
        }
        Answer::default()
    }

    fn push(&mut self, asdu: Vec<u8>) {
        if self.queue.len() >= QUEUE {
            self.queue.pop_front();
        }
        self.queue.push_back(asdu);
    }

    /// Adds what the window and the timers allow or demand.
    fn flush(&mut self, mut answer: Answer, now: Millis) -> Answer {
        while self.started && self.unacknowledged() < SEND_WINDOW {
            let Some(asdu) = self.queue.pop_front() else { break };
            let head = Apci::Information { send: self.next_send, receive: self.next_receive };
            answer.bytes.extend(head.encode(&asdu));
            self.next_send = (self.next_send + 1) & SEQUENCE_MASK;
            self.oldest_sent.get_or_insert(now);
            self.answered();
        }
        let due = self.oldest_received.is_some_and(|t| elapsed(t, now) >= ACKNOWLEDGE_WITHIN);
        if self.unanswered >= ACKNOWLEDGE_AFTER || (due && self.unanswered > 0) {
            answer.bytes.extend(Apci::Supervisory { receive: self.next_receive }.encode(&[]));
            self.answered();
        }
        answer
    }

    fn answered(&mut self) {
        self.unanswered = 0;
        self.oldest_received = None;
    }
}

impl Session for Connection {
    fn frame(&self, input: &[u8]) -> Framing {
        let mut reader = Reader::new(input);
        match (reader.u8(), reader.u8()) {
            (None, _) | (Some(apci::START), None) => Framing::Incomplete,
            (Some(apci::START), Some(length @ 4..=253)) => {
                let whole = usize::from(length) + 2;
                if input.len() < whole { Framing::Incomplete } else { Framing::Frame(whole) }
            }
            _ => Framing::Broken,
        }
    }

    fn receive(&mut self, frame: &[u8], now: Millis) -> Answer {
        self.last_heard = Some(now);
        let answer = match Apci::decode(frame) {
            Some((Apci::Unnumbered(function), [])) => self.control(function),
            Some((Apci::Supervisory { receive }, [])) => {
                let possible = self.acknowledge(receive, now);
                if possible { Answer::default() } else { Answer::hang_up() }
            }
            Some((Apci::Information { send, receive }, body)) => {
                self.information(send, receive, body, now)
            }
            _ => Answer::hang_up(),
        };
        self.flush(answer, now)
    }

    fn tick(&mut self, now: Millis) -> Answer {
        let late = |since: Option<Millis>| since.is_some_and(|t| elapsed(t, now) >= UNACKNOWLEDGED);
        if late(self.oldest_sent) || late(self.testing) {
            return Answer::hang_up();
        }
        if self.started {
            for report in self.station.news(now) {
                self.push(report);
            }
        }
        let mut answer = Answer::default();
        let heard = *self.last_heard.get_or_insert(now);
        if self.testing.is_none() && elapsed(heard, now) >= IDLE {
            self.testing = Some(now);
            answer.bytes = Apci::Unnumbered(apci::Unnumbered::TestAct).encode(&[]);
        }
        self.flush(answer, now)
    }
}

fn elapsed(since: Millis, now: Millis) -> i64 {
    now.0.saturating_sub(since.0)
}

#[cfg(test)]
mod tests;
