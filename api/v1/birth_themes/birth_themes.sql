-- The themes of the visits to a newborn family (DOMAIN.md 5): what each band of weeks has, what is done.

-- name: birth_themes_list
-- order: from_week, theme
select concat_ws(' ', t.band, t.theme) as code, t.from_week, t.to_week, t.band, t.theme, t.name, t.name_en, t.dong_code, t.birth_id, t.child_id,
       case when t.done <> '[]' then 'done' when t.week > t.to_week then 'overdue' when t.week >= t.from_week then 'due'
            else 'upcoming' end as status, t.done
  from (select w.from_week, w.to_week, w.code as band, h.code as theme, h.name, h.name_en, b.dong_code, b.id as birth_id, b.child_id,
               greatest(1, ((now() at time zone 'Asia/Seoul')::date - b.born_on) / 7 + 1) as week,
               coalesce((select jsonb_agg(jsonb_build_object('visit_id', v.visit_id, 'day', x.day, 'week', x.week, 'notes', v.notes) order by x.day, v.id)
                           from visit_theme v
                           join visit p on p.id = v.visit_id
                          cross join lateral (select (p.checked_in_at at time zone 'Asia/Seoul')::date as day,
                                                     greatest(1, ((p.checked_in_at at time zone 'Asia/Seoul')::date - b.born_on) / 7 + 1) as week) x
                          where v.birth_id = b.id and v.theme = h.code and x.week between w.from_week and w.to_week), '[]') as done
          from birth b
         cross join birth_theme_band w
          join birth_band_theme wh on wh.band = w.code
          join birth_theme h on h.code = wh.theme
         where b.id = :id and b.dong_code = any(:actor_dongs)) t
 where true
 order by t.from_week, t.theme;

-- A theme of a visit stands once, however often it is sent.
-- name: birth_themes_record
with family as (
    select b.* from birth b where b.id = :id and b.dong_code = any(:actor_dongs)
), done as (
    insert into visit_theme (dong_code, visit_id, birth_id, theme, notes, created_by)
    select b.dong_code, :visit_id::uuid, b.id, t, normalize(:notes::text), :actor_id::uuid
      from family b, unnest(:themes::text[]) t
    on conflict on constraint visit_theme_once do nothing
    returning birth_id, theme
)
select b.id as birth_id, b.dong_code, b.child_id, :visit_id::uuid as visit_id,
       array(select d.theme from done d union
             select v.theme from visit_theme v where v.birth_id = b.id and v.visit_id = :visit_id order by 1) as themes
  from family b;
