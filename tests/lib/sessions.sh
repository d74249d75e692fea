# shellcheck shell=bash
# What tests/sql/*.sh share: sessions of their own at the database CONNINFO (a superuser's), a folder $out that goes
# with the script, and `is`, whose failures the script's last line gives back: exit $failed.
conninfo=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# shellcheck disable=SC2034 # of whoever reads this in
failed=0
is() { # GOT WANTED NAME
  if [ "$1" = "$2" ]; then echo "ok - $3"; else echo "not ok - $3: got '$1', wanted '$2'"; failed=1; fi
}
sql() { psql "$conninfo" -XqAt -v VERBOSITY=verbose "$@"; }
# Runs what `each N` prints, N sessions at once, and waits for all; rows of session N are in $out/NAME<N>.rows, its errors
# in $out/NAME<N>.
at_once() { # NAME COUNT
  local pids=() i
  for i in $(seq "$2"); do
    sql -c "$(each "$i")" >"$out/$1$i.rows" 2>"$out/$1$i" &
    pids+=($!)
  done
  wait "${pids[@]}"
}
# Of what at_once wrote: rows, errors, those with this constraint's name, deadlocks.
rows() { cat "$out/$1"*.rows | grep -c .; }
errors() { cat "$out/$1"*[0-9] | grep -c ERROR; }
refused() { cat "$out/$1"*[0-9] | grep -c "CONSTRAINT NAME:  $2"; }
deadlocks() { cat "$out/$1"*[0-9] | grep -c 40P01; }
# Makes a session somebody's, as the service does.
as() { # ROLE ACTOR DONGS [GU]
  echo "set role chatdong_api; set search_path = chatdong, tap; set chatdong.role = '$1'; set chatdong.dongs = '$3'; set chatdong.gu = '${4-}';
        set chatdong.actor_id = '01900000-0000-7000-8000-0000000000$2';"
}
