use super::*;

/// `(client, flags, sequence number, acknowledgement, payload length, timestamps)`.
type Row = (bool, u8, u32, u32, u32, Option<(u32, u32)>);

const PUSH: u8 = ACK | 8;

/// The events of a course of segments, and how many of them were refused.
fn course(rows: &[Row]) -> (Vec<&'static str>, usize) {
    let (mut conduct, mut told, mut refused) = (Conduct::default(), Vec::new(), 0);
    for &(client, flags, seq, ack, len, stamp) in rows {
        let window = 1_000;
        let seen = Seen { seq, ack, flags, len, window, stamp, scale: None };
        refused += usize::from(!conduct.judge(client, &seen, &mut |name| told.push(name)));
    }
    (told, refused)
}

fn check(rows: &[Row], events: &[&str]) {
    assert_eq!(course(rows).0, events, "{rows:?}");
}

const ASK: Row = (true, SYN, 100, 0, 0, None);
const ANSWER: Row = (false, SYN | ACK, 500, 101, 0, None);
const THIRD: Row = (true, ACK, 101, 501, 0, None);
const OPEN: [Row; 3] = [ASK, ANSWER, THIRD];

fn opened(more: &[Row], events: &[&str]) {
    check(&[&OPEN, more].concat(), events);
}

#[test]
fn an_ordinary_conversation_is_unremarkable() {
    opened(
        &[
            (true, PUSH, 101, 501, 10, None),
            (false, PUSH, 501, 111, 20, None),
            (true, ACK, 110, 521, 0, None),
            (true, FIN | ACK, 111, 521, 0, None),
            (false, ACK, 521, 112, 0, None),
            (false, FIN | ACK, 521, 112, 0, None),
            (true, ACK, 112, 522, 0, None),
        ],
        &[],
    );
    check(&[(true, PUSH, 7, 9, 10, None), (false, PUSH, 9, 17, 10, None)], &[]);
    check(&[ANSWER, (false, PUSH, 501, 101, 9, None)], &[]);
}

#[test]
fn handshakes_that_go_wrong_are_named() {
    check(&[ASK, (false, SYN | ACK, 500, 99, 0, None)], &["3whs_synack_with_wrong_ack"]);
    check(&[ASK, (true, SYN | ACK, 100, 1, 0, None)], &["3whs_synack_in_wrong_direction"]);
    check(&[ASK, ANSWER, (false, ACK, 501, 101, 0, None)], &["3whs_ack_in_wrong_dir"]);
    check(&[ASK, ANSWER, (false, PUSH, 501, 101, 4, None)], &["3whs_ack_data_inject"]);
    let wrong = (true, ACK, 101, 400, 0, None);
    check(&[ASK, ANSWER, wrong], &["3whs_right_seq_wrong_ack_evasion"]);
    let wrong = (true, ACK, 300, 400, 0, None);
    check(&[ASK, ANSWER, wrong], &["3whs_wrong_seq_wrong_ack"]);
    let other = (false, SYN | ACK, 900, 101, 0, None);
    check(&[ASK, ANSWER, other], &["3whs_synack_resend_with_diff_seq"]);
    check(&[ASK, ANSWER, (false, SYN, 900, 0, 0, None)], &["3whs_syn_toclient_on_syn_recv"]);
    opened(&[ASK], &["est_syn_resend"]);
    opened(&[ANSWER], &["est_synack_resend"]);
    opened(&[(true, SYN | ACK, 100, 501, 0, None)], &["est_synack_toserver"]);
}

#[test]
fn many_different_syns_are_a_flood_and_the_last_ones_can_be_answered() {
    let mut rows: Vec<Row> = (0..12).map(|n| (true, SYN, n * 1_000, 0, 0, None)).collect();
    rows.push((false, SYN | ACK, 500, 5_001, 0, None));
    assert_eq!(course(&rows), (vec!["3whs_syn_flood"; 2], 0));
}

