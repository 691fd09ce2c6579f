//! Inputs of the fuzz target that were worth keeping, one file a family.
//!
//! A pack is a zlib stream of records: length of the protocol's name (8 bits), name, length of the
//! input (16 bits, big-endian), input without the byte that selects the protocol.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// Protocol and input of every record; nothing where there is no such file.
pub(crate) fn read(path: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(file) = fs::read(path) else { return Vec::new() };
    let mut bytes = Vec::new();
    ZlibDecoder::new(file.as_slice()).read_to_end(&mut bytes).unwrap();
    let mut rest = bytes.as_slice();
    let mut records = Vec::new();
    while let [length, after @ ..] = rest {
        let (name, after) = after.split_at(usize::from(*length));
        let (size, after) = after.split_at(2);
        let (input, after) = after.split_at(usize::from(u16::from_be_bytes([size[0], size[1]])));
        records.push((String::from_utf8(name.to_vec()).unwrap(), input.to_vec()));
        rest = after;
    }
    records
}

/// The file that [`read`] gives these records of.
#[cfg_attr(test, expect(dead_code, reason = "packs are written by the example `fuzz_corpus`"))]
pub(crate) fn write(records: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    for (name, input) in records {
        let input = &input[..input.len().min(0xffff)];
        packer.write_all(&[name.len() as u8]).unwrap();
        packer.write_all(name.as_bytes()).unwrap();
        packer.write_all(&(input.len() as u16).to_be_bytes()).unwrap();
        packer.write_all(input).unwrap();
    }
    packer.finish().unwrap()
}
