//! Bundles that are not what they should be, and gateways that let through in one direction only.

use contract::Sharing;
use federation::bundle::{self, Exported, Imported, Wish};
use model::NodeKind;
use store::testing::{append, path};

use super::conformance::{PLENTY, ledgers_agree, neighbours};
use super::{Place, holds, probe_shared_with};

async fn report(from: &Place) -> contract::Record {
    let sharing = Sharing::with([path("cn/32/miit")]);
    let draft = probe_shared_with(from, "cn/32/ent/a", sharing);
    append(&from.store, draft).await.expect("a record")
}

async fn export(from: &Place, to: &Place, wish: Wish) -> (Vec<u8>, Exported) {
    bundle::export(&from.store, &from.blobs, to.node(), wish).await.expect("a bundle")
}

/// What became of it, or the code of the refusal.
async fn import(at: &Place, file: &[u8]) -> Result<Imported, String> {
    let taken = bundle::import(&at.store, &at.blobs, at.host.as_ref(), file).await;
    taken.map_err(|error| error.fault().code.to_string())
}

fn code(result: Result<Imported, String>) -> String {
    result.expect_err("it is refused")
}

#[tokio::test]
async fn an_altered_bundle_is_refused_wherever_it_was_altered() {
    let (province, enterprise) = neighbours().await;
    report(&enterprise).await;
    let (file, _) = export(&enterprise, &province, PLENTY).await;
    let step = (file.len() / 60).max(1);
    for place in (0..file.len()).step_by(step) {
        let mut altered = file.clone();
        altered[place] ^= 0x01;
        let code = code(import(&province, &altered).await);
        let known = ["bundle.format", "bundle.address", "peer.unknown", "bundle.signature"];
        assert!(known.contains(&code.as_str()), "byte {place}: {code}");
    }
    for end in [0, 5, 9, 40, file.len() / 2, file.len() - 1] {
        let code = code(import(&province, &file[..end]).await);
        assert!(["bundle.format", "bundle.signature"].contains(&code.as_str()), "{end}: {code}");
    }
    assert_eq!(import(&province, &file).await.expect("the true one is taken").rejected, []);
}

#[tokio::test]
async fn a_repeated_or_overtaken_bundle_is_refused_and_nothing_is_lost_by_it() {
    let (province, enterprise) = neighbours().await;
    let first_record = report(&enterprise).await;
    let (first, _) = export(&enterprise, &province, PLENTY).await;
    let second_record = report(&enterprise).await;
    let (second, told) = export(&enterprise, &province, PLENTY).await;
    assert_eq!(told.unreceipted_before, 0, "it offers again what no receipt came for");
    import(&province, &second).await.expect("the second holds the first's items too");
    assert_eq!(code(import(&province, &first).await), "federation.replayed");
    assert_eq!(code(import(&province, &second).await), "federation.replayed");
    assert!(holds(&province, first_record.id).await && holds(&province, second_record.id).await);
}

#[tokio::test]
async fn a_bundle_for_or_of_somebody_else_is_refused() {
    let (province, enterprise) = neighbours().await;
    let (other, stranger) = neighbours().await;
    report(&enterprise).await;
    let (file, _) = export(&enterprise, &province, PLENTY).await;
    assert_eq!(code(import(&other, &file).await), "bundle.address");
    assert_eq!(code(import(&enterprise, &file).await), "bundle.address");
    let unknown = bundle::export(&stranger.store, &stranger.blobs, province.node(), PLENTY).await;
    assert_eq!(unknown.expect_err("no neighbour").fault().code, "peer.unknown");
    // Someone who took the enterprise's place: the same neighbour's name, another key.
    let header = bundle::header(&file).expect("a header");
    assert_eq!((header.from, header.to), (enterprise.node(), province.node()));
    let lone = Place::new("lone", NodeKind::Provincial, "cn/33/miit").await;
    assert_eq!(code(import(&lone, b"HHBUNDLE1\n{}\n").await), "bundle.format");
}

#[tokio::test]
async fn without_receipts_the_same_is_offered_again_until_they_come() {
    let (province, enterprise) = neighbours().await;
    report(&enterprise).await;
    let (lost, first) = export(&enterprise, &province, PLENTY).await;
    drop(lost);
    let (file, second) = export(&enterprise, &province, PLENTY).await;
    assert_eq!(first.items, second.items);
    let taken = import(&province, &file).await.expect("taken");
    let (_, last) = second.items.expect("items");
    assert_eq!(taken.cursor, last);
    let (file, third) = export(&enterprise, &province, PLENTY).await;
    assert_eq!(third.items, second.items, "nobody said that they arrived");
    let again = import(&province, &file).await.expect("taken");
    assert_eq!((again.applied, again.repeated), (0, last));
    let (back, told) = export(&province, &enterprise, PLENTY).await;
    assert!(told.receipts > 0);
    assert!(import(&enterprise, &back).await.expect("taken").settled > 0);
    let (_, fourth) = export(&enterprise, &province, PLENTY).await;
    assert_eq!(fourth.items, None, "settled");
}

#[tokio::test]
async fn over_a_one_way_gateway_each_bundle_goes_on_after_the_last_and_a_gap_is_named() {
    let (province, enterprise) = neighbours().await;
    let one_way = Wish { one_way: true, ..PLENTY };
    let mut files = Vec::new();
    let mut next = 1;
    for _ in 0..3 {
        report(&enterprise).await;
        let (file, told) = export(&enterprise, &province, one_way).await;
        let (first, last) = told.items.expect("items");
        assert_eq!(first, next, "after the last");
        next = last + 1;
        files.push((file, first));
    }
    import(&province, &files[0].0).await.expect("the first");
    // The second is lost on the way.
    assert_eq!(code(import(&province, &files[2].0).await), "federation.gap");
    let lag = enterprise.store.edge_lag(province.node()).await.expect("a lag");
    assert_eq!(lag.backlog, next - 1, "nothing is taken for received");
    let wish = Wish { from: Some(files[1].1), ..one_way };
    let (again, told) = export(&enterprise, &province, wish).await;
    assert_eq!(told.items, Some((files[1].1, next - 1)));
    assert_eq!(import(&province, &again).await.expect("taken").cursor, next - 1);
    // One day a receipt comes back after all.
    let (back, _) = export(&province, &enterprise, PLENTY).await;
    import(&enterprise, &back).await.expect("taken");
    let (there, _) = export(&enterprise, &province, PLENTY).await;
    import(&province, &there).await.expect("taken");
    let ends = ((&province.store, province.node()), (&enterprise.store, enterprise.node()));
    ledgers_agree(ends.0, ends.1).await;
}
