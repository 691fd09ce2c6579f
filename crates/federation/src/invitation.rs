//! The one string that a parent's administrator hands to a child's: where, whom to trust, the token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Id;
use serde::{Deserialize, Serialize};

use crate::Error;

/// What an invitation holds. Its text form is `hhi1.` and base64url of the JSON: it contains a
/// secret (the token) and must be handed over on a trusted way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// `https://host:port` of the parent's federation listener.
    pub url: String,
    /// The parent's node id; its certificate must carry it.
    pub parent: Id,
    /// PEM of the parent's node authority: the only one trusted on this edge.
    pub authority: String,
    /// One-time token.
    pub token: String,
}

const PREFIX: &str = "hhi1.";
/// An authority certificate is about 600 bytes of PEM.
const MAX_TEXT: usize = 8192;

impl Invitation {
    pub fn to_text(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(json))
    }

    pub fn from_text(text: &str) -> Result<Self, Error> {
        let bad = |reason: &str| Error::Invitation { reason: reason.to_owned() };
        let text = text.trim();
        if text.len() > MAX_TEXT {
            return Err(bad("it is too long"));
        }
        let body =
            text.strip_prefix(PREFIX).ok_or_else(|| bad("it does not start with `hhi1.`"))?;
        let json = URL_SAFE_NO_PAD.decode(body).map_err(|_| bad("it is cut off or altered"))?;
        serde_json::from_slice(&json).map_err(|_| bad("it is cut off or altered"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Invitation {
        Invitation {
            url: "https://127.0.0.1:8700".into(),
            parent: Id::from_parts(model::Millis(1), [7; 10]),
            authority: "PEM".into(),
            token: "secret".into(),
        }
    }

    #[test]
    fn an_invitation_survives_copying_with_blanks_around_it() {
        let text = format!("  {}\n", sample().to_text());
        assert!(Invitation::from_text(&text).is_ok_and(|read| read == sample()));
    }

    #[test]
    fn a_cut_or_foreign_text_is_refused() {
        let text = sample().to_text();
        for bad in ["", "hello", &text[..text.len() - 5], "hhi1.@@@", "hhi2.e30"] {
            assert!(Invitation::from_text(bad).is_err(), "{bad}");
        }
    }
}
