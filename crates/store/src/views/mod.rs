//! Views: tables shaped for queries, made from records and from nothing else; and the tables of
//! what is observed, which no record says.
//!
//! Every row belongs to one viewing tenant (column `tenant`): a record that two tenants of the
//! node may see makes two rows, and isolation is `tenant = the scope's`, repeated by row-level
//! security on PostgreSQL. One file a resource, with its projection and its queries; queries are
//! named after the resource (`finding_list`, `finding_count`, `notice_detail`). A list and its
//! count share one filter, so a figure equals the `total` of the list behind it.
//!
//! To add a view: a table in a migration, a file here, a line in [`TABLES`] and [`SCOPED`], an arm
//! in [`project`].

mod asset;
mod audit;
mod baseline;
mod board;
mod circular;
mod engineered;
mod enrolment;
mod evidence;
pub(crate) mod filing;
mod finding;
mod finding_report;
mod health;
mod intake;
mod list;
pub(crate) mod loop_behind;
mod loop_board;
mod loop_figures;
mod loop_rules;
mod loop_summary;
mod maintenance;
mod notice;
mod notice_draft;
mod notice_series;
mod pack;
mod paper;
mod probe;
mod program;
mod recheck;
mod reminder;
mod rule_set;
mod sharing;
mod sharing_policy;
mod steps;
mod subject;
mod task;
mod tenant;
mod text;
mod user;
mod work;

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, PoisonError, RwLock};

use contract::Record;
use contract::kinds::{self, Kind as _};
use model::{Fault, Id, TenantPath};

pub use asset::{
    asset_apply, asset_count, asset_detail, asset_graph, asset_list, baseline_count,
    baseline_entries, baseline_entry, baseline_list, baseline_put, engine_memory_put, engine_state,
};
pub use audit::audit_list;
pub use baseline::{BaselineSetting, baseline_get};
pub use circular::{
    CircularHead, ForwardTold, circular_copies, circular_figures, circular_get, circular_list,
    circular_open, circulars_forwarding, circulars_unfinished, copy_list, forward_circulars,
    forward_list,
};
pub use engineered::{engineered_count, engineered_files, engineered_get, engineered_list};
pub use enrolment::enrolment_list;
pub use evidence::evidence_list;
pub use filing::{
    BarCount, DraftRow, FiledFigures, FilingDone, FilingHead, FilingPast, FilingRules,
    FilingStanding, FilingStepRow, Frozen, IndicatorSum, Prints, StepTaken, VerdictRow,
    comment_list, draft_list, export_by_code, export_get, export_list, filing_any, filing_count,
    filing_count_of, filing_due, filing_figures, filing_funnel, filing_head, filing_history,
    filing_latest, filing_list, filing_peers, filing_rows, filing_steps, filings_after, filings_of,
    filings_refold, filings_unsummed, frozen_answers, frozen_of, indicator_names, indicator_sums,
    number_next, organisation_get, section_get, sign_list, summary_get, verdict_get, verdict_list,
};
pub use finding::{
    KnownFinding, finding_by_key, finding_count, finding_count_by_rule, finding_detail,
    finding_list, finding_list_of, finding_occurred, finding_waiting,
};
pub use finding_report::{report_count, report_detail, report_list};
pub use health::{health_add, health_forget, health_report, health_samples, probe_rules};
pub use intake::{IntakeBatch, intake_add, intake_find, intake_forget};
pub use loop_behind::{loops_behind, loops_followed};
pub use loop_board::{loop_count, loop_list};
pub use loop_figures::loop_statistics;
pub use loop_rules::loops_install;
pub use loop_summary::{loop_of, loops_of_hazards};
pub use maintenance::{maintenance_at, maintenance_list};
pub use notice::{
    notice_count, notice_detail, notice_figure, notice_hash, notice_list, notice_names,
    notice_waiting, notice_year,
};
pub use notice_draft::{notice_draft_get, notice_draft_list};
pub use notice_series::{number_next as notice_number_next, series_get, series_list};
pub use pack::{ActivePack, pack_list};
pub use paper::{PaperCode, paper_by_code};
pub use probe::{probe_get, probe_list};
pub use program::{
    file_add, file_forget, file_list, program_detail, program_list, program_version,
};
pub use recheck::{asset_firmware, asset_heard, finding_again, finding_last, port_talked};
pub use reminder::{reminder_forget, reminder_marks, reminder_put};
pub use rule_set::{rule_set_count, rule_set_enabled, rule_set_get, rule_set_list};
pub(crate) use sharing::standings;
pub use sharing::{
    ConsentKnown, GroupKnown, MembershipKnown, StatementKnown, ViewKnown, consent_for, consent_get,
    consent_list, consent_waiting, consents_granted, delivery_states, group_get, group_list,
    group_members, invitation_waiting, membership_own, passed_by, passed_list, revocation_of,
    sharing_world, sighting_figures, sighting_own, statement_get, statement_list, statement_reach,
    statement_views, statements_under,
};
pub use sharing_policy::{policy_for, policy_get, policy_list};
pub use steps::{loop_course, loop_steps_seen};
pub use subject::{
    hazard_digest, hazard_list, hazard_open, subject_closed_checked, subject_closed_since,
    subject_count, subject_detail, subject_late, subject_list,
};
pub use task::{
    board_below, dispatch_figures, dispatch_first, dispatch_list, dispatch_urged, task_below,
    task_list, task_number_next, task_row, task_steps,
};
pub use tenant::{tenant_by_path, tenant_count, tenant_list};
pub use user::{UserAccount, user_by_id, user_by_login, user_count, user_list, user_people};
pub use work::{
    Assigned, WorkCell, WorkFilter, WorkKey, WorkOrder, WorkRow, WorkSearch, assignment_get,
    assignments_of, deputies_of, deputy_get, deputy_list, work_cells, work_count, work_groups,
    work_of, work_page, work_search,
};

