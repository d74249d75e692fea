-- What the hooks of tests/drivers/hook_driver.c lean on.

-- name: gauges_get
select :score::integer as score, :band::text as band, :programs::jsonb as programs;

-- name: gauges_create
-- Without a band the notes stay as they are.
update household
   set updated_by = :actor_id
     , notes = :band || ' ' || :score           --? band
 where id = :household_id and dong_code = any(:actor_dongs)
returning id, notes, :programs::jsonb as programs;

-- name: gauges_programs
-- Also uses what was given before.
select code, name, valid_from, valid_to, 7 as number, :score::integer as score_seen
  from program
 where code = :code --? code
 order by code;

-- name: gauges_households
-- No condition but row-level security's.
select distinct dong_code from household where :actor_id::uuid is not null order by dong_code;

-- name: gauges_series
select n from generate_series(1, :rows) n;

-- name: gauges_misuse
select 1 as one;
