//! One direction of a TCP stream: what comes next, what came too early, what will never come.
//! Sources: RFC 9293; overlap policies after Shankar and Paxson (2003).
//!
//! Starting in mid-stream is normal: the first data byte seen is the beginning. Sequence numbers
//! are compared modulo 2^32; whatever lies farther than [`FAR`] from the expected number is not
//! believed until its successor confirms it.

use crate::config::{Config, Overlap};
use crate::table::fold;

/// Beyond this distance a sequence number belongs to another stream (or to an attack).
const FAR: i32 = 8 << 20;
/// Pieces buffered at most, besides the limit in bytes.
const MAX_PIECES: usize = 512;
/// What a piece costs besides its bytes.
const PIECE_COST: usize = 64;

/// Who hears what a direction comes to.
pub(crate) trait Out {
    /// The next bytes, and when they came if not with the packet at hand.
    fn data(&mut self, data: &[u8], came: Option<Came>);
    /// `lost` bytes will not come; 0 = unknown.
    fn gap(&mut self, lost: u64);
    fn note(&mut self, code: &'static str);
    /// Something that rules know by Suricata's name for it.
    fn event(&mut self, name: &'static str);
    fn repeated(&mut self, bytes: usize);
    fn out_of_order(&mut self);
}

/// The moment, for everything that waits.
#[derive(Clone, Copy)]
pub(crate) struct Now<'a> {
    pub(crate) time: i64,
    /// The packet's number.
    pub(crate) number: u64,
    pub(crate) config: &'a Config,
}

/// The packet that brought something which had to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) time: i64,
    pub(crate) number: u64,
}

struct Piece {
    seq: u32,
    came: Came,
    data: Vec<u8>,
}

impl Piece {
    fn end(&self) -> u32 {
        self.seq.wrapping_add(size(self.data.len()))
    }
}

/// Segments delivered last, so that a different repetition is noticed.
#[derive(Debug, Clone, Copy, Default)]
struct Delivered {
    seq: u32,
    len: u32,
    digest: u64,
}

#[derive(Default)]
pub(crate) struct Half {
    /// The sequence number expected next; meaningless before `started`.
    next: u32,
    /// The first byte's sequence number: ISN + 1, or that of the first data byte seen.
    base: u32,
    /// The highest acknowledgement by the other side.
    acked: u32,
    started: bool,
    acks_seen: bool,
    fin: Option<u32>,
    /// The number of the reset it sent.
    reset: Option<u32>,
    finished: bool,
    /// Where a segment that was far away would go on.
    stray: Option<u32>,
    /// When the other side was first seen to have bytes that we have not, and packets since.
    hole_since: Option<i64>,
    hole_packets: u16,
    /// Since when nothing was delivered although something is pending, and what was expected then.
    pending_since: i64,
    pending_next: u32,
    /// Where the stream stood before a hole was given up without anyone having acknowledged it.
    given_up: Option<u32>,
    buffered: usize,
    recent: [Delivered; 4],
    recent_at: usize,
    /// Sorted by distance from `next`, disjoint.
    pending: Vec<Piece>,
}

/// Signed distance from `from` to `to` on the circle of sequence numbers.
#[inline]
fn ahead(to: u32, from: u32) -> i32 {
    to.wrapping_sub(from).cast_signed()
}

#[inline]
fn size(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[inline]
fn span(to: u32, from: u32) -> usize {
    usize::try_from(ahead(to, from)).unwrap_or(0)
}

/// A digest in four lanes, so that a long segment costs little.
fn digest(data: &[u8]) -> u64 {
    let (blocks, rest) = data.as_chunks::<64>();
    let mut lanes = [0x2d35_8dcc_aa6c_78a5, 0x9e37_79b9_7f4a_7c15, 0xa076_1d64_78bd_642f, 7];
    for block in blocks {
        let (words, _) = block.as_chunks::<16>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = mix(*lane, *word);
        }
    }
    let mut hash = lanes.into_iter().fold(data.len() as u64, |hash, lane| fold(hash ^ lane, MIX));
    let (words, rest) = rest.as_chunks::<16>();
    for word in words {
        hash = mix(hash, *word);
    }
    let mut tail = [0u8; 16];
    for (to, from) in tail.iter_mut().zip(rest) {
        *to = *from;
    }
    mix(hash, tail)
}

/// An odd number without pattern.
const MIX: u64 = 0x8bb8_4b93_962e_acc9;

