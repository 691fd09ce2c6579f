use model::CaptureTime;

use super::{CaptureError, CaptureReader};
use crate::build;
use crate::link::LinkType;

/// Time, link, wire length and bytes of every frame, and the anomalies' codes.
type Read = (Vec<(i64, LinkType, u32, Vec<u8>)>, Vec<String>);

fn read(file: &[u8]) -> Read {
    let mut reader = CaptureReader::new(file).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        assert_eq!(frame.number, frames.len() as u64 + 1);
        frames.push((frame.time.0, frame.link, frame.wire_len, frame.data.to_vec()));
    }
    assert!(reader.next_frame().unwrap().is_none(), "the end is the end");
    (frames, reader.anomalies().iter().map(|a| a.code.to_string()).collect())
}

/// A pcap of one record: magic, words in `order`, 3 s and 5 units.
fn pcap(magic: u32, big: bool, link: u32, data: &[u8], wire: u32) -> Vec<u8> {
    let order = |word: u32| if big { word.to_be_bytes() } else { word.to_le_bytes() };
    let len = u32::try_from(data.len()).unwrap();
    let words = [magic, 0x0004_0002, 0, 0, 65_535, link, 3, 5, len, wire];
    [&words.map(order).concat()[..], data].concat()
}

#[test]
fn both_byte_orders_and_resolutions_of_pcap_are_read() {
    for (magic, time) in [(0xa1b2_c3d4, 3_000_005_000), (0xa1b2_3c4d, 3_000_000_005)] {
        for big in [true, false] {
            let (frames, anomalies) = read(&pcap(magic, big, 113, b"abc", 9));
            assert_eq!(frames, [(time, LinkType::LinuxSll, 9, b"abc".to_vec())]);
            assert!(anomalies.is_empty());
        }
    }
}

/// Blocks of a pcapng file in one byte order.
struct Ng {
    big: bool,
    file: Vec<u8>,
}

impl Ng {
    fn u32(&self, word: u32) -> [u8; 4] {
        if self.big { word.to_be_bytes() } else { word.to_le_bytes() }
    }

    fn new(big: bool) -> Self {
        let mut ng = Self { big, file: Vec::new() };
        ng.section();
        ng
    }

    fn section(&mut self) {
        let body = [self.u32(0x1a2b_3c4d), self.u32(1), [0xff; 4], [0xff; 4]].concat();
        self.block(0x0a0d_0d0a, &body);
    }

    fn block(&mut self, kind: u32, body: &[u8]) {
        let mut body = body.to_vec();
        body.resize(body.len().next_multiple_of(4), 0);
        let total = self.u32(u32::try_from(body.len() + 12).unwrap());
        let kind = self.u32(kind);
        self.file.extend([&kind[..], &total, &body, &total].concat());
    }

