//! Sharing groups: made and invited to by their owner, joined and left by their members' word.

use std::collections::BTreeSet;

use contract::Sharing;
use contract::kinds::membership::{Membership, MembershipState};
use contract::kinds::sharing_group::SharingGroup;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::query::PageQuery;
use contract::rest::sharing::{GroupDetail, GroupDraft, GroupRow, MemberRow, MembershipDraft};
use contract::sharing::resolve::{Roll, World};
use model::{Fault, Id, TenantPath};
use store::{Conn, Scope, Tx, views};

use super::SYSTEM;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Groups of the caller's tenant, and those it is invited to.
    pub async fn group_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<GroupRow>, Fault> {
        caller.may(Action::GroupRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut page = views::group_list(&mut read, &scope, query).await?;
        let world = self.world(&mut read, &caller.tenant).await?;
        for row in page.items.iter_mut().filter(|row| row.own) {
            let members = world.members(&caller.tenant, row.id).len();
            row.reaches = Some(u64::try_from(members).unwrap_or(u64::MAX));
        }
        Ok(page)
    }

    /// One group; to its owner with everyone invited and where each stands.
    ///
    /// # Errors
    /// `group.missing`.
    pub async fn group_view(&self, caller: &Caller, id: Id) -> Result<GroupDetail, Fault> {
        caller.may(Action::GroupRead)?;
        let mut read = self.read(caller).await?;
        self.group_detail(&mut read, caller, id).await
    }

    async fn group_detail(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        id: Id,
    ) -> Result<GroupDetail, Fault> {
        let scope = caller.scope();
        let (mut row, known) = views::group_get(conn, &scope, id).await?;
        let SharingGroup { members, rules, .. } = known.body;
        if !row.own {
            return Ok(GroupDetail { row, members, rules, roll: Vec::new() });
        }
        let world = self.world(conn, &caller.tenant).await?;
        let reached = world.members(&caller.tenant, id);
        row.reaches = Some(u64::try_from(reached.len()).unwrap_or(u64::MAX));
        let said = views::group_members(conn, &scope, id).await?;
        let invited = world.groups.get(&id).map(|roll| world.invited(&caller.tenant, roll));
        let member = |tenant: TenantPath| {
            let standing = world.tenants.get(&tenant)?;
            let known = said.get(&tenant);
            Some(MemberRow {
                tenant_name: self.tenant_name(&tenant),
                kind: standing.kind,
                by_path: members.contains(&tenant),
                said: known.map(|known| known.state),
                said_at: known.map(|known| known.said),
                reached: reached.contains(&tenant),
                tenant,
            })
        };
        let roll = invited.unwrap_or_default().into_iter().filter_map(member).collect();
        Ok(GroupDetail { row, members, rules, roll })
    }

    /// A tenant's name as the directory has it; its path where it has none.
    pub(crate) fn tenant_name(&self, tenant: &TenantPath) -> String {
        let directory = self.0.store.directory();
        let known = directory.tenants.get(tenant);
        known.map_or_else(|| tenant.to_string(), |known| known.body.name.clone())
    }

    /// Makes a group, and tells whom it invites.
    ///
    /// # Errors
    /// `group.too_large`, `group.rule_empty`, `text.length`.
    pub async fn group_create(&self, caller: &Caller, draft: GroupDraft) -> Result<Created, Fault> {
        caller.may(Action::GroupWrite)?;
        let mut tx = self.begin(caller).await?;
        let id = tx.new_id();
        let body = body(draft);
        let sharing = self.invitation(&mut tx, &caller.tenant, &body).await?;
        tx.append(Statement::new(id, caller).shared(sharing).says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Changes a group. What was shared with it before stays where it is.
    ///
    /// # Errors
    /// `group.missing`, `group.not_owner`, and those of [`App::group_create`].
    pub async fn group_change(
        &self,
        caller: &Caller,
        id: Id,
        draft: GroupDraft,
    ) -> Result<GroupDetail, Fault> {
        caller.may(Action::GroupWrite)?;
        let mut tx = self.begin(caller).await?;
        let (row, known) = views::group_get(&mut tx, &caller.scope(), id).await?;
        if !row.own {
            return Err(Fault::forbidden("group.not_owner").with("owner", known.owner));
        }
        let body = body(draft);
        let mut sharing = self.invitation(&mut tx, &caller.tenant, &body).await?;
        // Whoever was told of the group is told what became of it.
        if let Some(before) = tx.latest(id).await? {
            sharing.tenants.extend(before.sharing.tenants);
        }
        let statement = Statement::new(id, caller).following(known.revision).shared(sharing);
        tx.append(statement.says(&body)?).await?;
        let detail = self.group_detail(&mut tx, caller, id).await?;
        tx.commit().await?;
        self.offers_follow(&caller.tenant).await?;
        Ok(detail)
    }

    async fn invitation(
        &self,
        tx: &mut Tx,
        owner: &TenantPath,
        body: &SharingGroup,
    ) -> Result<Sharing, Fault> {
        let world = self.world(tx, owner).await?;
        Ok(Sharing::with(world.invited(owner, &roll(body))))
    }

    /// The caller's tenant joins a group or leaves it: its word, for the group's owner.
    ///
    /// # Errors
    /// `group.missing`, `group.own`, `group.unchanged`.
    pub async fn membership_put(
        &self,
        caller: &Caller,
        id: Id,
        draft: MembershipDraft,
    ) -> Result<GroupDetail, Fault> {
        caller.may(Action::GroupWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let (row, known) = views::group_get(&mut tx, &scope, id).await?;
        if row.own {
            return Err(Fault::conflict("group.own").with("id", id));
        }
        let before = views::membership_own(&mut tx, &scope, id).await?;
        if before.as_ref().is_some_and(|before| before.state == draft.state) {
            return Err(Fault::conflict("group.unchanged").with("id", id));
        }
        let (object, follows) =
            before.map_or_else(|| (tx.new_id(), 0), |before| (before.object, before.revision));
        let owner = known.owner.clone();
        let body =
            Membership { group: id, owner: known.owner, state: draft.state, note: draft.note };
        let sharing = Sharing::with([owner.clone()]);
        let statement = Statement::new(object, caller).following(follows).shared(sharing);
        tx.append(statement.binds(&body)?).await?;
        let detail = self.group_detail(&mut tx, caller, id).await?;
        tx.commit().await?;
        if draft.state == MembershipState::Joined && self.0.store.routes().local.contains(&owner) {
            self.offers_follow(&owner).await?;
        }
        Ok(detail)
    }

    /// Tells tenants of a group that came to be invited by what they are: a rule meets whom it
    /// meets at any time.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn groups_follow(&self) -> Result<(), Fault> {
        for owner in self.0.store.routes().local.clone() {
            let scope = Scope::new(owner.clone(), SYSTEM);
            let mut tx = self.begin_as(&scope).await?;
            let world = self.world(&mut tx, &owner).await?;
            let mut told = false;
            for (id, roll) in world.groups.iter().filter(|(_, roll)| !roll.rules.is_empty()) {
                told |= invite(&mut tx, &world, &owner, *id, roll).await?;
            }
            if told {
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

async fn invite(
    tx: &mut Tx,
    world: &World,
    owner: &TenantPath,
    id: Id,
    roll: &Roll,
) -> Result<bool, Fault> {
    let invited = world.invited(owner, roll);
    let Some((before, body)) = tx.latest_body::<SharingGroup>(id).await? else { return Ok(false) };
    if invited.is_subset(&before.sharing.tenants) {
        return Ok(false);
    }
    let tenants: BTreeSet<TenantPath> = invited.union(&before.sharing.tenants).cloned().collect();
    let statement = Statement {
        object: id,
        follows: before.revision,
        tenant: owner,
        author: SYSTEM,
        sharing: Sharing::with(tenants),
    };
    tx.append(statement.says(&body)?).await?;
    Ok(true)
}

fn body(draft: GroupDraft) -> SharingGroup {
    let GroupDraft { name, purpose, members, rules, dissolved } = draft;
    SharingGroup { name, purpose, members, rules, dissolved }
}

fn roll(body: &SharingGroup) -> Roll {
    let SharingGroup { members, rules, dissolved, .. } = body.clone();
    Roll { members, rules, dissolved, ..Roll::default() }
}
