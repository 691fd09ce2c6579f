use crate::testing::{check, hear_datagrams};

#[test]
fn symbols_are_named_by_their_handles() {
    let talk = [
        "> 000039000000050102030101530305010204010189800900040019000000000000000100000003f000 \
         000000000004000000090000004d41494e2e6252756e",
        "< 00002c00000005010203010189800501020401015303090005000c0000000000000001000000000000 \
         000400000007000000",
        "> 00002d00000005010203010153030501020401018980030004000d000000000000000200000005f000 \
         00070000000100000001",
        "< 0000240000000501020301018980050102040101530303000500040000000000000002000000000000 \
         00",
        "> 00002e00000005010203010153030501020401018980030004000e000000000000000300000030f000 \
         0010000000020000000102",
    ];
    let expected: &[&str] = &[
        "request symbol_handle read symbol:MAIN.bRun {target='5.1.2.3.1.1:851' \
         source='5.1.2.4.1.1:32905' invoke_id=1 index_group=61443 index_offset=0 length=4 \
         symbol='MAIN.bRun'}",
        "response symbol_handle read symbol:MAIN.bRun ok {target='5.1.2.3.1.1:32905' \
         source='5.1.2.4.1.1:851' invoke_id=1 symbol='MAIN.bRun' length=4}",
        "request write write symbol:MAIN.bRun {target='5.1.2.3.1.1:851' \
         source='5.1.2.4.1.1:32905' invoke_id=2 index_group=61445 index_offset=7 length=1 \
         symbol='MAIN.bRun'}",
        "response write write symbol:MAIN.bRun ok {target='5.1.2.3.1.1:32905' \
         source='5.1.2.4.1.1:851' invoke_id=2 symbol='MAIN.bRun'}",
        "request write control 0xf030[16+2] {target='5.1.2.3.1.1:851' \
         source='5.1.2.4.1.1:32905' invoke_id=3 index_group=61488 index_offset=16 \
         length=2}",
    ];
    check("ads", &talk, expected);
}

#[test]
fn a_runtime_says_what_it_is_and_is_stopped() {
    let talk = [
        "> 0000200000000501020301015303050102040101898001000400000000000000000001000000",
        "< 0000380000000501020301018980050102040101530301000500180000000000000001000000000000 \
         000301100f506c6333302041707000000000000000",
        "> 0000200000000501020301015303050102040101898004000400000000000000000002000000",
        "< 0000280000000501020301018980050102040101530304000500080000000000000002000000000000 \
         0005000000",
        "> 0000280000000501020301015303050102040101898005000400080000000000000003000000060000 \
         0000000000",
        "< 0000240000000501020301018980050102040101530305000500040000000000000003000000010700 \
         00",
    ];
    let expected: &[&str] = &[
        "request read_device_info identify {target='5.1.2.3.1.1:851' \
         source='5.1.2.4.1.1:32905' invoke_id=1}",
        "response read_device_info identify ok {target='5.1.2.3.1.1:32905' \
         source='5.1.2.4.1.1:851' invoke_id=1 vendor='Beckhoff' firmware='3.1.3856' \
         product='Plc30 App'}",
        "request read_state identify {target='5.1.2.3.1.1:851' source='5.1.2.4.1.1:32905' \
         invoke_id=2}",
        "response read_state identify ok {target='5.1.2.3.1.1:32905' \
         source='5.1.2.4.1.1:851' invoke_id=2 state='run' device_state=0}",
        "request write_control stop {target='5.1.2.3.1.1:851' source='5.1.2.4.1.1:32905' \
         invoke_id=3 state='stop' device_state=0}",
        "response write_control stop error 1793 service_not_supported \
         {target='5.1.2.3.1.1:32905' source='5.1.2.4.1.1:851' invoke_id=3}",
    ];
    check("ads", &talk, expected);
}

#[test]
fn what_ends_too_early_and_noise_are_told() {
    let talk = [
        "> 0000240000000501020301015303050102040101898002000400040000000000000001000000010000 \
         00",
        "< 0000200000000501020301015303050102040101898002000500000000000700000009000000",
        "> ff010000200000000501020301015303050102040101898004000400000000000000000002000000",
    ];
    let expected: &[&str] = &[
        "request read read {target='5.1.2.3.1.1:851' source='5.1.2.4.1.1:32905' \
         invoke_id=1} !ads.truncated@42",
        "response read read error 7 target_machine_not_found {target='5.1.2.3.1.1:851' \
         source='5.1.2.4.1.1:32905' invoke_id=9}",
        "skip 2",
        "request read_state identify {target='5.1.2.3.1.1:851' source='5.1.2.4.1.1:32905' \
         invoke_id=2}",
    ];
    check("ads", &talk, expected);
}

#[test]
fn routes_are_set_by_datagrams() {
    let talk = [
        "> 0366147100000000060000000501020401011027030000000c0003006d65000d00060041646d696e00 \
         020002003100",
        "< 0366147100000000060000800501020301011027010000000100040000000000",
        "> 036614710000000001000000050102040101102700000000",
        "< 0366147100000000010000800501020301011027020000000500060043582d30310003000400030110 \
         0f",
    ];
    let expected: &[&str] = &[
        "ads: request add_route program {invoke_id=0 source='5.1.2.4.1.1' route='me' \
         user='Admin'}",
        "ads: response add_route program ok {invoke_id=0 source='5.1.2.3.1.1'}",
        "ads: request server_info identify {invoke_id=0 source='5.1.2.4.1.1'}",
        "ads: response server_info identify {invoke_id=0 source='5.1.2.3.1.1' \
         name='CX-01' vendor='Beckhoff' firmware='3.1.3856'}",
    ];
    assert_eq!(hear_datagrams(48899, &talk), expected);
}
