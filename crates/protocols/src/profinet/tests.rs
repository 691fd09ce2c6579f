use crate::testing::check;

#[test]
fn stations_are_found_named_and_reset() {
    let talk = [
        "> fefe05000000000900010004ffff0000",
        "< feff05010000000900010034020200070000706c632d3100020300060000002a010d0102000e0001c0 \
         a80001ffffff000000000002010008000053372d333030",
        "> fefd0400000000090001000c020200070001706c632d3200",
        "< fefd040100000009000100080504000302020000",
        "> fefd04000000000900010006050600020004",
        "< fefd040100000009000100080504000305060600",
        "> fefd0300000000090001000402020203",
    ];
    let expected: &[&str] = &[
        "request identify identify {frame_id=65278 xid=9 blocks='255.255'}",
        "response identify identify station:plc-1 ok {frame_id=65279 xid=9 name='plc-1' \
         vendor_id=42 vendor='Siemens' device_id=269 ip='192.168.0.1' \
         mask='255.255.255.0' gateway='0.0.0.0' product='S7-300' blocks='2.2 2.3 1.2 \
         2.1'}",
        "request set_name program station:plc-2 {frame_id=65277 xid=9 name='plc-2' \
         permanent=true blocks='2.2'}",
        "response set program ok {frame_id=65277 xid=9 blocks='5.4'}",
        "request factory_reset stop {frame_id=65277 xid=9 permanent=false blocks='5.6'}",
        "response set program error 6 in_operation {frame_id=65277 xid=9 blocks='5.4'}",
        "request get identify {frame_id=65277 xid=9 blocks='2.2 2.3'}",
    ];
    check("profinet_rt", &talk, expected);
}

#[test]
fn cyclic_data_tells_the_state_of_its_sender() {
    let talk = [
        "< 8001000000000000000000000000000000000000000000000000000000000000000000000000000000 \
         0012343500",
        "< 8001000000000000000000000000000000000000000000000000000000000000000000000000000000 \
         0012351100",
        "< ff400000000000000000000000000000000000000000",
        "< 00010212000000000000000000000000000000000000",
        "< fe01000100021101ffffffff001a0002001601000001000000000003000100000001000000028000",
    ];
    let expected: &[&str] = &[
        "spontaneous cyclic_data read frame_id[32769+1] {frame_id=32769 cycle=4660 \
         data_status=53 running=true valid=true problem=false}",
        "spontaneous cyclic_data read frame_id[32769+1] {frame_id=32769 cycle=4661 \
         data_status=17 running=true valid=false problem=true} !profinet.data_invalid@44 \
         !profinet.station_problem@44",
        "spontaneous clock link {frame_id=65344}",
        "spontaneous ring_test link",
        "spontaneous alarm read {frame_id=65025 alarm=1 slot=3 subslot=1}",
    ];
    check("profinet_rt", &talk, expected);
}

#[test]
fn what_ends_too_early_is_told() {
    let talk =
        ["> 800100", "> fefe05", "> fefd04000000000900010007020200ff000161", "> ff900000", "> 80"];
    let expected: &[&str] = &[
        "spontaneous cyclic_data read {frame_id=32769} !profinet.truncated@2",
        "spontaneous unknown read !profinet.truncated@3",
        "request set program {frame_id=65277 xid=9} !profinet.truncated@12",
        "spontaneous unknown read {frame_id=65424} !profinet.frame_id@0",
        "need 2",
    ];
    check("profinet_rt", &talk, expected);
}
