//! Refusals on the edges, as they wait for whoever runs the node: a row for each neighbour and way
//! with the reason of most of them; the ledger has each with its receipt.
//!
//! A row goes when its cause is mended and said again (see [`store::Refusals`]), at the latest
//! when it is [`DAYS`] old: then it is history, and stays in the ledger.

use model::Fault;
use store::views::{self, WorkRow};
use store::{Conn, Refusals, Scope};

use super::{DAY_MS, REFUSED, Waits};
use crate::permission::{Action, may};
use crate::{App, Caller};

/// How long a refusal waits to be looked into.
const DAYS: i64 = 30;

impl App {
    /// Of the edges of this node; none for who does not run it.
    pub(super) async fn inbox_refusals(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        caller: &Caller,
    ) -> Result<Vec<Waits>, Fault> {
        if !may(caller.role, Action::NodeManage) || caller.tenant != self.0.config.home {
            return Ok(Vec::new());
        }
        let since = self.0.store.now().plus(-DAYS * DAY_MS);
        let found = self.0.store.refusals(since).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let given = views::assignments_of(conn, scope, REFUSED).await?;
        let waits = found.into_iter().map(|refusals| {
            let mut waits = Waits::refusals(refusals);
            waits.row.assignee = given.get(&waits.row.object).cloned().unwrap_or_default();
            waits
        });
        Ok(waits.collect())
    }
}

impl Waits {
    fn refusals(refusals: Refusals) -> Self {
        let Refusals { peer, peer_name, sent, count, at_least, first, code } = refusals;
        let more = if at_least { "+" } else { "" };
        let (way, action, zh, en) = if sent {
            let zh = format!("{peer_name}拒收本节点发出的 {count}{more} 项");
            ("out", "mend", zh, format!("{peer_name} refused {count}{more} items of this node"))
        } else {
            let zh = format!("本节点隔离了{peer_name}发来的 {count}{more} 项");
            let en = format!("{count}{more} items of {peer_name} are in quarantine here");
            ("in", "look_into", zh, en)
        };
        let row = WorkRow {
            kind: REFUSED.to_owned(),
            object: format!("{way}.{peer}"),
            actions: vec![action.to_owned()],
            procedure: String::new(),
            due: None,
            since: first,
            severity: None,
            sender: String::new(),
            sender_name: String::new(),
            title: zh,
            group: String::new(),
            assignee: String::new(),
        };
        Self { row, title_en: en, from: peer_name, code }
    }
}

#[cfg(test)]
mod tests {
    use contract::rest::inbox::KINDS;
    use model::{Id, Millis};

    use super::*;

    #[test]
    fn a_row_says_which_way_how_many_and_why() {
        let refusals = |sent, at_least| Refusals {
            peer: "01900000-0000-7000-8000-000000000000".parse::<Id>().expect("an id"),
            peer_name: "江苏".to_owned(),
            sent,
            count: 3,
            at_least,
            first: Millis(5),
            code: "record.proof".to_owned(),
        };
        for (sent, at_least, object, zh) in [
            (true, false, "out.", "江苏拒收本节点发出的 3 项"),
            (false, true, "in.", "本节点隔离了江苏发来的 3+ 项"),
        ] {
            let waits = Waits::refusals(refusals(sent, at_least));
            assert!(waits.row.object.starts_with(object), "{}", waits.row.object);
            assert!(KINDS.contains(&waits.row.kind.as_str()), "lists take the word");
            assert_eq!((waits.row.title.as_str(), waits.row.since), (zh, Millis(5)));
            assert_eq!((waits.from.as_str(), waits.code.as_str()), ("江苏", "record.proof"));
        }
    }
}
