//! A run: the tree is set up in peace, suffers for some rounds, is healed and comes to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use contract::federation::{OLDEST, PROTOCOL};
use model::{Id, NodeKind, TenantPath};
use tempfile::TempDir;

use crate::check::{Checks, End};
use crate::clock::NodeClock;
use crate::faults::{self, Event};
use crate::node::{Blank, Place, Running};
use crate::oracle::{Meant, Oracle, Shape};
use crate::random::Random;
use crate::timeline::{Schedule, Step, Timeline};
use crate::wire::{Net, Quality, Straggler};
use crate::workload::{Author, Memory};
use crate::{Error, Fault, Outcome, Plan, Sabotage};

/// Within which everything must come to rest after the last fault.
const REST_MS: i64 = 60_000;
/// In peace, before the faults begin.
const SETUP_MS: i64 = 600_000;
/// Violations named in the outcome.
const NAMED: usize = 20;

struct World<'a> {
    plan: &'a Plan,
    net: Arc<Net>,
    schedule: Schedule<Event>,
    places: Vec<Place>,
    running: BTreeMap<usize, Running>,
    nodes: BTreeMap<usize, Id>,
    memory: Arc<Mutex<Memory>>,
    tenants: Arc<Vec<TenantPath>>,
    checks: Checks,
    random: Random,
    stragglers: Vec<Option<Straggler>>,
    /// When authors stop; they do not work before the faults begin.
    working_until: i64,
    /// Joins while the faults last.
    late: Vec<usize>,
    /// Is suspended and not resumed.
    leaver: Option<usize>,
    kills: u64,
    joins: u64,
    suspensions: u64,
    key_changes: u64,
    key_revocations: u64,
    /// Whose key was revoked and who did not come back yet.
    revoked: BTreeSet<usize>,
    _folder: TempDir,
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

pub(crate) async fn run(plan: &Plan, tell: &(dyn Fn(&str) + Sync)) -> Result<Outcome, Error> {
    let start = Instant::now();
    let mut world = World::new(plan).await?;
    world.grow().await?;
    let set_up = world.rest(SETUP_MS).await?;
    tell(&format!(
        "{} nodes set up: {set_up:?} ms virtual, {} ms",
        world.places.len(),
        millis(start)
    ));
    if set_up.is_none() {
        world.checks.found("not_converged", 0, "the tree does not come up in peace".to_owned());
    }
    world.rounds(tell).await?;
    let healed = Instant::now();
    world.heal().await?;
    let rest = world.rest(REST_MS).await?;
    let heal_wall = millis(healed);
    tell(&format!("at rest after {rest:?} ms virtual, {heal_wall} ms"));
    if rest.is_none() {
        world.checks.found("not_converged", 0, format!("items wait after {REST_MS} ms"));
    }
    world.last_checks(rest.is_some()).await?;
    Ok(world.outcome(rest, heal_wall, millis(start)))
}

/// The tree: parent of each node, its kind, its tenant.
fn draw(nodes: &[usize]) -> Result<(Shape, Vec<(NodeKind, TenantPath)>), Error> {
    let (provinces, enterprises) = match nodes {
        [1] => (0, 0),
        [1, provinces] => (*provinces, 0),
        [1, provinces, enterprises] if *provinces > 0 => (*provinces, *enterprises),
        _ => return Err(Error::Shape),
    };
    if provinces > 89 {
        return Err(Error::Shape);
    }
    let mut shape = Shape::default();
    let mut found = Vec::new();
    let mut add = |parent: Option<usize>, kind: NodeKind, path: String| {
        let path: TenantPath = path.parse().map_err(|_| Error::Shape)?;
        shape.homes.insert(path.to_string(), shape.parents.len());
        shape.parents.push(parent);
        found.push((kind, path));
        Ok::<(), Error>(())
    };
    add(None, NodeKind::National, "cn".to_owned())?;
    for province in 0..provinces {
        add(Some(0), NodeKind::Provincial, format!("cn/{}/miit", 10 + province))?;
    }
    for enterprise in 0..enterprises {
        let province = enterprise % provinces;
        let path = format!("cn/{}/ent/e{enterprise}", 10 + province);
        add(Some(1 + province), NodeKind::Enterprise, path)?;
    }
    Ok((shape, found))
}

