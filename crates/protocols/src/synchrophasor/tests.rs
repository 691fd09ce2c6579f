use super::*;
use crate::testing::{check, hear, hex};

/// A frame of version 1 with id 7 and a right checksum.
fn frame(who: char, kind: u8, body: &str) -> String {
    let body = hex(body);
    let size = (body.len() as u16 + LEAST).to_be_bytes();
    let head = [SYNC, kind << 4 | 1, size[0], size[1], 0, 7, 0, 0, 0, 9, 0, 0, 0, 0];
    let mut bytes = [&head[..], &body].concat();
    bytes.extend(crc(&bytes).to_be_bytes());
    bytes.iter().fold(who.to_string(), |text, byte| text + &format!("{byte:02x}"))
}

fn fixed(name: &str) -> String {
    format!("{name:<16}").bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Two phasors in integers, one digital word, 50 Hz.
fn configuration() -> String {
    let digital = fixed("BIT").repeat(16);
    format!(
        "000f4240 0001 {} 0007 0000 0002 0000 0001 {}{}{digital} 00000000 01000000 00010001 0001 0003 0032",
        fixed("North"),
        fixed("VA"),
        fixed("VB"),
    )
}

fn texts(talk: &[String]) -> Vec<&str> {
    talk.iter().map(String::as_str).collect()
}

#[test]
fn the_checksum_is_the_standards() {
    // CRC-CCITT (false) of the nine digits is the algorithm's check value.
    assert_eq!(crc(b"123456789"), 0x29b1);
}

#[test]
fn commands_control_and_configurations_name_stations() {
    let talk = [
        frame('>', COMMAND, "0001"),
        frame('>', COMMAND, "0005"),
        frame('<', CONFIGURATION_2, &configuration()),
        // STAT with trigger, two phasors, FREQ +20 mHz, DFREQ, digital.
        frame('<', DATA, "0803 0000000000000000 0014 0000 0000"),
        frame('<', DATA, "0000 0000000000000000 0000"),
        frame('>', COMMAND, "0009"),
    ];
    check(
        "synchrophasor",
        &texts(&talk),
        &[
            "request data_off control {version=1 command=1 id_code=7 soc=9}",
            "request send_configuration_2 identify {version=1 command=5 id_code=7 soc=9}",
            "response configuration_2 identify station:North {version=1 id_code=7 units=1 name='North' station_id=7 phasor_count=2 \
         analog_count=0 digital_count=1 phasors='VA,VB' nominal_frequency=50 configuration_count=3}",
            "spontaneous data read {version=1 status=2051 trigger=3 frequency=50.02 id_code=7 soc=9}",
            "spontaneous data read {version=1 frequency=50 id_code=7 soc=9} !synchrophasor.layout@14",
            "request command control {version=1 command=9 id_code=7 soc=9} !synchrophasor.reserved_command@14",
        ],
    );
}

#[test]
fn a_third_configuration_has_names_of_any_length() {
    let counted = |name: &str| {
        let shown: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("{:02x}{shown}", name.len())
    };
    let body = format!(
        "0000 000f4240 0001 {} 0007 {} 000f 0001 0000 0000 {} {} {} 0000 0001 0032",
        counted("Südwerk"),
        "00".repeat(15) + "2a",
        counted("V1"),
        "00".repeat(12),
        "00".repeat(21),
    );
    let heard = hear("synchrophasor", &texts(&[frame('<', CONFIGURATION_3, &body)]));
    assert_eq!(
        heard,
        [
            "response configuration_3 identify station:Südwerk {version=1 id_code=7 units=1 name='Südwerk' station_id=7 \
         phasor_count=1 analog_count=0 digital_count=0 phasors='V1' global_id='0000000000000000000000000000002a' \
         nominal_frequency=60 configuration_count=1}",
        ]
    );
}

#[test]
fn damage_is_named_and_skipped() {
    let sound = frame('>', COMMAND, "0002");
    let mut wrong = sound.clone();
    wrong.replace_range(wrong.len() - 2.., "00");
    let heard = hear("synchrophasor", &texts(&[wrong, format!(">ffff{}", &sound[1..])]));
    assert_eq!(
        heard,
        [
            "request data_on control {version=1 command=2 id_code=7 soc=9} !synchrophasor.checksum@16",
            "skip 2",
            "request data_on control {version=1 command=2 id_code=7 soc=9}",
        ]
    );
    assert_eq!(Synchrophasor::probe(&hex(&sound[1..])), Probe::Yes);
    assert_eq!(
        Synchrophasor::probe(&hex("aa410012 0007 00000009 00000000 0002 0000")),
        Probe::OnPort
    );
    assert_eq!(Synchrophasor::probe(&hex("aa71 0012")), Probe::No);
    assert_eq!(Synchrophasor::probe(&hex("aa41 0012")), Probe::NeedMore);
}
