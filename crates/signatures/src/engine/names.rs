//! Names as small numbers: of buffers, numbers, events, bits.

use std::collections::HashMap;

/// Gives each name a number, in the order of first use.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    pub(crate) fn add(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.into(), number);
        number
    }

    pub(crate) fn get(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.numbers.iter().map(|(name, number)| (&**name, *number))
    }
}

/// Slots of [`Recent`]; a parser has fewer names than that.
const SLOTS: usize = 128;

/// Remembers the numbers of names that are constants of the program, by where they stand in memory:
/// the same place and length is the same name.
#[derive(Debug)]
pub(crate) struct Recent {
    slots: Box<[(usize, usize, Option<u32>); SLOTS]>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { slots: Box::new([(0, 0, None); SLOTS]) }
    }
}

impl Recent {
    pub(crate) fn get(&mut self, names: &Names, name: &'static str) -> Option<u32> {
        let key = (name.as_ptr() as usize, name.len());
        let place = (key.0 ^ (key.0 >> 7) ^ key.1) % SLOTS;
        let slot = self.slots.get_mut(place)?;
        if (slot.0, slot.1) != key {
            *slot = (key.0, key.1, names.get(name));
        }
        slot.2
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