impl<'a> World<'a> {
    async fn new(plan: &'a Plan) -> Result<Self, Error> {
        let (shape, found) = draw(&plan.nodes)?;
        let folder = match &plan.folder {
            Some(within) => TempDir::new_in(within),
            None => TempDir::new(),
        };
        let folder = folder.map_err(Error::Folder)?;
        let timeline = Timeline::new();
        let mut random = Random::new(plan.seed, 2);
        let mut tenants: Vec<TenantPath> = found.iter().map(|(_, path)| path.clone()).collect();
        tenants.extend("cn/99/ent/nobody".parse::<TenantPath>());
        let oracle = Oracle::new(shape);
        let mut places = Vec::new();
        for (number, (kind, tenant)) in found.into_iter().enumerate() {
            let old = plan.faults.contains(&Fault::Versions) && random.chance(30);
            places.push(Place {
                number,
                kind,
                tenant,
                clock: Arc::new(NodeClock::new(Arc::clone(&timeline), plan.seed, number)),
                folder: folder.path().join(number.to_string()),
                speaks: if old { OLDEST } else { PROTOCOL },
            });
        }
        if let Some(root) = places.first() {
            let blank = Blank::make(root, folder.path().join("blank")).await?;
            places.iter().try_for_each(|place| blank.copy(place))?;
        }
        let net = Net::new(Arc::clone(&timeline), oracle, plan.seed);
        let mut world = World {
            plan,
            net,
            schedule: Schedule::new(timeline),
            places,
            running: BTreeMap::new(),
            nodes: BTreeMap::new(),
            memory: Arc::default(),
            tenants: Arc::new(tenants),
            checks: Checks::default(),
            random,
            stragglers: Vec::new(),
            working_until: 0,
            late: Vec::new(),
            leaver: None,
            kills: 0,
            joins: 0,
            suspensions: 0,
            key_changes: 0,
            key_revocations: 0,
            revoked: BTreeSet::new(),
            _folder: folder,
        };
        for number in 0..world.places.len() {
            world.start(number).await?;
        }
        Ok(world)
    }

    fn parent(&self, number: usize) -> Option<usize> {
        self.net.lock().oracle.shape.parents.get(number).copied().flatten()
    }

    /// Enrols all nodes but those that join later.
    async fn grow(&mut self) -> Result<(), Error> {
        let members = self.plan.faults.contains(&Fault::Members);
        self.net.lock().oracle.joined.insert(0);
        let enterprises: Vec<usize> = (0..self.places.len())
            .filter(|number| {
                self.places.get(*number).is_some_and(|p| p.kind == NodeKind::Enterprise)
            })
            .collect();
        let later = if members { enterprises.len() / 5 } else { 0 };
        self.late = enterprises.iter().rev().take(later).copied().collect();
        if members && enterprises.len() > 3 {
            self.leaver = enterprises.first().copied();
        }
        for number in 1..self.places.len() {
            if !self.late.contains(&number) {
                self.join(number).await?;
            }
        }
        Ok(())
    }

    async fn join(&mut self, number: usize) -> Result<bool, Error> {
        let Some(parent) = self.parent(number) else { return Ok(true) };
        let (Some(above), Some(below)) = (self.running.get(&parent), self.running.get(&number))
        else {
            return Ok(false);
        };
        let record = above.enrol(below).await?;
        let mut inner = self.net.lock();
        inner.oracle.publish(record, directory_record(parent));
        inner.oracle.joined.insert(number);
        Ok(true)
    }

