use crate::testing::check;

#[test]
fn an_exchange_is_told_with_its_producer() {
    let talk = [
        "> 0d010100c0a8084d7b000000be8a7e3800811b2c0100000002000000000000000102",
        "> 0d010100c0a8",
        "> 0e01",
    ];
    let expected: &[&str] = &[
        "spontaneous produce read exchange[123+1] {request=1 producer='192.168.8.77' \
         exchange=123 status=1 signature=2}",
        "spontaneous produce read {request=1} !egd.truncated@6",
        "skip 2",
    ];
    check("egd", &talk, expected);
}