#[inline]
fn mix(hash: u64, word: [u8; 16]) -> u64 {
    let (low, high) = halves(u128::from_le_bytes(word));
    fold(hash ^ low, MIX ^ high)
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
#[inline]
fn halves(word: u128) -> (u64, u64) {
    (word as u64, (word >> 64) as u64)
}

impl Half {
    pub(crate) fn started(&self) -> bool {
        self.started
    }

    pub(crate) fn finished(&self) -> bool {
        self.finished
    }

    pub(crate) fn buffered(&self) -> usize {
        self.buffered
    }

    /// Whether time or acknowledgements may still make a gap here.
    #[inline]
    pub(crate) fn waits(&self) -> bool {
        self.hole_since.is_some() || !self.pending.is_empty()
    }

    /// A SYN with this number begins the stream.
    pub(crate) fn begin(&mut self, isn: u32) {
        self.next = isn.wrapping_add(1);
        self.base = self.next;
        self.started = true;
    }

    /// Whether a SYN with this number is the one that began this stream.
    pub(crate) fn begun_by(&self, isn: u32) -> bool {
        self.started && self.base == isn.wrapping_add(1)
    }

    /// A SYN was answered, perhaps not the last one.
    pub(crate) fn answered(&mut self, ack: u32) {
        if self.started && self.next == self.base && ack != self.next {
            self.next = ack;
            self.base = ack;
        }
    }

    /// Whether a reset with this number is believable.
    pub(crate) fn near(&self, seq: u32) -> bool {
        !self.started || ahead(seq, self.next).unsigned_abs() <= FAR.unsigned_abs()
    }

    /// The other side acknowledged everything before `ack`.
    #[inline]
    pub(crate) fn acknowledged(&mut self, ack: u32, now: Now<'_>) {
        if !self.started || ahead(ack, self.next) > FAR {
            return;
        }
        if !self.acks_seen || ahead(ack, self.acked) > 0 {
            self.acked = ack;
            self.acks_seen = true;
        }
        if self.given_up.is_some_and(|from| ahead(ack, from) > 0) {
            // The receiver has it: the loss is ours.
            self.given_up = None;
        }
        if self.hole_since.is_none() && ahead(self.acked, self.next) > 0 {
            self.hole_since = Some(now.time);
            self.hole_packets = 0;
        }
    }

    /// Takes in a segment: `data` at `seq`, followed by `missing` bytes that the capture cut off.
    #[inline]
    pub(crate) fn segment(
        &mut self,
        seq: u32,
        data: &[u8],
        missing: u32,
        now: Now<'_>,
        out: &mut impl Out,
    ) {
        if data.is_empty() && missing == 0 {
            return;
        }
        if !self.started {
            self.next = seq;
            self.base = seq;
            self.started = true;
            if matches!(data, [0]) && missing == 0 {
                // A keep-alive: one byte before what comes next.
                self.next = seq.wrapping_add(1);
                self.base = self.next;
                return;
            }
        }
        let distance = ahead(seq, self.next);
        if distance == 0 && self.pending.is_empty() {
            self.deliver(data, None, out);
            self.cut_off(missing, out);
        } else if distance.unsigned_abs() > FAR.unsigned_abs() {
            self.far(seq, data, out);
        } else if distance <= 0 {
            self.late(seq, data, missing, now, out);
        } else {
            self.early(seq, data, now, out);
        }
        self.settle();
    }

    /// Hands over the next bytes.
    #[inline]
    fn deliver(&mut self, data: &[u8], came: Option<Came>, out: &mut impl Out) {
        if data.is_empty() {
            return;
        }
        let len = size(data.len());
        if let Some(slot) = self.recent.get_mut(self.recent_at & 3) {
            *slot = Delivered { seq: self.next, len, digest: digest(data) };
        }
        self.recent_at = self.recent_at.wrapping_add(1);
        self.next = self.next.wrapping_add(len);
        out.data(data, came);
    }

    /// Bytes that were sent but not captured.
    fn cut_off(&mut self, missing: u32, out: &mut impl Out) {
        if missing > 0 {
            self.next = self.next.wrapping_add(missing);
            out.note("packet.truncated");
            out.gap(missing.into());
        }
    }

    /// A segment that begins at or before what is expected, and may reach beyond.
    fn late(&mut self, seq: u32, data: &[u8], missing: u32, now: Now<'_>, out: &mut impl Out) {
        let old = span(self.next, seq);
        if old == 1 && data.len() <= 1 {
            return; // A keep-alive repeats one byte, often with another value.
        }
        if old > 0 && self.given_up == Some(seq) && !data.is_empty() {
            return self.go_back(seq, data, out);
        }
        let known = old.min(data.len());
        if known > 0 {
            out.repeated(known);
            self.compare(seq, data, out);
        }
        let fresh = data.get(known..).unwrap_or_default();
        let cut = missing.saturating_sub(size(old - known));
        let meets_pending =
            self.pending.first().is_some_and(|piece| span(piece.seq, self.next) < fresh.len());
        if meets_pending {
            self.store(self.next, fresh, now, out);
        } else {
            self.deliver(fresh, None, out);
            if self.pending.is_empty() {
                self.cut_off(cut, out);
            }
        }
        self.drain(out);
    }

    /// The stream goes on where it was before a hole was given up: what lay behind the hole was
    /// not its continuation, or it comes very late.
    fn go_back(&mut self, seq: u32, data: &[u8], out: &mut impl Out) {
        out.note("tcp.out_of_window");
        out.gap(0);
        self.given_up = None;
        self.next = seq;
        self.deliver(data, None, out);
        self.drain(out);
    }

    /// Reports a repetition that says something else than what was delivered.
    fn compare(&mut self, seq: u32, data: &[u8], out: &mut impl Out) {
        for old in self.recent {
            let from = ahead(old.seq, seq);
            let Ok(from) = usize::try_from(from) else { continue };
            let Some(again) = data.get(from..from + old.len as usize) else { continue };
            if old.len > 0 && digest(again) != old.digest {
                out.note("tcp.overlap");
                out.event("reassembly_overlap_different_data");
            }
        }
    }

    /// A segment behind a hole.
    fn early(&mut self, seq: u32, data: &[u8], now: Now<'_>, out: &mut impl Out) {
        out.out_of_order();
        self.store(seq, data, now, out);
        let limit = now.config.max_buffered_bytes_per_flow / 2;
        while self.buffered > limit || self.pending.len() > MAX_PIECES {
            if !self.give_up(out) {
                break;
            }
        }
    }

    /// Puts bytes among the pending ones; where both claim a place, the policy decides.
    fn store(&mut self, seq: u32, data: &[u8], now: Now<'_>, out: &mut impl Out) {
        if self.pending.is_empty() {
            self.pending_since = now.time;
            self.pending_next = self.next;
        }
        let end = seq.wrapping_add(size(data.len()));
        let base = self.next;
        let mut cursor = seq;
        let mut at = self.pending.partition_point(|p| ahead(p.end(), base) <= ahead(seq, base));
        let mut differs = false;
        while let Some(piece) = self.pending.get_mut(at) {
            if ahead(piece.seq, end) >= 0 {
                break;
            }
            let (piece_seq, piece_end) = (piece.seq, piece.end());
            let from = if ahead(piece_seq, cursor) > 0 { piece_seq } else { cursor };
            let to = if ahead(piece_end, end) < 0 { piece_end } else { end };
            let new = data.get(span(from, seq)..span(to, seq)).unwrap_or_default();
            let old = piece.data.get_mut(span(from, piece_seq)..span(to, piece_seq));
            if let Some(old) = old
                && *old != *new
            {
                differs = true;
                if now.config.overlap == Overlap::Last {
                    old.copy_from_slice(new);
                }
            }
            out.repeated(new.len());
            if ahead(from, cursor) > 0 {
                let fill = data.get(span(cursor, seq)..span(from, seq)).unwrap_or_default();
                self.insert(at, cursor, fill, now);
                at += 1;
            }
            cursor = to;
            at += 1;
        }
        if ahead(end, cursor) > 0 {
            let fill = data.get(span(cursor, seq)..).unwrap_or_default();
            self.insert(at, cursor, fill, now);
        }
        if differs {
            out.note("tcp.overlap");
            out.event("reassembly_overlap_different_data");
        }
    }

    fn insert(&mut self, at: usize, seq: u32, data: &[u8], now: Now<'_>) {
        let came = Came { time: now.time, number: now.number };
        self.buffered += data.len() + PIECE_COST;
        self.pending.insert(at.min(self.pending.len()), Piece { seq, came, data: data.to_vec() });
    }

    /// Hands over pending pieces that have become next.
    fn drain(&mut self, out: &mut impl Out) {
        let ready = self.pending.iter().take_while({
            let mut next = self.next;
            move |piece| {
                let reached = ahead(piece.seq, next) <= 0;
                if reached && ahead(piece.end(), next) > 0 {
                    next = piece.end();
                }
                reached
            }
        });
        let ready = ready.count();
        let pieces: Vec<Piece> = self.pending.drain(..ready).collect();
        for piece in pieces {
            self.buffered -= piece.data.len() + PIECE_COST;
            let known = span(self.next, piece.seq).min(piece.data.len());
            self.deliver(piece.data.get(known..).unwrap_or_default(), Some(piece.came), out);
        }
    }

    /// Declares the first hole lost; false if there is none.
    fn give_up(&mut self, out: &mut impl Out) -> bool {
        let Some(first) = self.pending.first().map(|piece| piece.seq) else { return false };
        self.given_up = Some(self.next);
        self.lose(first, out);
        self.drain(out);
        true
    }

    /// Everything before `to` that has not come will not come.
    fn lose(&mut self, to: u32, out: &mut impl Out) {
        let lost = span(to, self.next);
        self.next = to;
        if lost > 0 {
            out.note("tcp.gap");
            out.gap(lost as u64);
        }
    }

    /// A segment that cannot belong here, unless its successor follows it.
    fn far(&mut self, seq: u32, data: &[u8], out: &mut impl Out) {
        out.note("tcp.out_of_window");
        let end = seq.wrapping_add(size(data.len()));
        if self.stray != Some(seq) {
            self.stray = Some(end);
            return;
        }
        self.flush(out);
        out.gap(0);
        self.next = seq;
        self.base = seq;
        self.fin = None;
        self.stray = None;
        self.acks_seen = false;
        self.deliver(data, None, out);
    }

    /// The sender gave up at `seq`.
    pub(crate) fn reset(&mut self, seq: u32) {
        self.reset = Some(seq);
    }

    /// Whether data at `seq` proves that the reset was another's.
    pub(crate) fn resumes(&mut self, seq: u32) -> bool {
        let resumes = self.reset.is_some_and(|at| ahead(seq, at) >= 0);
        if resumes {
            self.reset = None;
        }
        resumes
    }

    /// The sender has nothing after `seq`.
    pub(crate) fn fin(&mut self, seq: u32) {
        if self.started && ahead(seq, self.next).unsigned_abs() <= FAR.unsigned_abs() {
            self.fin = Some(seq);
            self.settle();
        }
    }

    /// Takes the FIN into account and forgets holes that are filled.
    #[inline]
    fn settle(&mut self) {
        if self.fin == Some(self.next) && !self.finished {
            self.finished = true;
            self.next = self.next.wrapping_add(1);
        }
        if self.hole_since.is_some() && ahead(self.acked, self.next) <= 0 {
            self.hole_since = None;
        }
    }

    /// Turns holes into gaps once nobody can expect them to be filled: the receiver has the bytes
    /// and they did not come within the grace, or it took too long.
    pub(crate) fn review(&mut self, now: Now<'_>, out: &mut impl Out) {
        if let Some(since) = self.hole_since {
            self.hole_packets = self.hole_packets.saturating_add(1);
            let over = now.time.saturating_sub(since) >= now.config.ack_grace
                || self.hole_packets > now.config.ack_grace_packets;
            if over {
                self.concede(out);
            }
        }
        let patience =
            if self.acks_seen { now.config.gap_timeout } else { now.config.gap_timeout_one_sided };
        if self.pending_next != self.next {
            // The stream goes on: what is pending may be a stray.
            self.pending_next = self.next;
            self.pending_since = now.time;
        }
        if !self.pending.is_empty() && now.time.saturating_sub(self.pending_since) >= patience {
            self.give_up(out);
            self.pending_since = now.time;
        }
        self.settle();
    }

    /// Loses what the other side has acknowledged but we have not seen.
    fn concede(&mut self, out: &mut impl Out) {
        while ahead(self.acked, self.next) > 0 {
            let to = match (self.pending.first(), self.fin) {
                (Some(piece), _) if ahead(piece.seq, self.acked) < 0 => piece.seq,
                // The last number acknowledged is the FIN's.
                (_, Some(fin)) if ahead(self.acked, fin) > 0 && ahead(fin, self.next) >= 0 => fin,
                _ => self.acked,
            };
            if to.wrapping_sub(self.next) == 1 && self.pending.is_empty() {
                // One number alone is most likely an unseen FIN's.
                self.next = to;
                break;
            }
            out.event("reassembly_seq_gap");
            self.lose(to, out);
            self.drain(out);
            if self.fin == Some(self.next) {
                break;
            }
        }
        self.hole_since = None;
    }

    /// Delivers all that is buffered, holes as gaps: the end of the flow, or of patience.
    pub(crate) fn flush(&mut self, out: &mut impl Out) {
        if self.hole_since.is_some() {
            self.concede(out);
        }
        while self.give_up(out) {}
        self.settle();
    }
}
