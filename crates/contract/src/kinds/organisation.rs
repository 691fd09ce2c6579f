//! Organisation: what an organisation says of itself besides its directory entry: the master
//! record that forms are prefilled from. Private.

use model::Fault;
use serde::{Deserialize, Serialize};

use super::filing::Facts;
use super::{Kind, check_text};

/// Facts of one organisation.
const MOST: usize = 100;

/// Body of `organisation`: one object a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// `employees`, `revenue`, `address`, …: single values or lists of them.
    pub facts: Facts,
}

impl Kind for Organisation {
    const NAME: &'static str = "organisation";

    fn check(&self) -> Result<(), Fault> {
        if self.facts.len() > MOST {
            return Err(Fault::invalid("organisation.facts").with("most", MOST));
        }
        for (name, value) in &self.facts {
            check_text("facts", name, 1, 60)?;
            check_text(name, &value.to_string(), 1, 2000)?;
        }
        Ok(())
    }
}
