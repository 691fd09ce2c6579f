//! What every device offers to whatever carries its bytes, and the cursor they read with.

use model::Millis;

/// What the beginning of a byte stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// More bytes are needed.
    Incomplete,
    /// A whole frame of this many bytes.
    Frame(usize),
    /// Not this protocol; the connection is closed, as devices do.
    Broken,
}

/// What a device does in answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Bytes to send, possibly several frames.
    pub bytes: Vec<u8>,
    /// Close the connection after sending.
    pub close: bool,
}

impl Answer {
    /// Sends these bytes and keeps the connection.
    pub fn send(bytes: Vec<u8>) -> Self {
        Self { bytes, close: false }
    }

    /// Sends nothing and closes the connection.
    pub fn hang_up() -> Self {
        Self { bytes: Vec::new(), close: true }
    }
}

/// One client's conversation with a device. Sans-IO: the caller cuts the stream with
/// [`Session::frame`], hands over whole frames and tells the time.
pub trait Session: Send {
    /// Looks at the beginning of the stream. `Frame(n)` has `0 < n <= MAX_FRAME`.
    fn frame(&self, input: &[u8]) -> Framing;

    /// Answers one whole frame.
    fn receive(&mut self, frame: &[u8], now: Millis) -> Answer;

    /// Called about ten times a second: what the device says on its own account.
    fn tick(&mut self, now: Millis) -> Answer;
}

/// The longest frame any device accepts; a stream that asks for more is broken.
pub const MAX_FRAME: usize = 8192;

/// A cursor over untrusted bytes: every read is bounds-checked and says `None` past the end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u16_le(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// Three bytes, least significant first.
    pub(crate) fn u24_le(&mut self) -> Option<u32> {
        self.array().map(|[a, b, c]: [u8; 3]| u32::from_le_bytes([a, b, c, 0]))
    }

    /// Three bytes, most significant first.
    pub(crate) fn u24(&mut self) -> Option<u32> {
        self.array().map(|[a, b, c]: [u8; 3]| u32::from_be_bytes([0, a, b, c]))
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The low eight bits of a length that the caller has already limited to one byte.
pub(crate) fn byte_length(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

/// A length that the caller has already limited to two bytes.
pub(crate) fn word_length(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
