//! The role's home page. A figure is the `total` of a list, asked of that very list with the
//! caller's own rights, so the number and what it opens cannot differ.

use contract::rest::Page;
use contract::rest::home::{Figure, Home, Waiting};
use contract::rest::query::{
    AssetQuery, AuditQuery, DeliveryQuery, FindingQuery, LoopQuery, NoticeQuery, ObservationQuery,
    PageQuery, ReportQuery, TenantQuery,
};
use model::form::Text;
use model::{Fault, Role};
use serde::Serialize;
use store::views::{self, WorkFilter, WorkOrder};

use crate::act::internal;
use crate::permission::{Action, may};
use crate::{App, Caller};

/// Most of each kind in the waiting list.
const MOST: u32 = 10;

/// The lists figures count.
enum List {
    Assets(AssetQuery),
    Audit(AuditQuery),
    Deliveries(DeliveryQuery),
    Findings(FindingQuery),
    Loops(LoopQuery),
    Nodes,
    Notices(NoticeQuery),
    Observations(ObservationQuery),
    Probes,
    Reports(ReportQuery),
    Tenants(TenantQuery),
    Users,
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn notices(side: Option<&str>, state: Option<&str>, overdue: Option<bool>) -> List {
    List::Notices(NoticeQuery {
        side: side.map(str::to_owned),
        state: state.map(str::to_owned),
        overdue,
        ..NoticeQuery::default()
    })
}

fn loops(state: Option<&str>) -> List {
    List::Loops(LoopQuery { state: state.map(str::to_owned), ..LoopQuery::default() })
}

fn findings(state: &str) -> List {
    List::Findings(FindingQuery { state: some(state), ..FindingQuery::default() })
}

fn reports(noticed: Option<bool>) -> List {
    List::Reports(ReportQuery { noticed, ..ReportQuery::default() })
}

fn tenants(kind: Option<&str>, local: Option<bool>) -> List {
    List::Tenants(TenantQuery { kind: kind.map(str::to_owned), local, ..TenantQuery::default() })
}

fn deliveries(state: &str) -> List {
    List::Deliveries(DeliveryQuery { state: some(state), ..DeliveryQuery::default() })
}

/// What each role's home shows, in its order.
fn figures(role: Role) -> Vec<(&'static str, List)> {
    let received = Some("received");
    let issued = Some("issued");
    match role {
        Role::EnterpriseOfficer => vec![
            ("findings_open", findings("open")),
            ("notices_open", notices(received, Some("open"), None)),
            ("notices_overdue", notices(received, None, Some(true))),
            ("notices_closed", notices(received, Some("closed"), None)),
            ("reports", reports(None)),
            ("assets", List::Assets(AssetQuery::default())),
            ("observations", List::Observations(ObservationQuery::default())),
        ],
        Role::ProbeOperator => vec![
            ("probes", List::Probes),
            ("observations", List::Observations(ObservationQuery::default())),
            ("assets", List::Assets(AssetQuery::default())),
            ("findings_open", findings("open")),
        ],
        Role::ProvincialRegulator => vec![
            ("reports_new", reports(Some(false))),
            ("reports", reports(None)),
            ("notices_open", notices(issued, Some("open"), None)),
            ("notices_replied", notices(issued, Some("replied"), None)),
            ("notices_overdue", notices(issued, None, Some(true))),
            ("notices_closed", notices(issued, Some("closed"), None)),
            ("enterprises", tenants(Some("enterprise"), None)),
        ],
        Role::MinistryOperator => vec![
            ("loops", loops(None)),
            ("loops_open", loops(Some("open"))),
            ("loops_returned", loops(Some("returned"))),
            ("loops_closed", loops(Some("closed"))),
            ("notices_open", notices(issued, Some("open"), None)),
            ("nodes", List::Nodes),
            ("enterprises", tenants(Some("enterprise"), None)),
        ],
        Role::NodeAdministrator => vec![
            ("users", List::Users),
            ("tenants_local", tenants(None, Some(true))),
            ("nodes", List::Nodes),
            ("deliveries_queued", deliveries("queued")),
            ("deliveries_rejected", deliveries("rejected")),
            ("records", List::Audit(AuditQuery::default())),
        ],
        Role::Auditor => vec![
            ("records", List::Audit(AuditQuery::default())),
            ("sign_ins", List::Audit(AuditQuery { kind: some("access"), ..AuditQuery::default() })),
            ("notices_open", notices(None, Some("open"), None)),
            ("loops_closed", loops(Some("closed"))),
            ("deliveries_rejected", deliveries("rejected")),
        ],
    }
}

impl List {
    fn path(&self) -> String {
        match self {
            Self::Assets(query) => link("assets", query),
            Self::Audit(query) => link("audit", query),
            Self::Deliveries(query) => link("deliveries", query),
            Self::Findings(query) => link("findings", query),
            Self::Loops(query) => link("loops", query),
            Self::Nodes => link("nodes", &PageQuery::default()),
            Self::Notices(query) => link("notices", query),
            Self::Observations(query) => link("observations", query),
            Self::Probes => link("probes", &PageQuery::default()),
            Self::Reports(query) => link("reports", query),
            Self::Tenants(query) => link("tenants", query),
            Self::Users => link("users", &PageQuery::default()),
        }
    }

