//! What the engine may spend.

/// Bounds on memory and work. Reaching one loses matches, never the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Flows remembered; the oldest is forgotten.
    pub flows: usize,
    /// Bytes of a stream that a rule can look back on, for each side.
    pub window: usize,
    /// Bytes of windows and transactions of all flows together.
    pub bytes: usize,
    /// Open transactions of one flow.
    pub transactions: usize,
    /// Bytes kept of one side of a transaction.
    pub transaction_bytes: usize,
    /// Last bytes kept of a body that comes in pieces.
    pub body: usize,
    /// Bytes of a body of HTTP that are looked at; what comes behind is not.
    pub body_depth: usize,
    /// Bits of hosts, and counts for thresholds.
    pub hosts: usize,
    pub counts: usize,
    /// Steps that one rule may take on one packet or transaction.
    pub steps: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            flows: 100_000,
            // Suricata looks at a stream in pieces of so many bytes.
            window: 2_560,
            bytes: 24 << 20,
            transactions: 64,
            transaction_bytes: 256 << 10,
            body: 32 << 10,
            // Suricata's default for requests and responses, so that both see the same.
            body_depth: 100 << 10,
            hosts: 65_536,
            counts: 65_536,
            steps: 3_000,
        }
    }
}
