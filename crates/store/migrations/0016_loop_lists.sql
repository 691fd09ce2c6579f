-- A transferred notice keeps its number: whether a number was given already is looked up.
-- What is kept of loops' times by source, and the kinds `draft`, `consent`, `ask` and `supervision`
-- of what waits, come with the views, which are made anew after this.
CREATE INDEX view_notice_number_of ON view_notice (tenant, number);

-- What was issued to an authority is a list of its own.
CREATE INDEX view_subject_side ON view_subject (tenant, side, id);
