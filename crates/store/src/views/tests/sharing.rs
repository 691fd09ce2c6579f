use std::collections::BTreeSet;

use contract::RecordDraft;
use contract::kinds::consent::{Consent, ConsentRequest, ConsentState, Receivers, Subject};
use contract::kinds::finding_report::FindingReport;
use contract::kinds::membership::{Membership, MembershipState};
use contract::kinds::passed_on::PassedOn;
use contract::kinds::revocation::Revocation;
use contract::kinds::sharing_group::SharingGroup;
use contract::kinds::sighting::{CountRange, Place, Sighting, SightingVerdict};
use contract::rest::query::{ConsentQuery, PageQuery, ReportQuery, SharedQuery};
use contract::sharing::resolve::MemberRule;
use contract::sharing::{Audience, Level, Tlp, Treatment, View};
use contract::{Record, Sharing};
use model::finding::Severity;
use model::{Id, Millis};

use super::super::*;
use super::findings::report;
use super::{CA, MIIT, PLANT, World, code, scope};
use crate::testing::{append, draft, path};
use crate::tests::Engine;

impl World {
    /// A new object with this sharing.
    async fn share<K: kinds::Kind>(&self, tenant: &str, sharing: Sharing, body: &K) -> Record {
        self.node.clock.advance(1000);
        let spoken = draft(&self.node.store, tenant, sharing, body);
        append(&self.node.store, spoken).await.expect("the record is appended")
    }

    async fn member(&self, object: Id, follows: u32, group: Id, state: MembershipState) -> Record {
        let owner = path(MIIT);
        let body = Membership { group, owner, state, note: String::new() };
        self.say_of(object, follows, PLANT, &[MIIT], &body).await
    }
}

pub(super) async fn members_are_those_invited_who_said_yes(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let rule = MemberRule { region: Some("32".to_owned()), ..MemberRule::default() };
    let body = SharingGroup {
        name: "同行".to_owned(),
        purpose: "预警".to_owned(),
        rules: vec![rule],
        ..SharingGroup::default()
    };
    let group = world.say(MIIT, &[PLANT, CA], &body).await.object;
    let own = scope(MIIT);
    let members = async || {
        let mut read = world.read(&own).await;
        let directory = world.node.store.directory();
        let known = sharing_world(&mut read, &directory, &own).await.expect("a world");
        known.members(&path(MIIT), group)
    };
    assert_eq!(members().await, BTreeSet::new());
    let joined = world.member(world.node.store.new_id(), 0, group, MembershipState::Joined).await;
    assert_eq!(members().await, [path(PLANT)].into());
    let mut read = world.read(&scope(CA)).await;
    assert_eq!(invitation_waiting(&mut read, &scope(CA), 10).await.expect("asked").len(), 1);
    drop(read);
    let mut read = world.read(&scope(PLANT)).await;
    assert_eq!(invitation_waiting(&mut read, &scope(PLANT), 10).await.expect("asked").len(), 0);
    let list = group_list(&mut read, &scope(PLANT), &PageQuery::default()).await.expect("a list");
    assert_eq!(list.items[0].said, Some(MembershipState::Joined));
    drop(read);
    world.member(joined.object, 1, group, MembershipState::Left).await;
    assert_eq!(members().await, BTreeSet::new());
    world.check_rebuild().await;
}

pub(super) async fn a_consent_holds_from_its_grant_to_its_end(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let until = world.now().plus(1_000_000);
    let subject = Subject { kind: Some(FindingReport::NAME.to_owned()), object: None };
    let receivers = Receivers { tenants: [path(CA)].into(), level: None };
    let body = ConsentRequest {
        enterprise: path(PLANT),
        subject: subject.clone(),
        receivers: receivers.clone(),
        until,
        reason: "x".to_owned(),
    };
    let request = world.say(MIIT, &[PLANT], &body).await.object;
    let standing = async |tenant: &str, now: Millis| {
        let mut read = world.read(&scope(tenant)).await;
        let query = ConsentQuery::default();
        let list = consent_list(&mut read, &scope(tenant), &query, now).await.expect("a list");
        let held = consents_granted(&mut read, &scope(tenant), &path(PLANT), now).await;
        (list.items.first().map(|row| row.state.clone()), held.expect("asked").len())
    };
    let now = world.now();
    assert_eq!(standing(PLANT, now).await, (Some("asked".to_owned()), 0));
    assert_eq!(standing(PLANT, until).await, (Some("expired".to_owned()), 0));
    assert_eq!(standing(CA, now).await, (None, 0));
    let mut read = world.read(&scope(PLANT)).await;
    assert_eq!(consent_waiting(&mut read, &scope(PLANT), now, 5).await.expect("asked").len(), 1);
    drop(read);
    let answer = |state| Consent {
        request,
        to: path(MIIT),
        subject: subject.clone(),
        receivers: receivers.clone(),
        until,
        state,
        note: String::new(),
    };
    let granted = world.say(PLANT, &[MIIT], &answer(ConsentState::Granted)).await.object;
    assert_eq!(standing(MIIT, now).await, (Some("granted".to_owned()), 1));
    assert_eq!(standing(MIIT, until).await, (Some("expired".to_owned()), 0));
    // Another tenant's answer to a request that it did not get changes nothing.
    world.say(CA, &[MIIT], &answer(ConsentState::Refused)).await;
    assert_eq!(standing(MIIT, now).await, (Some("granted".to_owned()), 1));
    world.say_of(granted, 1, PLANT, &[MIIT], &answer(ConsentState::Withdrawn)).await;
    assert_eq!(standing(MIIT, now).await, (Some("withdrawn".to_owned()), 0));
    world.check_rebuild().await;
}

