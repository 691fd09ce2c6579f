//! What the engine may spend, and what it did.

/// Whose bytes win where two segments or fragments claim the same place differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overlap {
    /// What arrived first stays (Windows, most controllers).
    #[default]
    First,
    /// What arrived last replaces what is still buffered. Bytes already delivered stay.
    Last,
}

/// Limits and timeouts. Times are nanoseconds of capture time.
#[derive(Debug, Clone)]
pub struct Config {
    /// Flows held at once; beyond it the least recently used one ends.
    pub max_flows: usize,
    /// Out-of-order bytes held for one flow, both directions; beyond it the hole becomes a gap.
    pub max_buffered_bytes_per_flow: usize,
    /// Out-of-order bytes held for all flows; beyond it the longest waiting flow gives up its holes.
    pub max_buffered_total: usize,
    /// Fragmented datagrams held at once, and their bytes.
    pub max_datagrams: usize,
    pub max_fragment_bytes: usize,
    pub overlap: Overlap,
    /// A flow with a known protocol state that says nothing for so long ends.
    pub tcp_idle: i64,
    pub udp_idle: i64,
    /// A SYN nobody answered ends after this.
    pub attempt_idle: i64,
    /// A closed flow lingers so long for its late packets.
    pub closed_idle: i64,
    /// A datagram whose fragments do not come within this is dropped.
    pub fragment_timeout: i64,
    /// A hole with later data behind it becomes a gap after this when both sides are seen …
    pub gap_timeout: i64,
    /// … and after this when only one side is.
    pub gap_timeout_one_sided: i64,
    /// How long, and for how many packets of the flow, data that was acknowledged before it was
    /// seen may still arrive (two taps are never quite in step).
    pub ack_grace: i64,
    pub ack_grace_packets: u16,
    /// [`crate::Analyzer::flow_tick`] is called for a flow with traffic at most this often; 0 = never.
    pub tick: i64,
    /// Whether equal addresses on different VLANs are different conversations.
    pub vlan_separates: bool,
    /// Equal UDP datagrams (same IP identification, length and checksum) this close are one, seen
    /// twice by the tap; 0 = deliver both.
    pub duplicate_window: i64,
    /// Whether TCP segments and UDP datagrams with a wrong checksum are kept out of streams. Off
    /// where network cards fill checksums in after the capture, which is nearly everywhere.
    pub verify_checksums: bool,
    /// Makes the flow table's hash unpredictable to those who send the packets.
    pub seed: u64,
}

const MS: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MS;

impl Default for Config {
    fn default() -> Self {
        Self {
            max_flows: 200_000,
            max_buffered_bytes_per_flow: 1 << 20,
            max_buffered_total: 64 << 20,
            max_datagrams: 1_024,
            max_fragment_bytes: 16 << 20,
            overlap: Overlap::First,
            tcp_idle: 3_600 * SECOND,
            udp_idle: 180 * SECOND,
            attempt_idle: 30 * SECOND,
            closed_idle: 5 * SECOND,
            fragment_timeout: 30 * SECOND,
            gap_timeout: 30 * SECOND,
            gap_timeout_one_sided: 2 * SECOND,
            ack_grace: 50 * MS,
            ack_grace_packets: 8,
            tick: 60 * SECOND,
            vlan_separates: true,
            duplicate_window: 2 * MS,
            verify_checksums: false,
            seed: 0,
        }
    }
}

/// Counters of the engine since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    pub packets: u64,
    /// Bytes on the wire, link header included.
    pub bytes: u64,
    pub tcp: u64,
    pub udp: u64,
    /// Frames handed over by ethertype (no IP).
    pub frames: u64,
    /// Packets that could not be read down to a flow.
    pub undecoded: u64,
    pub flows: u64,
    pub flows_now: u64,
    pub flows_most: u64,
    /// Flows ended because the table was full.
    pub evicted: u64,
    pub fragments: u64,
    pub datagrams_reassembled: u64,
    pub datagrams_dropped: u64,
    /// Payload bytes delivered, seen again, and lost.
    pub delivered: u64,
    pub repeated: u64,
    pub lost: u64,
    pub gaps: u64,
    pub out_of_order: u64,
    pub duplicates: u64,
    /// Segments and datagrams kept out because of their checksum.
    pub wrong_checksums: u64,
    pub buffered_now: u64,
    pub buffered_most: u64,
    pub anomalies: u64,
}
