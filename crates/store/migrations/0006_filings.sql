-- Filings: runs of procedures, their drafts, steps, verdicts, comments and papers; figures and
-- signs over them. `sees` is `full` or `summary`; `due` is 9223372036854775807 where no clock runs,
-- `score` -1 where there is none; `body` is the filing's record.

CREATE TABLE view_filing (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    procedure TEXT NOT NULL,
    pack TEXT NOT NULL,
    period TEXT NOT NULL,
    subject TEXT NOT NULL,
    applicant TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    party TEXT NOT NULL,
    sees TEXT NOT NULL,
    begun BIGINT NOT NULL,
    body TEXT NOT NULL,
    changed BIGINT NOT NULL,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    waiting TEXT NOT NULL,
    mine BIGINT NOT NULL,
    results TEXT NOT NULL,
    result TEXT NOT NULL,
    rank BIGINT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    number TEXT NOT NULL,
    due BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    signs BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_object ON view_filing (id);
CREATE INDEX view_filing_procedure ON view_filing (procedure, id);
CREATE INDEX view_filing_pack ON view_filing (tenant, pack, period, state, id);
CREATE INDEX view_filing_changed ON view_filing (tenant, changed, id);
CREATE INDEX view_filing_begun ON view_filing (tenant, begun, id);
CREATE INDEX view_filing_due ON view_filing (tenant, due, id);
CREATE INDEX view_filing_mine ON view_filing (tenant, mine, due, id);
CREATE INDEX view_filing_applicant ON view_filing (tenant, applicant_name, id);
CREATE INDEX view_filing_of ON view_filing (tenant, applicant, pack, id);
CREATE INDEX view_filing_state ON view_filing (tenant, state, id);
CREATE INDEX view_filing_result ON view_filing (tenant, rank, id);
CREATE INDEX view_filing_score ON view_filing (tenant, score, id);
CREATE INDEX view_filing_number ON view_filing (tenant, number, id);
CREATE INDEX view_filing_signs ON view_filing (tenant, signs, id);

-- The frozen answers stay in the log: `forms` names those that the step's record holds.
CREATE TABLE view_filing_step (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    filing TEXT NOT NULL,
    party TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    spoken_for TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    turn BIGINT NOT NULL,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL,
    fields TEXT NOT NULL,
    forms TEXT NOT NULL,
    judged TEXT NOT NULL,
    results TEXT NOT NULL,
    scores TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    seal TEXT,
    state TEXT NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_step_filing ON view_filing_step (tenant, filing, turn);

CREATE TABLE view_filing_draft (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    filing TEXT NOT NULL,
    form TEXT NOT NULL,
    section TEXT NOT NULL,
    answers TEXT NOT NULL,
    carried TEXT NOT NULL,
    first BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_draft_form ON view_filing_draft (tenant, filing, form, section);

CREATE TABLE view_filing_verdict (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    filing TEXT NOT NULL,
    form TEXT NOT NULL,
    verdicts TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_verdict_form ON view_filing_verdict (tenant, filing, form);

CREATE TABLE view_filing_comment (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    filing TEXT NOT NULL,
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    spoken_for TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_comment_form ON view_filing_comment (tenant, filing, form, id);

-- The summaries that a tenant of this node gives of filings.
CREATE TABLE view_filing_summary (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    filing TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_filing_summary_filing ON view_filing_summary (tenant, filing);

-- Bars of the funnel that a filing has come to.
CREATE TABLE view_filing_bar (
    tenant TEXT NOT NULL,
    filing TEXT NOT NULL,
    pack TEXT NOT NULL,
    period TEXT NOT NULL,
    bar TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (tenant, filing, bar)
);
CREATE INDEX view_filing_bar_count ON view_filing_bar (tenant, pack, period, bar, result);

-- What a filing adds to an indicator.
CREATE TABLE view_filing_indicator (
    tenant TEXT NOT NULL,
    filing TEXT NOT NULL,
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    applicant TEXT NOT NULL,
    amount DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, filing, indicator)
);
CREATE INDEX view_filing_indicator_sum
    ON view_filing_indicator (tenant, indicator, period, applicant, amount);

-- Signs of the outlier radar: what two filings of different applicants share (`answers`,
-- `evidence`: the key is a digest), or what one stands out by (`hasty`, `unlike_peers`).
CREATE TABLE view_filing_mark (
    tenant TEXT NOT NULL,
    filing TEXT NOT NULL,
    sign TEXT NOT NULL,
    key TEXT NOT NULL,
    pack TEXT NOT NULL,
    period TEXT NOT NULL,
    applicant TEXT NOT NULL,
    params TEXT NOT NULL,
    PRIMARY KEY (tenant, filing, sign, key)
);
CREATE INDEX view_filing_mark_key ON view_filing_mark (tenant, sign, key, applicant, filing);

-- How many filings gave which value to a field.
CREATE TABLE view_peer (
    tenant TEXT NOT NULL,
    pack TEXT NOT NULL,
    period TEXT NOT NULL,
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    filings BIGINT NOT NULL,
    PRIMARY KEY (tenant, pack, period, form, field, value)
);

CREATE TABLE view_export (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    filing TEXT NOT NULL,
    document TEXT NOT NULL,
    format TEXT NOT NULL,
    code TEXT NOT NULL,
    digest TEXT NOT NULL,
    data TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    sealed TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_export_filing ON view_export (tenant, filing, id);
CREATE INDEX view_export_code ON view_export (tenant, code);

CREATE TABLE view_organisation (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    facts TEXT NOT NULL,
    author TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE view_evidence (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- Last number given in a series of a year by the tenant's own steps.
CREATE TABLE view_number (
    tenant TEXT NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, series, year)
);

ALTER TABLE view_pack ADD COLUMN published TEXT;

-- Not views: feeds are credentials; what was reminded of is the node's own business.
-- Opens one person's calendar of duties, nothing else; shown again in the console.
CREATE TABLE feed_token (
    token TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL
);
CREATE UNIQUE INDEX feed_token_user ON feed_token (user_id);

CREATE TABLE reminder (
    tenant TEXT NOT NULL,
    object TEXT NOT NULL,
    mark TEXT NOT NULL,
    channel TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (tenant, object, mark, channel)
);
CREATE INDEX reminder_time ON reminder (time);
