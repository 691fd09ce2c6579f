use super::*;

impl Aged for i64 {
    fn last_used(&self) -> i64 {
        *self
    }
}

#[test]
fn a_full_table_lets_go_what_was_used_longest_ago_and_counts_it() {
    let mut table = Table::new(8, Seeded(3));
    for n in 0..9i64 {
        table.insert(n, n);
    }
    assert_eq!((table.iter().count(), table.evicted), (6, 3));
    assert!(table.get(&0).is_none() && table.get(&8).is_some());
}

#[test]
fn replacing_makes_no_room() {
    let mut table = Table::new(4, Seeded(3));
    for n in 0..4i64 {
        table.insert(n, n);
    }
    table.insert(2, 9);
    table.get_or_insert_with(3, || 9);
    assert_eq!((table.evicted, table.get(&2), table.get(&3)), (0, Some(&9), Some(&3)));
}

#[test]
fn hashes_of_neighbouring_keys_lie_apart_whatever_the_seed() {
    for seed in [0, 1, u64::MAX, 0x9e37_79b9_7f4a_7c15] {
        let hashes: std::collections::BTreeSet<u64> =
            (0..20_000u32).map(|n| Seeded(seed).of(&(n / 200, n % 200))).collect();
        assert_eq!(hashes.len(), 20_000);
        let buckets: std::collections::BTreeSet<u64> = hashes.iter().map(|h| h & 0xfff).collect();
        assert!(buckets.len() > 3_900, "only {} of 4096 low patterns", buckets.len());
    }
    assert_ne!(Seeded(1).of("modbus"), Seeded(2).of("modbus"));
    assert_ne!(Seeded(1).of(&("ab", "c")), Seeded(1).of(&("a", "bc")));
}