#[test]
fn a_server_may_answer_a_syn_with_a_syn() {
    let rows = [
        ASK,
        (false, SYN, 500, 0, 0, None),
        (true, SYN | ACK, 100, 501, 0, None),
        (false, ACK, 501, 101, 0, None),
        (true, PUSH, 101, 501, 4, None),
    ];
    check(&rows, &[]);
}

#[test]
fn data_in_a_syn_may_be_ignored() {
    let ask = (true, SYN, 100, 0, 30, None);
    check(&[ask, (false, SYN | ACK, 500, 131, 0, None)], &[]);
    check(&[ask, ANSWER], &["3whs_synack_tfo_data_ignored"]);
}

#[test]
fn forged_timestamps_are_refused() {
    let silent = (false, SYN | ACK, 500, 101, 0, Some((9_000, 0)));
    assert_eq!(course(&[(true, SYN, 100, 0, 0, Some((7_000, 0))), silent]), (vec![], 0));
    let ask = (true, SYN, 100, 0, 0, Some((7_000, 0)));
    let forged = (false, RST | ACK, 501, 101, 0, Some((100, 100)));
    assert_eq!(course(&[ask, forged]), (vec!["pkt_invalid_timestamp"], 1));
    assert_eq!(course(&[ASK, forged]), (vec!["pkt_invalid_timestamp"], 1));
    let open = [
        ask,
        (false, SYN | ACK, 500, 101, 0, Some((9_000, 7_000))),
        (true, ACK, 101, 501, 0, Some((7_001, 9_000))),
    ];
    let with = |row: Row| course(&[&open[..], &[row]].concat());
    assert_eq!(
        with((true, PUSH, 101, 501, 4, Some((6_900, 9_000)))),
        (vec!["pkt_invalid_timestamp"], 1)
    );
    assert_eq!(with((true, PUSH, 101, 501, 4, Some((7_000, 9_000)))), (vec![], 0));
}

#[test]
fn whoever_goes_on_after_a_reset_did_not_send_it() {
    opened(
        &[(true, RST | ACK, 101, 501, 0, None), (true, PUSH, 101, 501, 9, None)],
        &["suspected_rst_inject"],
    );
    opened(&[(true, RST, 101, 0, 9, None)], &["rst_with_data"]);
    check(&[(true, RST, 101, 0, 0, None)], &["rst_but_no_session"]);
    check(&[(true, FIN | ACK, 101, 9, 0, None)], &["fin_but_no_session"]);
}

#[test]
fn numbers_out_of_bounds_are_named() {
    opened(&[(true, PUSH, 900, 501, 800, None)], &["est_packet_out_of_window"]);
    opened(&[(true, PUSH, 101, 90_000, 4, None)], &["pkt_invalid_ack", "est_invalid_ack"]);
    let data = (true, PUSH, 101, 501, 10, None);
    let acked = (false, ACK, 501, 111, 0, None);
    opened(&[data, acked, data], &["pkt_spurious_retransmission"]);
    opened(&[data, acked, (true, ACK, 105, 501, 0, None)], &["est_pkt_before_last_ack"]);
    opened(&[(true, FIN | ACK, 5_000, 501, 0, None)], &["fin_out_of_window"]);
    opened(&[(true, 8, 101, 501, 4, None)], &["pkt_broken_ack"]);
}

#[test]
fn options_are_read_from_the_header() {
    let head = |options: &[u8]| [&[0; 13][..], &[ACK, 1, 0, 0, 0, 0, 0], options].concat();
    let stamps = [1, 1, 8, 10, 0, 0, 0, 5, 0, 0, 0, 6];
    assert_eq!(Seen::of(&head(&stamps), 0).unwrap().stamp, Some((5, 6)));
    assert_eq!(Seen::of(&head(&[2, 4, 1, 1, 3, 3, 200]), 0).unwrap().scale, Some(14));
    assert_eq!(Seen::of(&head(&[9, 0, 3, 3, 1]), 0).unwrap().scale, None);
    assert!(Seen::of(&[0; 19], 0).is_none());
}
