use crate::testing::check;

#[test]
fn registers_are_read_outputs_written_and_the_controller_stopped() {
    let talk = [
        "> 0000001001000001000a06010064f83c",
        "< 00000013010000010100000001000000020042",
        "> 0000001201000002000a0d02002000013609",
        "< 0000000d010000020200006d0d",
        "> 0000000d01000003000a43e2b5",
        "< 0000000d010000030200010b98",
        "> 0000000d01000004000a20ef5d",
        "< 00000013010000040144324d34383020325531",
        "> 0000001001000005000a02000000e800",
        "> 0000000d",
    ];
    let expected: &[&str] = &[
        "request read_registers read register[100+2] {station=10 sequence=1}",
        "response read_registers read ok {sequence=1}",
        "request write_outputs control output[32+1] {station=10 sequence=2}",
        "response write_outputs control ok {sequence=2}",
        "request stop_cpu stop {station=10 sequence=3}",
        "response stop_cpu stop error 1 not_acknowledged {sequence=3}",
        "request read_firmware_version identify {station=10 sequence=4}",
        "response read_firmware_version identify device:D2M480 2 ok \
         {vendor='SAIA-Burgess' model='D2M480 2' sequence=4}",
        "request read_flags read flag[0+1] {station=10 sequence=5} !sbus.checksum@14",
        "skip 4",
    ];
    check("sbus", &talk, expected);
}
