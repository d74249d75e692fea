-- Five ways to refuse became one (sql/functions/refuse.sql).
drop function if exists chatdong.aid_rule(text, text, text, text);
drop function if exists chatdong.case_rule(text, text, text, text);
drop function if exists chatdong.discovery_rule(text, text, text);
drop function if exists chatdong.benefit_rule(text, text, text);
drop function if exists chatdong.signal_refuse(text, text);
