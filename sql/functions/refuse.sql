-- How a rule of the data refuses: with its name, the place in the request, and the figures. The name becomes the problem's type by the
-- contract's `errors`, where the rule's source stands, too; the hint becomes the problem's errors entry (src/http/problem.c).
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function refuse(rule text, pointer text, message text, code text default null) returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = rule, hint = concat_ws(' ', pointer, coalesce(code, rule), message);
end $$;

reset role;