fn shown(tenants: &[&str], view_of: Id, treat: &[(&str, Treatment)]) -> Sharing {
    let left_out = treat.iter().map(|(field, how)| ((*field).to_owned(), *how)).collect();
    let tenants = tenants.iter().map(|tenant| path(tenant));
    Sharing { view: Some(View { view_of, left_out }), ..Sharing::with(tenants) }
}

pub(super) async fn each_tier_has_its_own_view_of_a_statement(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = report(world.node.store.new_id(), Severity::High);
    let statement = world.say(PLANT, &[], &body).await.object;
    let first = world.share(PLANT, shown(&[MIIT], statement, &[]), &body).await.object;
    let masked = FindingReport { target: "10.0.0.0/24".to_owned(), ..body.clone() };
    let mask = [("target", Treatment::Mask)];
    world.share(PLANT, shown(&[CA], statement, &mask), &masked).await;
    let reports = async |tenant: &str| {
        let mut read = world.read(&scope(tenant)).await;
        let page = report_list(&mut read, &scope(tenant), &ReportQuery::default()).await;
        let items = page.expect("a list").items;
        items.into_iter().map(|row| row.target).collect::<Vec<_>>()
    };
    assert_eq!(reports(PLANT).await, ["10.0.0.200"]);
    assert_eq!(reports(MIIT).await, ["10.0.0.200"]);
    assert_eq!(reports(CA).await, ["10.0.0.0/24"]);
    // The industry authority comes to get another view: it has the new one only.
    world.share(PLANT, shown(&[MIIT], statement, &mask), &masked).await;
    assert_eq!(reports(MIIT).await, ["10.0.0.0/24"]);
    let mut read = world.read(&scope(PLANT)).await;
    let own = SharedQuery { own: Some(true), ..SharedQuery::default() };
    let list = statement_list(&mut read, &scope(PLANT), &own).await.expect("a list");
    assert_eq!((list.total, list.items[0].id), (1, statement));
    let views = statement_views(&mut read, &scope(PLANT), statement).await.expect("views");
    assert_eq!((views.len(), views[0].id), (3, first));
    let (objects, tenants) =
        statement_reach(&mut read, &scope(PLANT), statement).await.expect("asked");
    assert_eq!((objects.len(), tenants), (4, [path(MIIT), path(CA)].into()));
    drop(read);
    // Taken back by somebody else: nothing. By its owner: nobody sees it any more.
    let tombstone = |objects: &BTreeSet<Id>| Revocation {
        object: statement,
        objects: objects.clone(),
        kind: FindingReport::NAME.to_owned(),
        reason: "误报".to_owned(),
    };
    world.say(CA, &[MIIT, PLANT], &tombstone(&objects)).await;
    assert_eq!(reports(MIIT).await, ["10.0.0.0/24"]);
    world.say(PLANT, &[MIIT, CA], &tombstone(&objects)).await;
    assert_eq!(
        (reports(MIIT).await, reports(CA).await),
        (vec![String::new()], vec![String::new()])
    );
    assert_eq!(reports(PLANT).await, ["10.0.0.200"]);
    world.check_rebuild().await;
}

fn passing(source: &Record, consents: Vec<Id>) -> PassedOn {
    PassedOn {
        object: source.object,
        revision: source.revision,
        kind: source.kind.clone(),
        owner: source.tenant.clone(),
        tlp: source.sharing.tlp,
        consents,
        body: source.body.clone(),
        note: String::new(),
    }
}

