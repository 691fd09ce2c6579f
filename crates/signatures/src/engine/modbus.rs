//! The `modbus` keyword held against what the parser lays open of a message.
//!
//! Source: Suricata User Guide 8.0, "Modbus Keyword"; MODBUS Application Protocol V1.1b3 §4.4: data
//! are numbered from 1 and addressed from 0, and rules go by numbers.

use crate::engine::names::Names;
use crate::engine::part_checks::values;
use crate::engine::transactions::Transaction;
use crate::rule::{Modbus, ModbusAccess, ModbusCodes, ModbusTable, Numbers};

/// Bits of `modbus.access`, as `protocols` lays them open.
mod access {
    pub(super) const READ: u64 = 1;
    pub(super) const WRITE: u64 = 1 << 1;
    pub(super) const DISCRETES: u64 = 1 << 2;
    pub(super) const COILS: u64 = 1 << 3;
    pub(super) const INPUT: u64 = 1 << 4;
    pub(super) const HOLDING: u64 = 1 << 5;
}

/// Bits of `modbus.category`, likewise.
mod category {
    pub(super) const ASSIGNED: u64 = 1;
    pub(super) const UNASSIGNED: u64 = 1 << 1;
    pub(super) const USER: u64 = 1 << 2;
    pub(super) const RESERVED: u64 = 1 << 3;
}

/// What the keyword asks for, with the numbers that its names have.
#[derive(Debug)]
pub(crate) struct ModbusCheck {
    is: Modbus,
    unit: u32,
    pub(crate) function: u32,
    subfunction: u32,
    category: u32,
    access: u32,
    address: u32,
    quantity: u32,
    value: u32,
}

impl ModbusCheck {
    pub(crate) fn new(is: &Modbus, names: &mut Names) -> Self {
        Self {
            is: is.clone(),
            unit: names.add("modbus.unit"),
            function: names.add("modbus.function"),
            subfunction: names.add("modbus.subfunction"),
            category: names.add("modbus.category"),
            access: names.add("modbus.access"),
            address: names.add("modbus.address"),
            quantity: names.add("modbus.quantity"),
            value: names.add("modbus.value"),
        }
    }

    pub(crate) fn holds(&self, open: &Transaction) -> bool {
        let any = |name, is: &dyn Fn(u64) -> bool| values(open, name).any(is);
        let is = &self.is;
        is.unit.is_none_or(|unit| any(self.unit, &|value| unit.holds(value)))
            && is.function.is_none_or(|code| any(self.function, &|value| value == u64::from(code)))
            && is
                .subfunction
                .is_none_or(|sub| any(self.subfunction, &|value| value == u64::from(sub)))
            && is.category.is_none_or(|category| {
                let bits = bits_of(category.name);
                any(self.category, &|value| (value & bits != 0) != category.negated)
            })
            && is.access.as_ref().is_none_or(|access| self.accesses(access, open))
    }

    fn accesses(&self, wanted: &ModbusAccess, open: &Transaction) -> bool {
        let how = if wanted.write { access::WRITE } else { access::READ };
        let table = match wanted.table {
            None => 0,
            Some(ModbusTable::Discretes) => access::DISCRETES,
            Some(ModbusTable::Coils) => access::COILS,
            Some(ModbusTable::Input) => access::INPUT,
            Some(ModbusTable::Holding) => access::HOLDING,
        };
        let fits = |bits: u64| bits & how != 0 && (table == 0 || bits & table != 0);
        let Some(bits) = values(open, self.access).find(|bits| fits(*bits)) else { return false };
        let Some(address) = &wanted.address else { return true };
        // A message that reads and writes has what it writes last.
        let both = bits & access::READ != 0 && bits & access::WRITE != 0;
        let place = usize::from(both && wanted.write);
        let first = values(open, self.address).nth(place);
        let count = values(open, self.quantity).nth(place);
        let (Some(first), Some(count)) = (first.map(|first| first + 1), count) else {
            return false;
        };
        let last = first.saturating_add(count).saturating_sub(1);
        if address.high < first || last < address.low {
            return false;
        }
        wanted.value.as_ref().is_none_or(|value| self.writes(value, address, first, open))
    }

    /// Whether the value written at the one address asked for is as wanted.
    fn writes(&self, value: &Numbers, address: &Numbers, first: u64, open: &Transaction) -> bool {
        let place = usize::try_from(address.low.saturating_sub(first)).unwrap_or(usize::MAX);
        values(open, self.value).nth(place).is_some_and(|written| value.holds(written))
    }
}

fn bits_of(name: ModbusCodes) -> u64 {
    use category::{ASSIGNED, RESERVED, UNASSIGNED, USER};
    match name {
        ModbusCodes::Assigned => ASSIGNED,
        ModbusCodes::Unassigned => UNASSIGNED,
        ModbusCodes::Public => ASSIGNED | UNASSIGNED,
        ModbusCodes::User => USER,
        ModbusCodes::Reserved => RESERVED,
        ModbusCodes::All => ASSIGNED | UNASSIGNED | USER | RESERVED,
    }
}
