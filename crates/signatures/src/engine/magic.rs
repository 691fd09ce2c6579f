//! What the first bytes of a file say it is, in the words that rules ask for with `filemagic`.
//!
//! Sources: the formats' own signatures (ISO 32000 §7.5.2; PKWARE APPNOTE 4.3.7; RFC 1952 §2.3.1;
//! RFC 2083 §3.1; GIF89a §17; ITU-T T.81 B.2.4; Microsoft PE/COFF §2; System V ABI, ELF header;
//! [MS-CFB] §2.2; Java VM Specification §4.1); the words are those of `file(1)`.
//! Not covered: the thousands of other formats that `file(1)` knows.

/// Signatures at the beginning, and the words for them.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF document, version "),
    (b"PK\x03\x04", "Zip archive data"),
    (b"\x1f\x8b", "gzip compressed data"),
    (b"BZh", "bzip2 compressed data"),
    (b"\xfd7zXZ\x00", "XZ compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "7-zip archive data"),
    (b"Rar!\x1a\x07", "RAR archive data"),
    (b"MSCF\0\0\0\0", "Microsoft Cabinet archive data"),
    (b"\x7fELF\x01", "ELF 32-bit executable"),
    (b"\x7fELF\x02", "ELF 64-bit executable"),
    (b"\x89PNG\r\n\x1a\n", "PNG image data"),
    (b"GIF87a", "GIF image data, version 87a"),
    (b"GIF89a", "GIF image data, version 89a"),
    (b"\xff\xd8\xff", "JPEG image data"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Composite Document File V2 Document"),
    (b"{\\rtf", "Rich Text Format data"),
    (b"\xca\xfe\xba\xbe", "compiled Java class data"),
    (b"FWS", "Macromedia Flash data"),
    (b"CWS", "Macromedia Flash data (compressed)"),
    (b"#!/bin/sh", "POSIX shell script, ASCII text executable"),
    (b"#!", "script text executable"),
    (b"<?xml", "XML document text"),
    (b"<!DOCTYPE html", "HTML document, ASCII text"),
    (b"<html", "HTML document, ASCII text"),
];

/// The words for a file that begins so.
pub(crate) fn describe(data: &[u8]) -> String {
    if data.starts_with(b"MZ") {
        return executable(data).to_owned();
    }
    let is = |begin: &[u8]| {
        data.get(..begin.len()).is_some_and(|there| there.eq_ignore_ascii_case(begin))
    };
    match BEGINNINGS.iter().find(|(begin, _)| is(begin)) {
        Some((b"%PDF-", words)) => {
            let version = data.get(5..8).unwrap_or_default();
            format!("{words}{}", String::from_utf8_lossy(version))
        }
        Some((_, words)) => (*words).to_owned(),
        None if data.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) => {
            "ASCII text".to_owned()
        }
        None => "data".to_owned(),
    }
}

/// An executable of DOS or Windows; PE/COFF §2.1: the offset of its header stands at 0x3c.
fn executable(data: &[u8]) -> &'static str {
    let at = data.get(0x3c..).and_then(|rest| rest.first_chunk::<4>());
    let header = at.and_then(|at| data.get(usize::try_from(u32::from_le_bytes(*at)).ok()?..));
    let Some(header) = header.filter(|header| header.starts_with(b"PE\0\0")) else {
        return "MS-DOS executable";
    };
    // §2.3 and §2.4: characteristics at 18 and the optional header's magic at 20, behind the
    // signature of 4 bytes.
    let library = header.get(23).is_some_and(|high| high & 0x20 != 0);
    let wide = header.get(24..26) == Some(&[0x0b, 0x02]);
    match (wide, library) {
        (false, false) => "PE32 executable (GUI) Intel 80386, for MS Windows",
        (false, true) => "PE32 executable (DLL) (GUI) Intel 80386, for MS Windows",
        (true, false) => "PE32+ executable (GUI) x86-64, for MS Windows",
        (true, true) => "PE32+ executable (DLL) (GUI) x86-64, for MS Windows",
    }
}
