//! Whether a PDU is as long as its function says: tells requests from responses, and messages
//! from noise. MODBUS V1.1b3 §6, function by function.

use crate::cursor::u16_at;

/// As what a PDU is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Request,
    Response,
    Either,
}

/// Whether `pdu` (function code first) has the length that the function gives it in this role.
/// Functions without a published shape fit always.
pub(super) fn fits(function: u8, pdu: &[u8], role: Role) -> bool {
    if function & super::EXCEPTION != 0 {
        return pdu.len() == 2 && role != Role::Request;
    }
    match role {
        Role::Request => request(function, pdu),
        Role::Response => response(function, pdu),
        Role::Either => request(function, pdu) || response(function, pdu),
    }
}

/// `fixed` bytes and as many more as the byte at `at` counts.
fn counted(pdu: &[u8], fixed: usize, at: usize) -> bool {
    pdu.get(at).is_some_and(|n| pdu.len() == fixed + usize::from(*n))
}

fn request(function: u8, pdu: &[u8]) -> bool {
    let len = pdu.len();
    match function {
        1..=6 => len == 5,
        7 | 11 | 12 | 17 => len == 1,
        8 => len >= 5 && len % 2 == 1,
        15 | 16 => counted(pdu, 6, 5),
        20 | 21 => counted(pdu, 2, 1),
        22 => len == 7,
        23 => counted(pdu, 10, 9),
        24 => len == 3,
        43 => len >= 2 && (pdu.get(1) != Some(&14) || len == 4),
        90 => len >= 3,
        _ => true,
    }
}

fn response(function: u8, pdu: &[u8]) -> bool {
    let len = pdu.len();
    match function {
        1..=4 | 12 | 17 | 20 | 23 => counted(pdu, 2, 1) && len > 2,
        5 | 6 | 11 | 15 | 16 => len == 5,
        7 => len == 2,
        8 => len >= 5 && len % 2 == 1,
        21 => counted(pdu, 2, 1),
        22 => len == 7,
        24 => u16_at(pdu, 1).is_some_and(|n| len == 3 + usize::from(n)),
        43 => len >= 2 && (pdu.get(1) != Some(&14) || len >= 7),
        90 => len >= 3,
        _ => true,
    }
}

/// How long a request and a response that begin like this are (function code counted); 0 where
/// there is no such thing. The error says how many bytes it takes to tell.
pub(super) fn lengths(pdu: &[u8]) -> Result<[usize; 2], usize> {
    let Some(function) = pdu.first() else { return Err(1) };
    if function & super::EXCEPTION != 0 {
        return Ok([0, 2]);
    }
    // A length that the byte at `at` counts.
    let at =
        |at: usize, fixed: usize| pdu.get(at).map_or(Err(at + 1), |n| Ok(fixed + usize::from(*n)));
    Ok(match function {
        1..=4 => [5, at(1, 2)?],
        5 | 6 | 8 => [5, 5],
        7 => [1, 2],
        11 => [1, 5],
        12 | 17 => [1, at(1, 2)?],
        // The quantity of a response could be a byte count: the request is told by its own.
        15 | 16 => [at(5, 6)?, 5],
        20 | 21 => [at(1, 2)?, at(1, 2)?],
        22 => [7, 7],
        23 => [at(9, 10)?, at(1, 2)?],
        24 => [3, 0],
        43 => [4, 0],
        _ => [0, 0],
    })
}
