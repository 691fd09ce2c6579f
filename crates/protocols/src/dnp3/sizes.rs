//! How long objects are, and what their groups are called.
//!
//! Source: IEEE 1815-2012 annex A (object library), group by group.

/// Octets of an object, or bits where several share an octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Bits(usize),
    Octets(usize),
    /// A device attribute: type, length, value. A.2.
    Attribute,
    /// Only told by the size prefix in front of each.
    Prefixed,
}

/// The size of an object; `None` for those that the standard does not have.
pub(super) fn size(group: u8, variation: u8) -> Option<Size> {
    Some(Size::Octets(match group {
        0 => return Some(Size::Attribute),
        1 | 10 => match variation {
            1 => return Some(Size::Bits(1)),
            2 => 1,
            _ => return None,
        },
        3 => match variation {
            1 => return Some(Size::Bits(2)),
            2 => 1,
            _ => return None,
        },
        2 | 4 | 11 | 13 => *[1, 7, 3].get(place(variation)?)?,
        12 => match variation {
            1 | 2 => 11,
            3 => return Some(Size::Bits(1)),
            _ => return None,
        },
        20 => *[5, 3, 5, 3, 4, 2, 4, 2].get(place(variation)?)?,
        21 => *[5, 3, 5, 3, 11, 9, 11, 9, 4, 2, 4, 2].get(place(variation)?)?,
        22 | 23 => *[5, 3, 5, 3, 11, 9, 11, 9].get(place(variation)?)?,
        30 => *[5, 3, 4, 2, 5, 9].get(place(variation)?)?,
        31 => *[5, 3, 11, 9, 4, 2, 5, 9].get(place(variation)?)?,
        32 | 33 | 42 | 43 => *[5, 3, 11, 9, 5, 9, 11, 15].get(place(variation)?)?,
        34 => *[2, 4, 4].get(place(variation)?)?,
        40 | 41 => *[5, 3, 5, 9].get(place(variation)?)?,
        50 => *[6, 10, 6, 11].get(place(variation)?)?,
        51 => *[6, 6].get(place(variation)?)?,
        52 => *[2, 2].get(place(variation)?)?,
        60 => *[0, 0, 0, 0].get(place(variation)?)?,
        70 | 83 | 85..=88 | 90 => return Some(Size::Prefixed),
        80 => return Some(Size::Bits(1)),
        81 => 3,
        101 => *[2, 4, 8].get(place(variation)?)?,
        102 => 1,
        // Octet strings: the variation is their length. A.39 to A.42
        110..=113 => usize::from(variation),
        120 => match variation {
            3 => 6,
            4 => 2,
            _ => return Some(Size::Prefixed),
        },
        121 | 122 => *[7, 13].get(place(variation)?)?,
        _ => return None,
    }))
}

fn place(variation: u8) -> Option<usize> {
    usize::from(variation).checked_sub(1)
}

/// What the points of a group are.
pub(super) fn group_name(group: u8) -> &'static str {
    match group {
        0 => "device_attribute",
        1 => "binary_input",
        2 => "binary_input_event",
        3 => "double_bit_input",
        4 => "double_bit_input_event",
        10 => "binary_output",
        11 => "binary_output_event",
        12 => "binary_command",
        13 => "binary_command_event",
        20 => "counter",
        21 => "frozen_counter",
        22 => "counter_event",
        23 => "frozen_counter_event",
        30 => "analog_input",
        31 => "frozen_analog_input",
        32 => "analog_input_event",
        33 => "frozen_analog_input_event",
        34 => "analog_input_deadband",
        40 => "analog_output",
        41 => "analog_command",
        42 => "analog_output_event",
        43 => "analog_command_event",
        50 => "time",
        51 => "common_time",
        52 => "time_delay",
        60 => "class",
        70 => "file",
        80 => "internal_indication",
        81 => "device_storage",
        83 => "private_object",
        85 => "data_set_prototype",
        86 => "data_set_descriptor",
        87 => "data_set",
        88 => "data_set_event",
        90 => "application",
        101 => "bcd",
        102 => "unsigned_integer",
        110 => "octet_string",
        111 => "octet_string_event",
        112 => "virtual_terminal_output",
        113 => "virtual_terminal_event",
        120 => "authentication",
        121 => "security_statistic",
        122 => "security_statistic_event",
        _ => "unknown_group",
    }
}
