-- How a dong is cut into patches, as one thing with one version (DOMAIN.md 3). sql/functions/patches.sql
-- cuts; that rules do not overlap is patch_rule_no_overlap.

-- name: patch_cuts_get
select c.dong_code, c.version, h.holds_from, h.holds_to, h.patches, c.updated_at, c.updated_by
  from patch_cut c
 cross join lateral patch_cut_on(c.dong_code, :on) h
 where c.dong_code = :dong_code and c.dong_code = any(:actor_dongs);

-- name: patch_cuts_version
select version from patch_cut where dong_code = :dong_code and dong_code = any(:actor_dongs) for update;

-- name: patch_cuts_put
select c.dong_code, c.version, h.holds_from, h.holds_to, h.patches, c.updated_at, c.updated_by
  from (select d.code from dong d where d.code = :dong_code and d.code = any(:actor_dongs)) mine
 cross join lateral patch_recut(mine.code, :holds_from, :patches::jsonb, :if_match, :actor_id) c
 cross join lateral patch_cut_on(c.dong_code, :holds_from) h;
