use crate::testing::{check, files};

/// A handle of version 3, and a call of it.
const WRITE: &str = ">80000048 00000009 00000000 00000002 000186a3 00000003 00000007 \
    00000000 00000000 00000000 00000000 00000004 aabbccdd 0000000000000000 00000003 00000000 \
    00000003 61626300";

#[test]
fn writes_of_files_are_told_with_their_place() {
    check(
        "nfs",
        &[WRITE, "<8000001c 00000009 00000001 00000000 00000000 00000000 00000000 00000001"],
        &[
            "request write write {program=100003 version=3 procedure=7 offset=0 length=3}",
            "response write write error 1 nfs_error {program=100003 version=3 procedure=7}",
        ],
    );
}

#[test]
fn bytes_that_are_written_are_those_of_a_file() {
    assert_eq!(files("nfs", &[WRITE]), ["1 to file :", "1@0 abc"]);
}

#[test]
fn the_port_mapper_is_no_file_system() {
    let call = ">80000038 00000001 00000000 00000002 000186a0 00000002 00000003 00000000 00000000 \
        00000000 00000000 000186a3 00000003 00000006 00000000";
    check(
        "rpc",
        &[call],
        &["request map_port identify {program=100000 version=2 procedure=3 wanted_program=100003}"],
    );
    let bytes = crate::testing::hex(&call[1..]);
    assert_eq!((crate::entry("nfs").unwrap().probe)(&bytes), crate::Probe::No);
    assert_eq!((crate::entry("rpc").unwrap().probe)(&bytes), crate::Probe::Yes);
}
