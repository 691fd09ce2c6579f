use super::*;
use crate::testing::{check, files, hear, hex};

/// An MMS PDU in presentation, session, COTP and TPKT.
fn said(who: char, pdu: &str) -> String {
    let wrap = |tags: &[u8], content: &[u8]| [tags, &[content.len() as u8], content].concat();
    let value = wrap(&[0xa0], &hex(pdu));
    let list = wrap(&[0x30], &[&[2, 1, 3][..], &value].concat());
    let session = [&[1, 0, 1, 0][..], &wrap(&[0x61], &list)].concat();
    let length = session.len() as u8 + 7;
    let bytes = [&[3, 0, 0, length, 2, 0xf0, 0x80][..], &session].concat();
    bytes.iter().fold(who.to_string(), |text, byte| text + &format!("{byte:02x}"))
}

fn talk(said_by: &[(char, &str)]) -> Vec<String> {
    said_by.iter().map(|(who, pdu)| said(*who, pdu)).collect()
}

fn check_pdus(said_by: &[(char, &str)], expected: &[&str]) {
    let talk = talk(said_by);
    let talk: Vec<&str> = talk.iter().map(String::as_str).collect();
    check("mms", &talk, expected);
}

fn check_files(said_by: &[(char, &str)], expected: &[&str]) {
    let talk = talk(said_by);
    let talk: Vec<&str> = talk.iter().map(String::as_str).collect();
    assert_eq!(files("mms", &talk), expected);
}

#[test]
fn a_breaker_is_operated_and_its_originator_is_named() {
    check_pdus(
        &[
            // write LD0/XCBR1$CO$Pos$Oper {true, {2, "scada"}, 7, T, false, 00}
            (
                '>',
                "a04c 020101 a547 a01e301ca01aa118 1a034c4430 1a11584342523124434f24506f73244f706572 \
                 a025 a223 830101 a20a 850102 89057363616461 860107 91080000000000000000 830100 84020600",
            ),
            ('<', "a107 020101 a502 8100"),
            (
                '>',
                "a04c 020102 a547 a01e301ca01aa118 1a034c4430 1a11584342523124434f24506f73244f706572 \
                 a025 a223 830100 a20a 850102 89057363616461 860108 91080000000000000000 830100 84020600",
            ),
            ('<', "a108 020102 a503 800103"),
        ],
        &[
            "request operate control variable:LD0/XCBR1$CO$Pos$Oper {invoke_id=1 ctl_val=true \
             or_cat=2 or_cat_name='station_control' or_ident='scada' ctl_num=7 test=false}",
            "response operate control variable:LD0/XCBR1$CO$Pos$Oper ok {invoke_id=1}",
            "request operate control variable:LD0/XCBR1$CO$Pos$Oper {invoke_id=2 ctl_val=false \
             or_cat=2 or_cat_name='station_control' or_ident='scada' ctl_num=8 test=false}",
            "response operate control variable:LD0/XCBR1$CO$Pos$Oper error 3 object_access_denied \
             {invoke_id=2}",
        ],
    );
}

#[test]
fn reading_sbo_selects_and_an_empty_answer_refuses() {
    check_pdus(
        &[
            (
                '>',
                "a026 020103 a421 a11f a01d301ba019 a117 1a034c4430 \
                 1a10584342523124434f24506f732453424f",
            ),
            ('<', "a109 020103 a404 a102 8a00"),
        ],
        &[
            "request select control variable:LD0/XCBR1$CO$Pos$SBO {invoke_id=3}",
            "response select control variable:LD0/XCBR1$CO$Pos$SBO error 0 not_selected \
             {invoke_id=3}",
        ],
    );
}

#[test]
fn switching_goose_off_is_no_plain_write_and_errors_have_classes() {
    check_pdus(
        &[
            (
                '>',
                "a02b 020103 a526 a01f301da01ba119 1a034c4430 1a124c4c4e3024474f246763623124476f456e61 a003830100",
            ),
            ('<', "a20a 800103 a205 a003 870103"),
        ],
        &[
            "request configure_goose write variable:LD0/LLN0$GO$gcb1$GoEna {invoke_id=3 value=false}",
            "response configure_goose write variable:LD0/LLN0$GO$gcb1$GoEna error 1795 access \
             {invoke_id=3}",
        ],
    );
}

#[test]
fn a_report_names_itself_and_its_counters() {
    check_pdus(
        &[(
            '<',
            "a33c a03a a105 8003525054 a031 8a104c44302f4c4c4e302452502472636231 8403064880 860109 \
             8a0b4c44302f4c4c4e30246473 860101 84020780 830101",
        )],
        &["spontaneous report read report:LD0/LLN0$RP$rcb1 \
           {sq_num=9 dat_set='LD0/LLN0$ds' conf_rev=1}"],
    );
}

