use crate::testing::{check, hex, parts::parts};

/// A bind to the service control manager, its acknowledgement, and CreateServiceW.
const BIND: &str = ">05000b03 10000000 4800 0000 01000000 d010 d010 00000000 01000000 0000 0100 \
    81bb7a364498f135ad3298f038001003 0200 0000 045d888aeb1cc9119fe808002b104860 02000000";
const BOUND: &str = "<05000c03 10000000 3800 0000 01000000 d010 d010 01000000 0000 0000 01000000 \
    0000 0000 045d888aeb1cc9119fe808002b104860 02000000";
const CREATE: &str = ">05000003 10000000 1c00 0000 02000000 00000000 0000 0c00 01020304";
const DONE: &str = "<05000203 10000000 1c00 0000 02000000 00000000 0000 0000 00000000";

#[test]
fn a_service_that_is_made_is_control() {
    let about =
        "interface='svcctl' uuid='367abb81-9844-35f1-ad32-98f038001003' interface_version=2";
    check(
        "dcerpc",
        &[BIND, BOUND, CREATE, DONE],
        &[
            &format!("request bind link interface:svcctl {{call_id=1 {about}}}"),
            "response bind_ack link ok {call_id=1}",
            &format!(
                "request create_service control interface:svcctl {{call_id=2 context_id=0 opnum=12 {about}}}"
            ),
            &format!(
                "response response read interface:svcctl ok {{call_id=2 context_id=0 opnum=12 {about}}}"
            ),
        ],
    );
}

#[test]
fn rules_see_the_interface_once_it_was_accepted() {
    let iface = "dcerpc.iface=367abb81984435f1ad3298f038001003000201";
    let laid = parts("dcerpc", &[BIND, BOUND, CREATE, DONE]);
    assert!(laid.contains(&format!("2 {iface}")), "{laid:?}");
    assert!(laid.contains(&"2 dcerpc.opnum=12".to_owned()));
    assert!(laid.contains(&"2 dcerpc.stub_data=01020304".to_owned()));
    let unasked = parts("dcerpc", &[BIND, CREATE]);
    assert!(unasked.iter().all(|part| !part.contains("iface")), "{unasked:?}");
}

#[test]
fn a_call_of_an_unknown_association_is_told_by_its_number() {
    check("dcerpc", &[CREATE], &["request request read {call_id=2 context_id=0 opnum=12}"]);
}

#[test]
fn calls_of_profinet_are_left_to_their_own_parser() {
    let uuid = "0100a0de976cd111827100a02442df7d";
    let head = |uuid: &str| {
        format!(
            "04002000 10000000 {} {uuid} {uuid} 00000000 01000000 00000000 0200 ffff ffff 0000 0000 0000",
            "00".repeat(16)
        )
    };
    let entry = crate::entry("dcerpc").unwrap();
    assert_eq!((entry.probe)(&hex(&head(uuid))), crate::Probe::No);
    let other = "0100a0de976cd111827100a02442df7e";
    assert_eq!((entry.probe)(&hex(&head(other))), crate::Probe::Yes);
}
