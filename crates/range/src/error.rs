//! Why the range does not start.

use std::net::SocketAddr;

use model::{ErrorKind, Fault};

/// What can go wrong while putting the devices on sockets.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither an address nor an interface was given.
    #[error("range.nothing_to_serve")]
    NothingToServe,
    /// The address is taken, not of this host, or needs a privilege (ports below 1024).
    #[error("range.listen: {service} on {address}")]
    Listen { service: &'static str, address: SocketAddr, source: std::io::Error },
    /// The interface does not exist or raw sockets are not permitted (`CAP_NET_RAW`).
    #[error("range.interface: {interface}")]
    Interface { interface: String, source: std::io::Error },
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        match error {
            Error::NothingToServe => Self::invalid("range.nothing_to_serve"),
            Error::Listen { service, address, source } => {
                Self::new(ErrorKind::Unavailable, "range.listen")
                    .with("service", service)
                    .with("address", address)
                    .with("reason", source)
            }
            Error::Interface { interface, source } => {
                Self::new(ErrorKind::Unavailable, "range.interface")
                    .with("interface", interface)
                    .with("reason", source)
            }
        }
    }
}
