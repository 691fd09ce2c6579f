use crate::testing::check;

#[test]
fn devices_are_read_and_written() {
    let talk = [
        "> 500000ffff03000c00100001040000640000a80200",
        "< d00000ffff03000600000001000200",
        "> 54000500000000ffff03000e001000011401000000009d04001101",
        "< d4000500000000ffff0300020051c0",
        "> 500000ffff030010001000030400000101640000a80a0000b4",
        "> 353030303030464630334646303030303138303031303034303130303030442a303030313030303030 \
         32",
        "< 443030303030464630334646303030303043303030303030303130303032",
    ];
    let expected: &[&str] = &[
        "request device_read read D[100+2] {network=0 station=255 serial_number=0 \
         subcommand=0}",
        "response device_read read D[100+2] ok {network=0 station=255 serial_number=0}",
        "request device_write control Y[0+4] {network=0 station=255 serial_number=5 \
         subcommand=1}",
        "response device_write write Y[0+4] error 49233 too_many_points {network=0 \
         station=255 serial_number=5}",
        "request device_read_random read D[100+1] {network=0 station=255 serial_number=0 \
         subcommand=0}",
        "request device_read_random read W[10+1]",
        "request device_read read D[100+2] {network=0 station=255 serial_number=0 \
         subcommand=0}",
        "response device_read read D[100+2] ok {network=0 station=255 serial_number=0}",
    ];
    check("slmp", &talk, expected);
}

#[test]
fn a_controller_says_what_it_is_and_is_stopped() {
    let talk = [
        "> 500000ffff03000600100001010000",
        "< d00000ffff030014000000523034435055202020202020202020200048",
        "> 500000ffff030008001000021000000100",
        "< d00000ffff030002000000",
        "> 500000ffff03000600100077770000",
    ];
    let expected: &[&str] = &[
        "request read_type_name identify {network=0 station=255 serial_number=0 subcommand=0}",
        "response read_type_name identify ok {network=0 station=255 serial_number=0 \
         vendor='Mitsubishi Electric' model='R04CPU'}",
        "request remote_stop stop {network=0 station=255 serial_number=0 subcommand=0 mode=1}",
        "response remote_stop stop ok {network=0 station=255 serial_number=0}",
        "request unknown write {network=0 station=255 serial_number=0 subcommand=0}",
    ];
    check("slmp", &talk, expected);
}

#[test]
fn melsoft_has_the_commands_of_slmp() {
    let talk = [
        "> 57010000001111070000ffff030000fe03000020001c0a161400000000000000000000000000000000 \
         000000000121010000000001",
        "< d70100000011117f000000a80300ffff03000032009c0a181400000000000000000000000000000000 \
         000000000000012101000000465835552d33324d542f455300000000294a",
        "> 57010000001111070000ffff030000fe0300001c001c0a161400000000000000000000000000000000 \
         0000000010020200",
        "> 57010000001111070000ffff030000fe0300001c001c0a161400000000000000000000000000000000 \
         00000000185f0300",
        "< d70100000011117f000000a80300ffff0300001e009c0a181400000000000000000000000000000000 \
         000000003140185f0300",
    ];
    let expected: &[&str] = &[
        "request read_type_name identify {network=0 station=255 serial_number=0}",
        "response read_type_name identify ok {network=0 station=255 serial_number=0 \
         vendor='Mitsubishi Electric' model='FX5U-32MT/ES'}",
        "request remote_stop stop {network=0 station=255 serial_number=0}",
        "request file program {network=0 station=255 serial_number=0}",
        "response file program error 16433 device_out_of_range {network=0 station=255 \
         serial_number=0}",
    ];
    check("slmp", &talk, expected);
}

#[test]
fn noise_is_skipped_and_told() {
    let talk = ["> ffff500000ffff03000c00100001040000640000a80200"];
    let expected: &[&str] = &[
        "skip 2",
        "request device_read read D[100+2] {network=0 station=255 serial_number=0 \
         subcommand=0}",
    ];
    check("slmp", &talk, expected);
}
