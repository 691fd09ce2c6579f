use crate::testing::check;

#[test]
fn tables_are_read_and_written() {
    let talk = [
        "> 602fa20506032b0601a60506032b0602a804020213e8be1928178115800f5000017265616465722020 \
         2020000003300001",
        "< 6024a20506032b0601a60506032b0602a804020213e8be0e280c810a800100060000020102fd",
        "> 6024a20506032b0601a60506032b0602a804020213e8be0e280c810a80083f00170000100004",
        "> 6023a20506032b0601a60506032b0602a804020213e8be0d280b81098007400007000109f6",
        "< 601da20506032b0601a60506032b0602a804020213e8be0728058103800103",
        "> 601da20506032b0601a60506032b0602a804020213e8be0728058103880120",
        "> 601ea20506032b0601a60506032b0602a804020213e8be082806810480023000",
        "> 601ba20506032b0601a60506032b0602a804020213e8be052803810180",
        "> ff601da20506032b0601a60506032b0602a804020213e8be0728058103800152",
    ];
    let expected: &[&str] = &[
        "request logon link {user='reader' called='1.3.6.1' calling='1.3.6.2' \
         invocation=5096}",
        "request full_read read table[1+1] {called='1.3.6.1' calling='1.3.6.2' \
         invocation=5096}",
        "response response read ok {called='1.3.6.1' calling='1.3.6.2' invocation=5096}",
        "response response read ok {called='1.3.6.1' calling='1.3.6.2' invocation=5096}",
        "request partial_read_offset read table[23+1] {offset=16 count=4 called='1.3.6.1' \
         calling='1.3.6.2' invocation=5096}",
        "request procedure control table[7+1] {called='1.3.6.1' calling='1.3.6.2' \
         invocation=5096}",
        "response response read error 3 insufficient_security_clearance {called='1.3.6.1' \
         calling='1.3.6.2' invocation=5096}",
        "spontaneous encrypted read {called='1.3.6.1' calling='1.3.6.2' invocation=5096}",
        "request full_read read {called='1.3.6.1' calling='1.3.6.2' invocation=5096} \
         !c1222.truncated@0",
        "spontaneous empty link {called='1.3.6.1' calling='1.3.6.2' invocation=5096}",
        "skip 1",
        "request logoff link {called='1.3.6.1' calling='1.3.6.2' invocation=5096}",
    ];
    check("c1222", &talk, expected);
}
