-- What waits for people, whom it is given to, who stands in for whom; tasks; figures over loops.

-- A row for each role that may act. `due` is 9223372036854775807 where no clock runs, `rank` is the
-- severity's (0 = none is said), `bundle` what several rows have in common, `assignee` a login or
-- empty. Lists go by kind and rank, so that any filter and either order is a walk along an index.
CREATE TABLE view_work (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    role TEXT NOT NULL,
    actions TEXT NOT NULL,
    procedure TEXT NOT NULL,
    due BIGINT NOT NULL,
    since BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    sender TEXT NOT NULL,
    title TEXT NOT NULL,
    bundle TEXT NOT NULL,
    assignee TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, object, role)
) /* WITHOUT ROWID */;
-- They hold all that lists filter by: what a filter leaves out costs no look at the row.
CREATE INDEX view_work_due ON view_work (tenant, role, kind, rank, due, object, assignee);
CREATE INDEX view_work_since ON view_work (tenant, role, kind, rank, since, object, due, assignee);
CREATE INDEX view_work_assignee
    ON view_work (tenant, role, assignee, due, since, object, kind, rank) WHERE assignee <> '';
CREATE INDEX view_work_bundle
    ON view_work (tenant, role, bundle, due, since, object, kind, rank, assignee)
    WHERE bundle <> '';

-- How many wait, by the day (of the calendar in China) they are due.
CREATE TABLE view_work_sum (
    tenant TEXT NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    rank BIGINT NOT NULL,
    assignee TEXT NOT NULL,
    day BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, role, kind, rank, assignee, day)
) /* WITHOUT ROWID */;
CREATE INDEX view_work_sum_nothing ON view_work_sum (n) WHERE n = 0;

CREATE TABLE view_assignment (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    assignee TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_assignment_object ON view_assignment (tenant, kind, object);

CREATE TABLE view_deputy (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    person TEXT NOT NULL,
    deputy TEXT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    kinds TEXT NOT NULL,
    withdrawn BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_deputy_deputy ON view_deputy (tenant, deputy, ends);

-- What waits is asked of view_work now.
DROP INDEX view_report_urgent;

-- Figures over loops: how many (`n`) of what, by facet: `b` region, issuer and industry at once;
-- `r`, `a`, `i` one of them, the others empty. `key` is a state, a flag, a day, a technique, or a
-- bracket of milliseconds; numbers have leading zeros. Times have no source, and, besides those of
-- each severity, rows of all severities (empty).
CREATE TABLE view_loop_sum (
    tenant TEXT NOT NULL,
    what TEXT NOT NULL,
    facet TEXT NOT NULL,
    severity TEXT NOT NULL,
    source TEXT NOT NULL,
    region TEXT NOT NULL,
    issuer TEXT NOT NULL,
    industry TEXT NOT NULL,
    key TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, what, facet, severity, source, region, issuer, industry, key)
) /* WITHOUT ROWID */;
CREATE INDEX view_loop_sum_nothing ON view_loop_sum (n) WHERE n = 0;
CREATE INDEX view_loop_sum_region ON view_loop_sum (tenant, what, region) WHERE facet = 'b';
CREATE INDEX view_loop_sum_issuer ON view_loop_sum (tenant, what, issuer) WHERE facet = 'b';
CREATE INDEX view_loop_sum_industry ON view_loop_sum (tenant, what, industry) WHERE facet = 'b';
CREATE INDEX view_loop_late ON view_loop (tenant, due) WHERE open = 1;
