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
/// Bytes of lzma given in at a time: each may become many.
const MAX_PIECE: usize = 64;
/// Bytes held back of a coding that is merely tried.
const MAX_HELD: usize = 256 * 1024;
/// Bytes at the front of a body that settle what it is wrapped in.
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
    /// The first bytes, until it is settled what the coding really is.
    front: Vec<u8>,
    settled: bool,
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
        Self { state: State::of(coding), coding, front: Vec::new(), settled: false }
    }

    fn push(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        if self.settled {
            return self.run(data, out);
        }
        let room = MAX_FRONT.saturating_sub(self.front.len()).min(data.len());
        let (front, rest) = data.split_at_checked(room).unwrap_or((data, &[]));
        self.front.extend_from_slice(front);
        let go_on = match told_by_front(self.coding, &self.front) {
            Some(coding) => {
                self.settled = true;
                self.state = State::of(coding);
                let front = std::mem::take(&mut self.front);
                self.run(&front, out)
            }
            None if self.front.len() < MAX_FRONT => return true,
            None => self.settle(out),
        };
        go_on && (rest.is_empty() || self.run(rest, out))
    }

    fn run(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        match run(&mut self.state, data, out) {
            Ok(go_on) => go_on,
            Err(Wrong) => {
                self.state = State::Over;
                true
            }
        }
    }

    /// Settles the coding by trying: first the one that was named, whose first bytes count even if
    /// it fails behind them; of the others all must be well.
    fn settle(&mut self, out: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.settled = true;
        let front = std::mem::take(&mut self.front);
        let others = [Coding::Deflate, Coding::Zlib, Coding::Gzip];
        let named = std::iter::once(self.coding);
        for (number, coding) in named.chain(others).enumerate() {
            let mut state = State::of(coding);
            let mut held = Vec::new();
            let done = run(&mut state, &front, &mut |plain| {
                held.extend_from_slice(plain);
                held.len() < MAX_HELD
            });
            let failed = done.is_err();
            if !failed || (number == 0 && !held.is_empty()) {
                self.state = if failed { State::Over } else { state };
                return held.is_empty() || out(&held);
            }
        }
        self.state = State::Through;
        out(&front)
    }

    /// The coded bytes are over: what was held back until now.
    fn finish(&mut self) -> Vec<u8> {
        let mut held = Vec::new();
        if !self.settled && !self.front.is_empty() {
            self.settle(&mut |plain| {
                held.extend_from_slice(plain);
                held.len() < MAX_HELD
            });
        }
        if let State::Lzma(lzma) = std::mem::replace(&mut self.state, State::Over) {
            held.extend_from_slice(&lzma.finish().unwrap_or_default());
        }
        held
    }
}

/// The coding that the first bytes tell beyond doubt, whatever its name. Codings that have no mark
/// are taken at their name where there is nothing they could be mistaken for.
fn told_by_front(named: Coding, front: &[u8]) -> Option<Coding> {
    match (named, front) {
        (Coding::Brotli | Coding::Lzma, _) => Some(named),
        // RFC 1952 §2.3.1.
        (_, [0x1f, 0x8b, 8, ..]) => Some(Coding::Gzip),
        // RFC 1950 §2.2: deflate, a window of up to 32 KiB, and a check.
        (_, [head, check, ..]) if head & 0x0f == 8 && head >> 4 <= 7 => {
            (u16::from_be_bytes([*head, *check]) % 31 == 0).then_some(Coding::Zlib)
        }
        _ => None,
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
            for piece in data.chunks(MAX_PIECE) {
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
