//! Rounds of the loop while nodes are killed (SIGKILL) at random moments and started again.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use contract::rest::finding::FindingRow;

use super::chain::{self, Cast};
use super::is_serious;
use super::tree::{Tier, Tree};

/// A small deterministic generator (SplitMix64): the same seed gives the same moments.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

/// Each round closes one notice while one node is killed; afterwards nothing that was
/// acknowledged is missing, both ends' ledgers agree, and every chain verifies.
pub(super) async fn rounds(
    tree: &Tree,
    cast: &Cast,
    found: &[FindingRow],
    count: u32,
    seed: u64,
) -> anyhow::Result<()> {
    let mut random = Random(seed);
    let serious: Vec<&FindingRow> = found.iter().filter(|row| is_serious(row)).collect();
    // A loop in peace tells within which time a kill hits one.
    let start = Instant::now();
    let mut closed = vec![one_loop(cast, None, count).await.context("a loop in peace")?];
    let usual = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    for round in 0..count {
        let tier = Tier::ALL[round as usize % Tier::ALL.len()];
        let delay = Duration::from_millis(random.below(usual));
        let finding = serious.get(round as usize % serious.len().max(1)).copied();
        let (notice, killed) =
            tokio::join!(one_loop(cast, finding, round), kill_after(tree, tier, delay));
        let place = || format!("round {round}: {} killed after {delay:?}", tier.word());
        killed.with_context(place)?;
        closed.push(notice.with_context(place)?);
    }
    for notice in &closed {
        chain::in_state(&cast.officer, *notice, "closed").await?;
        chain::in_state(&cast.regulator, *notice, "closed").await?;
        chain::figures(cast, *notice).await?;
    }
    chain::receipts_agree(cast).await?;
    chain::verify(tree).await
}

async fn kill_after(tree: &Tree, tier: Tier, delay: Duration) -> anyhow::Result<()> {
    tokio::time::sleep(delay).await;
    tree.kill(tier).await;
    tree.start(tier).await
}

async fn one_loop(
    cast: &Cast,
    finding: Option<&FindingRow>,
    round: u32,
) -> anyhow::Result<model::Id> {
    let title = format!("演练通报第{}号", round + 1);
    let report = match finding {
        // A finding is reported once; later rounds issue without a report.
        Some(row) if row.report.is_none() && (round as usize) < 5 => {
            let report = chain::report(cast, row).await?;
            Some(chain::report_arrives(cast, report).await?)
        }
        _ => None,
    };
    let report = report.filter(|row| row.notice.is_none());
    let notice = chain::issue(cast, "cn/32/ent/alpha", &title, report.as_ref()).await?;
    chain::in_state(&cast.officer, notice, "issued").await?;
    chain::step(&cast.officer, notice, chain::draft("sign_for", ""), "signed_for").await?;
    let digest = chain::reply(&cast.officer, notice, "已处置").await?;
    chain::in_state(&cast.regulator, notice, "replied").await?;
    chain::evidence_arrives(&cast.regulator, &digest).await?;
    chain::step(&cast.regulator, notice, chain::draft("close", "复核通过"), "closed").await?;
    Ok(notice)
}
