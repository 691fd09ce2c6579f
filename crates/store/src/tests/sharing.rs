//! Who holds what after groups, memberships and nodes changed over time, against a model that
//! keeps three flags a member.

use contract::Sharing;
use contract::kinds::membership::{Membership, MembershipState};
use contract::kinds::node::Node;
use contract::kinds::sharing_group::SharingGroup;
use contract::sharing::Audience;
use model::Id;
use proptest::prelude::*;

use super::Engine;
use super::log::issue;
use crate::testing::{TestStore, append, draft, enrol, exchange, path, settle};
use crate::{Scope, Store, views};

const OWNER: &str = "cn/32/ent/a";
/// On the node between, and on a node of its own.
const MEMBERS: [&str; 2] = ["cn/32/miit", "cn/32/ent/z"];

#[derive(Debug, Clone, Copy)]
enum Step {
    Invite(bool, bool),
    Say(usize, bool),
    Suspend(bool),
    Dissolve(bool),
    Share,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (any::<bool>(), any::<bool>()).prop_map(|(a, b)| Step::Invite(a, b)),
        4 => (0..2usize, any::<bool>()).prop_map(|(who, joins)| Step::Say(who, joins)),
        1 => any::<bool>().prop_map(Step::Suspend),
        1 => prop::bool::weighted(0.3).prop_map(Step::Dissolve),
        5 => Just(Step::Share),
    ]
}

/// What a group's owner knows of a member.
#[derive(Debug, Clone, Copy, Default)]
struct Member {
    invited: bool,
    joined: bool,
    suspended: bool,
}

struct Tree {
    owner: TestStore,
    between: TestStore,
    far: TestStore,
    group: Id,
    revision: u32,
    words: [Option<(Id, u32)>; 2],
    members: [Member; 2],
    dissolved: bool,
    /// What was shared, and who was to get it.
    shared: Vec<(Id, [bool; 2])>,
}

impl Tree {
    async fn start() -> Self {
        let engine = Engine::Sqlite;
        let (between, owner) = (engine.provincial().await, engine.enterprise().await);
        let far = engine.node(4, model::NodeKind::Enterprise, &[MEMBERS[1]]).await;
        enrol(&between.store, &owner.store).await;
        enrol(&between.store, &far.store).await;
        let group = owner.store.new_id();
        let (words, members) = ([None; 2], [Member::default(); 2]);
        let (dissolved, shared) = (false, Vec::new());
        let tree =
            Self { owner, between, far, group, revision: 0, words, members, dissolved, shared };
        tree.settle().await;
        tree
    }

    async fn settle(&self) {
        let own = (&self.owner.store, &self.between.store);
        if self.members[1].suspended {
            settle(&[own]).await;
        } else {
            settle(&[own, (&self.far.store, &self.between.store)]).await;
        }
    }

