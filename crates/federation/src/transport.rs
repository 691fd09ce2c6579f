//! How bytes get to a parent: one trait, and what goes through it.
//!
//! What travels is the same whichever way it takes: a signed message, as JSON, compressed. A way
//! is trusted with nothing: it may lose, delay, repeat or alter what it carries.
//! Ways: [`crate::https`] (a parent that can be called), [`memory`] (a parent in the same process,

use store::Peer;

use crate::{Error, Task};

pub mod memory;

/// An open way to one parent.
pub trait Transport: Send + Sync {
    /// Hands over a message and brings the answer.
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>>;

    /// Whether the caller may work while a message is under way. Not on a wire whose time stands
    /// still while anybody works: there the work comes first.
    fn works_beside(&self) -> bool {
        true
    }

    /// Hands over a file that the parent asked for.
    fn blob_put<'a>(&'a self, digest: &'a str, bytes: Vec<u8>) -> Task<'a, Result<(), Error>>;

    /// Fetches a file; `None` when the parent does not have it yet.
    fn blob_get<'a>(&'a self, digest: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>>;
}

/// Opens ways to a parent.
pub trait Connector: Send + Sync + 'static {
    fn connect<'a>(&'a self, peer: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>>;
}
