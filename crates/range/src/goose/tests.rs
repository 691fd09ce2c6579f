use super::*;

const NOW: Millis = Millis(1_767_571_200_500);
const SOURCE: [u8; 6] = [0x00, 0x21, 0xC1, 0, 0, 1];

/// Content of the first field with this tag inside the PDU.
fn content(frame: &[u8], tag: u8) -> Vec<u8> {
    let mut rest = &frame[26..];
    assert_eq!(rest[0], 0x61);
    let head = if rest[1] == 0x81 { 3 } else { 2 };
    assert_eq!(rest.len(), usize::from(rest[head - 1]) + head);
    rest = &rest[head..];
    while let [found, length, ..] = *rest {
        let (content, next) = rest[2..].split_at(usize::from(length));
        if found == tag {
            return content.to_vec();
        }
        rest = next;
    }
    panic!("no field {tag:#x}");
}

fn numbers(frame: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    (content(frame, 0x85), content(frame, 0x86), content(frame, 0x81))
}

#[test]
fn a_frame_has_the_header_and_the_fields_of_the_standard() {
    let mut publisher = Publisher::new(SharedPlant::new(1), SOURCE);
    let frame = publisher.due(NOW).expect("the first event");
    let start = [
        &DESTINATION[..],
        &SOURCE,
        &[0x81, 0x00, 0x80, 0x00, 0x88, 0xB8, 0x00, 0x01],
        &u16::try_from(frame.len() - 18).expect("short").to_be_bytes(),
        &[0; 4],
    ]
    .concat();
    assert_eq!(frame[..26], start);
    assert_eq!(content(&frame, 0x80), CONTROL_BLOCK.as_bytes());
    assert_eq!(content(&frame, 0x84), [0x69, 0x5A, 0xFF, 0x00, 0x80, 0x00, 0x00, 0x0A]);
    assert_eq!(content(&frame, 0x8A), [7]);
    let data = content(&frame, 0xAB);
    assert_eq!(data[..8], [0x83, 1, 1, 0x84, 3, 3, 0, 0]);
}

#[test]
fn repetitions_slow_down_to_the_heartbeat_and_an_event_starts_anew() {
    let plant = SharedPlant::new(1);
    let mut publisher = Publisher::new(plant.clone(), SOURCE);
    let mut sent = Vec::new();
    for millis in 0..4000 {
        if let Some(frame) = publisher.due(NOW.plus(millis)) {
            sent.push((millis, numbers(&frame)));
        }
    }
    let times: Vec<i64> = sent.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [0, 4, 12, 28, 60, 124, 252, 508, 1020, 2020, 3020]);
    for (index, (_, (state, sequence, _))) in sent.iter().enumerate() {
        assert_eq!((state[0], usize::from(sequence[0])), (1, index));
    }
    assert_eq!(sent.last().expect("some").1.2, [0x07, 0xD0]);

    plant.lock().breaker = false;
    let event = publisher.due(NOW.plus(4001)).expect("an event");
    assert_eq!(numbers(&event), (vec![2], vec![0], vec![10]));
    let data = content(&event, 0xAB);
    assert_eq!((data[2], data.last()), (0, Some(&1)));
    assert!(publisher.due(NOW.plus(4002)).is_none());
}

#[test]
fn unsigned_numbers_are_as_short_as_their_sign_allows() {
    let check = |value, expected: &[u8]| assert_eq!(unsigned(value), expected, "{value}");
    check(0, &[0]);
    check(127, &[127]);
    check(128, &[0, 128]);
    check(2000, &[7, 0xD0]);
    check(u32::MAX, &[0, 255, 255, 255, 255]);
}

#[test]
fn long_fields_get_the_long_form_of_length() {
    let check = |length: usize, head: &[u8]| {
        let field = field(0x61, &vec![0; length]);
        assert_eq!(field[..head.len()], *head);
        assert_eq!(field.len(), head.len() + length);
    };
    check(127, &[0x61, 127]);
    check(128, &[0x61, 0x81, 128]);
    check(300, &[0x61, 0x82, 1, 44]);
}
