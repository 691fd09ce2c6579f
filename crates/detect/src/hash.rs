//! A fast hash that whoever crafts the traffic cannot predict: multiply-and-fold, seeded.

use std::hash::{BuildHasher, Hash, Hasher};

const MIX: u64 = 0x9fb2_1c65_1e98_df25;
const END: u64 = 0xd6e8_feb8_6659_fd93;

/// Makes hashers that start from the seed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    /// Hash of one value, for use as a key.
    pub(crate) fn of<T: Hash + ?Sized>(self, value: &T) -> u64 {
        self.hash_one(value)
    }
}

impl BuildHasher for Seeded {
    type Hasher = Fold;
    fn build_hasher(&self) -> Fold {
        Fold(self.0 ^ END)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fold(u64);

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let word = chunk.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            self.write_u64(word);
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            let word =
                rest.iter().fold(rest.len() as u64, |word, byte| word << 8 | u64::from(*byte));
            self.write_u64(word);
        }
    }
    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }
    fn write_u16(&mut self, n: u16) {
        self.write_u64(n.into());
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = fold(self.0 ^ n, MIX).rotate_left(23);
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn finish(&self) -> u64 {
        fold(self.0, END)
    }
}
