//! Drafts of letters: written, reviewed by somebody else where the series says so, issued.

use contract::kinds::notice_draft::{DraftState, NoticeDraft as Body};
use contract::letters::Letter;
use contract::rest::Page;
use contract::rest::notice::{
    DraftDetail, DraftIssue, DraftReview, DraftRow, DraftSave, Issued, NoticePreview,
    PreviewDelivery,
};
use contract::rest::query::NoticeDraftQuery;
use model::{Fault, Id};
use store::{Conn, Tx, views};

use super::issue::{Plan, Signed};
use crate::act::Statement;
use crate::permission::{Action, may};
use crate::{App, Caller};

impl App {
    /// Drafts of the caller's tenant, newest first.
    pub async fn notice_draft_list(
        &self,
        caller: &Caller,
        query: &NoticeDraftQuery,
    ) -> Result<Page<DraftRow>, Fault> {
        caller.may(Action::NoticeIssue)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::notice_draft_list(&mut read, &scope, query).await?)
    }

    /// One draft and what the caller may do with it.
    ///
    /// # Errors
    /// `draft.missing`.
    pub async fn notice_draft_view(&self, caller: &Caller, id: Id) -> Result<DraftDetail, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut read = self.read(caller).await?;
        self.draft_detail(&mut read, caller, id).await
    }

    async fn draft_detail(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        id: Id,
    ) -> Result<DraftDetail, Fault> {
        let (row, body) = views::notice_draft_get(conn, &caller.scope(), id).await?;
        let review = self.needs_review(conn, caller, &body.letter).await?;
        let actions = actions(caller, &body, review);
        Ok(DraftDetail { row, letter: body.letter, actions })
    }

    /// Whether the letter's series wants a second person; a series that is gone wants one.
    async fn needs_review(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        letter: &Letter,
    ) -> Result<bool, Fault> {
        let now = self.0.store.now();
        Ok(self.number_for(conn, caller, letter, now).await.map_or(true, |found| found.review))
    }

    /// Keeps a new draft, or changes one that is still written. What was approved is not changed:
    /// it is sent back first.
    ///
    /// # Errors
    /// `draft.missing`, `draft.state`, `record.revision`; those of the letter and its files.
    pub async fn notice_draft_save(
        &self,
        caller: &Caller,
        id: Option<Id>,
        draft: DraftSave,
    ) -> Result<DraftDetail, Fault> {
        caller.may(Action::NoticeIssue)?;
        self.check_attachments(caller, &draft.letter.attachments).await?;
        let mut tx = self.begin(caller).await?;
        let before = match id {
            Some(id) => Some(views::notice_draft_get(&mut tx, &caller.scope(), id).await?.1),
            None => None,
        };
        if let Some(body) = before.as_ref().filter(|body| !body.state.is_open()) {
            return Err(Fault::conflict("draft.state").with("state", body.state.word()));
        }
        let body = Body {
            letter: draft.letter,
            state: before.as_ref().map_or(DraftState::Writing, |body| body.state),
            written_by: caller.login.clone(),
            reviewed_by: String::new(),
            reviewed: None,
            note: before.map(|body| body.note).unwrap_or_default(),
            circular: None,
        };
        let object = id.unwrap_or_else(|| tx.new_id());
        let follows = if id.is_some() { draft.revision } else { 0 };
        let statement = Statement::new(object, caller).following(follows);
        tx.append(statement.says(&body)?).await?;
        let detail = self.draft_detail(&mut tx, caller, object).await?;
        tx.commit().await?;
        Ok(detail)
    }

    /// Hands a draft in for review, approves it, sends it back, or gives it up.
    ///
    /// # Errors
    /// `draft.missing`, `draft.state`, `draft.action`, `draft.own` (a writer does not review
    /// their own words), `record.revision`, `text.length`.
    pub async fn notice_draft_review(
        &self,
        caller: &Caller,
        id: Id,
        review: DraftReview,
    ) -> Result<DraftDetail, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut tx = self.begin(caller).await?;
        let (_, body) = views::notice_draft_get(&mut tx, &caller.scope(), id).await?;
        let state = after(&body, &review.action, &caller.login)?;
        let decided = matches!(state, DraftState::Approved | DraftState::Returned);
        let body = Body {
            state,
            reviewed_by: if decided { caller.login.clone() } else { String::new() },
            reviewed: decided.then(|| tx.now()),
            note: review.note,
            ..body
        };
        let statement = Statement::new(id, caller).following(review.revision);
        tx.append(statement.says(&body)?).await?;
        let detail = self.draft_detail(&mut tx, caller, id).await?;
        tx.commit().await?;
        Ok(detail)
    }

    /// Issues a draft as it stands: by anyone who may issue, where its series wants a review only
    /// after one. The number is taken now.
    ///
    /// # Errors
    /// `draft.missing`, `draft.state`, `notice.review_needed`, `record.revision`; those of a
    /// letter's issue.
    pub async fn notice_draft_issue(
        &self,
        caller: &Caller,
        id: Id,
        issue: DraftIssue,
    ) -> Result<Issued, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut tx = self.begin(caller).await?;
        let (_, body) = views::notice_draft_get(&mut tx, &caller.scope(), id).await?;
        let approved = body.state == DraftState::Approved;
        if !approved && !body.state.is_open() {
            return Err(Fault::conflict("draft.state").with("state", body.state.word()));
        }
        let signed = approved.then_some(Signed { reviewed_by: &body.reviewed_by });
        let (mut tx, issued) = self.letter_issue(caller, body.letter.clone(), signed, tx).await?;
        let done = Body { state: DraftState::Issued, circular: Some(issued.circular), ..body };
        let statement = Statement::new(id, caller).following(issue.revision);
        tx.append(statement.says(&done)?).await?;
        self.circular_batch(&mut tx, &caller.tenant, issued.circular).await?;
        tx.commit().await?;
        self.circular_go_on(&caller.tenant, issued.circular).await?;
        Ok(issued)
    }

    /// Who would get a letter, by which rule and through which node; who would not, and why.
    ///
    /// # Errors
    /// Those of planning a letter.
    pub async fn letter_preview(
        &self,
        caller: &Caller,
        letter: Letter,
    ) -> Result<NoticePreview, Fault> {
        caller.may(Action::NoticeIssue)?;
        // In a transaction that is dropped: the number is the one an issue would give now.
        let mut tx = self.begin(caller).await?;
        let plan = self.letter_plan(&mut tx, caller, &letter).await?;
        self.preview(&mut tx, caller, &letter, plan).await
    }

    pub(super) async fn preview(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        letter: &Letter,
        plan: Plan,
    ) -> Result<NoticePreview, Fault> {
        let routes = tx.routes().clone();
        let delivery = |tenant: &model::TenantPath, sees: &str, rule: &str| PreviewDelivery {
            tenant: tenant.clone(),
            tenant_name: self.tenant_name(tenant),
            sees: sees.to_owned(),
            rule: rule.to_owned(),
            through: super::recipients::next_hop(&routes, tenant),
        };
        let chosen = &plan.resolved.chosen;
        let mut deliveries = vec![delivery(&caller.tenant, "notice", "issuer")];
        deliveries.extend(chosen.iter().map(|one| delivery(&one.tenant.path, "notice", &one.rule)));
        let audience = plan.summary.iter().filter(|tenant| **tenant != caller.tenant);
        deliveries.extend(audience.map(|tenant| delivery(tenant, "loop_summary", "loop_summary")));
        let mut duplicates = self.duplicates(tx, caller, letter, chosen).await?;
        // What the letter corrects is withdrawn with it.
        let corrected = plan.corrects_number();
        duplicates.retain(|row| row.issuer != caller.tenant || row.number != corrected);
        let through = self.through(&routes, chosen);
        Ok(NoticePreview {
            number: plan.numbering.number,
            due: plan.due,
            due_by: plan.due_by,
            deliveries,
            issue: plan.numbering.issue_text,
            review: plan.numbering.review,
            excluded: plan.resolved.excluded,
            duplicates,
            through,
        })
    }
}

