//! How the two sides of a TCP connection behave: what a receiver would refuse, and Suricata's
//! stream events. Kept only for whoever wants packets.
//! Sources: RFC 9293 (handshake, windows, resets), RFC 7323 (window scale, timestamps), RFC 7413
//! (data in a SYN), and Suricata's documentation of what each event means.
//!
//! Refused are segments whose timestamp proves them forged or old, once both sides agreed on
//! timestamps, and answers to a SYN that was never sent. All else is told and still taken in: a
//! tap loses packets that a receiver does not.
//!
//! Not covered: the events that tell apart in which of the closing states an odd segment comes
//! (`fin1_*`, `fin2_*`, `closing_*`, `lastack_*`, `timewait_*`, `closewait_*`), `wrong_thread`,
//! those of limits that we have not (`reassembly_depth_reached`, `*_memcap`), `3whs_synack_flood`,
//! and `pkt_bad_window_update`.

/// Flag bits (RFC 9293, 3.1).
pub(crate) const FIN: u8 = 1;
pub(crate) const SYN: u8 = 2;
pub(crate) const RST: u8 = 4;
pub(crate) const ACK: u8 = 16;

/// Different SYNs remembered of a connection that nobody answered.
const MAX_SYNS: usize = 10;
/// The largest shift of a window (RFC 7323, 2.3).
const MAX_SCALE: u8 = 14;
/// Forged acknowledgements are told apart from lost packets by more than this many bytes.
const ACK_SLACK: u32 = 65_535;

/// A segment as its header tells it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) seq: u32,
    pub(crate) ack: u32,
    pub(crate) flags: u8,
    pub(crate) len: u32,
    pub(crate) window: u16,
    /// Timestamp value and echo.
    pub(crate) stamp: Option<(u32, u32)>,
    pub(crate) scale: Option<u8>,
}

impl Seen {
    /// Reads a whole TCP header; `len` is that of the payload.
    pub(crate) fn of(header: &[u8], len: u32) -> Option<Self> {
        let (head, mut options) = header.split_first_chunk::<20>()?;
        let [_, _, _, _, q0, q1, q2, q3, a0, a1, a2, a3, _, flags, w0, w1, ..] = *head;
        let mut seen = Self {
            seq: u32::from_be_bytes([q0, q1, q2, q3]),
            ack: u32::from_be_bytes([a0, a1, a2, a3]),
            flags,
            len,
            window: u16::from_be_bytes([w0, w1]),
            stamp: None,
            scale: None,
        };
        loop {
            options = match options {
                [1, rest @ ..] => rest,
                [3, 3, scale, rest @ ..] => {
                    seen.scale = Some((*scale).min(MAX_SCALE));
                    rest
                }
                [8, 10, v0, v1, v2, v3, e0, e1, e2, e3, rest @ ..] => {
                    let value = u32::from_be_bytes([*v0, *v1, *v2, *v3]);
                    seen.stamp = Some((value, u32::from_be_bytes([*e0, *e1, *e2, *e3])));
                    rest
                }
                [kind, size, ..] if *kind != 0 && *size >= 2 => {
                    match options.get(usize::from(*size)..) {
                        Some(rest) => rest,
                        None => break,
                    }
                }
                _ => break,
            };
        }
        Some(seen)
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// The number after its last byte.
    fn end(&self) -> u32 {
        let own = u32::from(self.has(SYN)) + u32::from(self.has(FIN));
        self.seq.wrapping_add(self.len).wrapping_add(own)
    }
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Nothing was seen, or no handshake.
    #[default]
    Unknown,
    Asked,
    Answered,
    Open,
    Closing,
    Closed,
}

/// What is known of one side.
#[derive(Debug, Clone, Copy, Default)]
struct Party {
    /// The number of its SYN.
    isn: Option<u32>,
    /// The number it will use next.
    next: u32,
    /// The highest number that the other side acknowledged, once it did.
    acked: Option<u32>,
    /// What it can take, in bytes.
    window: u32,
    scale: u8,
    /// The timestamp of its last segment in order.
    stamp: Option<u32>,
    finished: bool,
    reset: bool,
}

/// A SYN that may be answered.
#[derive(Debug, Clone, Copy)]
struct Syn {
    isn: u32,
    end: u32,
    stamp: Option<u32>,
}

#[derive(Debug, Default)]
pub(crate) struct Conduct {
    phase: Phase,
    /// By key: the lower endpoint first.
    parties: [Party; 2],
    /// Whether the side that asked is the lower endpoint.
    client_low: bool,
    /// Both sides carry timestamps since the handshake.
    stamped: bool,
    /// The SYN brought data.
    fast_open: bool,
    /// Both sides sent SYNs before any was answered.
    split: bool,
    /// The SYN was seen, not only its answer.
    whole: bool,
    syns: Vec<Syn>,
}

/// Signed distance from `from` to `to` on the circle of numbers.
fn ahead(to: u32, from: u32) -> i32 {
    to.wrapping_sub(from).cast_signed()
}

/// Where events go.
pub(crate) type Tell<'a> = dyn FnMut(&'static str) + 'a;