use crate::sql::{Conn, Sql};
use crate::{Error, Scope};

/// All view tables, in the order they are emptied and dumped.
pub const TABLES: &[&str] = &[
    "view_tenant",
    "view_user",
    "view_policy",
    "view_finding",
    "view_report",
    "view_notice",
    "view_subject",
    "view_step",
    "view_notice_series",
    "view_notice_number",
    "view_notice_draft",
    "view_circular",
    "view_circular_copy",
    "view_forward",
    "view_paper",
    "view_loop",
    "view_loop_technique",
    "view_enrolment",
    "view_probe",
    "view_baseline",
    "view_pack",
    "view_maintenance",
    "view_rule_set",
    "view_engineered",
    "view_filing",
    "view_filing_step",
    "view_filing_draft",
    "view_filing_verdict",
    "view_filing_comment",
    "view_filing_summary",
    "view_filing_bar",
    "view_filing_indicator",
    "view_filing_mark",
    "view_peer",
    "view_export",
    "view_organisation",
    "view_number",
    "view_evidence",
    "view_text",
    "view_work",
    "view_work_sum",
    "view_loop_sum",
    "view_assignment",
    "view_deputy",
    "view_group",
    "view_membership",
    "view_consent",
    "view_statement",
    "view_passed",
    "view_sighting",
    "view_revocation",
];

/// Those with a column `tenant` (the viewer), and the tables of what is observed and of
/// credentials, which have one too: PostgreSQL guards them by row-level security.
pub const SCOPED: &[&str] = &[
    "view_tenant",
    "view_user",
    "view_policy",
    "view_finding",
    "view_report",
    "view_notice",
    "view_subject",
    "view_step",
    "view_notice_series",
    "view_notice_number",
    "view_notice_draft",
    "view_circular",
    "view_circular_copy",
    "view_forward",
    "view_paper",
    "view_loop",
    "view_loop_technique",
    "view_enrolment",
    "view_probe",
    "view_baseline",
    "view_pack",
    "credential",
    "session",
    "probe_token",
    "enrolment_token",
    "finding_occurrence",
    "probe_counter",
    "intake_batch",
    "asset",
    "asset_protocol",
    "asset_fact",
    "conversation",
    "baseline_entry",
    "engine_memory",
    "view_maintenance",
    "view_rule_set",
    "probe_health",
    "probe_sample",
    "program",
    "program_version",
    "file_seen",
    "view_engineered",
    "view_filing",
    "view_filing_step",
    "view_filing_draft",
    "view_filing_verdict",
    "view_filing_comment",
    "view_filing_summary",
    "view_filing_bar",
    "view_filing_indicator",
    "view_filing_mark",
    "view_peer",
    "view_export",
    "view_organisation",
    "view_number",
    "view_evidence",
    "feed_token",
    "reminder",
    "view_text",
    "view_work",
    "view_work_sum",
    "view_loop_sum",
    "view_assignment",
    "view_deputy",
    "view_group",
    "view_membership",
    "view_consent",
    "view_statement",
    "view_passed",
    "view_sighting",
    "view_revocation",
];

/// Brings the views up to date with one record, for the tenants of this node that may see it.
/// Called once for each record in the order of the log, in the transaction that stores it, and
/// again for all of them by a rebuild: it looks at nothing but the record, the views and the
/// loop rules of the installed packs. Doing it twice changes nothing.
///
/// # Errors
/// `record.body` for a body that is not of its kind; those of the database.
pub async fn project(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    project_one(conn, record, viewers).await?;
    conn.relieve_sums().await
}

async fn project_one(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    if kinds::shareable(&record.kind).is_none() && record.kind != kinds::passed_on::PassedOn::NAME {
        return project_kind(conn, record, viewers).await;
    }
    let viewers = sharing::project_statement(conn, record, viewers).await?;
    project_kind(conn, record, &viewers).await
}

