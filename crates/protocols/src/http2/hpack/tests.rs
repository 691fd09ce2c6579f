//! The examples of RFC 7541, appendix C.

use super::*;
use crate::testing::hex;

fn read(hpack: &mut Hpack, block: &str) -> Vec<String> {
    let block = hpack.block(&hex(block));
    assert_eq!(block.flaw, None);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    block.fields.iter().map(|f| format!("{}: {}", text(&f.name), text(&f.value))).collect()
}

#[test]
fn requests_without_huffman_share_a_table() {
    let mut hpack = Hpack::default();
    let first = read(&mut hpack, "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d");
    assert_eq!(first, [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"]);
    let second = read(&mut hpack, "8286 84be 5808 6e6f 2d63 6163 6865");
    assert_eq!(second.last().unwrap(), "cache-control: no-cache");
    assert_eq!(second[3], ":authority: www.example.com");
    assert_eq!(hpack.size, 110);
}

#[test]
fn responses_with_huffman_evict_from_a_small_table() {
    let mut hpack = Hpack { limit: 256, ..Hpack::default() };
    let first = read(
        &mut hpack,
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e \
         919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
    );
    assert_eq!(
        first,
        [
            ":status: 302",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com"
        ]
    );
    let second = read(&mut hpack, "4883 640e ffc1 c0bf");
    assert_eq!(second[0], ":status: 307");
    assert_eq!(second[3], "location: https://www.example.com");
    assert_eq!(hpack.size, 222);
}

#[test]
fn what_points_nowhere_is_invalid_unless_blocks_were_lost() {
    let mut hpack = Hpack::default();
    assert_eq!(hpack.block(&[0xff, 0x20]).flaw, Some(INVALID));
    hpack.lost();
    let block = hpack.block(&[0xff, 0x20, 0x82]);
    assert_eq!((block.flaw, block.fields.len()), (None, 1));
}

#[test]
fn integers_that_never_end_overflow() {
    let endless = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert_eq!(Hpack::default().block(&endless).flaw, Some(OVERFLOW));
}
