//! Content codings undone while the bytes stream by (RFC 9110 §8.4): gzip (RFC 1952), deflate
//! (RFC 1951, bare or in zlib's frame of RFC 1950), br (RFC 7932), lzma; up to two on top of each
//! other. Damaged frames are read as browsers read them: checksums do not count, a wrong name of
//! the coding is forgiven.

use flate2::{Decompress, FlushDecompress, Status};

/// Codings undone of one body; Suricata's `response-body-decompress-layer-limit`.
pub(crate) const MAX_LAYERS: usize = 2;
/// Bytes that one body may become if it grows more than [`MAX_RATIO`] times.
const MAX_PLAIN: u64 = 1024 * 1024;
/// See [`MAX_PLAIN`]; deflate reaches 1032.
const MAX_RATIO: u64 = 2048;
/// Bytes of a body that are undone at all: what is behind is passed on by nobody.
const MAX_TOTAL: u64 = 64 * 1024 * 1024;
/// Bytes undone at a time.
const STEP: usize = 8 * 1024;
/// Bytes kept from the front of a body, to start over with another coding.
const MAX_FRONT: usize = 64;

/// What a body is wrapped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    /// Bare deflate; zlib's frame is tried when that fails.
    Deflate,
    Zlib,
    Brotli,
    Lzma,
}

/// What the list of codings shows besides the codings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// In the order they were put on.
    pub(crate) codings: Vec<Coding>,
    pub(crate) too_many: bool,
    pub(crate) abnormal: bool,
}

/// Reads a `Content-Encoding`.
pub(crate) fn listed(value: &[u8]) -> Listed {
    let clean: Vec<u8> = value.iter().copied().filter(|byte| *byte != 0).collect();
    let mut listed = Listed::default();
    let words = clean.split(|byte| matches!(byte, b',' | b' ')).filter(|word| !word.is_empty());
    for (number, word) in words.enumerate() {
        if number >= MAX_LAYERS {
            listed.too_many = true;
            break;
        }
        let lower = word.to_ascii_lowercase();
        let (coding, plain) = named(&lower);
        listed.abnormal |= !plain;
        listed.codings.extend(coding);
    }
    listed
}

/// The coding of a name, and whether the name is a known one.
fn named(name: &[u8]) -> (Option<Coding>, bool) {
    let has = |word: &[u8]| name.windows(word.len()).any(|window| window == word);
    match name {
        b"gzip" | b"x-gzip" => (Some(Coding::Gzip), true),
        b"deflate" | b"x-deflate" => (Some(Coding::Deflate), true),
        b"br" => (Some(Coding::Brotli), true),
        b"lzma" => (Some(Coding::Lzma), true),
        b"identity" | b"none" | b"inflate" => (None, true),
        _ if has(b"gzip") => (Some(Coding::Gzip), false),
        _ if has(b"deflate") => (Some(Coding::Deflate), false),
        _ => (None, false),
    }
}

/// All codings of one body.
pub(crate) struct Decoder {
    /// The one put on last comes first.
    layers: Vec<Layer>,
    taken: u64,
    given: u64,
    /// Given up: it grew out of all proportion.
    pub(crate) bomb: bool,
}

impl Decoder {
    pub(crate) fn new(codings: &[Coding]) -> Self {
        let layers = codings.iter().rev().map(|coding| Layer::new(*coding)).collect();
        Self { layers, taken: 0, given: 0, bomb: false }
    }

    /// One that nothing comes out of any more.
    pub(crate) fn over() -> Self {
        Self { layers: Vec::new(), taken: 0, given: 0, bomb: true }
    }

    /// Undoes the next bytes and gives what comes of them to `out`.
    pub(crate) fn push(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8])) {
        self.taken += data.len() as u64;
        self.run(out, |layers, last| through(layers, data, last));
    }

    /// The coded bytes are over: gives what was held back.
    pub(crate) fn finish(&mut self, out: &mut dyn FnMut(&[u8])) {
        self.run(out, |layers, last| finish(layers, last));
    }

    fn run(
        &mut self,
        out: &mut dyn FnMut(&[u8]),
        step: impl FnOnce(&mut [Layer], &mut dyn FnMut(&[u8]) -> bool) -> bool,
    ) {
        if self.bomb {
            return;
        }
        let (taken, given, bomb) = (self.taken, &mut self.given, &mut self.bomb);
        let mut last = |plain: &[u8]| {
            if *bomb || plain.is_empty() {
                return false;
            }
            *given += plain.len() as u64;
            out(plain);
            *bomb = *given > MAX_TOTAL
                || (*given > MAX_PLAIN && *given > taken.saturating_mul(MAX_RATIO));
            !*bomb
        };
        step(&mut self.layers, &mut last);
    }
}

