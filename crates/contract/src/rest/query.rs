//! Query strings of lists. Every list takes `cursor` (from `Page::next`) and `limit` (1–200,
//! default 50). Unknown parameters are refused, so that a typing error never widens a list.

use model::{Id, TenantPath};
use serde::{Deserialize, Serialize};

macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$fmeta])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// Opaque, from the page before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub cursor: Option<String>,
            /// 1–200, default 50.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub limit: Option<u32>,
        }
    )+};
}

queries! {
    /// A list without filters.
    PageQuery {}

    /// `POST /api/v1/packs/diff`.
    PackDiffQuery {
        /// `id@version` of the version to compare with; absent: the one in force.
        before: String,
    }

    /// `GET /api/v1/assets`.
    AssetQuery {
        /// Text within host, vendor, model.
        q: String,
        role: String,
        protocol: String,
    }

    /// `GET /api/v1/sharing/consents`.
    ConsentQuery {
        /// `asked`, `granted`, `refused`, `withdrawn`, `expired`.
        state: String,
        enterprise: TenantPath,
    }

    /// `POST /api/v1/sharing/preview`.
    WhyQuery {
        /// Tenant paths, with commas between them: why they would not get it.
        why: String,
    }

    /// `GET /api/v1/sharing/objects`.
    SharedQuery {
        /// `true`: what this organisation said; `false`: what others shared with it.
        own: bool,
        kind: String,
    }

    /// `GET /api/v1/observations`; `from`, `to` in nanoseconds of capture time.
    ObservationQuery {
        /// Either end of the conversation.
        host: String,
        protocol: String,
        operation: String,
        risk: String,
        from: i64,
        to: i64,
    }

    /// `GET /api/v1/baseline/entries`.
    BaselineQuery {
        /// Text within client, server, operation.
        q: String,
    }

    /// `GET /api/v1/baseline/deviations`.
    DeviationQuery {
        /// `learned` (default): what departs from the baseline; `engineered`: what runs
        /// otherwise than the imported SCL files say.
        against: String,
        /// One of the rules in `kinds` of the answer.
        rule: String,
        /// State of the finding; all of them by default.
        state: String,
        /// Text within source, target, operation, message.
        q: String,
    }

    /// `GET /api/v1/programs`.
    ProgramQuery {
        /// Text within host, protocol, name.
        q: String,
        /// The controller's address.
        host: String,
    }

    /// `GET /api/v1/files`.
    FileQuery {
        /// Text within client, server, name, or a digest.
        q: String,
        /// Whether a YARA rule matched.
        matched: bool,
        /// `file`, `program`, `configuration`, `firmware`.
        class: String,
        /// Either end.
        host: String,
    }

    /// `GET /api/v1/findings`.
    FindingQuery {
        state: String,
        severity: String,
        rule: String,
        /// Text within source, target, operation.
        q: String,
    }

    /// `GET /api/v1/reports`.
    ReportQuery {
        severity: String,
        /// Whether a notice was issued on it.
        noticed: bool,
        q: String,
    }

    /// `GET /api/v1/notices`.
    NoticeQuery {
        /// `issued` or `received`.
        side: String,
        /// A state of the procedure, or `open` for every state that is not final.
        state: String,
        overdue: bool,
        /// `notice`, `warning`, `advice`, `correction`.
        genre: String,
        q: String,
    }

    /// `GET /api/v1/notice-drafts`.
    NoticeDraftQuery {
        /// A state, or `open`: neither issued nor discarded.
        state: String,
        q: String,
    }

    /// `GET /api/v1/circulars`.
    CircularQuery {
        genre: String,
        series: Id,
        year: i64,
        q: String,
    }

    /// `GET /api/v1/circulars/{id}/copies`.
    CopyQuery {
        /// `written`, `delivered`, `read`, `signed`, `replied`, `closed`, `withdrawn`, `overdue`;
        /// with `-` before it those that are not.
        is: String,
        /// Text within name and path.
        q: String,
    }

    /// `GET /api/v1/loops`.
    LoopQuery {
        /// `notice`, `finding`, `vulnerability`, `assessment_risk`, `data_risk`, `drill_gap`, `task`.
        source: String,
        /// `issued` or `received` by the caller's tenant. Without it an authority sees what it
        /// issued and the summaries from below, an enterprise both sides.
        side: String,
        /// A state of the procedure, or `open` for every state that is not over.
        state: String,
        region: String,
        industry: String,
        severity: String,
        technique: String,
        issuer: TenantPath,
        recipient: TenantPath,
        overdue: bool,
        /// Opened again after it was closed, at least once.
        reopened: bool,
        supervised: bool,
        escalated: bool,
        /// `held`, `failed`, `unknown`.
        rechecked: String,
        /// Digest of a hazard identity.
        hazard: String,
        /// Text within number and title.
        q: String,
        /// `due`, `issued`, `severity`, `changed`, with `-` before it from the highest down;
        /// `-issued` where nothing is said.
        sort: String,
    }

    /// `GET /api/v1/filings`.
    FilingQuery {
        /// Pack id.
        procedure: String,
        period: String,
        /// A state of the procedure, or `open` for every state that is not final.
        state: String,
        /// A bar of the procedure's funnel.
        reached: String,
        /// The party that the caller's tenant is.
        party: String,
        /// `me`: the caller's party may act now.
        waiting: String,
        overdue: bool,
        /// A code of the procedure's first result.
        result: String,
        applicant: TenantPath,
        /// Whether signs of the outlier radar stand against it.
        signs: bool,
        /// Text within applicant, subject, number.
        q: String,
        /// `changed`, `begun`, `due`, `applicant`, `state`, `result`, `score`, `number`, `signs`;
        /// with `-` before it from the highest down. Default `-changed`.
        sort: String,
    }

    /// `GET /api/v1/filings/signs`.
    SignQuery {
        /// Pack id.
        procedure: String,
        period: String,
        /// `same_answers`, `copied_evidence`, `hasty`, `unlike_peers`.
        sign: String,
        filing: Id,
    }

    /// `GET /api/v1/evidence`.
    LockerQuery {
        /// Text within names.
        q: String,
        /// Whether anything refers to it.
        used: bool,
    }

    /// `GET /api/v1/inbox`.
    InboxQuery {
        /// `notice`, `hazard`, `task`, `filing`, `draft`, `ask`, `consent`, `report`,
        /// `quarantine`, `enrolment`, `supervision`, `obligation`.
        kind: String,
        overdue: bool,
        severity: String,
        /// `mine`: given to the caller or to somebody for whom the caller stands in; `nobody`;
        /// else the login of a person.
        assigned: String,
        /// Rows of one circular, dispatch or hazard.
        group: String,
        /// Text within title and sender.
        q: String,
        /// `due` (default), `since`, `severity`, `kind`; with `-` before it from the highest
        /// down. The sooner due comes first among equals.
        sort: String,
    }

    /// `GET /api/v1/tasks`.
    TaskQuery {
        /// `issued` or `received`.
        side: String,
        /// A state of the procedure, or `open` for every state that is not final.
        state: String,
        overdue: bool,
        dispatch: Id,
        /// Tasks made of this one.
        part_of: Id,
        recipient: TenantPath,
        /// Text within number, title, issuer, recipient.
        q: String,
    }

    /// `GET /api/v1/obligations`.
    ObligationQuery {
        done: bool,
        overdue: bool,
    }

    /// `GET /api/v1/indicators/{id}/list`.
    IndicatorListQuery {
        /// Pack id.
        procedure: String,
        period: String,
    }

    /// `GET /api/v1/tenants`.
    TenantQuery {
        kind: String,
        /// Whether it lives on this node.
        local: bool,
        q: String,
    }

    /// `GET /api/v1/deliveries`.
    DeliveryQuery {
        peer: Id,
        /// `queued`, `sent`, `applied`, `rejected`.
        state: String,
        object: Id,
        /// `out` or `in`.
        direction: String,
    }

    /// `GET /api/v1/audit`.
    AuditQuery {
        author: String,
        kind: String,
        object: Id,
    }
}

/// `GET /api/v1/observations/series`; nanoseconds of capture time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SeriesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// `GET /api/v1/probes/{id}/health`; milliseconds, by time of receipt. Default: the last 24 hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HealthQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// `GET /api/v1/programs/{id}/diff`; numbers of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DiffQuery {
    pub from: u32,
    pub to: u32,
}

/// `POST /api/v1/evidence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EvidenceQuery {
    /// File name, 1–200 characters.
    pub name: String,
}

/// `GET /api/v1/filings/funnel`, `GET /api/v1/indicators`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// Pack id.
    pub procedure: String,
    #[serde(default)]
    pub period: String,
}

/// `GET /api/v1/filings/{id}/documents/{document}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DocumentQuery {
    /// `docx`, `pdf`, `xlsx`.
    pub format: String,
}

/// `GET /api/v1/obligations.ics`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    pub token: String,
}

/// `GET /api/v1/loops/statistics`: the filters of `GET /api/v1/loops` that have figures. Further
/// ones narrow the figures as they narrow the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LoopFiguresQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<TenantPath>,
}