    async fn start(&mut self, number: usize) -> Result<(), Error> {
        let Some(place) = self.places.get(number) else { return Ok(()) };
        if self.running.contains_key(&number) {
            return Ok(());
        }
        let running = place.start().await?;
        if self.nodes.insert(number, running.node).is_none() {
            for entry in running.store.log_entries(0, 100).await? {
                self.net.lock().oracle.publish(entry.record, directory_record(number));
            }
        }
        {
            let mut inner = self.net.lock();
            inner.numbers.insert(running.node, number);
            inner.services.insert(number, running.service(place.speaks));
        }
        if number > 0 {
            let caller = running.caller(&self.net, place, self.plan.sabotage);
            self.schedule.spawn(number, caller);
        }
        self.running.insert(number, running);
        self.employ(number);
        Ok(())
    }

    /// People at a node begin to work, if it is the time for it.
    fn employ(&mut self, number: usize) {
        let (Some(place), Some(running)) = (self.places.get(number), self.running.get(&number))
        else {
            return;
        };
        if self.schedule.timeline.now() >= self.working_until {
            return;
        }
        let many = i64::try_from(self.places.len() / 13).unwrap_or(1).clamp(1, 20);
        let author = Author {
            number,
            tenant: place.tenant.clone(),
            store: running.store.clone(),
            net: Arc::clone(&self.net),
            memory: Arc::clone(&self.memory),
            tenants: Arc::clone(&self.tenants),
            sabotage: self.plan.sabotage,
            pace: 1_500 * many,
        };
        self.schedule.spawn(number, author.process(self.plan.seed, self.working_until));
    }

    /// The process is gone between two instructions; its folder stays as it is.
    fn kill(&mut self, number: usize) {
        if self.running.remove(&number).is_none() {
            return;
        }
        self.schedule.end_node(number);
        self.net.lock().services.remove(&number);
        self.kills += 1;
        let down = self.random.between(200, 8_000);
        self.schedule.plan(self.schedule.timeline.now() + down, Event::Start(number));
    }

    async fn rounds(&mut self, tell: &(dyn Fn(&str) + Sync)) -> Result<(), Error> {
        let start = self.schedule.timeline.now();
        let length = self.plan.round_ms.max(1);
        self.working_until = start + length * i64::from(self.plan.rounds);
        for number in 0..self.places.len() {
            self.employ(number);
        }
        for number in self.late.clone() {
            let due = self.random.between(start, self.working_until);
            self.schedule.plan(due, Event::Join(number));
        }
        for round in 0..self.plan.rounds {
            let begin = start + length * i64::from(round);
            let nodes = self.places.len();
            let faults = &self.plan.faults;
            for (due, event) in faults::round(faults, nodes, begin, length, &mut self.random) {
                self.schedule.plan(due, event);
            }
            self.members(begin, length);
            self.until(begin + length).await?;
            self.round_checks().await?;
            tell(&format!("round {}: {} violations", round + 1, self.checks.violations.len()));
        }
        Ok(())
    }

    /// Some children are suspended for a while.
    fn members(&mut self, begin: i64, length: i64) {
        if !self.plan.faults.contains(&Fault::Members) || self.places.len() < 3 {
            return;
        }
        for _ in 0..self.places.len().div_ceil(25) {
            let number = 1 + self.random.below(self.places.len() - 1);
            let due = begin + self.random.between(0, length / 2);
            self.schedule.plan(due, Event::Suspend(number));
            let again = due + self.random.between(500, length / 2);
            self.schedule.plan(again, Event::Resume(number));
        }
        if let Some(leaver) = self.leaver {
            let due = begin + self.random.between(0, length);
            self.schedule.plan(due, Event::Suspend(leaver));
        }
    }

    /// Everything that happens up to a time.
    async fn until(&mut self, end: i64) -> Result<(), Error> {
        loop {
            match self.schedule.step(end).await {
                Step::Turn => self.after_turn(),
                Step::Due(event) => self.happen(event).await?,
                Step::End => return Ok(()),
            }
        }
    }