fn finish(layers: &mut [Layer], out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    let Some((first, rest)) = layers.split_first_mut() else { return true };
    let held = first.finish();
    (held.is_empty() || through(rest, &held, out)) && finish(rest, out)
}

/// Sends bytes through the layers. The answer of `out` says whether to go on.
fn through(layers: &mut [Layer], data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    match layers.split_first_mut() {
        None => out(data),
        Some((first, rest)) => first.push(data, &mut |plain| through(rest, plain, out)),
    }
}

/// One coding being undone.
struct Layer {
    state: State,
    coding: Coding,
    /// Other codings tried.
    restarts: u8,
    /// The first bytes, and how many there were in all.
    front: Vec<u8>,
    seen: usize,
    /// Something came of them.
    plain: bool,
}

enum State {
    Gzip(Gzip),
    Flate(Box<Decompress>),
    Brotli(Box<brotli_decompressor::DecompressorWriter<Vec<u8>>>),
    Lzma(Box<lzma_rs::decompress::Stream<Vec<u8>>>),
    /// No coding at all.
    Through,
    /// The end of the coded bytes was reached, or they are damaged behind some that were not.
    Over,
}

impl State {
    fn of(coding: Coding) -> Self {
        match coding {
            Coding::Gzip => Self::Gzip(Gzip::default()),
            Coding::Deflate => Self::Flate(Box::new(Decompress::new(false))),
            Coding::Zlib => Self::Flate(Box::new(Decompress::new(true))),
            Coding::Brotli => Self::Brotli(Box::new(brotli_decompressor::DecompressorWriter::new(
                Vec::new(),
                STEP,
            ))),
            Coding::Lzma => Self::Lzma(Box::new(lzma())),
        }
    }
}

/// Dictionaries above this are not kept; Suricata's `lzma-memlimit`.
const MAX_DICTIONARY: usize = 1024 * 1024;

fn lzma() -> lzma_rs::decompress::Stream<Vec<u8>> {
    let options = lzma_rs::decompress::Options {
        memlimit: Some(MAX_DICTIONARY),
        allow_incomplete: true,
        ..lzma_rs::decompress::Options::default()
    };
    lzma_rs::decompress::Stream::new_with_options(&options, Vec::new())
}

/// The coding was not what it was said to be.
struct Wrong;

impl Layer {
    fn new(coding: Coding) -> Self {
        let (state, front) = (State::of(coding), Vec::new());
        Self { state, coding, restarts: 0, front, seen: 0, plain: false }
    }

    fn push(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.seen = self.seen.saturating_add(data.len());
        if !self.plain {
            let room = MAX_FRONT.saturating_sub(self.front.len());
            self.front.extend_from_slice(data.get(..room).unwrap_or(data));
        }
        // All bytes so far, should the coding be changed while they are known.
        let mut whole: Option<Vec<u8>> = None;
        loop {
            let input = whole.as_deref().unwrap_or(data);
            let mut gave = false;
            let done = run(&mut self.state, input, &mut |plain| {
                gave |= !plain.is_empty();
                out(plain)
            });
            self.plain |= gave;
            match done {
                Ok(go_on) => return go_on,
                Err(Wrong) if self.plain => {
                    self.state = State::Over;
                    return true;
                }
                Err(Wrong) => {
                    if self.seen == self.front.len() {
                        whole = Some(self.front.clone());
                    }
                    self.restart();
                }
            }
        }
    }

    /// What is held back until the end.
    fn finish(&mut self) -> Vec<u8> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Lzma(lzma) => lzma.finish().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Tries the next coding: the order of libhtp.
    fn restart(&mut self) {
        self.restarts += 1;
        self.coding = match self.coding {
            Coding::Gzip | Coding::Brotli | Coding::Lzma => Coding::Deflate,
            Coding::Deflate => Coding::Zlib,
            Coding::Zlib => Coding::Gzip,
        };
        self.state = if self.restarts > 3 { State::Through } else { State::of(self.coding) };
    }
}

