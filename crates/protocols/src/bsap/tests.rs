use crate::testing::check;

#[test]
fn signals_are_read_and_written_by_name() {
    let talk = [
        "> 100201eba010100303000401400f014047562e4153332e001003418a",
        "< 100200eb03101003a000000182df82be1003b32d",
        "> 100201eca0110303008401400f014047562e582e00091003504a",
        "< 100200ec031103a000811003129b",
        "> 1002010185001003bd20",
        "> 100201eea0120303000401400f01410010034f00",
        "> 1002011003",
    ];
    let expected: &[&str] = &[
        "request read_signal_by_name read signal:@GV.AS3. {signals=1 station=1 \
         sequence=784 function=160 node_status=0}",
        "response response read ok {station=0 sequence=784 function=3 node_status=0}",
        "request write_signal_by_name control signal:@GV.X. {signals=1 station=1 \
         sequence=785 function=160 node_status=0}",
        "response response read error 129 error {station=0 sequence=785 function=3 \
         node_status=0}",
        "spontaneous link link {station=1 function=133}",
        "request read_signal_by_name read signal:A {signals=1 station=1 sequence=786 \
         function=160 node_status=0} !bsap.checksum@18",
        "skip 5",
    ];
    check("bsap", &talk, expected);
}
