//! One suite, run on both engines: [`conformance!`] lists the cases.

mod edge;
mod keys;
mod log;
mod postgres;
mod properties;
mod sharing;
mod tamper;

use crate::testing::{Cluster, TestStore};
use model::NodeKind;

/// Where a case gets its databases from.
pub(crate) enum Engine<'a> {
    Sqlite,
    Postgres(&'a Cluster),
}

impl Engine<'_> {
    pub(crate) async fn url(&self) -> String {
        match self {
            Self::Sqlite => String::new(),
            Self::Postgres(cluster) => cluster.database().await,
        }
    }

    pub(crate) async fn node(&self, salt: u16, kind: NodeKind, tenants: &[&str]) -> TestStore {
        TestStore::node(&self.url().await, salt, kind, tenants).await
    }

    pub(crate) async fn national(&self) -> TestStore {
        self.node(1, NodeKind::National, &["cn"]).await
    }

    pub(crate) async fn provincial(&self) -> TestStore {
        let tenants = ["cn/32/miit", "cn/32/ca", "cn/32/ent/b"];
        self.node(2, NodeKind::Provincial, &tenants).await
    }

    pub(crate) async fn enterprise(&self) -> TestStore {
        self.node(3, NodeKind::Enterprise, &["cn/32/ent/a"]).await
    }
}

/// Runs every case on SQLite as a test of its own, and all of them on one PostgreSQL cluster.
macro_rules! conformance {
    ($($module:ident :: $case:ident,)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                $module::$case(&Engine::Sqlite).await;
            }
        )+

        #[tokio::test]
        async fn the_suite_holds_on_postgresql() {
            let Some(cluster) = Cluster::start().await else {
                println!("skipped on PostgreSQL: {} cases", [$(stringify!($case)),+].len());
                return;
            };
            $(
                println!("{}", stringify!($case));
                cluster.recycle();
                $module::$case(&Engine::Postgres(&cluster)).await;
            )+
            postgres::row_level_security_hides_what_the_scope_may_not_see(&cluster).await;
        }
    };
}

conformance! {
    log::a_record_appended_is_read_back_and_chained,
    log::a_revision_that_does_not_follow_the_latest_is_a_conflict,
    log::what_was_not_committed_never_was,
    log::what_was_committed_is_there_after_a_restart,
    log::a_tenant_sees_its_own_records_and_those_shared_with_it,
    log::nobody_speaks_for_another_tenant,
    log::only_the_directory_is_for_everyone,
    log::a_binding_record_carries_its_tenants_seal,
    log::segments_cover_the_log_without_gaps,
    log::subscribers_are_told_after_the_commit,
    log::views_rebuilt_equal_the_live_ones,
    log::a_newer_schema_is_refused,
    log::another_process_may_write_between,
    log::a_tenant_sees_what_it_just_wrote,
    log::of_many_records_those_of_some_kinds_are_read_together,
    log::text_that_no_engine_could_keep_is_refused,
    log::rows_written_meanwhile_are_there_or_none_is,
    edge::three_nodes_agree_on_what_was_shared,
    edge::nodes_of_different_suites_trust_each_other,
    edge::the_directory_is_the_same_after_a_restart,
    edge::a_root_may_state_its_own_card,
    edge::a_late_child_gets_what_names_it,
    edge::a_message_is_taken_once,
    edge::the_same_items_again_get_the_same_receipts,
    edge::bad_items_are_quarantined_and_harm_no_others,
    edge::refusals_are_told_at_both_ends_until_they_are_made_good,
    edge::a_forged_or_misaddressed_message_is_refused_whole,
    edge::a_gap_in_the_numbers_is_refused,
    edge::claims_on_others_are_refused,
    edge::receipts_must_fit_what_was_sent,
    edge::a_suspended_peer_is_refused_and_its_deliveries_wait,
    edge::the_pages_show_both_directions,
    edge::a_defect_of_ours_refuses_nothing_of_theirs,
    edge::blobs_go_only_where_a_record_leads,
    keys::a_changed_key_is_followed_everywhere_and_the_old_one_refused,
    keys::a_segment_signed_with_an_ended_key_is_refused,
    keys::messages_lost_around_a_change_of_key_are_made_again,
    keys::a_child_comes_back_although_its_parent_changed_its_key_meanwhile,
    keys::an_enrolment_that_was_cut_off_is_made_again_after_a_change_of_key,
    keys::a_child_whose_changed_key_was_revoked_is_refused_until_it_comes_back,
    keys::a_change_of_key_that_was_interrupted_is_completed,
    keys::another_process_may_change_the_key,
    keys::who_joins_later_can_verify_what_earlier_keys_signed,
    keys::a_revoked_key_is_refused_and_what_it_signed_before_stands,
    keys::a_node_comes_back_with_another_key_and_loses_nothing,
    keys::children_follow_when_their_parent_comes_back_with_another_key,
    keys::a_parents_word_stands_above_a_change_it_did_not_know_of,
    keys::a_child_is_told_of_the_new_key_before_it_sees_its_signature,
    keys::a_child_that_comes_back_does_not_forget_the_keys_of_its_ancestors,
    keys::what_was_taken_before_a_revocation_is_handed_on_before_it,
    keys::nobody_ends_the_key_of_another,
    tamper::verify_names_the_record_whose_column_was_changed,
    tamper::verify_finds_removed_and_forged_rows,
}
