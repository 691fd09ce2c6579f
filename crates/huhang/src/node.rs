//! Opening what a node is made of: store, events, blobs.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use api::texts::{self, Language};
use app::Packs;
use ledger::Suite;
use store::blobs::BlobStore;
use store::events::{EventOptions, EventStore};
use store::{NodeSeed, Options, Store, SystemClock, TenantSeed};

use crate::config::Config;

/// Folder of the TLS material within a node's data.
pub(crate) fn tls_dir(config: &Config) -> PathBuf {
    config.node.data.join("tls")
}

pub(crate) fn options(config: &Config) -> Options {
    Options {
        url: config.node.store.clone(),
        data_dir: config.node.data.clone(),
        clock: Arc::new(SystemClock),
        tuning: store::Tuning::default(),
    }
}

pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    Store::open(options(config)).await.map_err(|error| explain(&error.fault(), &error))
}

/// Makes the data folder a node: keys, identity, tenants.
pub(crate) async fn initialise(store: &Store, config: &Config) -> anyhow::Result<()> {
    let tenants = config.tenant.iter().map(|tenant| TenantSeed {
        path: tenant.path.clone(),
        name: tenant.name.clone(),
        kind: tenant.kind,
        credit_code: tenant.credit_code.clone(),
        industry: tenant.industry.clone(),
    });
    let seed = NodeSeed {
        name: config.node.name.clone(),
        kind: config.node.kind,
        suite: Suite::named(&config.node.suite).map_err(|_| {
            anyhow::anyhow!("config.suite: node.suite 只能是 (one of) sm2-sm3, ed25519-sha256")
        })?,
        tenants: tenants.collect(),
    };
    store.initialise(seed).await.map_err(|error| explain(&error.fault(), &error))?;
    Ok(())
}

pub(crate) async fn open_events(config: &Config) -> anyhow::Result<EventStore> {
    let dir = config.node.data.join("events");
    EventStore::open(&dir, EventOptions::default())
        .await
        .with_context(|| format!("events.folder: cannot open `{}`", dir.display()))
}

pub(crate) fn open_blobs(config: &Config) -> anyhow::Result<BlobStore> {
    let dir = config.node.data.join("blobs");
    BlobStore::open(&dir).with_context(|| format!("blob.folder: cannot open `{}`", dir.display()))
}

/// The packs of a node: those that ship, and those that were published for it.
pub(crate) async fn packs(config: &Config, store: &Store) -> anyhow::Result<Packs> {
    let home = &config.tenant.first().context("config.tenant: no tenant")?.path;
    let packs = crate::packs::of_node()?;
    let learnt = app::published::learn(store, &open_blobs(config)?, &packs, home).await;
    learnt.map_err(|fault| explain(&fault, &fault))?;
    Ok(packs)
}

/// An error for the terminal: the code and what is known, then both languages with the way out.
pub(crate) fn explain(
    fault: &model::Fault,
    error: &(dyn std::error::Error + 'static),
) -> anyhow::Error {
    let mut text = fault.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    for language in [Language::Zh, Language::En] {
        let words = texts::of(&fault.code, fault.kind, language);
        let filled = |part: &str| texts::fill(part, &fault.params);
        text = format!("{text}\n  {} {}", filled(words.title), filled(words.way_out));
    }
    anyhow::anyhow!(text)
}
