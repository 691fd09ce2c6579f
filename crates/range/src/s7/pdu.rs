//! The S7comm header, functions and error codes.

use crate::wire::{Reader, word_length};

pub(super) const READ: u8 = 0x04;
pub(super) const WRITE: u8 = 0x05;
pub(super) const REQUEST_DOWNLOAD: u8 = 0x1A;
pub(super) const DOWNLOAD_BLOCK: u8 = 0x1B;
pub(super) const DOWNLOAD_ENDED: u8 = 0x1C;
pub(super) const START_UPLOAD: u8 = 0x1D;
pub(super) const UPLOAD: u8 = 0x1E;
pub(super) const END_UPLOAD: u8 = 0x1F;
pub(super) const CONTROL: u8 = 0x28;
pub(super) const STOP: u8 = 0x29;
pub(super) const SETUP: u8 = 0xF0;

/// Bytes of the header of acknowledgements; jobs and user data have two fewer.
pub(super) const ACK_HEADER_BYTES: usize = 12;

const PROTOCOL: u8 = 0x32;

/// Remote operating service control: what kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rosctr {
    Job,
    Ack,
    AckData,
    Userdata,
}

impl Rosctr {
    fn decode(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Job,
            2 => Self::Ack,
            3 => Self::AckData,
            7 => Self::Userdata,
            _ => return None,
        })
    }

    fn code(self) -> u8 {
        match self {
            Self::Job => 1,
            Self::Ack => 2,
            Self::AckData => 3,
            Self::Userdata => 7,
        }
    }

    fn has_error(self) -> bool {
        matches!(self, Self::Ack | Self::AckData)
    }
}

/// Error class and code as the header carries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault(pub(super) u16);

impl Fault {
    pub(super) const NOT_IN_THIS_CONTEXT: Self = Self(0x8104);
    pub(super) const WRONG_PDU_SIZE: Self = Self(0x8500);
    pub(super) const BLOCK_NAME_SYNTAX: Self = Self(0xD201);
    pub(super) const PARAMETER_SYNTAX: Self = Self(0xD202);
    pub(super) const NO_SUCH_BLOCK: Self = Self(0xD209);
    pub(super) const NO_BLOCK_AVAILABLE: Self = Self(0xD20E);
    pub(super) const COORDINATION: Self = Self(0xD240);
    pub(super) const NO_SUCH_LIST: Self = Self(0xD401);
}

/// Parameters and data of an answer, or the error the header tells.
pub(super) type Reply = Result<(Vec<u8>, Vec<u8>), Fault>;

/// One S7comm message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pdu {
    pub(super) rosctr: Rosctr,
    pub(super) reference: u16,
    pub(super) error: u16,
    pub(super) parameters: Vec<u8>,
    pub(super) data: Vec<u8>,
}

impl Pdu {
    /// `None` unless the lengths in the header account for every byte.
    pub(super) fn decode(message: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(message);
        reader.u8().filter(|&id| id == PROTOCOL)?;
        let rosctr = Rosctr::decode(reader.u8()?)?;
        reader.take(2)?;
        let (reference, parameters, data) = (reader.u16()?, reader.u16()?, reader.u16()?);
        let error = if rosctr.has_error() { reader.u16()? } else { 0 };
        let parameters = reader.take(usize::from(parameters))?.to_vec();
        let data = reader.take(usize::from(data))?.to_vec();
        reader.is_empty().then_some(Self { rosctr, reference, error, parameters, data })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = vec![PROTOCOL, self.rosctr.code(), 0, 0];
        out.extend_from_slice(&self.reference.to_be_bytes());
        out.extend_from_slice(&word_length(self.parameters.len()).to_be_bytes());
        out.extend_from_slice(&word_length(self.data.len()).to_be_bytes());
        if self.rosctr.has_error() {
            out.extend_from_slice(&self.error.to_be_bytes());
        }
        out.extend_from_slice(&self.parameters);
        out.extend_from_slice(&self.data);
        out
    }

    pub(super) fn job(reference: u16, parameters: Vec<u8>) -> Self {
        Self { rosctr: Rosctr::Job, reference, error: 0, parameters, data: Vec::new() }
    }

    /// The positive answer to this job.
    pub(super) fn acknowledge(&self, parameters: Vec<u8>, data: Vec<u8>) -> Self {
        Self { rosctr: Rosctr::AckData, reference: self.reference, error: 0, parameters, data }
    }

    /// The negative answer to this job: an acknowledgement with the error and nothing else.
    pub(super) fn refuse(&self, fault: Fault) -> Self {
        let nothing = self.acknowledge(Vec::new(), Vec::new());
        Self { rosctr: Rosctr::Ack, error: fault.0, ..nothing }
    }
}
