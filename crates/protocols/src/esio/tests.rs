use crate::testing::check;

#[test]
fn transfers_are_told_one_by_one() {
    let talk = [
        "> 4553494f0001000000300007000000180000000d02000000000000005c00000001000201020000005d \
         00000002000109",
        "> 4553494f00020000001800000001000c0000000d00010100",
        "> 4553494f00010000",
        "> 7a7a7a7a",
    ];
    let expected: &[&str] = &[
        "spontaneous data_transfer read transfer[92+1] {transaction=7 telegram=24 \
         source_station=13 target_station=1 length=2}",
        "spontaneous data_transfer read transfer[93+1] {target_station=2 length=1}",
        "spontaneous status read {transaction=0}",
        "spontaneous data_transfer read !esio.truncated@8",
        "skip 4",
    ];
    check("esio", &talk, expected);
}
