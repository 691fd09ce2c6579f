//! Sharing: groups and who joined them, consents, what was shared as what, what came back of it,
//! what was taken back.
//!
//! A statement that went out as several views is one row of `view_statement` for its owner and
//! one more for each view; a receiver has the row of the view it got, and no other.

mod back;
mod consent;
mod group;
mod passed;
mod statement;

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{self, Kind as _};
use model::TenantPath;

use crate::Error;
use crate::sql::Conn;

pub use back::{revocation_of, sighting_figures, sighting_own};
pub use consent::{
    ConsentKnown, consent_for, consent_get, consent_list, consent_waiting, consents_granted,
};
pub(crate) use group::standings;
pub use group::{
    GroupKnown, MembershipKnown, group_get, group_list, group_members, invitation_waiting,
    membership_own, sharing_world,
};
pub use passed::{passed_by, passed_list};
pub use statement::{
    StatementKnown, ViewKnown, delivery_states, statement_get, statement_list, statement_reach,
    statement_views, statements_under,
};
pub(super) use statement::{blanked, revoked};

/// Whether a kind is shown here and nowhere else.
pub(super) fn concerns(kind: &str) -> bool {
    [
        kinds::sharing_group::SharingGroup::NAME,
        kinds::membership::Membership::NAME,
        kinds::consent::ConsentRequest::NAME,
        kinds::consent::Consent::NAME,
        kinds::passed_on::PassedOn::NAME,
        kinds::sighting::Sighting::NAME,
        kinds::revocation::Revocation::NAME,
    ]
    .contains(&kind)
}

pub(super) async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    match record.kind.as_str() {
        kinds::sharing_group::SharingGroup::NAME => group::project(conn, record, viewers).await,
        kinds::membership::Membership::NAME => group::project_member(conn, record, viewers).await,
        kinds::consent::ConsentRequest::NAME => consent::project_ask(conn, record, viewers).await,
        kinds::consent::Consent::NAME => consent::project(conn, record, viewers).await,
        kinds::passed_on::PassedOn::NAME => passed::project(conn, record, viewers).await,
        kinds::sighting::Sighting::NAME => back::project_sighting(conn, record, viewers).await,
        _ => back::project_revocation(conn, record, viewers).await,
    }
}

/// Takes in a record of a kind that policies cover. Gives those who see it in the view of its
/// kind: all but its owner, where the record is a view of what the owner has whole.
pub(super) async fn project_statement(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<BTreeSet<TenantPath>, Error> {
    statement::project(conn, record, viewers).await?;
    let apart = record.sharing.view.as_ref().is_some_and(|view| view.view_of != record.object);
    let seen = |viewer: &&TenantPath| !apart || **viewer != record.tenant;
    Ok(viewers.iter().filter(seen).cloned().collect())
}
