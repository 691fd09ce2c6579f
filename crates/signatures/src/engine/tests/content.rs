//! Contents, regular expressions and byte operations.

use super::support::{check, said, udp};

/// Which of these bodies hold on the payload of a datagram.
fn on(payload: &[u8], bodies: &[&str], expected: &[u32]) {
    let lines: Vec<String> =
        bodies.iter().map(|body| format!("alert udp any any -> any any ({body} )")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    check(&lines, &udp(4_000, payload), expected);
}

#[test]
fn contents_stand_where_they_are_asked_for() {
    on(
        b"GET /index.html HTTP/1.1",
        &[
            r#"content:"index";"#,
            r#"content:"INDEX";"#,
            r#"content:"INDEX"; nocase;"#,
            r#"content:"index"; offset:5;"#,
            r#"content:"index"; offset:6;"#,
            r#"content:"index"; depth:10;"#,
            r#"content:"index"; depth:9;"#,
            r#"content:"index"; offset:5; depth:5;"#,
            r#"content:"GET"; startswith;"#,
            r#"content:"index"; startswith;"#,
            r#"content:"1.1"; endswith;"#,
            r#"content:"html"; endswith;"#,
            r#"content:!"POST";"#,
            r#"content:!"GET";"#,
            r#"content:"|47 45 54 20|/";"#,
        ],
        &[1, 3, 4, 6, 8, 9, 11, 13, 15],
    );
}

#[test]
fn relative_contents_keep_their_distance() {
    on(
        b"one two three",
        &[
            r#"content:"one"; content:"two"; distance:1; within:3;"#,
            r#"content:"one"; content:"two"; distance:2;"#,
            r#"content:"one"; content:"two"; within:3;"#,
            r#"content:"one"; content:"two"; within:4;"#,
            r#"content:"three"; content:"two"; distance:-9;"#,
            r#"content:"three"; content:"two"; distance:0;"#,
            r#"content:"one"; content:!"two"; within:3;"#,
            r#"content:"one"; content:!"two"; within:4;"#,
            r#"content:"two"; content:"three"; distance:0; content:"three"; endswith;"#,
        ],
        &[1, 4, 5, 7, 9],
    );
}

#[test]
fn an_earlier_content_is_tried_again_when_a_later_one_fails() {
    on(
        b"ab ax abc",
        &[
            r#"content:"a"; content:"x"; within:1;"#,
            r#"content:"a"; content:"b"; within:1; content:"c"; within:1;"#,
            r#"content:"a"; content:"b"; within:1; content:"d"; within:1;"#,
            r#"content:"a"; pcre:"/^bc/R";"#,
            r#"pcre:"/a./"; content:"c"; within:1;"#,
            r#"content:"a"; isdataat:!3,relative;"#,
            r#"content:"b"; isdataat:!1,relative;"#,
        ],
        &[1, 2, 4, 5, 6],
    );
}

#[test]
fn regular_expressions_begin_where_they_are_told() {
    on(
        b"user=admin pass=1234",
        &[
            r#"pcre:"/pass=\d+/";"#,
            r#"pcre:"/PASS=\d+/";"#,
            r#"pcre:"/PASS=\d+/i";"#,
            r#"pcre:!"/root/";"#,
            r#"content:"user="; pcre:"/^admin/R";"#,
            r#"content:"user="; pcre:"/^pass/R";"#,
        ],
        &[1, 3, 4, 5],
    );
}

#[test]
fn numbers_are_read_compared_and_jumped_by() {
    on(
        &[0x00, 0x05, 0x03, 0x00, b'h', b'e', b'l', b'l', b'o', b'1', b'2', b'x'],
        &[
            "byte_test:2,=,5,0;",
            "byte_test:2,>,5,0;",
            "byte_test:2,!>,5,0;",
            "byte_test:1,&,2,2;",
            "byte_test:2,=,3,2,little;",
            "byte_test:2,=,12,9,string,dec;",
            r#"byte_jump:2,0; content:"o"; within:2;"#,
            r#"byte_jump:2,0,relative,multiplier 1; content:"12"; distance:0; within:4;"#,
            "byte_jump:2,0,multiplier 200; isdataat:1,relative;",
            r#"byte_extract:2,0,size; content:"hello"; offset:4; depth:size;"#,
            r#"byte_extract:2,0,size; content:"o12"; offset:4; depth:size;"#,
            "byte_extract:2,0,size; byte_test:2,=,size,0;",
            "byte_math:bytes 2,offset 0,oper +,rvalue 7,result sum; isdataat:!sum;",
            "dsize:12;",
            "dsize:<12;",
            "byte_test:4,>,0,10;",
        ],
        &[1, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14],
    );
}

#[test]
fn base64_is_decoded_and_looked_at() {
    on(
        b"auth: c2VjcmV0 end",
        &[
            r#"content:"auth: "; base64_decode:bytes 8,offset 0,relative; base64_data; content:"secret";"#,
            r#"content:"auth: "; base64_decode:bytes 8,offset 0,relative; base64_data; content:"public";"#,
        ],
        &[1],
    );
}

#[test]
fn a_stream_is_one_text_however_it_was_cut() {
    use packet::Side::{Client, Server};
    let frames = super::support::tcp(
        80,
        &[(Client, b"he"), (Client, b"llo wo"), (Server, b"answer"), (Client, b"rld")],
    );
    check(
        &[
            r#"alert tcp any any -> any 80 (content:"hello world"; )"#,
            r#"alert tcp any any -> any 80 (content:"world"; content:!"hello"; )"#,
            r#"alert tcp-pkt any any -> any 80 (content:"hello"; )"#,
            r#"alert tcp-pkt any any -> any 80 (content:"llo wo"; )"#,
            r#"alert tcp-stream any any -> any 80 (content:"o wor"; offset:4; depth:5; )"#,
            r#"alert tcp any 80 -> any any (content:"answer"; )"#,
            r#"alert tcp any any -> any 80 (content:"answer"; )"#,
            r#"alert tcp any any -> any 81 (content:"hello"; )"#,
            r#"alert tcp any any -> any 80 (pcre:"/hello\sworld/"; )"#,
        ],
        &frames,
        &[1, 4, 5, 6, 9],
    );
}

#[test]
fn what_was_told_of_a_stream_is_not_told_again() {
    let rules = super::support::numbered(&[r#"alert tcp any any -> any 80 (content:"abc"; )"#]);
    use packet::Side::Client;
    let said =
        [(Client, &b"xabc"[..]), (Client, b"more"), (Client, b"abc again"), (Client, b"end")];
    let frames = super::support::tcp(80, &said);
    assert_eq!(super::support::alerts(&rules, &frames), [1, 1]);
    assert_eq!(super::support::alerts(&rules, &said_once()), [1]);
}

fn said_once() -> Vec<Vec<u8>> {
    said(80, b"abc abc abc")
}
