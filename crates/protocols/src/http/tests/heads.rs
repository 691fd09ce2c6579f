//! Request lines, status lines, header fields and targets.

use super::{buffers, hear};

#[test]
fn a_request_and_its_response_are_heard_of() {
    let heard = hear(&[
        b">GET /a/b.txt?x=1 HTTP/1.1\r\nHost: PLC.Example:8080\r\nUser-Agent: curl/8\r\n\r\n",
        b"<HTTP/1.1 404 Not Found\r\nServer: s/2\r\nContent-Length: 3\r\n\r\nabc",
    ]);
    assert_eq!(
        heard.observations,
        [
            "request get read url:plc.example/a/b.txt {host='plc.example' uri='/a/b.txt?x=1' \
             version='HTTP/1.1' user_agent='curl/8' product='curl/8'}",
            "response get read url:plc.example/a/b.txt error 404 not_found {status=404 \
             version='HTTP/1.1' server='s/2' product='s/2' length=3}",
        ]
    );
    assert_eq!(heard.of("http.host"), ["plc.example"]);
    assert_eq!(heard.of("http.host.raw"), ["PLC.Example:8080"]);
    assert_eq!(heard.of("http.stat_code"), ["404"]);
    assert_eq!(heard.of("http.stat_msg"), ["Not Found"]);
    assert_eq!(heard.of("http.response_body"), ["abc"]);
    assert_eq!(heard.of("http.header_names")[0], "\r\nHost\r\nUser-Agent\r\n\r\n");
}

#[test]
fn the_header_block_leaves_cookies_out_and_joins_what_is_repeated() {
    let talk: [&[u8]; 1] = [b">GET / HTTP/1.1\r\nHost: h\r\nX: 1\r\nCookie: a=b\r\nx:  2 \r\n\r\n"];
    assert_eq!(buffers(&talk, "http.header"), ["Host: h\r\nX: 1, 2\r\n"]);
    assert_eq!(buffers(&talk, "http.cookie"), ["a=b"]);
    assert_eq!(
        buffers(&talk, "http.header.raw"),
        ["Host: h\r\nX: 1\r\nCookie: a=b\r\nx:  2 \r\n\r\n"]
    );
    assert_eq!(hear(&talk).events, ["request_header_repetition"]);
}

#[test]
fn targets_are_brought_into_their_normal_form() {
    let cases = [
        ("/a%2Fb//c/./d/../e", "/a/b/c/e"),
        ("/%41%u0042%uff23", "/ABC"),
        ("/a%zz%4", "/a%zz%4"),
        ("\\dir\\file", "/dir/file"),
        ("/a%c0%af%e4%bd%a0", "/a/?"),
        ("/p?q=%41+b//c", "/p?q=A+b//c"),
        ("http://user@host:80/x/../y#z", "/y#z"),
        ("/../../a", "/a"),
    ];
    for (raw, normal) in cases {
        let request = format!(">GET {raw} HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_eq!(buffers(&[request.as_bytes()], "http.uri"), [normal], "{raw}");
        assert_eq!(buffers(&[request.as_bytes()], "http.uri.raw"), [raw]);
    }
}

#[test]
fn odd_heads_are_told_of_by_name() {
    let cases: [(&str, &[&str]); 10] = [
        ("GET / HTTP/1.1\r\n\r\n", &["missing_host_header"]),
        ("GET /\tx HTTP/1.1\r\nHost: h\r\n\r\n", &["uri_delim_non_compliant"]),
        ("GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", &["method_delim_non_compliant"]),
        (" GET / HTTP/1.1\r\nHost: h\r\n\r\n", &["request_line_leading_whitespace"]),
        ("GET / HTTP/1.1\r\nHost: a..b\r\n\r\n", &["request_header_host_invalid"]),
        ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", &["host_header_ambiguous"]),
        ("GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n", &["request_field_missing_colon"]),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            &["duplicate_content_length_field_in_request"],
        ),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n\r\n",
            &["invalid_transfer_encoding_value_in_request"],
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Custom x\r\n\r\n",
            &["request_auth_unrecognized"],
        ),
    ];
    for (request, events) in cases {
        let said = [b">", request.as_bytes()].concat();
        assert_eq!(hear(&[&said]).events, events, "{request}");
    }
}

#[test]
fn pipelined_requests_meet_their_responses() {
    let heard = hear(&[
        b">GET /1 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"<HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
        b"<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 500 No\r\n\r\n",
    ]);
    let said: Vec<_> = heard.observations.iter().map(|o| o.split(" {").next().unwrap()).collect();
    assert_eq!(
        said,
        [
            "request get read url:h/1",
            "request head read url:h/2",
            "response get read url:h/1 ok",
            "response get read url:h/1 ok",
            "response head read url:h/2 ok",
            "response response_without_request read error 500 internal_server_error",
        ]
    );
}

#[test]
fn a_response_without_its_request_is_a_response() {
    let heard = hear(&[b"<HTTP/1.0 200 OK\nServer: s\n\nrest", b">GET / HTTP/1.0\n\n"]);
    assert_eq!(heard.of("file.data"), ["rest"]);
    assert_eq!(heard.events[0], "unable_to_match_response_to_request");
    assert!(heard.observations[1].starts_with("request get"));
}

#[test]
fn rubbish_is_skipped_and_the_next_request_is_found() {
    let heard = hear(&[b">lorem ipsum\r\ndolorPOST /x HTTP/1.1\r\nHost: h\r\n\r\n"]);
    assert_eq!(heard.observations[..2], ["skip 13", "skip 5"]);
    assert!(heard.observations[2].starts_with("request post write url:h/x"));
}

#[test]
fn a_line_that_never_ends_is_too_long() {
    let endless = [b">GET /".as_slice(), &[b'a'; 20_000]].concat();
    let heard = hear(&[b">GET / HTTP/1.0\r\n\r\n", &endless]);
    assert_eq!(heard.events, ["request_field_too_long"]);
}
