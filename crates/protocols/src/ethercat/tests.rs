use crate::testing::check;

#[test]
fn datagrams_are_told_with_their_working_counters() {
    let talk = [
        "> 1c100c01000001000280000001020300070200003001020000000800030000000000000000000000",
        "> 0e100503e90320010200000001000000",
        "> 1c100504e9030010100000000a000000000300202b406000060000000000",
        "> 1c100405e9038010100000000a0000000003003080406000000002060100",
        "> 1e100506e9030010120000000c000000000402000000000066772e6566770000",
    ];
    let expected: &[&str] = &[
        "response logical_read_write read logical[65536+2] {index=1 length=2 \
         working_counter=3}",
        "response broadcast_read link register[304+2] {index=2 length=2 working_counter=3}",
        "request state_change stop register[288+2] {index=3 length=2 working_counter=0 \
         state='init'}",
        "request sdo_download program object:0x6040:0 {index=4 length=16 \
         working_counter=0 mailbox='coe'}",
        "response sdo_response read object:0x6040:0 error 100794368 sdo_abort {index=5 \
         length=16 working_counter=1 mailbox='coe'}",
        "request file_write firmware file:fw.efw {index=6 length=18 working_counter=0 \
         mailbox='foe' file='fw.efw'}",
    ];
    check("ethercat", &talk, expected);
}

#[test]
fn what_ends_too_early_is_told() {
    let talk = ["> 0e100401000000000200000001", "> 02400102", "> 01"];
    let expected: &[&str] = &["spontaneous network_variables read", "need 2"];
    check("ethercat", &talk, expected);
}
