//! Unified social credit code 统一社会信用代码 (GB 32100-2015): shape and check digit.
//!
//! A wrong check digit is a reason to look twice, not to refuse: some regions issued lawful codes
//! early on that do not follow the rule.

/// 31 signs: no I, O, S, V, Z.
const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const MODULUS: u32 = 31;

fn value(sign: u8) -> Option<u32> {
    SIGNS.iter().position(|known| *known == sign).and_then(|place| u32::try_from(place).ok())
}

/// What a code looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCode {
    Right,
    /// 18 signs of the set, digits where the region stands, but another last sign.
    CheckDigit {
        /// What the rule asks for.
        expected: char,
    },
    /// Not 18 signs of the set.
    Shape,
}

/// Judges a code as typed (upper case).
pub fn judge(code: &str) -> CreditCode {
    let signs = code.as_bytes();
    let Some((last, first)) = signs.split_last() else { return CreditCode::Shape };
    let region_ok = signs.get(2..8).is_some_and(|region| region.iter().all(u8::is_ascii_digit));
    if signs.len() != 18 || !region_ok || value(*last).is_none() {
        return CreditCode::Shape;
    }
    let mut sum = 0;
    let mut weight = 1;
    for sign in first {
        let Some(value) = value(*sign) else { return CreditCode::Shape };
        sum += value * weight;
        weight = weight * 3 % MODULUS;
    }
    let place = (MODULUS - sum % MODULUS) % MODULUS;
    let expected = usize::try_from(place).ok().and_then(|place| SIGNS.get(place)).copied();
    match expected {
        Some(expected) if expected == *last => CreditCode::Right,
        Some(expected) => CreditCode::CheckDigit { expected: char::from(expected) },
        None => CreditCode::Shape,
    }
}

/// Shape and check digit are right.
pub fn is_right(code: &str) -> bool {
    judge(code) == CreditCode::Right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: CreditCode) {
        assert_eq!(judge(code), expected, "{code}");
    }

    #[test]
    fn codes_are_judged_by_shape_and_check_digit() {
        for right in ["91350100M000100Y43", "91320000MA1QWERT4A", "91110000123456788M"] {
            check(right, CreditCode::Right);
        }
        check("91350100M000100Y44", CreditCode::CheckDigit { expected: '3' });
        for wrong in ["", "9135", "91350100M000100Y4I", "9135010OM000100Y43", "护航护航护航"]
        {
            check(wrong, CreditCode::Shape);
        }
    }
}
