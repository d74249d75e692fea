-- The three officers for a place (DOMAIN.md 3). One statement however the place was told: the hook reads
-- the address, or finds the dong of a point in memory. Ways of asking differ, the answer does not.

-- name: officer_lookup_get
select l.found_by, l.certainty, l.read_as, l.dong, l.center, l.welfare_planner, l.visiting_nurse, l.neighborhood_officer, l.candidates
  from officer_lookup(:way, :reading, :place_dong, :place_certainty) l;

-- name: officer_lookup_find
select l.found_by, l.certainty, l.read_as, l.dong, l.center, l.welfare_planner, l.visiting_nurse, l.neighborhood_officer, l.candidates
  from officer_lookup(:way, :reading, :place_dong, :place_certainty) l;
