//! A parent in the same process: the caller's bytes go to the parent's service as a listener
//! would hand them over, and the answer comes back. No sockets, no TLS; everything behind them is
//! the same code.

use std::sync::Arc;

use model::{ErrorKind, Fault, Id};

use super::Transport;
use crate::service::Service;
use crate::{Error, Task};

/// A way to a service in this process, on behalf of one node.
pub struct Memory {
    pub service: Arc<Service>,
    /// Whom a certificate would name.
    pub caller: Id,
}

impl Transport for Memory {
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>> {
        Box::pin(async move {
            self.service.exchange(self.caller, &body).await.map_err(|error| refused(&error))
        })
    }

    fn blob_put<'a>(&'a self, digest: &'a str, bytes: Vec<u8>) -> Task<'a, Result<(), Error>> {
        Box::pin(async move {
            let done = self.service.blob_write(self.caller, digest, bytes).await;
            done.map_err(|error| refused(&error))
        })
    }

    fn blob_get<'a>(&'a self, digest: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>> {
        Box::pin(async move {
            match self.service.blob_read(self.caller, digest).await {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.fault().kind == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(refused(&error)),
            }
        })
    }
}

/// What a caller learns of an error at the other end: the fault, not its sources.
fn refused(error: &Error) -> Error {
    let fault: Fault = error.fault();
    Error::Refused(fault)
}