/// The state after an action.
fn after(body: &Body, action: &str, login: &str) -> Result<DraftState, Fault> {
    let wrong = || Fault::conflict("draft.state").with("state", body.state.word());
    let decides = || {
        if body.state != DraftState::Submitted {
            Err(wrong())
        } else if body.written_by == login {
            Err(Fault::forbidden("draft.own"))
        } else {
            Ok(())
        }
    };
    match action {
        "submit" if body.state.is_open() => Ok(DraftState::Submitted),
        "discard" if body.state.is_open() => Ok(DraftState::Discarded),
        "approve" => decides().map(|()| DraftState::Approved),
        // An approved one may still be taken back, by anybody who could issue it.
        "return" if body.state == DraftState::Approved => Ok(DraftState::Returned),
        "return" if body.state == DraftState::Submitted => Ok(DraftState::Returned),
        "submit" | "discard" | "return" => Err(wrong()),
        _ => Err(Fault::invalid("draft.action")
            .with("action", action)
            .with("allowed", "submit, approve, return, discard")),
    }
}

fn actions(caller: &Caller, body: &Body, review: bool) -> Vec<String> {
    if !may(caller.role, Action::NoticeIssue) {
        return Vec::new();
    }
    let words: &[&str] = match body.state {
        DraftState::Writing | DraftState::Returned if review => &["save", "submit", "discard"],
        DraftState::Writing | DraftState::Returned => &["save", "submit", "discard", "issue"],
        DraftState::Submitted if body.written_by == caller.login => &["return"],
        DraftState::Submitted => &["approve", "return"],
        DraftState::Approved => &["issue", "return"],
        DraftState::Issued | DraftState::Discarded => &[],
    };
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(state: DraftState) -> Body {
        let letter = serde_json::json!({
            "title": "题", "text": "文", "severity": "high", "recipients": {}
        });
        Body {
            letter: serde_json::from_value(letter).expect("a letter"),
            state,
            written_by: "zhao".to_owned(),
            reviewed_by: String::new(),
            reviewed: None,
            note: String::new(),
            circular: None,
        }
    }

    #[test]
    fn a_draft_goes_from_hand_to_hand() {
        use DraftState::{Approved, Discarded, Issued, Returned, Submitted, Writing};
        let check = |state, action: &str, login: &str, expected: Result<DraftState, &str>| {
            let found = after(&body(state), action, login);
            let found = found.as_ref().map(|state| *state).map_err(|fault| fault.code.as_ref());
            assert_eq!(found, expected, "{state:?} {action} by {login}");
        };
        check(Writing, "submit", "zhao", Ok(Submitted));
        check(Returned, "submit", "zhao", Ok(Submitted));
        check(Writing, "discard", "qian", Ok(Discarded));
        check(Submitted, "approve", "qian", Ok(Approved));
        check(Submitted, "approve", "zhao", Err("draft.own"));
        check(Submitted, "return", "qian", Ok(Returned));
        check(Approved, "return", "zhao", Ok(Returned));
        check(Writing, "approve", "qian", Err("draft.state"));
        check(Issued, "return", "qian", Err("draft.state"));
        check(Issued, "submit", "zhao", Err("draft.state"));
        check(Writing, "burn", "zhao", Err("draft.action"));
    }
}
