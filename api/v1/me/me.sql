-- Who am I: the account as the database has it, which is what counts, not the token.

-- name: me_get
select a.id, a.role, a.job, a.name, a.dong_codes, a.gu_code, a.city, a.scopes
  from account a
 where a.id = :actor_id and a.role = :actor_role;
