//! Web.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    match protocol {
        "http" => Some(http()),
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