pub(super) async fn nothing_is_passed_on_against_its_mark_or_its_owner(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = report(world.node.store.new_id(), Severity::High);
    let said = async |tlp: Tlp| {
        let sharing = Sharing { tlp, ..Sharing::with([path(MIIT)]) };
        world.share(PLANT, sharing, &body).await
    };
    let store = &world.node.store;
    let pass = async |by: &str, to: &[&str], tlp: Tlp, body: &PassedOn| {
        let sharing = Sharing { tlp, ..Sharing::with(to.iter().map(|tenant| path(tenant))) };
        let spoken: RecordDraft = draft(store, by, sharing, body);
        code(append(store, spoken).await)
    };
    let (red, amber, green) =
        (said(Tlp::Red).await, said(Tlp::Amber).await, said(Tlp::Green).await);
    let of = |source: &Record| passing(source, Vec::new());
    let both = [CA, PLANT];
    assert_eq!(pass(MIIT, &both, Tlp::Red, &of(&red)).await, "tlp.red");
    assert_eq!(pass(MIIT, &[PLANT], Tlp::Red, &of(&red)).await, "", "back to its owner");
    assert_eq!(pass(MIIT, &both, Tlp::Amber, &of(&amber)).await, "tlp.amber");
    assert_eq!(pass(MIIT, &both, Tlp::Green, &of(&green)).await, "consent.missing");
    assert_eq!(pass(MIIT, &both, Tlp::Clear, &of(&green)).await, "passing.mark");
    assert_eq!(pass(MIIT, &[CA], Tlp::Green, &of(&green)).await, "passing.owner");
    assert_eq!(pass(CA, &both, Tlp::Green, &of(&green)).await, "passing.source", "it has it not");
    assert_eq!(pass(PLANT, &both, Tlp::Green, &of(&green)).await, "passing.source", "its own");
    let wider = PassedOn { tlp: Tlp::Clear, ..of(&amber) };
    assert_eq!(pass(MIIT, &both, Tlp::Clear, &wider).await, "passing.source");
    let mut forged = of(&green);
    forged.body["target"] = "10.0.0.99".into();
    assert_eq!(pass(MIIT, &[PLANT], Tlp::Green, &forged).await, "passing.altered");
    let mut less = of(&green);
    less.body["target"] = "10.0.0.0/24".into();
    assert_eq!(pass(MIIT, &[PLANT], Tlp::Green, &less).await, "");
    let until = world.now().plus(1_000_000);
    let subject = Subject { kind: None, object: Some(amber.object) };
    let receivers = Receivers { tenants: [path(CA)].into(), level: None };
    let ask = ConsentRequest {
        enterprise: path(PLANT),
        subject: subject.clone(),
        receivers: receivers.clone(),
        until,
        reason: "x".to_owned(),
    };
    let request = world.say(MIIT, &[PLANT], &ask).await.object;
    let state = ConsentState::Granted;
    let note = String::new();
    let grant = Consent { request, to: path(MIIT), subject, receivers, until, state, note };
    let consent = world.say(PLANT, &[MIIT], &grant).await.object;
    assert_eq!(pass(MIIT, &both, Tlp::Amber, &of(&amber)).await, "tlp.amber", "not named");
    assert_eq!(pass(MIIT, &both, Tlp::Amber, &passing(&amber, vec![consent])).await, "");
    let other = passing(&green, vec![consent]);
    assert_eq!(pass(MIIT, &both, Tlp::Green, &other).await, "consent.missing", "of another object");
    let mut read = world.read(&scope(PLANT)).await;
    let list = passed_list(&mut read, &scope(PLANT), &[amber.object].into()).await.expect("a list");
    assert_eq!((list.len(), &list[0].by), (1, &path(MIIT)));
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn what_receivers_met_comes_back_in_sum(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = report(world.node.store.new_id(), Severity::High);
    let said = world.say(PLANT, &[MIIT, CA], &body).await.object;
    let sighting = |verdict, count, day: i64| Sighting {
        object: said,
        owner: path(PLANT),
        verdict,
        place: Place::Control,
        count,
        first: Millis(0),
        last: Millis(day * 86_400_000),
        note: String::new(),
    };
    let few = sighting(SightingVerdict::TruePositive, CountRange::Few, 1);
    let told = world.say(MIIT, &[PLANT], &few).await.object;
    let more = sighting(SightingVerdict::TruePositive, CountRange::Tens, 3);
    world.say_of(told, 1, MIIT, &[PLANT], &more).await;
    let none = sighting(SightingVerdict::NotSeen, CountRange::None, 9);
    world.say(CA, &[PLANT], &none).await;
    let figures = async |tenant: &str| {
        let mut read = world.read(&scope(tenant)).await;
        sighting_figures(&mut read, &scope(tenant), &[said].into()).await.expect("figures")
    };
    let own = figures(PLANT).await;
    assert_eq!((own.told, own.true_positive, own.not_seen, own.least), (2, 1, 1, 10));
    assert_eq!(own.last, Some(Millis(3 * 86_400_000)), "what was not seen has no days");
    assert_eq!(figures(CA).await.told, 1, "its own word only");
    let audience = Audience { level: Some(Level::All), ..Audience::default() };
    let mut read = world.read(&scope(PLANT)).await;
    let directory = world.node.store.directory();
    let known = sharing_world(&mut read, &directory, &scope(PLANT)).await.expect("a world");
    assert_eq!(known.resolve(&path(PLANT), &audience).len(), 2);
    drop(read);
    world.check_rebuild().await;
}
