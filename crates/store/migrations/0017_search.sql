-- Texts that lists are searched by, and the sorted board of loops.

-- One text for each thing that lists show: what it may be found by, lines apart, in small letters.
-- `kind` is that of the inbox, empty for a loop of which only the summary is known; `doc` is what
-- view_gram calls it.
CREATE TABLE view_text (
    tenant TEXT NOT NULL,
    object TEXT NOT NULL,
    kind TEXT NOT NULL,
    doc BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, object)
) /* WITHOUT ROWID */;
CREATE UNIQUE INDEX view_text_doc ON view_text (doc);

-- Which texts hold a character or a pair of characters: as numbers that come of the tenant and the
-- characters, so that nobody's words are found with another's. Only where to look: what is found
-- is compared with the text itself.
--sqlite CREATE VIRTUAL TABLE view_gram USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii');
--postgres CREATE TABLE view_gram (doc BIGINT PRIMARY KEY, grams INT[] NOT NULL);
--postgres CREATE INDEX view_gram_grams ON view_gram USING GIN (grams);

-- Lists of loops: `next` is by when something is due, 9223372036854775807 where nothing is any
-- more; `rank` the severity's, `changed` when the loop last moved.
ALTER TABLE view_loop ADD COLUMN next BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE view_loop ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_loop ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
DROP INDEX view_loop_state;
DROP INDEX view_loop_open;
DROP INDEX view_loop_severity;
DROP INDEX view_loop_source;
DROP INDEX view_loop_took;
-- A list walks along one of these, a walk for each state; or looks up the few that another column
-- leaves.
CREATE INDEX view_loop_next ON view_loop (tenant, open, state, next, id);
CREATE INDEX view_loop_issued ON view_loop (tenant, open, state, issued, id);
CREATE INDEX view_loop_rank ON view_loop (tenant, open, state, rank, next, id);
CREATE INDEX view_loop_changed ON view_loop (tenant, open, state, changed, id);
CREATE INDEX view_loop_recipient ON view_loop (tenant, recipient, id);
CREATE INDEX view_loop_supervised ON view_loop (tenant, id) WHERE supervised > 0;
CREATE INDEX view_loop_escalated ON view_loop (tenant, id) WHERE escalated > 0;
CREATE INDEX view_loop_reopened ON view_loop (tenant, id) WHERE reopened > 0;

ALTER TABLE view_subject ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_subject ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
