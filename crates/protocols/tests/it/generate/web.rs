//! Web.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    match protocol {
        "http" => Some(http()),
        "http2" => Some(http2()),
        "websocket" => Some(websocket()),
        _ => None,
    }
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..300)
}

fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut coded = Vec::new();
    for chunk in body.chunks(size) {
        coded.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        coded.extend_from_slice(chunk);
        coded.extend_from_slice(b"\r\n");
    }
    coded.extend_from_slice(b"0\r\n\r\n");
    coded
}

fn message(start: &str, body: &[u8], chunk: Option<usize>) -> Vec<u8> {
    let mut bytes = start.as_bytes().to_vec();
    match chunk {
        Some(size) => {
            bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            bytes.extend_from_slice(&chunked(body, size));
        }
        None => {
            bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            bytes.extend_from_slice(body);
        }
    }
    bytes
}

fn http() -> BoxedStrategy<Talk> {
    let method = prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("DELETE")];
    let path = "/[a-z0-9./%_-]{0,30}(\\?[a-z=&]{1,10})?";
    let status = prop_oneof![Just(200u16), Just(201), Just(302), Just(404), Just(500)];
    let chunk = || proptest::option::of(1usize..80);
    (method, path, status, body(), body(), chunk(), chunk())
        .prop_map(|(method, path, status, sent, given, up, down)| {
            let ask = format!(
                "{method} {path} HTTP/1.1\r\nHost: plc.example:8080\r\nUser-Agent: t/1\r\n"
            );
            let sent = if matches!(method, "POST" | "PUT") {
                message(&ask, &sent, up)
            } else {
                format!("{ask}\r\n").into_bytes()
            };
            let answer = format!("HTTP/1.1 {status} Said\r\nServer: s/2\r\n");
            vec![(CLIENT, sent), (SERVER, message(&answer, &given, down))]
        })
        .boxed()
}

/// A frame of HTTP/2 (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&len[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header field that nobody need remember (RFC 7541 §6.2.2).
fn literal(name: &str, value: &str) -> Vec<u8> {
    let mut field = vec![0];
    for text in [name, value] {
        field.push(u8::try_from(text.len()).unwrap());
        field.extend_from_slice(text.as_bytes());
    }
    field
}

fn http2() -> BoxedStrategy<Talk> {
    let path = "/[a-z0-9]{0,20}";
    (path, body(), body(), 0u32..500, any::<bool>())
        .prop_map(|(path, sent, given, number, padded)| {
            let stream = number * 2 + 1;
            // :method POST, :scheme http (RFC 7541 appendix A), the path, the authority.
            let ask = [vec![0x83, 0x86], literal(":path", &path), literal(":authority", "plc")];
            let data = if padded {
                frame(0, 9, stream, &[&[3], sent.as_slice(), &[0; 3]].concat())
            } else {
                frame(0, 1, stream, &sent)
            };
            // :status 200.
            let answer = frame(1, 4, stream, &[vec![0x88], literal("server", "s/2")].concat());
            vec![
                (CLIENT, frame(4, 0, 0, &[0, 3, 0, 0, 0, 100])),
                (SERVER, frame(4, 0, 0, &[0, 4, 0, 1, 0, 0])),
                (CLIENT, [frame(1, 4, stream, &ask.concat()), data].concat()),
                (SERVER, [answer, frame(0, 1, stream, &given)].concat()),
            ]
        })
        .boxed()
}

fn websocket() -> BoxedStrategy<Talk> {
    let opcode = prop_oneof![Just(1u8), Just(2), Just(9)];
    (opcode, vec(any::<u8>(), 0..100), vec(any::<u8>(), 0..300), any::<[u8; 4]>())
        .prop_map(|(opcode, sent, given, mask)| {
            let mut asked = vec![0x80 | opcode, 0x80 | u8::try_from(sent.len()).unwrap()];
            asked.extend_from_slice(&mask);
            asked.extend(sent.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key));
            let mut answer = vec![0x82];
            match u8::try_from(given.len()).ok().filter(|len| *len < 126) {
                Some(len) => answer.push(len),
                None => {
                    answer.push(126);
                    answer.extend_from_slice(&u16::try_from(given.len()).unwrap().to_be_bytes());
                }
            }
            answer.extend_from_slice(&given);
            vec![(CLIENT, asked), (SERVER, answer)]
        })
        .boxed()
}
