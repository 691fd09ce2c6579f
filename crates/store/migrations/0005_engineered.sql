-- Files that say what a substation was engineered to be (SCL), of an enterprise.

CREATE TABLE view_engineered (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    plan TEXT NOT NULL,
    size BIGINT NOT NULL,
    devices BIGINT NOT NULL,
    publishers BIGINT NOT NULL,
    author TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
