//! Bodies: their framing, their codings, the files in them.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{buffers, hear};

const GET: &[u8] = b">GET /f HTTP/1.1\r\nHost: h\r\n\r\n";

/// The file that a response's bytes lay open, sent whole and byte by byte.
fn file(response: &[u8]) -> String {
    let whole = [b"<", response].concat();
    let once = buffers(&[GET, &whole], "file.data").concat();
    let cut: Vec<Vec<u8>> = response.iter().map(|byte| vec![b'<', *byte]).collect();
    let mut talk = vec![GET];
    talk.extend(cut.iter().map(Vec::as_slice));
    assert_eq!(buffers(&talk, "file.data").concat(), once, "cut byte by byte");
    once
}

fn response(fields: &str, body: &[u8]) -> Vec<u8> {
    let length = match fields.contains("-Length") || fields.contains("Transfer-") {
        true => String::new(),
        false => format!("Content-Length: {}\r\n", body.len()),
    };
    [b"HTTP/1.1 200 OK\r\n", fields.as_bytes(), length.as_bytes(), b"\r\n", body].concat()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn deflate(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn chunks_are_joined_however_they_are_written() {
    let cases: [&[u8]; 5] = [
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        b"\r\n\r\n 3;x=y\r\nabc\r\n02\r\nde\r\n0\r\n\r\n",
        b"3\nabc\n2 \nde\n0\n\n",
        b"3\r\nabcrubbish\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
        b"00003\r\nabc\r\n2\r\nde\r\n00\r\n\r\n",
    ];
    for body in cases {
        let text = String::from_utf8_lossy(body);
        assert_eq!(file(&response("Transfer-Encoding: xchunked\r\n", body)), "abcde", "{text}");
    }
}

#[test]
fn what_should_be_chunks_and_is_none_is_the_body() {
    let said = response("Transfer-Encoding: chunked\r\n", b"no chunk\r\nat all");
    assert_eq!(file(&said), "no chunk\r\nat all");
}

#[test]
fn a_body_longer_than_it_says_is_shown_whole() {
    assert_eq!(file(&response("Content-Length: 4\r\n", b"file and more")), "file and more");
}

#[test]
fn odd_line_ends_and_folds_are_read_as_browsers_read_them() {
    let cases: [&[u8]; 5] = [
        b"HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding:\r\n gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding\r\n : gzip\r\n\r\n",
        b"\x00 HTTP/1.1 200 OK\r\ncontent-ENCODING:\x0bx-gzip\r\n\r\n",
        b"HTTP/1.1\r\nContent-Encoding: \x00gzip\r\n \r\n\n",
    ];
    for head in cases {
        let said = [head, gzip(b"plain text").as_slice()].concat();
        assert_eq!(file(&said), "plain text", "{}", String::from_utf8_lossy(head));
    }
}

#[test]
fn codings_are_undone_whatever_they_are_called() {
    let plain = b"a text that is coded";
    let cases: [(&str, Vec<u8>); 8] = [
        ("gzip", gzip(plain)),
        ("deflate", deflate(plain)),
        ("deflate", zlib(plain)),
        ("gzip", deflate(plain)),
        ("deflate", gzip(plain)),
        ("x-gzip;q=1", gzip(plain)),
        ("deflate, gzip", gzip(&deflate(plain))),
        ("gzip", plain.to_vec()),
    ];
    for (name, body) in cases {
        let said = response(&format!("Content-Encoding: {name}\r\n"), &body);
        assert_eq!(file(&said).as_bytes(), plain, "{name}");
    }
}

#[test]
fn a_third_coding_is_not_undone() {
    let body = gzip(&deflate(&gzip(b"text")));
    let said = response("Content-Encoding: gzip, deflate, gzip\r\n", &body);
    let heard = hear(&[GET, &[b"<", said.as_slice()].concat()]);
    assert_eq!(heard.events, ["too_many_encoding_layers"]);
    assert_ne!(heard.of("file.data"), ["text"]);
}

#[test]
fn damaged_checksums_of_gzip_do_not_count() {
    let mut body = gzip(b"plain text");
    let len = body.len();
    body[len - 8..].fill(0xff);
    assert_eq!(file(&response("Content-Encoding: gzip\r\n", &body)), "plain text");
    let named = [&body[..3], &[8 | 16 | 4], &body[4..10], b"\x02\0ab", b"name\0", b"why\0"];
    let said = [named.concat(), body[10..].to_vec()].concat();
    assert_eq!(file(&response("Content-Encoding: gzip\r\n", &said)), "plain text");
}

#[test]
fn a_bomb_is_given_up() {
    // Two layers of deflate make a million out of one.
    let zeros = vec![0u8; 60_000_000];
    let body = deflate(&deflate(&zeros));
    let said = response("Content-Encoding: deflate, deflate\r\n", &body);
    let heard = hear(&[GET, &[b"<", said.as_slice()].concat()]);
    assert_eq!(heard.events, ["compression_bomb"]);
    assert!(heard.of("file.data")[0].len() < 30_000_000);
}

#[test]
fn files_in_forms_are_told_apart() {
    let body = b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno file\r\n--XX\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"p.bin\"\r\n\
        Content-Type: application/x-p\r\n\r\nfile\r\n--X\r\n\r\n--XX\r\n\
        Content-Disposition: form-data; filename=q.txt\r\n\r\nsecond\r\n--XX--\r\n";
    let head = format!(
        "POST /up HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=XX\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let said = [b">", head.as_bytes(), body].concat();
    let heard = hear(&[&said]);
    assert_eq!(heard.of("file.data"), ["file\r\n--X\r\n", "second"]);
    assert_eq!(heard.of("file.name"), ["p.bin", "q.txt"]);
    assert_eq!(heard.files, ["2 p.bin>", "2 true", "3 q.txt>", "3 true"]);
    assert_eq!(heard.of("http.request_body")[0].len(), body.len());
    let cut: Vec<Vec<u8>> = said[1..].iter().map(|byte| vec![b'>', *byte]).collect();
    let talk: Vec<&[u8]> = cut.iter().map(Vec::as_slice).collect();
    assert_eq!(hear(&talk).of("file.data"), heard.of("file.data"));
}

#[test]
fn a_file_is_named_by_its_disposition_or_its_path() {
    let said = response("Content-Disposition: attachment; filename=\"a.exe\"\r\n", b"x");
    let said = [b"<", said.as_slice()].concat();
    assert_eq!(hear(&[GET, &said]).of("file.name"), ["a.exe"]);
    let said = [b"<", response("", b"x").as_slice()].concat();
    assert_eq!(hear(&[GET, &said]).of("file.name"), ["/f"]);
}

#[test]
fn a_body_without_being_announced_belongs_to_the_request() {
    let heard = hear(&[b">POST / HTTP/1.1\r\nHost: h\r\n\r\nlogin=foo&password=bar\r\n"]);
    assert_eq!(heard.of("http.request_body"), ["login=foo&password=bar\r\n"]);
    assert_eq!(heard.events, ["request_body_unexpected"]);
}
