//! Passing on what another organisation said. The one place that decides on it.
//!
//! Source: FIRST, *Traffic Light Protocol (TLP) version 2.0* (2022), 4.a–4.e. The protocol's
//! "organization", "clients" and "community" are read as follows, which is this platform's choice
//! and stricter than the protocol needs: the clients of a recipient are the authorities that it
//! answers to (its province's, and the ministry); the community is the tenants of this platform.

use std::collections::BTreeSet;

use model::{Fault, TenantKind, TenantPath};

use super::Tlp;

/// Whom the one who passes on would give it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receiver<'a> {
    pub tenant: &'a TenantPath,
    pub kind: TenantKind,
}

/// Whether a recipient of something marked `tlp` may pass it on to a tenant of the platform.
///
/// # Errors
/// `tlp.red`, `tlp.amber_strict`, `tlp.amber`, with the tenant.
pub fn admits(tlp: Tlp, passer: &TenantPath, receiver: Receiver<'_>) -> Result<(), Fault> {
    if receiver.tenant == passer {
        return Ok(());
    }
    let refused = |code: &'static str| Err(Fault::forbidden(code).with("tenant", receiver.tenant));
    match tlp {
        Tlp::Red => refused("tlp.red"),
        Tlp::AmberStrict => refused("tlp.amber_strict"),
        Tlp::Amber if !answers_to(passer, receiver) => refused("tlp.amber"),
        Tlp::Amber | Tlp::Green | Tlp::Clear => Ok(()),
    }
}

/// Whether an authority may hand a letter marked `tlp` on to those below it 转发. What is marked
/// amber may go to whom it has jurisdiction over (its "clients" downward: who they are is checked
/// where letters are addressed); stricter marks keep it where it was sent.
///
/// # Errors
/// `tlp.red`, `tlp.amber_strict`, with the tenant: who would hand it on.
pub fn admits_below(tlp: Tlp, passer: &TenantPath) -> Result<(), Fault> {
    let refused = |code: &'static str| Err(Fault::forbidden(code).with("tenant", passer));
    match tlp {
        Tlp::Red => refused("tlp.red"),
        Tlp::AmberStrict => refused("tlp.amber_strict"),
        Tlp::Amber | Tlp::Green | Tlp::Clear => Ok(()),
    }
}

/// Whether the receiver is an authority that the tenant answers to: of its province, or the
/// ministry.
pub fn answers_to(tenant: &TenantPath, receiver: Receiver<'_>) -> bool {
    match receiver.kind {
        TenantKind::Ministry => true,
        TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration => {
            tenant.region().is_some() && tenant.region() == receiver.tenant.region()
        }
        TenantKind::Enterprise => false,
    }
}

/// The receivers for whom the owner's word is needed: neither the owner nor named by it.
pub fn beyond<'a>(
    owner: &TenantPath,
    named: &BTreeSet<TenantPath>,
    receivers: &'a BTreeSet<TenantPath>,
) -> Vec<&'a TenantPath> {
    let strange = |tenant: &&TenantPath| *tenant != owner && !named.contains(*tenant);
    receivers.iter().filter(strange).collect()
}

#[cfg(test)]
mod tests;
