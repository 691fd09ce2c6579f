//! The role's home page: figures, each of which opens the list behind it, and what waits.

use model::Millis;
use serde::{Deserialize, Serialize};

/// `GET /api/v1/home`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Home {
    pub figures: Vec<Figure>,
    /// What waits for somebody of this role, most urgent first.
    pub waiting: Vec<Waiting>,
}

/// A number and the list it counts: `value` equals the `total` of `GET <list>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Figure {
    /// Key of its name in the console's texts: `notices_open`.
    pub id: String,
    pub value: u64,
    /// Path and query of the API list: `/api/v1/notices?state=open`.
    pub list: String,
}

/// Something with a clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Waiting {
    /// `notice`, `finding`, `report`.
    pub kind: String,
    pub id: model::Id,
    pub title: String,
    /// The title in English, where it is not somebody's own words: that of a rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_en: String,
    /// What is to be done: an action of the procedure, or `triage`, `review`.
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
}

/// A key and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Count {
    pub key: String,
    pub count: u64,
}
