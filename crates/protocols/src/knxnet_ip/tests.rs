use crate::testing::check;

#[test]
fn groups_are_read_and_written() {
    let talk = [
        "> 061004200015040105001100bce011010a03010081",
        "< 06100421000a04010500",
        "< 061004200015040106002e00bce011010a03010081",
        "< 0610053000112900bce011050a04010000",
        "> 0610053000111100b06011011105010380",
        "> 0610053000152900b060110111050603d7000b1001",
    ];
    let expected: &[&str] = &[
        "request group_value_write control group:1/2/3 {channel=1 sequence=5 \
         source_address='1.1.1' service=129}",
        "response tunnelling_ack link {channel=1 sequence=5}",
        "response group_value_write control group:1/2/3 ok {channel=1 sequence=6 \
         source_address='1.1.1' service=129}",
        "spontaneous group_value_read read group:1/2/4 {source_address='1.1.5' service=0}",
        "spontaneous device_restart stop device:1.1.5 {source_address='1.1.1' service=896}",
        "spontaneous property_write program device:1.1.5 {source_address='1.1.1' service=983}",
    ];
    check("knxnet_ip", &talk, expected);
}

#[test]
fn a_device_says_who_it_is() {
    let talk = [
        "< 0610020200480801c0a800010e57360102001101000000c501020304e000170c000102030405495020 \
         526f7574657200000000000000000000000000000000000000000004020201",
        "> 06100205001a0801000000000000080100000000000004040200",
        "< 0610020600080024",
        "> 7a7a0610042000080401",
    ];
    let expected: &[&str] = &[
        "response search_response identify device:IP Router {address='1.1.1' \
         serial='00c501020304' mac='00:01:02:03:04:05' name='IP Router'}",
        "request connect_request link",
        "response connect_response link error 36 no_more_connections {channel=0}",
        "skip 2",
        "request tunnelling_request read {channel=1} !knxnet_ip.truncated@8",
    ];
    check("knxnet_ip", &talk, expected);
}