    fn after_turn(&mut self) {
        let (deaths, stragglers) = {
            let mut inner = self.net.lock();
            (std::mem::take(&mut inner.deaths), std::mem::take(&mut inner.stragglers))
        };
        for number in deaths {
            self.kill(number);
        }
        for straggler in stragglers {
            let due = self.schedule.timeline.now() + straggler.delay;
            self.schedule.plan(due, Event::Straggler(self.stragglers.len()));
            self.stragglers.push(Some(straggler));
        }
    }

    async fn happen(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Link(child, quality) => {
                self.net.lock().links.insert(child, quality);
            }
            Event::Kill(number) => self.kill(number),
            Event::Doom(number, moment) => {
                self.net.lock().doomed.insert(number, moment);
            }
            Event::Start(number) => self.start(number).await?,
            Event::Skew(number, skew) => {
                if let Some(place) = self.places.get(number) {
                    place.clock.set_skew(skew);
                }
            }
            Event::Upgrade(number) => {
                if let Some(place) = self.places.get_mut(number) {
                    place.speaks = PROTOCOL;
                }
            }
            Event::Join(number) => {
                if self.join(number).await? {
                    self.joins += 1;
                } else {
                    self.again(event);
                }
            }
            Event::Suspend(number) => self.suspend(number, true).await?,
            Event::Resume(number) if self.leaver == Some(number) => {}
            Event::Resume(number) => self.suspend(number, false).await?,
            Event::ChangeKey(number) => self.change_key(number).await?,
            Event::RevokeKey(number) => self.revoke_key(number).await?,
            Event::RenewKey(number) => self.renew_key(number).await?,
            Event::Straggler(place) => self.straggle(place).await,
        }
        Ok(())
    }

    fn again(&mut self, event: Event) {
        self.schedule.plan(self.schedule.timeline.now() + 1_000, event);
    }

    async fn suspend(&mut self, number: usize, suspended: bool) -> Result<(), Error> {
        let is = {
            let inner = self.net.lock();
            let joined = inner.oracle.joined.contains(&number);
            joined.then(|| inner.oracle.suspended.contains(&number))
        };
        if is.is_none_or(|is| is == suspended) {
            return Ok(());
        }
        let Some(parent) = self.parent(number) else { return Ok(()) };
        let (Some(above), Some(child)) = (self.running.get(&parent), self.nodes.get(&number))
        else {
            self.again(if suspended { Event::Suspend(number) } else { Event::Resume(number) });
            return Ok(());
        };
        let state = if suspended { "suspended" } else { "active" };
        let record = above.set_state(*child, state).await?;
        let mut inner = self.net.lock();
        inner.oracle.publish(record, directory_record(parent));
        if suspended {
            inner.oracle.suspended.insert(number);
            self.suspensions += 1;
        } else {
            inner.oracle.suspended.remove(&number);
        }
        Ok(())
    }

    async fn change_key(&mut self, number: usize) -> Result<(), Error> {
        // Whose key is revoked enrols first.
        if self.revoked.contains(&number) {
            return Ok(());
        }
        let Some(running) = self.running.get(&number) else { return Ok(()) };
        let record = running.change_key().await?;
        self.net.lock().oracle.publish(record, directory_record(number));
        self.key_changes += 1;
        Ok(())
    }

    async fn revoke_key(&mut self, number: usize) -> Result<(), Error> {
        let Some(parent) = self.parent(number) else { return Ok(()) };
        if self.absent(number) || self.revoked.contains(&parent) {
            return Ok(());
        }
        let (Some(above), Some(child)) = (self.running.get(&parent), self.nodes.get(&number))
        else {
            return Ok(());
        };
        if let Some(record) = above.revoke_key(*child).await? {
            self.net.lock().oracle.publish(record, directory_record(parent));
            self.revoked.insert(number);
            self.key_revocations += 1;
        }
        Ok(())
    }

    async fn renew_key(&mut self, number: usize) -> Result<(), Error> {
        let Some(parent) = self.parent(number).filter(|_| self.revoked.contains(&number)) else {
            return Ok(());
        };
        let (Some(above), Some(below)) = (self.running.get(&parent), self.running.get(&number))
        else {
            self.again(Event::RenewKey(number));
            return Ok(());
        };
        if let Some(record) = above.renew(below).await? {
            self.net.lock().oracle.publish(record, directory_record(parent));
        }
        self.revoked.remove(&number);
        Ok(())
    }

    async fn straggle(&mut self, place: usize) {
        let Some(straggler) = self.stragglers.get_mut(place).and_then(Option::take) else { return };
        let service = self.net.lock().services.get(&straggler.parent).cloned();
        if let Some(service) = service {
            drop(service.exchange(straggler.child, &straggler.body).await);
            self.net.lock().counts.reordered += 1;
        }
    }

    /// No more faults: every link is good, every node runs, nobody is suspended but the leaver.
    async fn heal(&mut self) -> Result<(), Error> {
        {
            let mut inner = self.net.lock();
            inner.links.values_mut().for_each(|link| *link = Quality::GOOD);
            inner.doomed.clear();
        }
        for number in 0..self.places.len() {
            self.start(number).await?;
        }
        for number in 1..self.places.len() {
            if self.leaver != Some(number) {
                self.suspend(number, false).await?;
            }
        }
        for number in std::mem::take(&mut self.revoked) {
            self.revoked.insert(number);
            self.renew_key(number).await?;
        }
        Ok(())
    }

    /// Runs on until nothing waits any more; how long that took, or `None` after `most`.
    async fn rest(&mut self, most: i64) -> Result<Option<i64>, Error> {
        let start = self.schedule.timeline.now();
        // The edge that was found busy last is asked first.
        let mut busy = 0;
        while self.schedule.timeline.now() < start + most {
            let next = self.schedule.timeline.now() + 250;
            self.until(next).await?;
            match self.waiting(busy).await? {
                Some(node) => busy = node,
                None => return Ok(Some(self.schedule.timeline.now() - start)),
            }
        }
        Ok(None)
    }

    /// A node for which, or at which, something waits.
    async fn waiting(&self, first: usize) -> Result<Option<usize>, Error> {
        let count = self.places.len();
        for step in 0..count {
            let number = (first + step) % count;
            for (from, to) in
                [(Some(number), self.parent(number)), (self.parent(number), Some(number))]
            {
                let (Some(from), Some(to)) = (from, to) else { continue };
                if self.absent(from) || self.absent(to) {
                    continue;
                }
                let (Some(store), Some(peer)) = (self.running.get(&from), self.nodes.get(&to))
                else {
                    return Ok(Some(number));
                };
                if store.store.edge_lag(*peer).await?.backlog > 0 {
                    return Ok(Some(number));
                }
            }
        }
        Ok(None)
    }

    fn absent(&self, number: usize) -> bool {
        let inner = self.net.lock();
        !inner.oracle.joined.contains(&number) || inner.oracle.suspended.contains(&number)
    }

    fn ends(&self) -> Vec<End<'_>> {
        let end = |(number, running): (&usize, &'_ Running)| (*number, running.node);
        let known: Vec<(usize, Id)> = self.running.iter().map(end).collect();
        known
            .into_iter()
            .filter_map(|(number, node)| {
                let store = &self.running.get(&number)?.store;
                Some(End { number, node, store })
            })
            .collect()
    }

    async fn round_checks(&mut self) -> Result<(), Error> {
        let mut checks = std::mem::take(&mut self.checks);
        let done = self.compare(&mut checks, false).await;
        self.checks = checks;
        done
    }

    /// What both a round and the end check.
    async fn compare(&self, checks: &mut Checks, complete: bool) -> Result<(), Error> {
        let ends: BTreeMap<usize, End<'_>> =
            self.ends().into_iter().map(|end| (end.number, end)).collect();
        let acknowledged = {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            for failure in std::mem::take(&mut memory.failures) {
                checks.found("command", 0, failure);
            }
            memory.acknowledged.clone()
        };
        for (number, last) in &acknowledged {
            if let Some(end) = ends.get(number) {
                checks.acknowledged(*end, last).await?;
            }
        }
        for end in ends.values() {
            let Some(parent) = self.parent(end.number) else { continue };
            let Some(above) = ends.get(&parent) else { continue };
            let complete = complete && !self.absent(end.number) && !self.absent(parent);
            checks.ledger(*end, *above, complete).await?;
            checks.ledger(*above, *end, complete).await?;
        }
        let leaks = std::mem::take(&mut self.net.lock().oracle.leaks);
        for leak in leaks {
            checks.found("leaked", 0, leak);
        }
        Ok(())
    }

    async fn last_checks(&mut self, rested: bool) -> Result<(), Error> {
        if self.plan.sabotage == Some(Sabotage::DamageView)
            && let Some(running) = self.running.get(&0)
        {
            store::sabotage::damage_view(&running.store).await?;
        }
        let mut checks = std::mem::take(&mut self.checks);
        let done = self.final_checks(&mut checks, rested).await;
        self.checks = checks;
        done
    }

    async fn final_checks(&self, checks: &mut Checks, rested: bool) -> Result<(), Error> {
        self.compare(checks, rested).await?;
        let mut holdings = self.net.lock().oracle.holdings();
        if !rested {
            // What still waits is not lost; what its own author's node no longer has, is.
            let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            holdings.clear();
            for (number, record) in &memory.records {
                holdings.entry(*number).or_default().insert(*record);
            }
        }
        for (place, end) in self.ends().into_iter().enumerate() {
            let should = holdings.remove(&end.number).unwrap_or_default();
            let may = |record: Id| self.net.lock().oracle.may_hold(end.number, record);
            checks.holdings(end, &should, may).await?;
            if place < self.plan.verify {
                checks.sound(end).await?;
            }
        }
        Ok(())
    }

    fn outcome(&self, rest: Option<i64>, heal_wall: u64, wall: u64) -> Outcome {
        let inner = self.net.lock();
        let counts = inner.counts;
        let records = {
            let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            u64::try_from(memory.records.len()).unwrap_or(u64::MAX)
        };
        Outcome {
            converged: rest.is_some() && self.checks.count("not_converged") == 0,
            violations: self.checks.violations.len(),
            lost: self.checks.count("lost"),
            leaked: self.checks.count("leaked"),
            nodes: self.places.len(),
            seed: self.plan.seed,
            rounds: self.plan.rounds,
            records,
            deliveries: self.checks.deliveries,
            rejected: self.checks.rejected,
            rejected_with: self.checks.codes.clone(),
            exchanges: counts.exchanges,
            messages_lost: counts.lost,
            messages_duplicated: counts.duplicated,
            messages_reordered: counts.reordered,
            exchanges_refused: counts.refused,
            kills: self.kills,
            joined: self.joins,
            suspended: self.suspensions,
            key_changes: self.key_changes,
            key_revocations: self.key_revocations,
            heal_to_convergence_ms: rest.unwrap_or(REST_MS),
            heal_to_convergence_wall_ms: heal_wall,
            virtual_ms: self.schedule.timeline.now(),
            wall_ms: wall,
            verified: self.checks.verified,
            first: self.checks.violations.iter().take(NAMED).cloned().collect(),
        }
    }
}

fn directory_record(origin: usize) -> Meant {
    Meant { origin, tenants: std::collections::BTreeSet::new(), everyone: true }
}
