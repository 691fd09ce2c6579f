//! What bytes are, told from the bytes. A name or a declared type is never believed: a program
//! renamed `report.pdf` is still a program.

/// A media type found from content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    /// `type/subtype`.
    pub name: &'static str,
    /// A machine would run it: PE, ELF, Mach-O, class and jar files, shortcuts, scripts.
    pub executable: bool,
}

/// How much of a file is looked at where the first bytes do not tell.
const WINDOW: usize = 64 << 10;

const fn document(name: &'static str) -> Media {
    Media { name, executable: false }
}

const fn program(name: &'static str) -> Media {
    Media { name, executable: true }
}

/// (offset, bytes there, what it is); the first that fits holds.
const MAGIC: &[(usize, &[u8], Media)] = &[
    (0, b"%PDF-", document("application/pdf")),
    (0, b"\x89PNG\r\n\x1a\n", document("image/png")),
    (0, b"\xff\xd8\xff", document("image/jpeg")),
    (0, b"GIF87a", document("image/gif")),
    (0, b"GIF89a", document("image/gif")),
    (8, b"WEBP", document("image/webp")),
    (0, b"\xd4\xc3\xb2\xa1", document("application/vnd.tcpdump.pcap")),
    (0, b"\xa1\xb2\xc3\xd4", document("application/vnd.tcpdump.pcap")),
    (0, b"\x4d\x3c\xb2\xa1", document("application/vnd.tcpdump.pcap")),
    (0, b"\xa1\xb2\x3c\x4d", document("application/vnd.tcpdump.pcap")),
    (0, b"\x0a\x0d\x0d\x0a", document("application/x-pcapng")),
    (0, b"\x1f\x8b", document("application/gzip")),
    (0, b"\x28\xb5\x2f\xfd", document("application/zstd")),
    (0, b"7z\xbc\xaf\x27\x1c", document("application/x-7z-compressed")),
    (0, b"Rar!\x1a\x07", document("application/vnd.rar")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", document("application/x-ole-storage")),
    (0, b"MZ", program("application/vnd.microsoft.portable-executable")),
    (0, b"\x7fELF", program("application/x-elf")),
    (0, b"\xfe\xed\xfa\xce", program("application/x-mach-binary")),
    (0, b"\xfe\xed\xfa\xcf", program("application/x-mach-binary")),
    (0, b"\xce\xfa\xed\xfe", program("application/x-mach-binary")),
    (0, b"\xcf\xfa\xed\xfe", program("application/x-mach-binary")),
    (0, b"\xca\xfe\xba\xbe", program("application/java-vm")),
    (0, b"\x4c\x00\x00\x00\x01\x14\x02\x00", program("application/x-ms-shortcut")),
    (0, b"#!", program("text/x-script")),
];

/// Tells what the bytes are; `application/octet-stream` when nothing fits.
pub fn sniff(bytes: &[u8]) -> Media {
    let fits = |(offset, magic, _): &&(usize, &[u8], Media)| {
        bytes.get(*offset..).is_some_and(|rest| rest.starts_with(magic))
    };
    if let Some((_, _, media)) = MAGIC.iter().find(fits) {
        return *media;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(bytes);
    }
    text(bytes).unwrap_or(document("application/octet-stream"))
}

/// A zip file is what its members make it.
fn archive(bytes: &[u8]) -> Media {
    const MEMBERS: &[(&str, Media)] = &[
        (
            "word/",
            document("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ),
        ("xl/", document("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        (
            "ppt/",
            document("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ),
        ("META-INF/MANIFEST.MF", program("application/java-archive")),
    ];
    for name in member_names(bytes) {
        if let Some((_, media)) =
            MEMBERS.iter().find(|(start, _)| name.starts_with(start.as_bytes()))
        {
            return *media;
        }
    }
    document("application/zip")
}

/// Names in the local file headers (APPNOTE.TXT 4.3.7): signature, 26 bytes on the name's length,
/// the name at 30.
fn member_names(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const MOST: usize = 64;
    let headers = bytes.windows(4).enumerate().filter(|(_, four)| *four == b"PK\x03\x04");
    headers.take(MOST).filter_map(|(at, _)| {
        let length = bytes.get(at + 26..at + 28)?;
        let length = usize::from(u16::from_le_bytes(length.try_into().ok()?));
        bytes.get(at + 30..(at + 30).checked_add(length)?)
    })
}

fn text(bytes: &[u8]) -> Option<Media> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some(document("text/plain"));
    }
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    let control = |b: &u8| *b < 0x20 && !b"\t\n\r\x0c".contains(b);
    if window.is_empty() || window.iter().any(control) || !(is_utf8(window) || is_gbk(window)) {
        return None;
    }
    Some(document(marked_up(window)))
}

fn marked_up(window: &[u8]) -> &'static str {
    let start = window.trim_ascii_start().get(..512).unwrap_or(window.trim_ascii_start());
    let start = start.to_ascii_lowercase();
    let has = |tag: &[u8]| start.windows(tag.len()).any(|part| part == tag);
    if has(b"<script") || has(b"<html") || has(b"<!doctype html") {
        "text/html"
    } else if has(b"<svg") {
        "image/svg+xml"
    } else if start.starts_with(b"<?xml") {
        "text/xml"
    } else {
        "text/plain"
    }
}

/// UTF-8, but for a character cut at the window's end.
fn is_utf8(window: &[u8]) -> bool {
    match std::str::from_utf8(window) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// Text files from Chinese Windows: single bytes below 0x80, or a lead of 0x81–0xfe with a trail
/// of 0x40–0xfe but 0x7f (GB/T 2312 and GBK).
fn is_gbk(window: &[u8]) -> bool {
    let mut bytes = window.iter();
    while let Some(byte) = bytes.next() {
        if *byte < 0x80 {
            continue;
        }
        let trail_fits =
            bytes.next().is_none_or(|trail| *trail >= 0x40 && *trail != 0x7f && *trail != 0xff);
        if !(0x81..=0xfe).contains(byte) || !trail_fits {
            return false;
        }
    }
    true
}
