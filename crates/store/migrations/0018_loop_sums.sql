-- What is due is summed up by stretches of thirty days (`due`) besides each day within one
-- (`due.` and the stretch's number). The sums come with the views, which are made anew after this.

-- Loops of a province or an authority and one industry are found at once.
DROP INDEX view_loop_region;
CREATE INDEX view_loop_region ON view_loop (tenant, region, industry, id);
DROP INDEX view_loop_issuer;
CREATE INDEX view_loop_issuer ON view_loop (tenant, issuer, industry, id);
DROP INDEX view_loop_technique_loop;
CREATE INDEX view_loop_technique_loop ON view_loop_technique (tenant, loop, technique);
