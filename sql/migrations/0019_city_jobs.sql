-- The city's own jobs, imports at a terminal above all, are stopped by the city's systems.
set local role chatdong_owner;
set local search_path = chatdong;

alter policy area_cancel on operation
    using (created_by::text = (select nullif(current_setting('chatdong.actor_id', true), ''))
           or (select current_setting('chatdong.city', true)) = 'true'
           or (select current_setting('chatdong.role', true)) = 'district_admin'
              and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));

reset role;
