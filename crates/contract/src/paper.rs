//! The code that stands on a paper: read by people and by the scan matcher.

/// What a code begins with.
const PREFIX: &str = "HH";
/// Letters and digits that are not mistaken for each other on paper.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// `HH-7K3M-2Q9T-4WXY-A`: twelve characters of five bits, and one that tells a mistyped one.
pub fn code(bytes: &[u8; 8]) -> String {
    let number = u64::from_be_bytes(*bytes);
    let letters: Vec<u64> = (0..12u32).map(|at| number >> (at * 5) & 31).collect();
    let mut text = PREFIX.to_owned();
    for (at, letter) in letters.iter().enumerate() {
        if at % 4 == 0 {
            text.push('-');
        }
        text.push(shown(*letter));
    }
    text.push('-');
    text.push(shown(check(&letters)));
    text
}

/// The code of the paper of a record, from the hash that its seal covers.
pub fn code_of(hash: &str) -> String {
    let digits = hash.get(..16).unwrap_or_default();
    code(&u64::from_str_radix(digits, 16).unwrap_or_default().to_be_bytes())
}

/// The code in what a scan says, if it is one of ours.
pub fn printed(text: &str) -> Option<String> {
    text.split_whitespace().map(str::to_uppercase).find(|word| {
        let letters: Vec<u64> = word
            .strip_prefix(PREFIX)
            .unwrap_or_default()
            .bytes()
            .filter(|byte| *byte != b'-')
            .filter_map(|byte| ALPHABET.iter().position(|letter| *letter == byte))
            .filter_map(|place| u64::try_from(place).ok())
            .collect();
        match letters.split_last() {
            Some((last, rest)) if rest.len() == 12 => check(rest) == *last,
            _ => false,
        }
    })
}

fn shown(letter: u64) -> char {
    let place = usize::try_from(letter % 32).unwrap_or_default();
    ALPHABET.get(place).map_or('2', |byte| char::from(*byte))
}

/// Weighted by odd numbers, which are invertible modulo 32: one wrong letter is always found.
fn check(letters: &[u64]) -> u64 {
    letters.iter().zip((1u64..).step_by(2)).map(|(letter, weight)| weight * letter).sum::<u64>()
        % 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_and_one_wrong_letter_is_found() {
        let code = code(&0x0123_4567_89AB_CDEF_u64.to_be_bytes());
        assert_eq!(code.len(), 19, "{code}");
        assert_eq!(printed(&format!("{code} 0011223344556677")), Some(code.clone()));
        assert_eq!(printed(&code.to_lowercase()), Some(code.clone()));
        for at in (3..code.len()).filter(|at| code.as_bytes()[*at] != b'-') {
            let other = if code.as_bytes()[at] == b'2' { "3" } else { "2" };
            let wrong = format!("{}{other}{}", &code[..at], &code[at + 1..]);
            assert_eq!(printed(&wrong), None, "{wrong}");
        }
        assert_eq!(printed("https://example.org/x"), None);
    }
}
