use super::*;
use crate::pack::tests::shipped;

fn shipped_codes() -> Codes {
    Codes::from_pack(&shipped("codes-cn")).expect("the shipped codes are right")
}

#[test]
fn there_are_34_province_level_regions_and_31_manufacturing_divisions() {
    let codes = shipped_codes();
    let regions = codes.table("regions").expect("regions");
    assert_eq!(regions.items.len(), 34);
    assert_eq!(regions.item("32").map(|r| r.name.zh.as_str()), Some("江苏省"));
    assert_eq!(codes.table("industries_manufacturing").map(|t| t.items.len()), Some(31));
}

#[test]
fn grades_are_ordered_by_rank() {
    let codes = shipped_codes();
    for (table, highest) in
        [("grades_industrial_internet", "三级"), ("grades_connected_vehicles", "五级")]
    {
        let items = &codes.table(table).expect("a grade table").items;
        let top = items.iter().max_by_key(|item| item.rank).expect("grades");
        assert_eq!(top.name.zh, highest);
    }
}

#[test]
fn what_is_wrong_with_a_table_is_told() {
    let text = "
tables:
  - id: t
    title: {zh: 试, en: T}
    source: {document: d, confidence: V}
    items:
      - {code: a, name: {zh: 甲, en: A}, rank: 1, confidence: V}
      - {code: a, name: {zh: 乙, en: ''}, rank: 1, confidence: V}
      - {code: c, name: {zh: 丙, en: C}, parent: z, confidence: V}
  - {id: t, title: {zh: 试, en: T}, source: {document: d, confidence: V}, items: []}
";
    let codes: Codes = serde_yaml_ng::from_str(text).expect("the shape is right");
    let mut found: Vec<_> = codes.check().into_iter().map(|p| p.code.into_owned()).collect();
    found.sort();
    assert_eq!(
        found,
        [
            "codes.code_twice",
            "codes.name_incomplete",
            "codes.parent_unknown",
            "codes.rank_missing",
            "codes.rank_twice",
            "codes.table_twice",
        ]
    );
}