impl Conduct {
    fn pair(&mut self, low: bool) -> (&mut Party, &mut Party) {
        let [a, b] = &mut self.parties;
        if low { (a, b) } else { (b, a) }
    }

    /// The event of a SYN that begins another connection while this one lives.
    pub(crate) fn renewal(&self, low: bool) -> Option<&'static str> {
        match self.phase {
            Phase::Answered if low == self.client_low => {
                Some("3whs_syn_resend_diff_seq_on_syn_recv")
            }
            Phase::Answered => Some("3whs_syn_toclient_on_syn_recv"),
            Phase::Open if low == self.client_low => Some("est_syn_resend_diff_seq"),
            Phase::Open => Some("est_syn_toclient"),
            Phase::Closing => Some("shutdown_syn_resend"),
            Phase::Unknown | Phase::Asked | Phase::Closed => None,
        }
    }

    /// Takes note of a segment; whether its receiver would have taken it.
    pub(crate) fn judge(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        if !seen.has(ACK) && seen.ack != 0 {
            tell("pkt_broken_ack");
        }
        if !seen.has(RST) && self.forgets_reset(low) {
            tell("suspected_rst_inject");
        }
        if !self.stamp_holds(low, seen) {
            tell("pkt_invalid_timestamp");
            return false;
        }
        let accepted = match (seen.has(RST), seen.has(SYN), seen.has(ACK)) {
            (true, ..) => self.reset(low, seen, tell),
            (false, true, false) => self.syn(low, seen, tell),
            (false, true, true) => self.syn_ack(low, seen, tell),
            _ => self.segment(low, seen, tell),
        };
        if accepted {
            self.note(low, seen);
        }
        accepted
    }

    /// Whether the sender of a reset goes on: then it was another's.
    fn forgets_reset(&mut self, low: bool) -> bool {
        let (me, _) = self.pair(low);
        let goes_on = std::mem::take(&mut me.reset);
        if goes_on {
            self.phase = Phase::Open;
        }
        goes_on
    }

    /// Timestamps never go back (RFC 7323, 5.3), and answers echo what they answer.
    fn stamp_holds(&mut self, low: bool, seen: &Seen) -> bool {
        let Some((value, echo)) = seen.stamp else { return true };
        if self.phase == Phase::Asked && low != self.client_low && !self.split {
            return echo == 0 || self.syns.iter().any(|syn| syn.stamp == Some(echo));
        }
        let checked = self.stamped && !seen.has(SYN);
        let (me, _) = self.pair(low);
        // One tick of grace, as Linux gives it.
        !checked || me.stamp.is_none_or(|last| ahead(value, last) >= -1)
    }

    fn syn(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        let from_client = low == self.client_low;
        match self.phase {
            Phase::Unknown | Phase::Closed => {
                *self = Self { phase: Phase::Asked, client_low: low, ..Self::default() };
                self.remember(low, seen, tell);
            }
            Phase::Asked if from_client => self.remember(low, seen, tell),
            Phase::Asked => {
                self.split = true;
                self.pair(low).0.isn = Some(seen.seq);
            }
            _ => {
                let same = self.pair(low).0.isn == Some(seen.seq);
                match (self.phase, from_client, same) {
                    (Phase::Answered, true, true) => {}
                    (Phase::Open, true, true) => tell("est_syn_resend"),
                    _ => self.renewal(low).into_iter().for_each(tell),
                }
            }
        }
        true
    }

    /// Keeps a SYN in mind until one is answered.
    fn remember(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) {
        let syn = Syn { isn: seen.seq, end: seen.end(), stamp: seen.stamp.map(|(value, _)| value) };
        self.fast_open = seen.len > 0;
        let (me, _) = self.pair(low);
        (me.isn, me.next) = (Some(seen.seq), seen.end());
        let known = |old: &Syn| old.isn == syn.isn && old.stamp == syn.stamp;
        if self.syns.iter().any(known) {
            return;
        }
        if self.syns.len() >= MAX_SYNS {
            tell("3whs_syn_flood");
            self.syns.remove(0);
        }
        self.syns.push(syn);
    }

    fn syn_ack(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        let from_client = low == self.client_low;
        match self.phase {
            Phase::Unknown | Phase::Closed => {
                *self = Self { phase: Phase::Answered, client_low: !low, ..Self::default() };
                self.pair(low).0.isn = Some(seen.seq);
                true
            }
            Phase::Asked if from_client => self.split_syn_ack(low, seen, tell),
            Phase::Asked => self.answer(low, seen, tell),
            phase => {
                let (me, you) = self.pair(low);
                let other_ack = you.acked.is_some_and(|acked| acked != seen.ack);
                let other_seq = me.isn.is_some_and(|isn| isn != seen.seq);
                let name = match (phase, from_client) {
                    (Phase::Answered, true) => "3whs_synack_toserver_on_syn_recv",
                    (_, true) => "est_synack_toserver",
                    (Phase::Answered, _) if other_ack => "3whs_synack_resend_with_diff_ack",
                    (Phase::Answered, _) if other_seq => "3whs_synack_resend_with_diff_seq",
                    (Phase::Answered, _) => return true,
                    _ if other_ack => "est_synack_resend_with_diff_ack",
                    _ if other_seq => "est_synack_resend_with_diff_seq",
                    _ => "est_synack_resend",
                };
                tell(name);
                true
            }
        }
    }

    /// The client's answer to a server that answered a SYN with a SYN.
    fn split_syn_ack(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        let split = self.split;
        let (me, you) = self.pair(low);
        if !split {
            tell("3whs_synack_in_wrong_direction");
        } else if you.isn.map(|isn| isn.wrapping_add(1)) != Some(seen.ack) {
            tell("4whs_synack_with_wrong_ack");
        } else if me.isn != Some(seen.seq) {
            tell("4whs_synack_with_wrong_syn");
        } else {
            self.phase = Phase::Answered;
        }
        true
    }

    /// The server's answer to a SYN.
    fn answer(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        let begun = seen.ack.wrapping_sub(1);
        let answered = |syn: &&Syn| syn.isn == begun || syn.end == seen.ack;
        let Some(syn) = self.syns.iter().find(answered).copied() else {
            tell("3whs_synack_with_wrong_ack");
            return false;
        };
        if self.fast_open && syn.end != seen.ack {
            tell("3whs_synack_tfo_data_ignored");
        }
        self.stamped = syn.stamp.is_some() && seen.stamp.is_some();
        self.phase = Phase::Answered;
        self.whole = true;
        self.syns = Vec::new();
        let (me, you) = self.pair(low);
        me.isn = Some(seen.seq);
        (you.isn, you.next, you.stamp) = (Some(syn.isn), seen.ack, syn.stamp);
        if seen.scale.is_none() {
            you.scale = 0;
        }
        true
    }

    fn reset(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        if self.phase == Phase::Unknown {
            tell("rst_but_no_session");
            return true;
        }
        if seen.len > 0 {
            tell("rst_with_data");
        }
        let from_client = low == self.client_low;
        let asked = self.phase == Phase::Asked;
        let (me, you) = self.pair(low);
        if seen.has(ACK) && seen.ack != 0 && you.isn.is_some() && runs_ahead(seen.ack, you) {
            tell("rst_invalid_ack");
        }
        if !(asked && from_client) {
            me.reset = true;
            self.phase = Phase::Closed;
        }
        true
    }

    /// Anything after the SYNs.
    fn segment(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) -> bool {
        match self.phase {
            Phase::Unknown if seen.has(FIN) => tell("fin_but_no_session"),
            Phase::Answered if seen.has(ACK) => self.third(low, seen, tell),
            Phase::Open | Phase::Closing => self.in_open(low, seen, tell),
            _ => {}
        }
        if seen.has(FIN) {
            self.fin(low, seen, tell);
        }
        let (me, _) = self.pair(low);
        if seen.len > 0 && me.isn.is_some_and(|isn| ahead(seen.seq, isn) < 0) {
            tell("reassembly_segment_before_base_seq");
        }
        true
    }

    /// The third of the three-way handshake, or what comes instead.
    fn third(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) {
        let (split, excused) = (self.split, self.fast_open || !self.whole);
        let from_client = low == self.client_low;
        let (me, you) = self.pair(low);
        let right_ack = you.isn.is_none_or(|isn| ahead(seen.ack, isn.wrapping_add(1)) >= 0);
        let right_seq = me.isn.is_none() || seen.seq == me.next;
        if split || (excused && !from_client) {
            self.phase = if from_client == split { self.phase } else { Phase::Open };
        } else if !from_client {
            tell(if seen.len > 0 { "3whs_ack_data_inject" } else { "3whs_ack_in_wrong_dir" });
            self.phase = Phase::Open;
        } else if right_ack && !runs_ahead(seen.ack, you) {
            self.phase = Phase::Open;
        } else if right_seq {
            tell("3whs_right_seq_wrong_ack_evasion");
        } else {
            tell("3whs_wrong_seq_wrong_ack");
        }
    }

    fn in_open(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) {
        let open = self.phase == Phase::Open;
        let (me, you) = self.pair(low);
        if me.isn.is_none() || you.isn.is_none() {
            return;
        }
        if seen.has(ACK) && runs_ahead(seen.ack, you) {
            tell("pkt_invalid_ack");
            if open {
                tell("est_invalid_ack");
            }
        }
        let Some(acked) = me.acked else { return };
        let keep_alive = seen.len <= 1 && seen.seq == me.next.wrapping_sub(1);
        let end = seen.seq.wrapping_add(seen.len);
        if keep_alive {
        } else if ahead(end, acked) < 0 || (seen.len > 0 && end == acked) {
            let again = seen.len > 0;
            tell(if again { "pkt_spurious_retransmission" } else { "est_pkt_before_last_ack" });
        } else if open && !seen.has(FIN) && ahead(end, acked.wrapping_add(you.window.max(1))) > 0 {
            tell("est_packet_out_of_window");
        }
    }

    fn fin(&mut self, low: bool, seen: &Seen, tell: &mut Tell<'_>) {
        let (me, you) = self.pair(low);
        if me.isn.is_some() && you.isn.is_some() {
            let window = i32::try_from(you.window.max(1)).unwrap_or(i32::MAX);
            if seen.has(ACK) && runs_ahead(seen.ack, you) {
                tell("fin_invalid_ack");
            } else if ahead(seen.seq, me.next) > window {
                tell("fin_out_of_window");
            }
        }
        me.finished = true;
        let both = you.finished;
        if self.phase == Phase::Open || self.phase == Phase::Closing {
            self.phase = if both { Phase::Closed } else { Phase::Closing };
        }
    }

    /// What the segment tells about both sides.
    fn note(&mut self, low: bool, seen: &Seen) {
        let scaled = self.phase != Phase::Asked && !seen.has(SYN);
        let (me, you) = self.pair(low);
        if let Some(scale) = seen.scale.filter(|_| seen.has(SYN)) {
            me.scale = scale;
        }
        if !seen.has(RST) {
            me.window = u32::from(seen.window) << if scaled { me.scale } else { 0 };
            if let Some((value, _)) = seen.stamp
                && (seen.seq == me.next || seen.has(SYN) || me.stamp.is_none())
            {
                me.stamp = Some(value);
            }
            let fresh = me.isn.is_none() && me.acked.is_none() && me.next == 0;
            if fresh || ahead(seen.end(), me.next) > 0 {
                me.next = seen.end();
            }
        }
        if seen.has(ACK) && you.acked.is_none_or(|acked| ahead(seen.ack, acked) > 0) {
            you.acked = Some(seen.ack);
        }
    }
}

/// Whether an acknowledgement is of what a side cannot have sent.
fn runs_ahead(ack: u32, of: &Party) -> bool {
    ahead(ack, of.next.wrapping_add(ACK_SLACK)) > 0
}

#[cfg(test)]
mod tests;
