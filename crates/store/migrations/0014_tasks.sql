-- Tasks 任务: the dispatch that a task went out with, and the task above that a loop is part of.

ALTER TABLE view_subject ADD COLUMN bundle TEXT NOT NULL DEFAULT '';
CREATE INDEX view_subject_bundle ON view_subject (tenant, bundle, state);

ALTER TABLE view_loop ADD COLUMN part_of TEXT NOT NULL DEFAULT '';
CREATE INDEX view_loop_part ON view_loop (tenant, part_of, state);
