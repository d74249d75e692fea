-- Budgets of emergency aid: of a gu, or of one of its dongs, for a year.

-- name: aid_budgets_list
-- order: id
select b.id, b.gu_code, b.dong_code, b.fiscal_year, b.amount, b.available, b.reserved, b.committed, b.paid, b.entries, b.basis, b.version,
       b.created_at, b.created_by, b.updated_at, b.updated_by
  from aid_budget b
 where b.gu_code = :actor_gu
   and b.fiscal_year = :fiscal_year          --? fiscal_year
   and b.dong_code = :dong_code              --? dong_code
 order by b.id;

-- name: aid_budgets_get
select b.id, b.gu_code, b.dong_code, b.fiscal_year, b.amount, b.available, b.reserved, b.committed, b.paid, b.entries, b.basis, b.version,
       b.created_at, b.created_by, b.updated_at, b.updated_by
  from aid_budget b
 where b.id = :id and b.gu_code = :actor_gu;

-- name: aid_budgets_version
select version from aid_budget where id = :id and gu_code = :actor_gu for update;

-- A dong outside the gu is no dong here: no row, 404.
-- name: aid_budgets_create
insert into aid_budget as b (id, gu_code, dong_code, fiscal_year, amount, basis, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), g.code, :dong_code::text, :fiscal_year::int, :amount::bigint, normalize(:basis::text),
       :actor_id::uuid, :actor_id::uuid
  from district g
 where g.code = :actor_gu
   and (:dong_code::text is null or exists (select from dong d where d.code = :dong_code::text and d.gu_code = g.code))
returning b.id, b.gu_code, b.dong_code, b.fiscal_year, b.amount, b.available, b.reserved, b.committed, b.paid, b.entries, b.basis, b.version,
          b.created_at, b.created_by, b.updated_at, b.updated_by;

-- name: aid_budgets_update
update aid_budget b
   set version = version + 1
     , updated_by = :actor_id
     , amount = :amount                          --? amount
     , basis = normalize(:basis::text)           --? basis
 where b.id = :id and b.gu_code = :actor_gu and b.version = :if_match
returning b.id, b.gu_code, b.dong_code, b.fiscal_year, b.amount, b.available, b.reserved, b.committed, b.paid, b.entries, b.basis, b.version,
          b.created_at, b.created_by, b.updated_at, b.updated_by;
