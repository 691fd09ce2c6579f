use crate::testing::{check, files};

#[test]
fn a_device_says_who_it_is_and_a_property_of_it_is_read() {
    let talk = [
        "> 810b000c0120ffff00ff1008",
        "< 810b00180120ffff00ff1000c4020004d22205c491002105",
        "> 810a001101040005010c0c020004d21946",
        "< 810a001a010030010c0c020004d219463e75060050584336343f",
    ];
    let expected: &[&str] = &[
        "spontaneous who_is identify {target_network=65535}",
        "spontaneous i_am identify object:device,1234 {device=1234 max_apdu=1476 \
         segmentation=0 vendor_id=5 vendor='Johnson Controls, Inc.' target_network=65535}",
        "request read_property read object:device,1234 model-name {invoke_id=1}",
        "response read_property read object:device,1234 model-name ok {invoke_id=1 \
         value='PXC64' model='PXC64'}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn writing_the_present_value_of_an_output_is_a_command_and_its_answer_names_it() {
    let talk = [
        "> 810a001a01040005020f0c0040000319553e4442c800003f4908",
        "< 810a0009010020020f",
        "> 810a001501040005030f0c0080000319673e91013f",
        "< 810a000d010050030f91029128",
    ];
    let expected: &[&str] = &[
        "request write_property control object:analog-output,3 present-value {invoke_id=2 \
         value=100 priority=8}",
        "response write_property write object:analog-output,3 present-value ok {invoke_id=2}",
        "request write_property write object:analog-value,3 reliability {invoke_id=3 value=1}",
        "response write_property write object:analog-value,3 reliability error 40 \
         write_access_denied {invoke_id=3 error_class=2}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn several_properties_are_several_observations_of_one_message() {
    let talk = [
        "> 810a001e01040005040e0c020000071e094d09791f0c000000011e09551f",
        "< 810a0034010030040e0c020000071e294d4e7506004148552d314f29795e910291205f1f0c00000001 \
         1e29554e4441a400004f1f",
    ];
    let expected: &[&str] = &[
        "request read_property_multiple read object:device,7 object-name {invoke_id=4}",
        "request read_property_multiple read object:device,7 vendor-name {invoke_id=4}",
        "request read_property_multiple read object:analog-input,1 present-value \
         {invoke_id=4}",
        "response read_property_multiple read object:device,7 object-name ok {invoke_id=4 \
         value='AHU-1' name='AHU-1'}",
        "response read_property_multiple read object:device,7 vendor-name error 32 \
         unknown_property {invoke_id=4 error_class=2}",
        "response read_property_multiple read object:analog-input,1 present-value ok \
         {invoke_id=4 value=20.5}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn what_stops_a_device_is_told_as_that() {
    let talk = [
        "> 810a001101040005051409011d03006162",
        "> 810a000f0104000506110a00051901",
        "< 810a00090100600609",
        "< 810a00090100700504",
    ];
    let expected: &[&str] = &[
        "request reinitialize_device stop {invoke_id=5 state='warmstart' password=true}",
        "request device_communication_control stop {invoke_id=6 duration=5 state='disable'}",
        "response reject link error 9 unrecognized_service {invoke_id=6}",
        "response abort link error 4 segmentation_not_supported {invoke_id=5}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn segments_are_put_together_before_they_are_read() {
    let talk = [
        "> 810a001101040205070c0c02000007194c",
        "< 810a001801003c0700020c0c02000007194c3ec400000001",
        "> 810a000a010040070002",
        "< 810a00110100380701020cc4000000023f",
    ];
    let expected: &[&str] = &[
        "request read_property read object:device,7 object-list {invoke_id=7}",
        "response read_property read {invoke_id=7 segment=0}",
        "response segment_ack link {invoke_id=7 segment=0}",
        "response read_property read object:device,7 object-list ok {invoke_id=7 \
         segment=1 value='analog-input,1' values=2}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn network_and_link_messages_have_no_service() {
    let talk = [
        "> 810b00090180000005",
        "> 81050006003c",
        "< 810000060000",
        "> 810400120a000001bac00120ffff00ff1008",
    ];
    let expected: &[&str] = &[
        "spontaneous who_is_router_to_network identify {network=5}",
        "request register_foreign_device link {time_to_live=60}",
        "response bvlc_result link ok",
        "spontaneous who_is identify {forwarded_from='10.0.0.1' target_network=65535}",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn garbage_is_data() {
    let talk = [
        "> 810a000a02040005010c",
        "> 810a000c01040005080c0c00",
        "> 810a001101040005090c0c020000",
        "> 810a00080100f000",
        "> 00112233",
    ];
    let expected: &[&str] = &[
        "spontaneous malformed link !bacnet.npdu@4",
        "request read_property read {invoke_id=8} !bacnet.object@0",
        "request read_property read {invoke_id=9} !bacnet.object@0 !bacnet.truncated@14",
        "spontaneous malformed link !bacnet.apdu@6",
        "skip 4",
    ];
    check("bacnet", &talk, expected);
}

#[test]
fn files_are_laid_open_octet_by_octet() {
    let talk = [
        "> 810a0015010400050a06c4028000010e310021080f",
        "< 810a00130100300a06100e310064616263640f",
        "> 810a0015010400050b06c4028000010e310421080f",
        "< 810a00110100300b06110e31046265660f",
        "> 810a0017010400050c07c4028000020e3100636e65770f",
    ];
    let expected: &[&str] = &[
        "1 from configuration file:file,1",
        "1@0 abcd",
        "1@4 ef",
        "1 ends true",
        "2 to configuration file:file,2",
        "2@0 new",
    ];
    assert_eq!(files("bacnet", &talk), expected);
}