    /// Filters hold words of ours only: nothing needs escaping.
    async fn total(&self, app: &App, caller: &Caller) -> Result<u64, Fault> {
        let page = PageQuery { limit: Some(1), ..PageQuery::default() };
        let limit = Some(1);
        Ok(match self {
            Self::Assets(q) => {
                total(&app.asset_list(caller, &AssetQuery { limit, ..q.clone() }).await?)
            }
            Self::Audit(q) => {
                total(&app.audit_list(caller, &AuditQuery { limit, ..q.clone() }).await?)
            }
            Self::Deliveries(q) => {
                total(&app.delivery_list(caller, &DeliveryQuery { limit, ..q.clone() }).await?)
            }
            Self::Findings(q) => {
                total(&app.finding_list(caller, &FindingQuery { limit, ..q.clone() }).await?)
            }
            Self::Loops(q) => {
                total(&app.loop_list(caller, &LoopQuery { limit, ..q.clone() }).await?)
            }
            Self::Nodes => total(&app.node_list(caller, &page).await?),
            Self::Notices(q) => {
                total(&app.notice_list(caller, &NoticeQuery { limit, ..q.clone() }).await?)
            }
            Self::Observations(q) => total(
                &app.observation_list(caller, &ObservationQuery { limit, ..q.clone() }).await?,
            ),
            Self::Probes => total(&app.probe_list(caller, &page).await?),
            Self::Reports(q) => {
                total(&app.report_list(caller, &ReportQuery { limit, ..q.clone() }).await?)
            }
            Self::Tenants(q) => {
                total(&app.tenant_list(caller, &TenantQuery { limit, ..q.clone() }).await?)
            }
            Self::Users => total(&app.user_list(caller, &page).await?),
        })
    }
}

fn total<T>(page: &Page<T>) -> u64 {
    page.total
}

fn link(list: &str, query: &impl Serialize) -> String {
    let fields = serde_json::to_value(query).unwrap_or_default();
    let fields = fields.as_object().into_iter().flatten().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}={text}")
    });
    let filter: Vec<String> = fields.collect();
    if filter.is_empty() {
        return format!("/api/v1/{list}");
    }
    format!("/api/v1/{list}?{}", filter.join("&"))
}

impl App {
    /// Figures, each with the list it counts, and what waits for somebody of this role.
    pub async fn home_view(&self, caller: &Caller) -> Result<Home, Fault> {
        let mut home = Home { figures: Vec::new(), waiting: Vec::new() };
        for (id, list) in figures(caller.role) {
            home.figures.push(Figure {
                id: id.to_owned(),
                value: list.total(self, caller).await?,
                list: list.path(),
            });
        }
        home.waiting = self.waiting(caller).await?;
        Ok(home)
    }

    /// What has a clock first, the most urgent of it first; then what has none.
    async fn waiting(&self, caller: &Caller) -> Result<Vec<Waiting>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut waiting = Vec::new();
        let now = read.now();
        let cells = views::work_cells(&mut read, &scope, caller.role, now).await?;
        let order = WorkOrder::named("due").ok_or_else(internal)?;
        let filter = WorkFilter::of(caller.role);
        let most = (None, MOST as usize);
        let how = views::work_search(&mut read, &scope, &filter, &cells).await?;
        let of = (&filter, &how);
        let rows = views::work_page(&mut read, &scope, of, order, most, &cells, now).await?;
        for row in rows {
            let Ok(id) = row.object.parse() else { continue };
            let Text { zh, en } = self.inbox_title(&row, String::new());
            let action = row.actions.first().cloned().unwrap_or_default();
            waiting.push(entry(&row.kind, id, zh, en, &action, row.due));
        }
        if may(caller.role, Action::FindingDecide) {
            for row in views::finding_waiting(&mut read, &scope, MOST).await? {
                let (zh, en) = self.rule_title(&row.rule);
                waiting.push(entry("finding", row.id, zh, en, "triage", None));
            }
        }
        Ok(waiting)
    }

    /// A rule's titles; its id where this node has no such rule (a report from elsewhere).
    pub(crate) fn rule_title(&self, rule: &str) -> (String, String) {
        match self.0.packs.rules.rule(rule) {
            Some(rule) => (rule.title.zh.clone(), rule.title.en.clone()),
            None => (rule.to_owned(), String::new()),
        }
    }
}

fn entry(
    kind: &str,
    id: model::Id,
    title: String,
    title_en: String,
    action: &str,
    due: Option<model::Millis>,
) -> Waiting {
    Waiting { kind: kind.to_owned(), id, title, title_en, action: action.to_owned(), due }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_link_carries_its_filter() {
        let check = |list: List, expected: &str| assert_eq!(list.path(), expected);
        check(List::Nodes, "/api/v1/nodes");
        check(
            notices(Some("issued"), Some("open"), None),
            "/api/v1/notices?side=issued&state=open",
        );
        check(reports(Some(false)), "/api/v1/reports?noticed=false");
    }

    #[test]
    fn every_role_has_figures_of_lists_it_may_read() {
        for role in Role::ALL {
            let shown = figures(*role);
            assert!(shown.len() >= 4, "{role}");
            for (id, list) in shown {
                let action = match list {
                    List::Assets(_) => Action::AssetRead,
                    List::Audit(_) => Action::AuditRead,
                    List::Deliveries(_) => Action::DeliveryRead,
                    List::Findings(_) => Action::FindingRead,
                    List::Loops(_) => Action::LoopRead,
                    List::Notices(_) => Action::NoticeRead,
                    List::Observations(_) => Action::ObservationRead,
                    List::Probes => Action::ProbeRead,
                    List::Reports(_) => Action::ReportRead,
                    List::Users => Action::UserManage,
                    List::Nodes | List::Tenants(_) => continue,
                };
                assert!(may(*role, action), "{role} {id}");
            }
        }
    }
}
