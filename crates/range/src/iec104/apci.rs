//! Application protocol control information: the six bytes before each message (IEC 60870-5-104 §5.1).

use crate::wire::{Reader, byte_length};

pub(super) const START: u8 = 0x68;

/// Unnumbered control functions (§5.1, figure 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unnumbered {
    StartAct,
    StartCon,
    StopAct,
    StopCon,
    TestAct,
    TestCon,
}

/// One bit each in the first control byte, above the two format bits.
const FUNCTIONS: [(u8, Unnumbered); 6] = [
    (0x07, Unnumbered::StartAct),
    (0x0B, Unnumbered::StartCon),
    (0x13, Unnumbered::StopAct),
    (0x23, Unnumbered::StopCon),
    (0x43, Unnumbered::TestAct),
    (0x83, Unnumbered::TestCon),
];

/// The three formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apci {
    Information { send: u16, receive: u16 },
    Supervisory { receive: u16 },
    Unnumbered(Unnumbered),
}

impl Apci {
    /// The control information of a whole frame, and the message behind it.
    pub(super) fn decode(frame: &[u8]) -> Option<(Self, &[u8])> {
        let mut reader = Reader::new(frame);
        reader.u8().filter(|&start| start == START)?;
        let length = reader.u8()?;
        let (first, second) = (reader.u16_le()?, reader.u16_le()?);
        let format = match first & 3 {
            0 | 2 => Self::Information { send: first >> 1, receive: second >> 1 },
            1 => Self::Supervisory { receive: second >> 1 },
            _ => {
                let named = FUNCTIONS.iter().find(|(code, _)| u16::from(*code) == first);
                Self::Unnumbered(named?.1)
            }
        };
        (usize::from(length) == frame.len().checked_sub(2)?).then_some((format, reader.rest()))
    }

    /// The frame that carries this message (empty for all but information frames).
    pub(super) fn encode(self, message: &[u8]) -> Vec<u8> {
        let (first, second) = match self {
            Self::Information { send, receive } => (send << 1, receive << 1),
            Self::Supervisory { receive } => (1, receive << 1),
            Self::Unnumbered(function) => {
                let code = FUNCTIONS.iter().find(|(_, named)| *named == function);
                (code.map_or(0, |(code, _)| u16::from(*code)), 0)
            }
        };
        let mut out = vec![START, byte_length(message.len() + 4)];
        out.extend_from_slice(&first.to_le_bytes());
        out.extend_from_slice(&second.to_le_bytes());
        out.extend_from_slice(message);
        out
    }
}
