//! REST types, one file a resource. Times are milliseconds since the epoch (`…_ns`: nanoseconds of
//! capture time). Lists are pages: `items` plus `next`, an opaque cursor for `?cursor=`.
//! Errors are `application/problem+json`: [`Problem`].

use model::ErrorKind;
use serde::{Deserialize, Serialize};

pub mod asset;
pub mod audit;
pub mod engineered;
pub mod filing;
pub mod finding;
pub mod home;
pub mod inbox;
pub mod loop_figures;
pub mod loops;
pub mod node;
pub mod notice;
pub mod pack;
pub mod people;
pub mod query;
pub mod session;
pub mod sharing;
pub mod task;
pub mod watch;
pub mod welcome;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many items the filter matches in all.
    pub total: u64,
    /// There may be more than `total`: a text that very many items hold is not counted out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

impl<T> Page<T> {
    /// A page whose total was not counted out, with what the page itself says of it.
    #[must_use]
    pub fn counted_so_far(self, is_first: bool) -> Self {
        let shown = self.items.len() as u64;
        if is_first && self.next.is_none() {
            return Self { total: shown, at_least: false, ..self };
        }
        Self { total: self.total.max(shown), ..self }
    }
}

/// An error answer (RFC 9457). `code` is stable; `title` and `way_out` are for people, in the
/// language of `accept-language`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    pub status: u16,
    pub kind: ErrorKind,
    pub code: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub way_out: String,
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// What changed, sent over `GET /api/v1/live` (server-sent events, event name = `topic`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiveEvent {
    /// `asset`, `finding`, `report`, `notice`, `loop`, `delivery`, `node`, `observation`, `audit`, …
    pub topic: String,
    /// The object, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<model::Id>,
}