    fn home(&self, member: usize) -> &Store {
        if member == 0 { &self.between.store } else { &self.far.store }
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Invite(first, second) => {
                self.members[0].invited = first;
                self.members[1].invited = second;
                self.write_group().await;
            }
            Step::Dissolve(dissolved) => {
                self.dissolved = dissolved;
                self.write_group().await;
            }
            Step::Say(member, joins) => self.say(member, joins).await,
            Step::Suspend(suspended) => self.suspend(suspended).await,
            Step::Share => self.share().await,
        }
        self.settle().await;
    }

    async fn write_group(&mut self) {
        let invited = MEMBERS.iter().zip(self.members).filter(|(_, member)| member.invited);
        let body = SharingGroup {
            name: "g".to_owned(),
            purpose: "x".to_owned(),
            members: invited.map(|(name, _)| path(name)).collect(),
            rules: Vec::new(),
            dissolved: self.dissolved,
        };
        let told = Sharing::with(body.members.clone());
        let mut spoken = draft(&self.owner.store, OWNER, told, &body);
        (spoken.object, spoken.follows) = (self.group, self.revision);
        append(&self.owner.store, spoken).await.unwrap();
        self.revision += 1;
    }

    /// A word of a member whose node is cut off arrives when it is back: the owner does not know.
    async fn say(&mut self, member: usize, joins: bool) {
        if self.members[member].suspended {
            return;
        }
        let state = if joins { MembershipState::Joined } else { MembershipState::Left };
        let body = Membership { group: self.group, owner: path(OWNER), state, note: String::new() };
        let store = self.home(member);
        let mut spoken = draft(store, MEMBERS[member], Sharing::with([path(OWNER)]), &body);
        let (object, follows) = self.words[member].unwrap_or((spoken.object, 0));
        (spoken.object, spoken.follows) = (object, follows);
        append(store, spoken).await.unwrap();
        self.words[member] = Some((object, follows + 1));
        self.members[member].joined = joins;
    }

    async fn suspend(&mut self, suspended: bool) {
        let far = self.far.store.identity().unwrap().node;
        let mut tx = self.between.store.begin(&Scope::system()).await.unwrap();
        let (record, body) = tx.latest_body::<Node>(far).await.unwrap().unwrap();
        let state = if suspended { "suspended" } else { "active" };
        let body = Node { state: state.to_owned(), ..body };
        let speaker = record.tenant.to_string();
        let mut spoken = draft(&self.between.store, &speaker, Sharing::everyone(), &body);
        (spoken.object, spoken.follows) = (far, record.revision);
        tx.append(spoken).await.unwrap();
        tx.peer_state(far, state).await.unwrap();
        tx.commit().await.unwrap();
        self.members[1].suspended = suspended;
    }

    async fn share(&mut self) {
        let store = &self.owner.store;
        let scope = Scope::new(path(OWNER), "tester");
        let mut tx = store.begin(&scope).await.unwrap();
        let directory = store.directory();
        let world = views::sharing_world(&mut tx, &directory, &scope).await.unwrap();
        let audience = Audience { groups: [self.group].into(), ..Audience::default() };
        let named = world.resolve(&path(OWNER), &audience).into_keys();
        let mut spoken = issue(store, OWNER, MEMBERS[0]);
        spoken.sharing = Sharing::with(named);
        let record = tx.append(spoken).await.unwrap();
        tx.commit().await.unwrap();
        let open = !self.dissolved;
        let gets = |member: Member| open && member.invited && member.joined && !member.suspended;
        self.shared.push((record.id, self.members.map(gets)));
    }

    /// What each member can see is what it was to get, and no node holds what it does not need.
    async fn check(&self) {
        for (record, expected) in &self.shared {
            for (member, expected) in expected.iter().enumerate() {
                let scope = Scope::new(path(MEMBERS[member]), "tester");
                let mut read = self.home(member).read(&scope).await.unwrap();
                let seen = read.record(*record).await.unwrap().is_some();
                assert_eq!(seen, *expected, "{} sees {record}", MEMBERS[member]);
            }
            let mut read = self.between.store.read(&Scope::system()).await.unwrap();
            let carried = read.record(*record).await.unwrap().is_some();
            assert_eq!(carried, expected.contains(&true), "the node between carries {record}");
        }
    }
}

async fn run(steps: Vec<Step>) {
    let mut tree = Tree::start().await;
    for step in steps {
        tree.take(step).await;
    }
    if tree.members[1].suspended {
        tree.suspend(false).await;
    }
    tree.settle().await;
    exchange(&tree.far.store, &tree.between.store).await;
    tree.check().await;
    for node in [&tree.owner, &tree.between, &tree.far] {
        let live = node.store.views_digest().await.unwrap();
        assert_eq!(node.store.rebuild(&super::log::NONE).await.unwrap().after, live);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_what_was_shared_with_a_group_but_those_who_were_members_then(
        steps in prop::collection::vec(step(), 1..16)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(run(steps));
    }
}
