//! Tenants: organisations of the tree; this node makes those that live on it.

use contract::Sharing;
use contract::kinds::tenant::Tenant as Body;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::people::{Tenant, TenantDraft};
use contract::rest::query::TenantQuery;
use model::{Fault, NodeKind, TenantKind, TenantPath};
use store::{Scope, views};

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Organisations that the caller's tenant knows.
    pub async fn tenant_list(
        &self,
        caller: &Caller,
        query: &TenantQuery,
    ) -> Result<Page<Tenant>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::tenant_list(&mut read, &scope, query).await?)
    }

    /// Registers an organisation that lives on this node, with a seal of its own.
    ///
    /// # Errors
    /// `tenant.exists`, `tenant.kind` (path and kind do not fit, or not on this kind of node),
    /// `tenant.territory`, `tenant.credit_code`.
    pub async fn tenant_create(
        &self,
        caller: &Caller,
        draft: TenantDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::TenantManage)?;
        self.tenant_add(draft, &caller.tenant, &caller.login).await
    }

    /// Makes the tenants of this list (from the configuration) that are not there yet; how many.
    ///
    /// # Errors
    /// Those of [`App::tenant_create`].
    pub async fn tenants_ensure(&self, drafts: Vec<TenantDraft>) -> Result<usize, Fault> {
        let home = self.0.config.home.clone();
        let mut made = 0;
        for draft in drafts {
            if !self.0.store.routes().local.contains(&draft.path) {
                self.tenant_add(draft, &home, "system").await?;
                made += 1;
            }
        }
        Ok(made)
    }

    async fn tenant_add(
        &self,
        draft: TenantDraft,
        speaker: &TenantPath,
        author: &str,
    ) -> Result<Created, Fault> {
        self.check_place(&draft)?;
        if !draft.credit_code.is_empty() && !is_credit_code(&draft.credit_code) {
            return Err(Fault::invalid("tenant.credit_code"));
        }
        let seal = self.0.store.tenant_key(&draft.path)?;
        let body = Body {
            path: draft.path,
            name: draft.name,
            kind: draft.kind,
            node: self.0.node,
            credit_code: draft.credit_code,
            industry: draft.industry,
            seal_suite: seal.suite().name().to_owned(),
            seal_key: seal.text(),
            state: "active".to_owned(),
        };
        let mut tx = self.begin_as(&Scope::system()).await?;
        if tx.directory().home(&body.path).is_some() {
            return Err(Fault::conflict("tenant.exists").with("path", &body.path));
        }
        let id = tx.new_id();
        let statement = Statement {
            object: id,
            follows: 0,
            tenant: speaker,
            author,
            sharing: Sharing::everyone(),
        };
        tx.append(statement.says(&body)?).await?;
        self.default_policy(&mut tx, &body.path, body.kind, author).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    fn check_place(&self, draft: &TenantDraft) -> Result<(), Fault> {
        let fault = |code| Fault::invalid(code).with("path", &draft.path).with("kind", draft.kind);
        if !path_fits(&draft.path, draft.kind) {
            return Err(fault("tenant.kind"));
        }
        let Inside { kind, region } = self.inside();
        let fits = match kind {
            NodeKind::National => true,
            NodeKind::Provincial | NodeKind::Industry => draft.path.region() == region.as_deref(),
            NodeKind::Enterprise => {
                draft.kind == TenantKind::Enterprise && draft.path.region() == region.as_deref()
            }
        };
        if fits { Ok(()) } else { Err(fault("tenant.territory")) }
    }

    fn inside(&self) -> Inside {
        let home = &self.0.config.home;
        Inside { kind: self.0.config.kind, region: home.region().map(str::to_owned) }
    }
}

struct Inside {
    kind: NodeKind,
    region: Option<String>,
}

/// `cn`; `cn/32/<authority>`; `cn/32/ent/<key>`.
fn path_fits(path: &TenantPath, kind: TenantKind) -> bool {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let region = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    match (kind, parts.as_slice()) {
        (TenantKind::Ministry, ["cn"]) => true,
        (TenantKind::Enterprise, ["cn", code, "ent", _]) => region(code),
        (
            TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration,
            ["cn", code, name],
        ) => region(code) && *name != "ent",
        _ => false,
    }
}

/// GB 32100: 18 characters of 31 (no I, O, S, V, Z), the last a check character with the weights
/// 3^i mod 31.
fn is_credit_code(code: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let (mut sum, mut weight) = (0, 1);
    for value in values.iter().take(17) {
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    values.last() == Some(&((31 - sum) % 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_kind_must_fit() {
        let check = |path: &str, kind, expected: bool| {
            assert_eq!(path_fits(&path.parse().unwrap(), kind), expected, "{path} {kind}");
        };
        check("cn", TenantKind::Ministry, true);
        check("cn/32/miit", TenantKind::IndustryAuthority, true);
        check("cn/32/ca", TenantKind::CommunicationsAdministration, true);
        check("cn/32/ent/a", TenantKind::Enterprise, true);
        check("cn/32/ent", TenantKind::IndustryAuthority, false);
        check("cn/3a/miit", TenantKind::IndustryAuthority, false);
        check("cn/32/ent/a/b", TenantKind::Enterprise, false);
        check("cn", TenantKind::Enterprise, false);
    }

    #[test]
    fn a_credit_code_has_a_check_character() {
        // The worked example of GB 32100-2015, annex A.
        assert!(is_credit_code("91350100M000100Y43"));
        assert!(!is_credit_code("91350100M000100Y44"));
        assert!(!is_credit_code("91350100M000100Y4"));
        assert!(!is_credit_code("91350100I000100Y43"));
    }
}
