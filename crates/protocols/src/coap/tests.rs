use crate::testing::{check, files, hear};

/// GET coap://host/temp, token 7d34, and its piggy-backed answer (RFC 7252 appendix A, changed).
#[test]
fn a_request_and_its_answer_share_the_path() {
    check(
        "coap",
        &[">42017d38abcdb474656d70", "<62457d38abcdc1 2a ff32322e3543"],
        &[
            "request get read uri:/temp {type='confirmable' message_id=32056 token='abcd'}",
            "response content read uri:/temp ok {type='acknowledgement' message_id=32056 token='abcd' format=42 payload=5}",
        ],
    );
}

#[test]
fn observation_is_an_operation_of_its_own() {
    check(
        "coap",
        &[">4101000101 60 5474656d70", "<51450002 01 612a ff31", ">70000002"],
        &[
            "request observe read uri:/temp {type='confirmable' message_id=1 token='01' observe=0}",
            "response content read uri:/temp ok {type='non_confirmable' message_id=2 token='01' observe=42 payload=1}",
            "spontaneous empty link {type='reset' message_id=2}",
        ],
    );
}

#[test]
fn objects_of_devices_tell_the_risk_of_writing() {
    check(
        "coap",
        &[
            ">4102000101 b133 0130 0134",
            ">4102000101 b133 0130 0134",
            "<6184000101",
            ">40020002 9101 ff6162",
        ],
        &[
            "request device_reboot stop uri:/3/0/4 {type='confirmable' message_id=1 token='01'}",
            "request device_reboot stop uri:/3/0/4 {type='confirmable' message_id=1 repeated=true token='01'}",
            "response not_found stop uri:/3/0/4 error 132 not_found {type='acknowledgement' message_id=1 token='01'}",
            "request protected write {type='confirmable' message_id=2 oscore=true payload=2}",
        ],
    );
}

/// PUT /5/0/0 in two blocks of 16; each is sent twice.
#[test]
fn blocks_make_a_file_and_repeats_count_once() {
    let first = ">4103000101 b135 0130 0130 d1 03 08 ff 30313233343536373839414243444546";
    let second = ">4103000202 b135 0130 0130 d1 03 10 ff 5a";
    let missing = ">4103000303 b135 0130 0130 d1 03 30 ff 5a";
    assert_eq!(
        files("coap", &[first, first, second, second]),
        ["1 to firmware :/5/0/0", "1 0123456789ABCDEF", "1 Z", "1 ends true"]
    );
    assert_eq!(
        files("coap", &[first, missing]),
        ["1 to firmware :/5/0/0", "1 0123456789ABCDEF", "1 ends false"]
    );
}

#[test]
fn what_is_wrong_is_told() {
    let wrong = [
        (">40010001 f0", "!coap.option@4"),
        (">40010001 ff", "!coap.payload_marker@4"),
        (">40000001 10", "!coap.empty_message@0"),
        (">60010001", "!coap.type@0"),
        (">40010001 d1 00 00", "!coap.unknown_critical_option@4"),
    ];
    for (said, told) in wrong {
        assert!(hear("coap", &[said])[0].ends_with(told), "{said}: {:?}", hear("coap", &[said]));
    }
    assert_eq!(hear("coap", &[">00010001"]), ["skip 4"]);
}

#[test]
fn streams_are_framed_by_their_own_length() {
    check(
        "coap_tcp",
        &[">30e1 220400 5101 07 b474656d70", "<00ff 0145 07 d1"],
        &[
            "spontaneous capabilities link",
            "request get read uri:/temp {token='07'}",
            "skip 1",
            "skip 1",
            "response content read uri:/temp ok {token='07'}",
            "need 3",
        ],
    );
}