#[test]
fn a_device_says_who_it_is() {
    check_pdus(
        &[
            ('>', "a005 020101 8200"),
            ('<', "a11a 020101 a215 80054d616b6572 810752656c61792037 8203332e31"),
            (
                '>',
                "a02c 020102 a427 a125 a023 3021 a01f a11d 1a034c4430 1a164c50484431244443245068794e616d247365724e756d",
            ),
            ('<', "a10d 020102 a408 a106 8a0441313233"),
        ],
        &[
            "request identify identify {invoke_id=1}",
            "response identify identify ok {invoke_id=1 vendor='Maker' model='Relay 7' firmware='3.1'}",
            "request read read variable:LD0/LPHD1$DC$PhyNam$serNum {invoke_id=2}",
            "response read read variable:LD0/LPHD1$DC$PhyNam$serNum ok \
             {invoke_id=2 value='A123' serial='A123'}",
        ],
    );
}

#[test]
fn several_variables_are_several_observations_with_their_own_outcomes() {
    check_pdus(
        &[
            ('>', "a01b 020104 a416 a114 a012 3007 a005 80034f6e65 3007 a005 800354776f"),
            ('<', "a10d 020104 a408 a106 80010a 850105"),
        ],
        &[
            "request read read variable:One {invoke_id=4 item=0 items=2}",
            "request read read variable:Two {item=1 items=2}",
            "response read read variable:One error 10 object_non_existent \
             {invoke_id=4 item=0 items=2}",
            "response read read variable:Two ok {item=1 items=2 value=5}",
        ],
    );
}

#[test]
fn a_file_that_is_read_is_put_together() {
    let talk = [
        ('>', "a01e 020105 bf4816 a011190f2f434f4d54524144452f312e636667 810100"),
        ('<', "a11f 020105 bf4819 800104 a114 800106 810f32303230303130313030303030305a"),
        ('>', "a007 020106 9f490104"),
        ('<', "a10b 020106 bf4905 8003616263"),
        ('>', "a007 020107 9f490104"),
        ('<', "a10e 020107 bf4908 8003646566 810100"),
        ('>', "a007 020108 9f4a0104"),
        ('<', "a106 020108 9f4a00"),
    ];
    check_files(&talk, &["1 from file :/COMTRADE/1.cfg 6 bytes", "1 abc", "1 def", "1 ends true"]);
    check_files(
        &[talk[0], talk[1], talk[2], talk[3], talk[6]],
        &["1 from file :/COMTRADE/1.cfg 6 bytes", "1 abc", "1 ends false"],
    );
}

#[test]
fn a_domain_that_is_loaded_is_a_program() {
    check_files(
        &[
            ('>', "a010 020101 ba0b 800450524f47 a100 820100"),
            ('<', "a105 020101 9a00"),
            ('<', "a009 020101 9b0450524f47"),
            ('>', "a10e 020101 bb09 8004636f6465 810100"),
        ],
        &["1 to program domain:PROG", "1 code", "1 ends true"],
    );
    check_files(
        &[
            ('>', "a009 020101 9d0450524f47"),
            ('<', "a10a 020101 bd05 800109 a100"),
            ('>', "a006 020102 9e0109"),
            ('<', "a10b 020102 be06 8004636f6465"),
            ('>', "a007 020103 9f1f0109"),
        ],
        &["1 from program domain:PROG", "1 code", "1 ends false"],
    );
}

#[test]
fn an_association_tells_its_limits_and_a_reject_its_reason() {
    let heard = hear(
        "mms",
        &[
            // MMS straight on COTP.
            "> 0300002f02f080 a826 8002001f 810103 820103 83020808 a416 800101 810305e800 820c03ffffffffffffffffffffff",
            &said('<', "a406 800105 810101"),
            &said('>', "8b00"),
            &said('<', "8c00"),
        ],
    );
    assert_eq!(
        heard,
        [
            "request initiate link {max_pdu=31 max_outstanding_calling=3 \
             max_outstanding_called=3 nesting=2056}",
            "response reject link error 257 confirmed_request {invoke_id=5}",
            "request conclude link",
            "response conclude link",
        ]
    );
}

#[test]
fn only_mms_is_mms() {
    let of = |text: &str| Mms::probe(&hex(text));
    let request = said('>', "a005 020101 8200");
    assert_eq!(of(&request[1..]), Probe::Yes);
    // S7comm, a remote operation (its service is universal), a connection request, noise.
    assert_eq!(of("0300001602f080 3201 0000 0001 0008 0000 f0000001000103c0"), Probe::No);
    assert_eq!(of(&said('>', "a106 020101 020105")[1..]), Probe::No);
    assert_eq!(of("03000016 11 e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a"), Probe::NeedMore);
    assert_eq!(of("0300000902f0806162"), Probe::No);
}
