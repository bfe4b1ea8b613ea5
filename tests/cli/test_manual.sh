#!/bin/sh
# The manual page promises what the program does: options, keys, columns.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
page=$root/contrib/bouncestat.1
db=$dir/history.db
"$b" --db "$db" ingest "$samples/postfix.log" || fail ingest

# section NAME: its lines in the page.
section()
{
	sed -n "/^\\.Sh $1\$/,/^\\.Sh /p" "$page" | sed '1d;$d'
}

# words: the names in lines of .Cm or .It Cm, one a line.
words()
{
	tr -s ' ' '\n' | grep -E '^[a-z][a-z0-9_]*$'
}

# Options: every command's --help against the section OPTIONS.
for command in '' report ingest parse export status codes explain compare \
    rules; do
	# shellcheck disable=SC2086 # no command, no word
	"$b" $command --help
done | sed -nE 's/^  (-([A-Za-z]), |    )--([a-z-]+).*/\2 \3/p' | sort -u \
    >"$dir/have"
section OPTIONS | grep '^\.It Fl' | sed -nE \
    -e 's/^\.It Fl -([a-z-]+).*/ \1/p' \
    -e 's/^\.It Fl ([A-Za-z]) .*Fl -([a-z-]+).*/\1 \2/p' | sort >"$dir/told"
equal options "$(cat "$dir/told")" "$(cat "$dir/have")"
check 'there are options' test "$(wc -l <"$dir/told")" -gt 20

# Commands
equal commands "$(section COMMANDS | sed -nE 's/^\.It Cm ([a-z]+).*/\1/p' |
    sort)" "$("$b" --help | sed -nE 's/^  ([a-z]+)  .*/\1/p' | sort)"

# Keys of events and recipients
equal 'keys of events' "$(section EVENTS | grep '^\.It Cm' | words)" \
    "$("$b" parse "$samples/postfix.log" | head -n 1 |
    jq -r 'keys_unsorted[]')"
section RECIPIENTS | sed -e :a -e '/\\$/N; s/\\\n//; ta' >"$dir/recipients"
{
	sed -e 1,/described/d -e '/^\.Bl/,$d' "$dir/recipients" | grep '^\.Cm'
	grep '^\.It Cm' "$dir/recipients"
} | words | sort >"$dir/told"
equal 'keys of recipients' "$(cat "$dir/told")" \
    "$("$b" --db "$db" export recipients | head -n 1 | jq -r 'keys[]' |
    sort)"

# Columns of the views
for view in v_events v_recipients v_delivered v_sources; do
	equal "columns of $view" "$(section 'DATABASE VIEWS' |
	    sed -n "/^\\.It Cm $view\$/,/^\\.It\\|^\\.El/p" | sed '1d;$d' |
	    sed 's/^id$//' | grep '^\.Cm' | words | awk '!seen[$0]++')" \
	    "$(sqlite3 "$db" "SELECT name FROM pragma_table_info('$view')")"
done
equal 'no other view' "$(sqlite3 "$db" "SELECT count(*) FROM sqlite_master
    WHERE type = 'view' AND name LIKE 'v@_%' ESCAPE '@'")" 4

# Keys of the report
"$b" --format json "$samples/postfix.log" | jq -r '[paths | .[] |
    strings] | unique[]' >"$dir/keys"
check 'there are keys' test "$(wc -l <"$dir/keys")" -gt 40
tr -s ' "' '\n' <"$page" | sort -u >"$dir/words"
equal 'keys of the report' \
    "$(sort "$dir/keys" | comm -23 - "$dir/words" | tr '\n' ' ')" ''
"$b" --format csv "$samples/postfix.log" | head -n 1 | tr -d '\r' |
    tr , '\n' | sort >"$dir/keys"
equal 'columns of the CSV' "$(comm -23 "$dir/keys" "$dir/words" |
    tr '\n' ' ')" ''

# Exit statuses: those that the source knows.
equal 'exit statuses' "$(section 'EXIT STATUS' |
    sed -nE 's/^\.It ([0-9]+)/\1/p' | sort)" \
    "$(sed -nE 's/^.*\[ERR_[A-Z_]+\] = ([0-9]+).*/\1/p' \
    "$root/schema/err.c" | sort)"
"$b" report --help >"$dir/out"
check 'no blank ends a line of the help' sh -c "! grep -q ' \$' '$dir/out'"
finish