async fn project_kind(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    match record.kind.as_str() {
        kinds::tenant::Tenant::NAME => tenant::project(conn, record, viewers).await,
        kinds::user::User::NAME => user::project(conn, record, viewers).await,
        kinds::sharing_policy::SharingPolicy::NAME => {
            sharing_policy::project(conn, record, viewers).await
        }
        kinds::finding::Finding::NAME => finding::project(conn, record, viewers).await,
        kinds::finding_report::FindingReport::NAME => {
            finding_report::project(conn, record, viewers).await
        }
        kinds::notice::Notice::NAME => {
            notice::project(conn, record, viewers).await?;
            subject::project(conn, record, viewers).await
        }
        kinds::hazard::Hazard::NAME | kinds::task::Task::NAME => {
            subject::project(conn, record, viewers).await
        }
        kinds::notice_series::NoticeSeries::NAME => {
            notice_series::project(conn, record, viewers).await
        }
        kinds::notice_draft::NoticeDraft::NAME => {
            notice_draft::project(conn, record, viewers).await
        }
        kinds::circular::Circular::NAME => circular::project(conn, record, viewers).await,
        kinds::forward_summary::ForwardSummary::NAME => {
            circular::project_forward(conn, record, viewers).await
        }
        kinds::loop_step::LoopStep::NAME => steps::project(conn, record, viewers).await,
        kinds::loop_summary::LoopSummary::NAME => {
            loop_figures::project(conn, record, viewers).await?;
            loop_summary::project(conn, record, viewers).await
        }
        kinds::enrolment::Enrolment::NAME => enrolment::project(conn, record, viewers).await,
        kinds::probe::Probe::NAME => probe::project(conn, record, viewers).await,
        kinds::baseline::Baseline::NAME => baseline::project(conn, record, viewers).await,
        kinds::maintenance_window::MaintenanceWindow::NAME => {
            maintenance::project(conn, record, viewers).await
        }
        kinds::rule_set::RuleSet::NAME => rule_set::project(conn, record, viewers).await,
        kinds::engineered::Engineered::NAME => engineered::project(conn, record, viewers).await,
        kinds::pack::Pack::NAME => pack::project(conn, record, viewers).await,
        kind if sharing::concerns(kind) => sharing::project(conn, record, viewers).await,
        kind if filing::concerns(kind) => filing::project(conn, record, viewers).await,
        kinds::evidence::Evidence::NAME => evidence::project(conn, record, viewers).await,
        kinds::assignment::Assignment::NAME => {
            work::project_assignment(conn, record, viewers).await
        }
        kinds::deputy::Deputy::NAME => work::project_deputy(conn, record, viewers).await,
        // `access` is read from the log itself, `node` goes into the directory.
        _ => Ok(()),
    }
}

/// The tenant whose rows a call may see.
fn viewer(scope: &Scope) -> Result<&str, Error> {
    let tenant = scope.tenant().ok_or_else(|| Fault::forbidden("store.tenant_needed"))?;
    Ok(tenant.as_str())
}

/// An insert that a later revision replaces, all but the columns `kept`. The first columns are
/// `tenant`, `id`, `revision`: they are bound here.
fn put(
    table: &'static str,
    columns: &'static [&'static str],
    kept: &'static [&'static str],
    viewer: &TenantPath,
    record: &Record,
) -> Sql {
    Sql::new(put_text(table, columns, kept))
        .bind(viewer.as_str())
        .id(record.object)
        .bind(i64::from(record.revision))
}

/// A table, its columns, and those of them that a later revision leaves as they are.
type Put = (&'static str, &'static [&'static str], &'static [&'static str]);

/// The text of such an insert, made once: a record in a long catch-up costs its values, not its
/// statements.
fn put_text(
    table: &'static str,
    columns: &'static [&'static str],
    kept: &'static [&'static str],
) -> &'static str {
    static MADE: LazyLock<RwLock<HashMap<Put, &'static str>>> = LazyLock::new(RwLock::default);
    let put = (table, columns, kept);
    let made = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&put).copied();
    made.unwrap_or_else(|| {
        // As many as there are calls of `put` in this crate: they are never given back.
        let text: &'static str = Box::leak(make_put(table, columns, kept).into_boxed_str());
        MADE.write().unwrap_or_else(PoisonError::into_inner).insert(put, text);
        text
    })
}

fn make_put(table: &str, columns: &[&str], kept: &[&str]) -> String {
    let all: Vec<&str> = ["tenant", "id", "revision"].iter().chain(columns).copied().collect();
    let sets = ["revision"].iter().chain(columns).filter(|column| !kept.contains(column));
    let sets: Vec<String> = sets.map(|column| format!("{column} = excluded.{column}")).collect();
    let marks = vec!["?"; all.len()].join(", ");
    format!(
        "INSERT INTO {table} ({}) VALUES ({marks}) ON CONFLICT (tenant, id) DO UPDATE SET {} \
         WHERE excluded.revision > {table}.revision",
        all.join(", "),
        sets.join(", ")
    )
}

/// The name of a tenant as a view's owner knows it, for a `SELECT`: its path when unknown.
fn name_of(path: &str, owner: &str, alias: &str) -> String {
    format!(
        "COALESCE((SELECT t.name FROM view_tenant t WHERE t.tenant = {owner} AND t.path = {path} \
         ORDER BY t.id LIMIT 1), {path}) AS {alias}"
    )
}

fn missing(what: &'static str, id: Id) -> Error {
    Fault::not_found(what).with("id", id).into()
}

#[cfg(test)]
mod tests;
