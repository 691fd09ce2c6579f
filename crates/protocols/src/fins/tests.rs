use crate::testing::{check, files, hear_datagrams};

#[test]
fn a_controller_is_read_written_and_stopped() {
    let talk = [
        "> 46494e530000000c000000000000000000000000",
        "< 46494e530000001000000001000000000000000200000001",
        "> 46494e530000001a00000002000000008000020001000002007a0101820064000002",
        "< 46494e530000001a0000000200000000c000020001000002007a0101000000010002",
        "> 46494e530000001c00000002000000008000020001000002007a0102b00000000001ffff",
        "< 46494e53000000160000000200000000c000020001000002007a01022101",
        "> 46494e530000001400000002000000008000020001000002007a0402",
        "< 46494e53000000160000000200000000c000020001000002007a04020000",
    ];
    let expected: &[&str] = &[
        "request node_address_request link",
        "response node_address_response link ok",
        "request memory_area_read read dm[100+2] {target_node='0.1.0' source_node='0.2.0' \
         service_id=122}",
        "response memory_area_read read dm[100+2] ok {target_node='0.1.0' \
         source_node='0.2.0' service_id=122}",
        "request memory_area_write control cio[0+1] {target_node='0.1.0' \
         source_node='0.2.0' service_id=122}",
        "response memory_area_write write cio[0+1] error 8449 read_only \
         {target_node='0.1.0' source_node='0.2.0' service_id=122}",
        "request stop stop {target_node='0.1.0' source_node='0.2.0' service_id=122}",
        "response stop stop ok {target_node='0.1.0' source_node='0.2.0' service_id=122}",
    ];
    check("fins", &talk, expected);
}

#[test]
fn a_controller_says_what_it_is() {
    let talk = [
        "> 46494e530000001500000002000000008000020001000002007a050100",
        "< 46494e53000000720000000200000000c000020001000002007a05010000434a324d2d435055333120 \
         20202020202020202030322e303120202020202020202020202020202000000000000000000000000000 \
         000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "> 46494e530000001400000002000000008000020001000002007a0601",
        "< 46494e53000000300000000200000000c000020001000002007a060100000104000000000000000020 \
         202020202020202020202020202020",
        "> 46494e530000001400000002000000008000020001000002007a0701",
        "< 46494e530000001d0000000200000000c000020001000002007a0701000024112110300004",
    ];
    let expected: &[&str] = &[
        "request controller_data_read identify {target_node='0.1.0' source_node='0.2.0' \
         service_id=122}",
        "response controller_data_read identify ok {target_node='0.1.0' \
         source_node='0.2.0' service_id=122 vendor='Omron' model='CJ2M-CPU31' \
         firmware='02.01'}",
        "request controller_status_read identify {target_node='0.1.0' source_node='0.2.0' \
         service_id=122}",
        "response controller_status_read identify ok {target_node='0.1.0' \
         source_node='0.2.0' service_id=122 status='run' mode='run' fatal_errors=0}",
        "request clock_read read {target_node='0.1.0' source_node='0.2.0' service_id=122}",
        "response clock_read read ok {target_node='0.1.0' source_node='0.2.0' \
         service_id=122 time='24-11-21 10:30:00'}",
    ];
    check("fins", &talk, expected);
}

#[test]
fn programs_and_files_are_laid_open() {
    let talk = [
        "> 46494e530000001f00000002000000008000020001000002007a03070000000000000003616263",
        "> 46494e530000001e00000002000000008000020001000002007a030700000000000380026465",
        "> 46494e530000002800000002000000008000020001000002007a220280004155544f455845432e4f42 \
         4a000000000010",
        "< 46494e53000000240000000200000000c000020001000002007a220200000000000400000000000464 \
         617461",
        "> 46494e530000002c00000002000000008000020001000002007a2203800000004e45572e5458540000 \
         0000000000000000026869",
    ];
    let expected: &[&str] = &[
        "1 to program :program 0",
        "1 abc",
        "1 de",
        "1 ends true",
        "2 from file :AUTOEXEC.OBJ",
        "2@0 data",
        "2 ends true",
        "3 to file :NEW.TXT",
        "3@0 hi",
    ];
    assert_eq!(files("fins", &talk), expected);
}

#[test]
fn lengths_that_do_not_fit_and_noise_are_told() {
    let talk = [
        "> 46494e530000001c00000002000000008000020001000002007a01028200640000030001",
        "> 46494e530000001600000002000000008000020001000002007a01018200",
        "< 46494e53000000080000000300000022",
        "> 7a7a7a46494e530000001c00000002000000008000020001000002007a23010001000130000102",
        "> 46494e530000001400000002000000008000020001000002007a7777",
    ];
    let expected: &[&str] = &[
        "request memory_area_write write dm[100+3] {target_node='0.1.0' \
         source_node='0.2.0' service_id=122} !fins.length_mismatch@2",
        "request memory_area_read read {target_node='0.1.0' source_node='0.2.0' \
         service_id=122} !fins.truncated@2",
        "response frame_send_error link error 34 client_not_permitted",
        "skip 3",
        "request forced_set_reset control cio_bit[1+1] {target_node='0.1.0' \
         source_node='0.2.0' service_id=122 items=1}",
        "request unknown write {target_node='0.1.0' source_node='0.2.0' service_id=122}",
    ];
    check("fins", &talk, expected);
}

#[test]
fn over_udp_the_datagram_is_the_frame() {
    let talk = [
        "> 8000020001000002007a010482000100b0000200",
        "< c000020001000002007a01040000820001b00002",
        "> 8000020001000002007a0401000004",
    ];
    let expected: &[&str] = &[
        "fins: request multiple_memory_area_read read dm[1+1] {target_node='0.1.0' \
         source_node='0.2.0' service_id=122 items=2}",
        "fins: request multiple_memory_area_read read cio[2+1]",
        "fins: response multiple_memory_area_read read ok {target_node='0.1.0' \
         source_node='0.2.0' service_id=122}",
        "fins: request run stop program[0+1] {target_node='0.1.0' source_node='0.2.0' \
         service_id=122 mode='run'}",
    ];
    assert_eq!(hear_datagrams(9600, &talk), expected);
}
