//! The content of a bundle: parts one after the other, each with its kind, name and length.

use super::malformed;
use crate::Error;

const MESSAGE: u8 = 1;
const FILE: u8 = 2;
const DIGEST_BYTES: usize = 32;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A message as it travels.
    Message(Vec<u8>),
    /// A file under its digest (hex).
    File(String, Vec<u8>),
}

pub(super) fn write(parts: &[Part]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    for part in parts {
        let bytes = match part {
            Part::Message(bytes) => {
                out.push(MESSAGE);
                bytes
            }
            Part::File(digest, bytes) => {
                let digest = hex::decode(digest).ok().filter(|name| name.len() == DIGEST_BYTES);
                out.push(FILE);
                out.extend(digest.ok_or_else(|| malformed("a file's digest"))?);
                bytes
            }
        };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        out.extend(length.to_be_bytes());
        out.extend(bytes);
    }
    Ok(out)
}

/// Every length is checked against what is there before anything is copied.
pub(super) fn read(mut bytes: &[u8]) -> Result<Vec<Part>, Error> {
    let cut = || malformed("its content is cut off");
    let mut parts = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        let (digest, rest) = match *kind {
            MESSAGE => (None, rest),
            FILE => {
                let (digest, rest) = rest.split_at_checked(DIGEST_BYTES).ok_or_else(cut)?;
                (Some(hex::encode(digest)), rest)
            }
            _ => return Err(malformed("a part is of no known kind")),
        };
        let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| cut())?;
        let (content, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        parts.push(match digest {
            Some(digest) => Part::File(digest, content.to_vec()),
            None => Part::Message(content.to_vec()),
        });
        bytes = rest;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_as_they_went_and_no_cut_is_taken_for_whole() {
        let parts = [
            Part::Message(vec![1, 2, 3]),
            Part::File("ab".repeat(32), vec![9; 40]),
            Part::Message(Vec::new()),
        ];
        let bytes = write(&parts).expect("written");
        assert_eq!(read(&bytes).expect("read"), parts);
        let whole = [12, 93, 102];
        for end in 1..bytes.len() {
            let cut = read(&bytes[..end]);
            assert_eq!(cut.is_ok(), whole.contains(&end), "cut at {end}");
        }
        let mut long = bytes;
        long[1..9].copy_from_slice(&u64::MAX.to_be_bytes());
        assert!(read(&long).is_err(), "a length beyond the end");
    }
}