fn run(state: &mut State, data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> Result<bool, Wrong> {
    match state {
        State::Through => Ok(out(data)),
        State::Over => Ok(true),
        State::Flate(flate) => inflate(flate, data, out),
        State::Gzip(gzip) => gzip.push(data, out),
        State::Brotli(brotli) => {
            use std::io::Write;
            let mut good = Ok(());
            for piece in data.chunks(STEP) {
                good = brotli.write_all(piece).and_then(|()| brotli.flush());
                let plain = std::mem::take(brotli.get_mut());
                if !plain.is_empty() && !out(&plain) {
                    return Ok(false);
                }
                if good.is_err() {
                    break;
                }
            }
            good.map(|()| true).map_err(|_| Wrong)
        }
        State::Lzma(lzma) => {
            use std::io::Write;
            let mut good = Ok(());
            for piece in data.chunks(MAX_FRONT) {
                good = lzma.write_all(piece);
                let plain = lzma.get_output_mut().map(std::mem::take).unwrap_or_default();
                if !plain.is_empty() && !out(&plain) {
                    return Ok(false);
                }
                if good.is_err() {
                    break;
                }
            }
            good.map(|()| true).map_err(|_| Wrong)
        }
    }
}

fn inflate(
    flate: &mut Decompress,
    mut data: &[u8],
    out: &mut dyn FnMut(&[u8]) -> bool,
) -> Result<bool, Wrong> {
    let mut room = [0u8; STEP];
    loop {
        let (before_in, before_out) = (flate.total_in(), flate.total_out());
        let status = flate.decompress(data, &mut room, FlushDecompress::Sync);
        let used = usize::try_from(flate.total_in() - before_in).unwrap_or(data.len());
        let made = usize::try_from(flate.total_out() - before_out).unwrap_or(0);
        data = data.get(used..).unwrap_or_default();
        if made > 0 && !out(room.get(..made).unwrap_or_default()) {
            return Ok(false);
        }
        match status {
            Err(_) => return Err(Wrong),
            Ok(Status::StreamEnd) => return Ok(true),
            Ok(Status::Ok | Status::BufError) if used == 0 && made == 0 => return Ok(true),
            Ok(_) => {}
        }
    }
}

/// A gzip member (RFC 1952 §2.3) whose checksums are not looked at.
#[derive(Default)]
struct Gzip {
    at: Place,
    flags: u8,
    /// Bytes of the fixed header, or of a length.
    have: Vec<u8>,
    left: u16,
    flate: Option<Box<Decompress>>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    Fixed,
    ExtraLength,
    Extra,
    Name,
    Comment,
    Checksum,
    Data,
}

/// Bytes of the fixed header (RFC 1952 §2.3).
const GZIP_HEADER: usize = 10;
/// Flags of the header (RFC 1952 §2.3.1).
const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;

impl Gzip {
    fn push(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> Result<bool, Wrong> {
        let mut rest = data;
        while self.at != Place::Data {
            if let Some(after) = self.skip_absent() {
                self.at = after;
                continue;
            }
            let Some((byte, behind)) = rest.split_first() else { return Ok(true) };
            rest = behind;
            self.header(*byte)?;
        }
        let flate = self.flate.get_or_insert_with(|| Box::new(Decompress::new(false)));
        if rest.is_empty() { Ok(true) } else { inflate(flate, rest, out) }
    }

    /// The next place, where the one at hand is not in this header.
    fn skip_absent(&self) -> Option<Place> {
        let absent = |flag: u8| self.flags & flag == 0;
        match self.at {
            Place::ExtraLength if absent(FEXTRA) => Some(Place::Name),
            Place::Extra if self.left == 0 => Some(Place::Name),
            Place::Name if absent(FNAME) => Some(Place::Comment),
            Place::Comment if absent(FCOMMENT) => Some(Place::Checksum),
            Place::Checksum if absent(FHCRC) => Some(Place::Data),
            _ => None,
        }
    }

    fn header(&mut self, byte: u8) -> Result<(), Wrong> {
        match self.at {
            Place::Fixed => {
                self.have.push(byte);
                // ID1, ID2, CM = 8 (RFC 1952 §2.3.1).
                let magic = [0x1f, 0x8b, 8];
                if self.have.iter().zip(magic).any(|(have, want)| *have != want) {
                    return Err(Wrong);
                }
                if self.have.len() == GZIP_HEADER {
                    self.flags = self.have.get(3).copied().unwrap_or_default();
                    self.have.clear();
                    self.at = Place::ExtraLength;
                }
            }
            Place::ExtraLength => {
                self.have.push(byte);
                if let [low, high] = *self.have.as_slice() {
                    self.left = u16::from_le_bytes([low, high]);
                    self.have.clear();
                    self.at = Place::Extra;
                }
            }
            Place::Extra => self.left = self.left.saturating_sub(1),
            Place::Name if byte == 0 => self.at = Place::Comment,
            Place::Comment if byte == 0 => self.at = Place::Checksum,
            Place::Checksum => {
                self.have.push(byte);
                if self.have.len() == 2 {
                    self.at = Place::Data;
                }
            }
            Place::Name | Place::Comment | Place::Data => {}
        }
        Ok(())
    }
}
