//! Who may do what: one table, deny by default. A role is held within one tenant, and every list
//! is narrowed to what that tenant may see besides.

use model::{Fault, Role, TenantKind, TenantPath};

use crate::Caller;

macro_rules! actions {
    ($($(#[$meta:meta])* $variant:ident = $word:literal: $($role:ident)|+;)+) => {
        /// Something a person may or may not do. Named in `x-action` of the OpenAPI document and
        /// in `Session.may`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$meta])* $variant,)+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the API.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The roles that may; no other does.
            pub fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => &[$(Role::$role,)+],)+ }
            }
        }
    };
}

actions! {
    AssetRead = "asset_read": EnterpriseOfficer | ProbeOperator | Auditor;
    ObservationRead = "observation_read": EnterpriseOfficer | ProbeOperator | Auditor;
    BaselineRead = "baseline_read": EnterpriseOfficer | ProbeOperator | Auditor;
    BaselineWrite = "baseline_write": EnterpriseOfficer;
    FindingRead = "finding_read": EnterpriseOfficer | ProbeOperator | Auditor;
    FindingDecide = "finding_decide": EnterpriseOfficer;
    ReportRead = "report_read": ProvincialRegulator | MinistryOperator | EnterpriseOfficer | Auditor;
    NoticeRead = "notice_read": ProvincialRegulator | MinistryOperator | EnterpriseOfficer | Auditor;
    NoticeIssue = "notice_issue": ProvincialRegulator | MinistryOperator;
    /// Which step, and by which party, is the procedure's business.
    LoopStep = "loop_step": ProvincialRegulator | MinistryOperator | EnterpriseOfficer;
    EvidenceRead = "evidence_read": ProvincialRegulator | MinistryOperator | EnterpriseOfficer | Auditor;
    EvidenceAdd = "evidence_add": ProvincialRegulator | MinistryOperator | EnterpriseOfficer;
    LoopRead = "loop_read": MinistryOperator | ProvincialRegulator | EnterpriseOfficer | Auditor;
    TaskRead = "task_read": MinistryOperator | ProvincialRegulator | EnterpriseOfficer | Auditor;
    TaskIssue = "task_issue": MinistryOperator | ProvincialRegulator;
    HazardOpen = "hazard_open": EnterpriseOfficer;
    TenantManage = "tenant_manage": NodeAdministrator;
    UserManage = "user_manage": NodeAdministrator;
    ProbeRead = "probe_read": ProbeOperator | NodeAdministrator | EnterpriseOfficer | Auditor;
    ProbeManage = "probe_manage": ProbeOperator | NodeAdministrator;
    RulesRead = "rules_read": ProbeOperator | EnterpriseOfficer | Auditor;
    RulesWrite = "rules_write": ProbeOperator | EnterpriseOfficer;
    PolicyRead = "policy_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | ProbeOperator | NodeAdministrator | Auditor;
    PolicyWrite = "policy_write": EnterpriseOfficer | ProvincialRegulator | MinistryOperator;
    GroupRead = "group_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | Auditor;
    /// To own a group, and to join or leave another's.
    GroupWrite = "group_write": EnterpriseOfficer | ProvincialRegulator | MinistryOperator;
    ConsentRead = "consent_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | Auditor;
    ConsentAsk = "consent_ask": ProvincialRegulator | MinistryOperator;
    ConsentGive = "consent_give": EnterpriseOfficer;
    SharedRead = "shared_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | Auditor;
    SharedRevoke = "shared_revoke": EnterpriseOfficer | ProvincialRegulator | MinistryOperator;
    SightingAdd = "sighting_add": EnterpriseOfficer | ProvincialRegulator | MinistryOperator;
    PassOn = "pass_on": ProvincialRegulator | MinistryOperator;
    NodeManage = "node_manage": NodeAdministrator;
    DeliveryRead = "delivery_read": NodeAdministrator | Auditor | ProvincialRegulator | MinistryOperator | EnterpriseOfficer;
    AuditRead = "audit_read": Auditor | NodeAdministrator;
    FilingRead = "filing_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | Auditor;
    /// Which step, and by which party, is the procedure's business.
    FilingWrite = "filing_write": EnterpriseOfficer | ProvincialRegulator | MinistryOperator;
    PackRead = "pack_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | ProbeOperator | NodeAdministrator | Auditor;
    PackManage = "pack_manage": MinistryOperator | ProvincialRegulator | NodeAdministrator;
    /// Gives what waits to people, names deputies.
    InboxManage = "inbox_manage": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | ProbeOperator | NodeAdministrator;
    InboxRead = "inbox_read": EnterpriseOfficer | ProvincialRegulator | MinistryOperator | ProbeOperator | NodeAdministrator | Auditor;
}

/// Whether a role may.
pub fn may(role: Role, action: Action) -> bool {
    action.roles().contains(&role)
}

/// Names of everything a role may do, in the table's order.
pub fn all(role: Role) -> Vec<String> {
    Action::ALL.iter().filter(|a| may(role, **a)).map(|a| a.word().to_owned()).collect()
}

/// Whether somebody of this kind of tenant can hold the role.
pub fn fits(role: Role, kind: TenantKind) -> bool {
    match role {
        Role::MinistryOperator => kind == TenantKind::Ministry,
        Role::ProvincialRegulator => {
            matches!(kind, TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration)
        }
        Role::EnterpriseOfficer | Role::ProbeOperator => kind == TenantKind::Enterprise,
        Role::NodeAdministrator | Role::Auditor => true,
    }
}

/// Whether `recipient` lies in the jurisdiction of `issuer`: everybody in the ministry's, the
/// enterprises (and the authorities' own peers not) of its province in an authority's.
pub fn has_jurisdiction(issuer: &TenantPath, kind: TenantKind, recipient: &TenantPath) -> bool {
    match kind {
        TenantKind::Ministry => recipient != issuer && recipient.is_within(issuer),
        TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration => {
            issuer.region().is_some()
                && issuer.region() == recipient.region()
                && recipient.as_str().split('/').nth(2) == Some("ent")
        }
        TenantKind::Enterprise => false,
    }
}

impl Caller {
    /// Refuses what the role does not allow.
    pub fn may(&self, action: Action) -> Result<(), Fault> {
        if may(self.role, action) {
            return Ok(());
        }
        Err(Fault::forbidden("permission.denied")
            .with("action", action.word())
            .with("role", self.role))
    }
}

#[cfg(test)]
mod tests;
