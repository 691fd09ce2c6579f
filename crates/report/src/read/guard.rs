//! What may come in: size, magic, and the bounds of a zip, judged before anything is unpacked into
//! memory.

use std::io::{Cursor, Read};

use model::error::{ErrorKind, Fault};
use roxmltree::{Document as Tree, ParsingOptions};
use zip::{CompressionMethod, ZipArchive};

/// Largest file, and most bytes that all of its parts may unpack to.
pub(crate) const LARGEST: usize = 200 << 20;
const UNPACKED: u64 = 512 << 20;
/// Largest part that is parsed, and most nodes of it.
const PART: u64 = 64 << 20;
const NODES: u32 = 8_000_000;
/// Parts, and how much one may shrink: text of tables shrinks to a fiftieth, bombs to a thousandth.
const PARTS: usize = 4096;
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 1 << 20;

const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP: &[u8] = b"PK\x03\x04";
const MAIN: [(&str, Kind); 2] = [
    ("wordprocessingml.document.main+xml", Kind::Docx),
    ("spreadsheetml.sheet.main+xml", Kind::Xlsx),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Docx,
    Xlsx,
}

/// A zip whose parts were all found to be within bounds.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

pub(super) fn open<'a>(bytes: &'a [u8], name: &str) -> Result<(Kind, Package<'a>), Fault> {
    magic(bytes, name)?;
    let broken = || Fault::invalid("document.broken").with("part", "zip");
    let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if zip.len() > PARTS {
        return Err(bomb("parts", zip.len()));
    }
    let mut package = Package { zip };
    package.measure()?;
    let types = package.text("[Content_Types].xml")?.ok_or_else(not_office)?;
    let kind = MAIN.iter().find(|(kind, _)| types.contains(kind)).map(|(_, kind)| *kind);
    let macros = types.contains("macroEnabled").then(|| Fault::invalid("document.macros"));
    Ok((kind.ok_or_else(|| macros.unwrap_or_else(not_office))?, package))
}

fn not_office() -> Fault {
    Fault::invalid("document.not_office")
}

fn bomb(measure: &str, value: impl std::fmt::Display) -> Fault {
    Fault::invalid("document.bomb").with("measure", measure).with("value", value)
}

/// By its first bytes, whatever the name says.
fn magic(bytes: &[u8], name: &str) -> Result<(), Fault> {
    if bytes.is_empty() {
        return Err(Fault::invalid("document.empty"));
    }
    if bytes.len() > LARGEST {
        return Err(Fault::new(ErrorKind::TooMany, "document.too_large").with("most", "200 MB"));
    }
    refuse_programs(bytes)?;
    if bytes.starts_with(OLE) {
        return Err(ole(bytes, name));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(Fault::invalid("document.is_pdf"));
    }
    if bytes.starts_with(ZIP) { Ok(()) } else { Err(not_office()) }
}

/// Compound files: the formats before 2007, and office files under a password.
fn ole(bytes: &[u8], name: &str) -> Fault {
    let utf16: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
    let head = bytes.get(..1 << 20).unwrap_or(bytes);
    if head.windows(utf16.len()).any(|window| window == utf16) {
        return Fault::invalid("document.encrypted");
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let extension = if extension.is_empty() { "doc".into() } else { extension };
    Fault::invalid("document.old_format").with("extension", extension)
}

/// Executables of Windows, Linux and macOS, and scripts.
pub(crate) fn refuse_programs(bytes: &[u8]) -> Result<(), Fault> {
    const HEADS: [&[u8]; 9] = [
        b"MZ",
        b"\x7fELF",
        b"#!",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"\0asm",
    ];
    if HEADS.iter().any(|head| bytes.starts_with(head)) {
        return Err(Fault::invalid("document.executable"));
    }
    Ok(())
}

impl Package<'_> {
    /// Unpacks every part into nothing, counting: what a zip says of itself is not believed.
    fn measure(&mut self) -> Result<(), Fault> {
        let mut total = 0;
        for at in 0..self.zip.len() {
            let mut part = self.zip.by_index(at).map_err(|e| zip_fault(&e))?;
            let method = part.compression();
            if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(not_office());
            }
            let name = part.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let packed = part.compressed_size().max(1);
            let mut head = Vec::new();
            part.by_ref().take(16).read_to_end(&mut head).map_err(|_| broken(&name))?;
            nested(&name, &head)?;
            let rest = std::io::copy(&mut part.by_ref().take(UNPACKED), &mut std::io::sink());
            let unpacked = head.len() as u64 + rest.map_err(|_| broken(&name))?;
            total += unpacked;
            if total > UNPACKED {
                return Err(bomb("unpacked", "> 512 MB"));
            }
            if unpacked > RATIO_FROM && unpacked / packed > RATIO {
                return Err(bomb("ratio", unpacked / packed));
            }
        }
        Ok(())
    }

    /// A part as text, or nothing where there is none.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let Ok(part) = self.zip.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(PART + 1).read_to_end(&mut bytes).map_err(|_| broken(name))?;
        if bytes.len() as u64 > PART {
            return Err(bomb("part", name));
        }
        let text = String::from_utf8(bytes).map_err(|_| broken(name))?;
        Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
    }
}

/// Archives, programs and compound files within a package are nothing that a form needs.
fn nested(name: &str, head: &[u8]) -> Result<(), Fault> {
    if name.ends_with("vbaProject.bin") {
        return Err(Fault::invalid("document.macros"));
    }
    let archive =
        [ZIP, OLE, b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b"].iter().any(|m| head.starts_with(m));
    let program = refuse_programs(head).is_err();
    if archive || program {
        return Err(Fault::invalid("document.nested").with("part", name));
    }
    Ok(())
}

fn zip_fault(error: &zip::result::ZipError) -> Fault {
    match error {
        zip::result::ZipError::UnsupportedArchive(_) => Fault::invalid("document.encrypted"),
        _ => broken("zip"),
    }
}

pub(super) fn broken(part: &str) -> Fault {
    Fault::invalid("document.broken").with("part", part)
}

/// XML without document types, so without entities, and with a bound on its nodes.
pub(super) fn tree<'a>(text: &'a str, part: &str) -> Result<Tree<'a>, Fault> {
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    Tree::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => Fault::invalid("document.entities").with("part", part),
        roxmltree::Error::NodesLimitReached => bomb("part", part),
        _ => broken(part),
    })
}
