//! The words of Huhang: plain values that every other crate speaks.
//!
//! What it is: identifiers, times, tenant paths, roles, observations, findings, assets, records'
//! vocabulary, and the kinds an error can have.
//! What it is not: it does no IO, reads no clock, draws no random numbers, and holds no text for
//! people (codes and parameters only).

pub mod asset;
pub mod document;
pub mod error;
pub mod event;
pub mod finding;
pub mod form;
pub mod id;
pub mod loops;
pub mod observation;
pub mod tenant;
pub mod time;

pub use error::{ErrorKind, Fault};
pub use id::Id;
pub use tenant::{NodeKind, Role, TenantKind, TenantPath};
pub use time::{CaptureTime, Millis};