    /// `option`: code, value.
    fn interface(&mut self, link: u16, snap: u32, option: Option<(u16, &[u8])>) {
        let half = |n: u16| if self.big { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut body = [half(link), half(0)].concat();
        body.extend(self.u32(snap));
        if let Some((code, value)) = option {
            body.extend(half(code));
            body.extend(half(u16::try_from(value.len()).unwrap()));
            body.extend(value);
            body.resize(body.len().next_multiple_of(4), 0);
            body.extend([0; 4]);
        }
        self.block(1, &body);
    }

    fn enhanced(&mut self, interface: u32, ticks: u64, data: &[u8]) {
        let len = u32::try_from(data.len()).unwrap();
        let (high, low) = (u32::try_from(ticks >> 32).unwrap(), (ticks & 0xffff_ffff) as u32);
        let words = [interface, high, low, len, len].map(|word| self.u32(word)).concat();
        self.block(6, &[&words, data].concat());
    }
}

#[test]
fn pcapng_interfaces_have_their_own_links_and_clocks() {
    for big in [true, false] {
        let mut ng = Ng::new(big);
        ng.interface(1, 0, None);
        ng.interface(101, 0, Some((9, &[9])));
        ng.interface(1, 0, Some((9, &[0x80 | 10])));
        let offset: [u8; 8] = if big { 100i64.to_be_bytes() } else { 100i64.to_le_bytes() };
        ng.interface(113, 0, Some((14, &offset)));
        ng.block(4, b"names, passed over");
        ng.enhanced(0, 5, b"micro");
        ng.enhanced(1, 6, b"nano");
        ng.enhanced(2, 512, b"half a second");
        ng.enhanced(3, 1_000_000, b"later");
        let (frames, anomalies) = read(&ng.file);
        let seen: Vec<(i64, LinkType, &[u8])> =
            frames.iter().map(|f| (f.0, f.1, &f.3[..])).collect();
        assert_eq!(
            seen,
            [
                (5_000, LinkType::Ethernet, &b"micro"[..]),
                (6, LinkType::Raw, b"nano"),
                (500_000_000, LinkType::Ethernet, b"half a second"),
                (101_000_000_000, LinkType::LinuxSll, b"later"),
            ]
        );
        assert!(anomalies.is_empty());
    }
}

#[test]
fn simple_and_obsolete_packets_and_new_sections_are_read() {
    let mut ng = Ng::new(false);
    ng.interface(1, 4, None);
    ng.block(3, &[&ng.u32(6)[..], b"sixs"].concat());
    let words = [0u32, 0, 7, 3, 3].map(|word| ng.u32(word)).concat();
    ng.block(2, &[&words, &b"old"[..]].concat());
    ng.section();
    ng.interface(101, 0, None);
    ng.enhanced(0, 8, b"new");
    let (frames, anomalies) = read(&ng.file);
    assert_eq!(
        frames,
        [
            (0, LinkType::Ethernet, 6, b"sixs".to_vec()),
            (7_000, LinkType::Ethernet, 3, b"old".to_vec()),
            (8_000, LinkType::Raw, 3, b"new".to_vec()),
        ]
    );
    assert!(anomalies.is_empty());
}

#[test]
fn a_truncated_file_yields_what_is_whole() {
    let frames: Vec<Vec<u8>> = (0u8..3).map(|n| vec![n; 50]).collect();
    let times = (0..).map(CaptureTime);
    let classic = build::pcap(times.zip(frames.iter().map(Vec::as_slice)));
    let mut ng = Ng::new(false);
    ng.interface(1, 0, None);
    let header = ng.file.len();
    for frame in &frames {
        ng.enhanced(0, 1, frame);
    }
    let block = (ng.file.len() - header) / 3;
    for (file, header, record) in [(&classic, 24, 66), (&ng.file, header, block)] {
        for cut in header + 1..file.len() {
            let (read, anomalies) = read(&file[..cut]);
            assert_eq!(read.len(), (cut - header) / record, "cut at {cut}");
            let whole = (cut - header) % record == 0;
            assert_eq!(anomalies.len(), usize::from(!whole), "cut at {cut}");
            assert!(anomalies.iter().all(|code| code == "capture.truncated"));
        }
    }
}

#[test]
fn an_absurd_length_costs_its_record_only() {
    let frames: Vec<Vec<u8>> = (0u8..4).map(|n| vec![n; 60]).collect();
    let times = (0..).map(|n| CaptureTime(n * 1_000_000_000));
    let mut file = build::pcap(times.zip(frames.iter().map(Vec::as_slice)));
    file[24 + 76 + 8..24 + 76 + 12].copy_from_slice(&[0xff; 4]);
    let (read, anomalies) = read(&file);
    let seen: Vec<u8> = read.iter().map(|frame| frame.3[0]).collect();
    assert_eq!((seen, anomalies), (vec![0, 2, 3], vec!["capture.length_absurd".to_owned()]));
}

#[test]
fn damaged_blocks_are_named() {
    let with = |damage: fn(&mut Ng)| {
        let mut ng = Ng::new(false);
        ng.interface(1, 0, None);
        damage(&mut ng);
        ng.enhanced(0, 1, b"after");
        let (frames, anomalies) = read(&ng.file);
        (frames.len(), anomalies.concat())
    };
    let named = |n, code: &str| (n, code.to_owned());
    assert_eq!(with(|ng| ng.enhanced(9, 1, b"x")), named(1, "capture.interface_unknown"));
    assert_eq!(with(|ng| ng.block(6, &[0; 4])), named(1, "capture.block_invalid"));
    assert_eq!(
        with(|ng| ng.file.extend([6, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0])),
        named(0, "capture.block_invalid")
    );
    assert_eq!(with(|ng| ng.block(6, &[0; 3 << 20])), named(1, "capture.length_absurd"));
    let longer = |ng: &mut Ng| {
        ng.enhanced(0, 1, b"abcd");
        let at = ng.file.len() - 16;
        ng.file[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    };
    assert_eq!(with(longer), named(1, "capture.length_absurd"));
}

#[test]
fn what_is_no_capture_is_an_error() {
    assert!(matches!(CaptureReader::new(&b""[..]), Err(CaptureError::Empty)));
    assert!(matches!(
        CaptureReader::new(&b"GIF89a, certainly not"[..]),
        Err(CaptureError::UnknownFormat)
    ));
    assert!(matches!(CaptureReader::new(&b"xy"[..]), Err(CaptureError::UnknownFormat)));
    let (frames, anomalies) = read(&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0]);
    assert_eq!((frames.len(), anomalies), (0, vec!["capture.truncated".to_owned()]));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(
        magic in 0usize..4,
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600),
    ) {
        let magic = [&[0xd4, 0xc3, 0xb2, 0xa1][..], &[0xa1, 0xb2, 0x3c, 0x4d], &super::pcapng::SECTION, &[]][magic];
        if let Ok(mut reader) = CaptureReader::new(&[magic, &bytes].concat()[..]) {
            while reader.next_frame().unwrap().is_some() {}
        }
    }
}

#[test]
fn what_is_written_is_read_again() {
    for code in [0, 1, 9, 101, 104, 108, 113, 276, 147] {
        let link = LinkType::from_code(code);
        assert_eq!(link.code(), code);
        let mut file = super::file_header(link).to_vec();
        file.extend(super::packet_header(CaptureTime(3_000_000_005), 2, 60));
        file.extend([7, 8]);
        let (frames, anomalies) = read(&file);
        assert_eq!(frames, [(3_000_000_005, link, 60, vec![7, 8])]);
        assert!(anomalies.is_empty());
    }
}
