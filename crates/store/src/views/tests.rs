//! One suite for the views and what is observed, run on both engines as `crate::tests` is.

mod boards;
mod credentials;
mod directory;
mod filings;
mod findings;
mod letters;
mod notices;
mod observed;
mod plans;
mod sharing;
mod watch;
mod work;

use contract::kinds::Kind;
use contract::{Record, RecordDraft, Sharing};
use model::{Id, Millis, NodeKind};

use crate::testing::{Cluster, START, TestStore, append, draft, path};
use crate::tests::Engine;
use crate::{Error, Read, Scope};

const MIIT: &str = "cn/32/miit";
const CA: &str = "cn/32/ca";
const PLANT: &str = "cn/32/ent/b";

/// A province's node with both authorities and an enterprise: every party is at home.
struct World {
    node: TestStore,
}

impl World {
    async fn new(engine: &Engine<'_>) -> Self {
        Self { node: engine.node(9, NodeKind::Provincial, &[MIIT, CA, PLANT]).await }
    }

    async fn say<K: Kind>(&self, tenant: &str, with: &[&str], body: &K) -> Record {
        self.say_of(self.node.store.new_id(), 0, tenant, with, body).await
    }

    /// A revision of an object, shared with others.
    async fn say_of<K: Kind>(
        &self,
        object: Id,
        follows: u32,
        tenant: &str,
        with: &[&str],
        body: &K,
    ) -> Record {
        self.node.clock.advance(1000);
        let sharing = match with {
            ["*"] => Sharing::everyone(),
            with => Sharing::with(with.iter().map(|tenant| path(tenant))),
        };
        let spoken = draft(&self.node.store, tenant, sharing, body);
        let spoken = RecordDraft { object, follows, ..spoken };
        append(&self.node.store, spoken).await.expect("the record is appended")
    }

    async fn read(&self, scope: &Scope) -> Read {
        self.node.store.read(scope).await.expect("a read handle")
    }

    async fn write(&self, scope: &Scope) -> crate::Tx {
        self.node.store.begin(scope).await.expect("a transaction")
    }

    fn now(&self) -> Millis {
        self.node.store.now()
    }

    /// Views made anew are those that grew.
    async fn check_rebuild(&self) {
        let rebuilt = self.node.store.rebuild(&|_| ()).await.expect("rebuilt");
        assert_eq!(rebuilt.before, rebuilt.after, "views rebuilt from the log are the live ones");
    }
}

fn scope(tenant: &str) -> Scope {
    Scope::new(path(tenant), "tester")
}

fn code<T>(outcome: Result<T, Error>) -> String {
    outcome.err().map(|error| error.code()).unwrap_or_default()
}

macro_rules! conformance {
    ($($module:ident :: $case:ident,)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                $module::$case(&Engine::Sqlite).await;
            }
        )+

        #[tokio::test]
        async fn views_hold_on_postgresql() {
            let Some(cluster) = Cluster::start().await else {
                println!("skipped on PostgreSQL: {} cases", [$(stringify!($case)),+].len());
                return;
            };
            $(
                println!("{}", stringify!($case));
                cluster.recycle();
                $module::$case(&Engine::Postgres(&cluster)).await;
            )+
        }
    };
}

conformance! {
    directory::every_tenant_of_the_node_has_the_directory,
    directory::a_new_tenant_gets_the_directory_that_was_there_before,
    directory::accounts_are_their_tenants_and_the_nodes,
    directory::policies_probes_enrolments_packs_and_baselines_are_listed,
    directory::the_audit_list_is_the_log,
    findings::figures_equal_the_totals_of_their_lists,
    findings::pages_cover_a_list_once,
    findings::a_decision_replaces_the_row_and_keeps_its_history,
    findings::a_report_is_seen_by_whom_it_names,
    notices::a_loop_goes_its_way_and_ends,
    notices::steps_lead_to_the_same_state_in_any_order,
    notices::what_has_not_followed_a_step_is_known_after_a_stop,
    notices::a_step_out_of_turn_or_in_anothers_name_is_refused,
    notices::numbers_run_without_gaps_by_issuer_and_year,
    notices::rules_installed_later_judge_what_came_before,
    notices::overdue_is_open_and_past_due,
    notices::loops_are_counted_by_each_dimension,
    boards::any_filter_in_any_order_covers_the_loops_once,
    letters::each_series_counts_for_itself,
    letters::copies_follow_the_loops_of_their_notices,
    letters::drafts_and_what_was_handed_on_are_told_to_whom_they_concern,
    filings::a_filing_stands_as_its_steps_say_for_every_viewer,
    filings::any_sort_covers_a_list_once,
    filings::the_radar_sees_what_two_applicants_share,
    filings::drafts_are_their_tenants_and_evidence_tells_its_uses,
    sharing::members_are_those_invited_who_said_yes,
    sharing::a_consent_holds_from_its_grant_to_its_end,
    sharing::each_tier_has_its_own_view_of_a_statement,
    sharing::nothing_is_passed_on_against_its_mark_or_its_owner,
    sharing::what_receivers_met_comes_back_in_sum,
    observed::what_the_engine_says_becomes_assets,
    observed::the_engine_goes_on_from_what_was_kept,
    observed::a_batch_counts_once,
    observed::what_a_recheck_asks_is_told_of_ones_own_hosts,
    watch::another_content_is_another_version,
    watch::files_are_found_by_name_digest_host_and_match,
    watch::samples_are_what_happened_since_the_report_before,
    watch::windows_and_rule_sets_follow_their_records,
    watch::active_probes_say_which_rules_of_the_node_they_run,
    watch::engineering_files_follow_their_records,
    work::what_waits_follows_the_loop_and_the_report,
    work::any_filter_in_any_order_covers_the_list_once,
    work::what_is_given_to_a_person_stays_given,
    work::a_deputy_stands_in_for_a_time,
    credentials::sessions_follow_their_account,
    credentials::tokens_are_good_in_time_and_until_revoked,
}
