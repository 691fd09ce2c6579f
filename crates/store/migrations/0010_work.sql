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
);
CREATE INDEX view_work_due ON view_work (tenant, role, kind, rank, due, object);
CREATE INDEX view_work_since ON view_work (tenant, role, kind, rank, since, object);
CREATE INDEX view_work_assignee ON view_work (tenant, role, assignee) WHERE assignee <> '';
CREATE INDEX view_work_bundle ON view_work (tenant, role, bundle) WHERE bundle <> '';

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
);
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
