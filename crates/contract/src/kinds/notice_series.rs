//! Notice series: how an authority numbers its letters 文号, and whether two people issue them.
//! Its own tenant only.

use std::collections::BTreeSet;

use model::Fault;
use model::loops::Genre;
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `notice_series`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSeries {
    pub name: String,
    /// Genres it numbers.
    pub genres: BTreeSet<Genre>,
    /// `苏工信安通〔{year}〕{n}号`: `{name}` the issuer's, `{year}`, `{n}` without gaps from 1 in
    /// each year.
    pub number: String,
    /// `第{issue}期`, counted on its own in each year, or empty where issues 期 are not counted.
    #[serde(default)]
    pub issue: String,
    /// A second person reviews before it is issued.
    #[serde(default)]
    pub review: bool,
    /// Red head 发文机关标志 of the paper; empty = the issuer's name with `文件` after it.
    #[serde(default)]
    pub red_head: String,
    /// Paper template of a pack of kind `notices`; empty = the first one.
    #[serde(default)]
    pub paper: String,
    #[serde(default = "enabled")]
    pub enabled: bool,
}

fn enabled() -> bool {
    true
}

impl Kind for NoticeSeries {
    const NAME: &'static str = "notice_series";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 60)?;
        check_text("number", &self.number, 1, 60)?;
        check_text("issue", &self.issue, 0, 30)?;
        check_text("red_head", &self.red_head, 0, 60)?;
        check_text("paper", &self.paper, 0, 60)?;
        if self.genres.is_empty() {
            return Err(Fault::invalid("series.genres"));
        }
        for (field, template, needed) in
            [("number", &self.number, "{n}"), ("issue", &self.issue, "{issue}")]
        {
            if !template.is_empty() && !template.contains(needed) {
                return Err(Fault::invalid("series.blank")
                    .with("field", field)
                    .with("blank", needed));
            }
        }
        Ok(())
    }
}
