//! Passing on what another organisation said: every way leads through here. What it may be given
//! to is decided by the mark it came with, by whom its owner named, and by its owner's consent.
//!
//! A receiver checks again what it can see: the mark, and that the owner knows of it.

use std::collections::BTreeSet;

use contract::kinds::{self, Kind as _, passed_on::PassedOn};
use contract::sharing::passing::{Receiver, admits, beyond};
use contract::sharing::resolve::World;
use contract::sharing::{Tlp, Treatment};
use contract::{Record, RecordDraft};
use model::{ErrorKind, Fault, TenantKind, TenantPath};
use serde_json::Value;

use crate::directory::Directory;
use crate::{Error, Scope, Store, Tx, views};

/// Refuses to pass on what must not be.
///
/// # Errors
/// `passing.source` (it did not come from elsewhere, or says something else), `passing.revoked`,
/// `passing.mark`, `passing.owner`, `passing.altered`, `tlp.red`, `tlp.amber_strict`, `tlp.amber`,
/// `consent.missing`.
pub(crate) async fn check(tx: &mut Tx, draft: &RecordDraft) -> Result<(), Error> {
    let body: PassedOn = kinds::read(&draft.body)?;
    let source = tx.latest(body.object).await?;
    let source = source.filter(|source| fits(source, &body, &draft.tenant));
    let source = source.ok_or_else(|| Fault::invalid("passing.source").with("id", body.object))?;
    let scope = Scope::new(draft.tenant.clone(), draft.author.as_str());
    if views::revocation_of(tx, &scope, body.object, &body.owner).await?.is_some() {
        return Err(Fault::conflict("passing.revoked").with("id", body.object).into());
    }
    marked(&body, draft.sharing.tlp, &draft.sharing.tenants)?;
    unaltered(&source, &body)?;
    let world = World { tenants: views::standings(tx.directory()), groups: Default::default() };
    let now = tx.now();
    let held = views::consents_granted(tx, &scope, &body.owner, now).await?;
    for tenant in beyond(&body.owner, &source.sharing.tenants, &draft.sharing.tenants) {
        let said = (source.kind.as_str(), source.object);
        let consent = views::consent_for(&held, &world, &body.owner, said, tenant);
        let consent = consent.filter(|id| body.consents.contains(id));
        let kind = world.tenants.get(tenant).map_or(TenantKind::Enterprise, |known| known.kind);
        let receiver = Receiver { tenant, kind };
        // FIRST TLP 2.0, 4: to share more widely than marked, explicit permission of the source.
        if body.tlp != Tlp::Amber || consent.is_none() {
            admits(body.tlp, &draft.tenant, receiver)?;
        }
        if consent.is_none() {
            return Err(Fault::forbidden("consent.missing").with("tenant", tenant).into());
        }
    }
    Ok(())
}

/// Whether the source is what the body claims, and came to the passer from its owner.
fn fits(source: &Record, body: &PassedOn, passer: &TenantPath) -> bool {
    source.kind == body.kind
        && source.tenant == body.owner
        && source.revision == body.revision
        && source.sharing.tlp == body.tlp
        && source.tenant != *passer
        && source.sharing.tenants.contains(passer)
}

/// What the mark says by itself: never RED or AMBER+STRICT to others than the owner, no wider
/// mark than it came with, and the owner is told.
fn marked(body: &PassedOn, tlp: Tlp, receivers: &BTreeSet<TenantPath>) -> Result<(), Fault> {
    if tlp > body.tlp {
        return Err(Fault::forbidden("passing.mark"));
    }
    if !receivers.contains(&body.owner) {
        return Err(Fault::invalid("passing.owner").with("tenant", &body.owner));
    }
    let other = receivers.iter().find(|tenant| **tenant != body.owner);
    match (body.tlp, other) {
        (Tlp::Red, Some(tenant)) => Err(Fault::forbidden("tlp.red").with("tenant", tenant)),
        (Tlp::AmberStrict, Some(tenant)) => {
            Err(Fault::forbidden("tlp.amber_strict").with("tenant", tenant))
        }
        _ => Ok(()),
    }
}

/// What is passed on says what its owner said, but for what may be left out.
fn unaltered(source: &Record, body: &PassedOn) -> Result<(), Fault> {
    let altered = || Fault::invalid("passing.altered").with("id", body.object);
    let shareable = kinds::shareable(&body.kind).ok_or_else(altered)?;
    let (Some(said), Some(passed)) = (source.body.as_object(), body.body.as_object()) else {
        return Err(altered());
    };
    let names: BTreeSet<&String> = said.keys().chain(passed.keys()).collect();
    for name in names {
        let free = shareable.left_out == Some(name.as_str());
        if said.get(name) != passed.get(name)
            && !free
            && !derived(&shareable, name, said.get(name), passed.get(name))
        {
            return Err(altered());
        }
    }
    Ok(())
}

/// Whether one of the treatments that a field admits makes this of it.
fn derived(
    shareable: &contract::sharing::Shareable,
    name: &str,
    said: Option<&Value>,
    passed: Option<&Value>,
) -> bool {
    let Some(said) = said else { return false };
    let whole = Value::from_iter([(name.to_owned(), said.clone())]);
    [Treatment::Mask, Treatment::Generalise, Treatment::Remove].into_iter().any(|treatment| {
        let treat = [(name.to_owned(), treatment)].into();
        let made = shareable.apply(&whole, &treat, &|_, _| String::new());
        shareable.admits(name, treatment) && made.get(name) == passed
    })
}

/// What a receiver checks of something passed on to it.
pub(crate) fn received(directory: &Directory, record: &Record) -> Result<(), String> {
    if record.kind != PassedOn::NAME {
        return Ok(());
    }
    let body: PassedOn = kinds::read(&record.body).map_err(|_| "record.body".to_owned())?;
    let tenants = &record.sharing.tenants;
    marked(&body, record.sharing.tlp, tenants).map_err(|fault| fault.code.into_owned())?;
    for tenant in tenants.iter().filter(|tenant| **tenant != body.owner) {
        let known = directory.tenants.get(tenant).map(|known| known.body.kind);
        let Some(kind) = known.filter(|_| body.consents.is_empty()) else { continue };
        admits(body.tlp, &record.tenant, Receiver { tenant, kind })
            .map_err(|fault| fault.code.into_owned())?;
    }
    Ok(())
}

impl Store {
    /// What stands for a text of a field in what a local tenant gives to a receiver: the same
    /// receiver can compare equal values, two receivers cannot compare theirs.
    ///
    /// # Errors
    /// `store.seal_key` when the tenant has no key here.
    pub fn pseudonym(
        &self,
        owner: &TenantPath,
        receiver: &TenantPath,
        field: &str,
        text: &str,
    ) -> Result<String, Error> {
        let keypair = self.inner.keys.seal(owner)?.ok_or_else(|| {
            Fault::new(ErrorKind::Unavailable, "store.seal_key").with("tenant", owner)
        })?;
        let parts = [owner.as_str(), receiver.as_str(), field, text].map(str::as_bytes);
        Ok(format!("~{}", keypair.pseudonym(&parts)?))
    }
}
