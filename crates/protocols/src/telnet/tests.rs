use crate::testing::{check, hear};

fn said(who: char, text: &[u8]) -> String {
    let digits: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{who}{digits}")
}

#[test]
fn options_and_what_terminals_say_are_told() {
    check(
        "telnet",
        &[
            &said('<', b"\xff\xfd\x18\xff\xfb\x01"),
            &said('>', b"\xff\xfa\x18\0XTERM\xff\xf0\xff\xfa\x27\0\0USER\x01-f root\xff\xf0"),
            &said('>', b"\xff\xfa\x2c\x01\0\0\x25\x80\xff\xf0\xff\xf4"),
        ],
        &[
            "spontaneous do link {option='terminal_type'}",
            "spontaneous will link {option='echo'}",
            "spontaneous subnegotiation link {option='terminal_type' terminal='XTERM'}",
            "spontaneous subnegotiation link {option='new_environment' user='-f root'}",
            "spontaneous serial_port_control control {option='com_port'}",
            "spontaneous interrupt_process control",
        ],
    );
}

#[test]
fn a_login_is_told_without_its_password() {
    let login = |end: &[u8]| {
        hear(
            "telnet",
            &[
                &said('<', b"\r\nswitch login: "),
                &said('>', b"admim\x7fn\r\0"),
                &said('<', b"admin\r\nPassword: "),
                &said('>', b"hunter2\r\n"),
                &said('<', end),
            ],
        )
    };
    let begins = [
        "spontaneous prompt link {asks_for='user'}",
        "request login_user link {user='admin'}",
        "spontaneous prompt link {asks_for='password'}",
        "request login_password link",
    ];
    let right = login(b"\r\nWelcome\r\nLast login: today\r\nswitch# ");
    assert_eq!(right[..4], begins);
    assert_eq!(right[4..], ["response login_answer link ok"]);
    let wrong = login(b"\r\nLogin incorrect\r\n");
    assert_eq!(wrong[4..], ["response login_answer link error 1 refused"]);
    assert!(!right.concat().contains("hunter2"));
}

#[test]
fn a_password_after_which_the_name_is_asked_for_again_was_wrong() {
    let heard = hear(
        "telnet",
        &[&said('<', b"Password:"), &said('>', b"x\r"), &said('<', b"\r\nUsername:")],
    );
    assert_eq!(
        heard[2..],
        ["response login_answer link error 1 refused", "spontaneous prompt link {asks_for='user'}"]
    );
}

#[test]
fn damage_is_told() {
    let endless = [&b"\xff\xfa\x18"[..], &[b'x'; 1100]].concat();
    assert_eq!(hear("telnet", &[&said('>', &endless)]), ["skip 2"]);
    assert_eq!(hear("telnet", &[&said('>', b"\xff\x05")]), ["skip 2"]);
    let heard = hear("telnet", &[&said('>', b"\xff\xfa\x18\0VT\xff\xfb\x01")]);
    assert!(heard[0].ends_with("terminal='VT'} !telnet.unended_subnegotiation@6"), "{heard:?}");
}
