//! Upload and download of blocks (functions 0x1A–0x1F). In a download the CPU asks for the pieces.

use super::Connection;
use super::blocks::{self, BlockName};
use super::pdu::{self, Fault, Pdu, Reply};
use crate::wire::{Reader, byte_length, word_length};

/// An upload in progress.
#[derive(Debug)]
pub(super) struct Upload {
    id: u8,
    image: Vec<u8>,
    sent: usize,
}

/// A download in progress.
#[derive(Debug)]
pub(super) struct Download {
    name: BlockName,
    /// As the client spelt it, repeated in every request for a piece.
    file: Vec<u8>,
    expected: usize,
    image: Vec<u8>,
}

impl Connection {
    pub(super) fn start_upload(&mut self, mut parameters: Reader<'_>) -> Reply {
        let file = file_name(&mut parameters).ok_or(Fault::PARAMETER_SYNTAX)?;
        let name = block_of(file).ok_or(Fault::BLOCK_NAME_SYNTAX)?;
        let image = self.lock().image(name).ok_or(Fault::NO_SUCH_BLOCK)?;
        let [_, id] = self.next_reference().to_be_bytes();
        let length = format!("{:07}", image.len());
        self.upload = Some(Upload { id, image, sent: 0 });
        let head = [pdu::START_UPLOAD, 0, 1, 0, 0, 0, 0, id, byte_length(length.len())];
        Ok(([&head, length.as_bytes()].concat(), Vec::new()))
    }

    pub(super) fn upload(&mut self, mut parameters: Reader<'_>) -> Reply {
        let room = usize::from(self.pdu_bytes).saturating_sub(pdu::ACK_HEADER_BYTES + 2 + 4);
        let id = transfer_id(&mut parameters);
        let upload = self.upload.as_mut().filter(|upload| Some(upload.id) == id);
        let upload = upload.ok_or(Fault::COORDINATION)?;
        let rest = upload.image.get(upload.sent..).unwrap_or_default();
        let piece = rest.get(..room).unwrap_or(rest);
        upload.sent += piece.len();
        let more = u8::from(upload.sent < upload.image.len());
        Ok((vec![pdu::UPLOAD, more], counted_piece(piece)))
    }

    pub(super) fn end_upload(&mut self, mut parameters: Reader<'_>) -> Reply {
        let id = transfer_id(&mut parameters);
        let upload = self.upload.take().filter(|upload| Some(upload.id) == id);
        upload.map(|_| (vec![pdu::END_UPLOAD], Vec::new())).ok_or(Fault::COORDINATION)
    }

    /// Acknowledges the request and asks for the first piece.
    pub(super) fn request_download(&mut self, request: &Pdu, parameters: Reader<'_>) -> Vec<Pdu> {
        match self.begin_download(parameters) {
            Ok(download) => {
                let first = self.ask(pdu::DOWNLOAD_BLOCK, &download.file);
                self.download = Some(download);
                vec![request.acknowledge(vec![pdu::REQUEST_DOWNLOAD], Vec::new()), first]
            }
            Err(fault) => vec![request.refuse(fault)],
        }
    }

    fn begin_download(&mut self, mut parameters: Reader<'_>) -> Result<Download, Fault> {
        let file = file_name(&mut parameters).ok_or(Fault::PARAMETER_SYNTAX)?;
        let name = block_of(file).ok_or(Fault::BLOCK_NAME_SYNTAX)?;
        let expected = load_length(&mut parameters).ok_or(Fault::PARAMETER_SYNTAX)?;
        self.lock().takes(expected)?;
        Ok(Download { name, file: file.to_vec(), expected, image: Vec::new() })
    }

    /// The client answers a request for a piece, or the end of the download.
    pub(super) fn fragment_arrived(&mut self, answer: &Pdu) -> Vec<Pdu> {
        let Some(mut download) = self.download.take().filter(|_| answer.error == 0) else {
            return Vec::new();
        };
        let mut parameters = Reader::new(&answer.parameters);
        match (parameters.u8(), parameters.u8()) {
            (Some(pdu::DOWNLOAD_BLOCK), Some(more)) => {
                let piece = piece(&answer.data).unwrap_or_default();
                if download.image.len() + piece.len() > download.expected {
                    return Vec::new();
                }
                download.image.extend_from_slice(piece);
                let next = if more & 1 == 1 { pdu::DOWNLOAD_BLOCK } else { pdu::DOWNLOAD_ENDED };
                let asked = self.ask(next, &download.file);
                self.download = Some(download);
                vec![asked]
            }
            (Some(pdu::DOWNLOAD_ENDED), _) => {
                self.lock().keep(download.name, &download.image);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn ask(&mut self, function: u8, file: &[u8]) -> Pdu {
        let head = [function, 0, 0, 0, 0, 0, 0, 0, byte_length(file.len())];
        Pdu::job(self.next_reference(), [&head, file].concat())
    }
}

/// Seven bytes of status, then the counted name of a block file: `_0A00003P`.
fn file_name<'a>(parameters: &mut Reader<'a>) -> Option<&'a [u8]> {
    parameters.take(7)?;
    let length = parameters.u8()?;
    parameters.take(usize::from(length))
}

fn block_of(file: &[u8]) -> Option<BlockName> {
    file.strip_prefix(b"_").and_then(BlockName::decode)
}

/// The counted sizes `1nnnnnnmmmmmm`: load memory and body, six digits each.
fn load_length(parameters: &mut Reader<'_>) -> Option<usize> {
    parameters.u8().filter(|&length| length == 13)?;
    let mut sizes = Reader::new(parameters.take(13)?);
    sizes.u8()?;
    usize::try_from(blocks::decimal(sizes.take(6)?)?).ok()
}

/// Three status bytes and the four bytes of the upload's number, of which one is used.
fn transfer_id(parameters: &mut Reader<'_>) -> Option<u8> {
    parameters.take(6)?;
    parameters.u8()
}

fn counted_piece(piece: &[u8]) -> Vec<u8> {
    let [high, low] = word_length(piece.len()).to_be_bytes();
    [&[high, low, 0x00, 0xFB], piece].concat()
}

fn piece(data: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(data);
    let (length, _) = (reader.u16()?, reader.u16()?);
    reader.take(usize::from(length))
}
