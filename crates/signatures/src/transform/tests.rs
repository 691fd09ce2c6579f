use super::*;

#[track_caller]
fn check(name: &str, argument: &str, data: &[u8], expected: &[u8]) {
    let step = Step::read(name, argument).unwrap_or_else(|| panic!("{name} {argument}"));
    assert_eq!(step.apply(data).as_ref(), expected, "{name} {argument}");
}

#[track_caller]
fn hashed(name: &str, data: &[u8], expected: &str) {
    let hash = Step::read(name, "").unwrap().apply(data).into_owned();
    let text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, expected);
}

#[test]
fn text_is_brought_to_one_form() {
    check("to_lowercase", "", b"AbC\xc4", b"abc\xc4");
    check("to_uppercase", "", b"AbC1", b"ABC1");
    check("url_decode", "", b"a%20b+c%4g%", b"a b c%4g%");
    check("dotprefix", "", b"example.com", b".example.com");
    check("strip_whitespace", "", b" a\tb\r\n\x0bc ", b"abc");
    check("compress_whitespace", "", b"a  b\t\t c", b"a b\tc");
    check("header_lowercase", "", b"Host: A\r\nX-Y: B: C\r\n", b"host: A\r\nx-y: B: C\r\n");
    check("strip_pseudo_headers", "", b":method: GET\r\nhost: a\r\n", b"host: a\r\n");
    check("domain", "", b"www.example.com", b"example.com");
    check("domain", "", b"www.example.com.cn", b"example.com.cn");
    check("domain", "", b"localhost", b"");
    check("tld", "", b"www.example.co.uk", b"co.uk");
    check("tld", "", b"localhost", b"");
}

#[test]
fn hashes_are_octets() {
    // RFC 1321 A.5, FIPS 180-4 examples.
    hashed("to_md5", b"abc", "900150983cd24fb0d6963f7d28e17f72");
    hashed("to_sha1", b"abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
    hashed("to_sha256", b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn parts_are_taken_out() {
    check("xor", "0d0ac8", b"\x0d\x0a\xc8\x0c", b"\0\0\0\x01");
    check("pcrexform", r"/get\?data=(.*)", b"x", b"");
    check("pcrexform", r"/get\?data=(\w+)/i", b"/GET?data=abc&d", b"abc");
    check("subslice", "2,4", b"abcdef", b"cd");
    check("subslice", "-3", b"abcdef", b"def");
    check("subslice", "4,2", b"abcdef", b"");
    check("subslice", "9", b"abc", b"");
}

#[test]
fn base64_is_read_as_strictly_as_asked() {
    check("from_base64", "", b"Zm9vYmFy", b"foobar");
    check("from_base64", "offset 6, mode rfc2045", b"/?arg=Zm 9v Ym Fy", b"foobar");
    check("from_base64", "offset 6, mode rfc4648", b"/?arg=Zm 9v Ym Fy", b"f");
    check("from_base64", "mode strict", b"Zm 9v", b"Zm 9v");
    check("from_base64", "bytes 4", b"Zm9vYmFy", b"foo");
    check("from_base64", "offset 99", b"Zm9v", b"Zm9v");
}

#[test]
fn unpacking_ends_at_its_limit() {
    use std::io::Write as _;
    let text = b"This is compressed ".repeat(100);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&text).unwrap();
    let packed = gzip.finish().unwrap();
    check("gunzip", "", &packed, &text[..1024]);
    check("gunzip", "max-size 8", &packed, b"This is ");
    check("gunzip", "max-size 8192", &packed, &text);
    check("gunzip", "", b"none", b"");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(b"abc").unwrap();
    check("zlib_deflate", "", &zlib.finish().unwrap(), b"abc");
}

#[test]
fn wrong_arguments_are_refused() {
    for (name, argument) in [
        ("xor", "0"),
        ("xor", "zz"),
        ("gunzip", "max-size 0"),
        ("gunzip", "max-size 99999999"),
        ("from_base64", "mode unknown"),
        ("from_base64", "offset 70000"),
        ("subslice", "a"),
        ("pcrexform", "("),
        ("unknown", ""),
    ] {
        assert!(Step::read(name, argument).is_none(), "{name} {argument}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic_and_none_grow_beyond_bounds(data: Vec<u8>, from: i64, to: i64) {
        let all = [
            ("to_lowercase", String::new()),
            ("url_decode", String::new()),
            ("header_lowercase", String::new()),
            ("strip_pseudo_headers", String::new()),
            ("compress_whitespace", String::new()),
            ("domain", String::new()),
            ("tld", String::new()),
            ("from_base64", "mode rfc2045".to_owned()),
            ("from_base64", "mode strict".to_owned()),
            ("gunzip", String::new()),
            ("zlib_deflate", String::new()),
            ("subslice", format!("{from},{to}")),
        ];
        for (name, argument) in all {
            let out = Step::read(name, &argument).unwrap().apply(&data).len();
            assert!(out <= data.len().max(UNPACKED), "{name}");
        }
    }
}
