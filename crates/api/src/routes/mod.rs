//! Routes, one file a resource; each is one `merge` line in [`crate::document`].
//!
//! A handler reads its input, calls one use-case of `app` and renders the answer; it decides
//! nothing. `x-action` names the [`app::permission::Action`] that the use-case asks for (absent:
//! any signed-in person; `public`: nobody needs to be signed in); the authorisation test tries
//! every route against it.

pub(crate) mod assets;
pub(crate) mod audit;
pub(crate) mod baseline;
pub(crate) mod duties;
pub(crate) mod engineered;
pub(crate) mod evidence;
pub(crate) mod filings;
pub(crate) mod findings;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod intake;
pub(crate) mod letters;
pub(crate) mod live;
pub(crate) mod loops;
pub(crate) mod maintenance;
pub(crate) mod nodes;
pub(crate) mod notices;
pub(crate) mod observations;
pub(crate) mod packs;
pub(crate) mod probes;
pub(crate) mod programs;
pub(crate) mod protocols;
pub(crate) mod reports;
pub(crate) mod rule_sets;
pub(crate) mod session;
pub(crate) mod sharing;
pub(crate) mod tasks;
pub(crate) mod tenants;
pub(crate) mod users;
