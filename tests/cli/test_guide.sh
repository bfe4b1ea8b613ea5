#!/bin/sh
# The guide: codes, explain, compare, their formats and languages.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat

runs 'a code' 0 '' "$b" explain 550
check 'its name' grep -q '^550 Mailbox unavailable$' "$dir/out"
runs 'an enhanced code' 0 '' "$b" explain 5.7.26
runs 'no code' 64 299 "$b" explain 299
runs 'nothing to explain' 64 'explain takes' "$b" explain
runs 'no such format' 64 'text, json, html' "$b" compare --format csv 251 551
runs 'a language that is not there' 64 tlh "$b" --lang tlh codes
runs 'no such folder' 66 /proc/none "$b" --knowledge /proc/none codes

# One line out for each line in, whatever the line holds.
{
	echo '550 5.1.1 User unknown'
	echo
	echo '{"text": "Greylisted, try again", "code": 450}'
	echo '{"text": "not closed'
	printf '\377\376 \000 \033[2J\n'
	head -c 100000 /dev/zero | tr '\0' x
	echo
	printf 'no newline at the end'
} >"$dir/replies"
runs 'lines' 0 '' sh -c "'$b' explain --format ndjson - <'$dir/replies'"
equal 'as many as went in' "$(grep -c '' "$dir/out")" 7
equal 'each an object' "$(grep -c '^{"text":.*}$' "$dir/out")" 7
check 'in order' sh -c "sed -n 1p '$dir/out' | grep -q '\"user_unknown\"'"
check 'the object' sh -c "sed -n 3p '$dir/out' | grep -q '\"greylisted\"'"
runs 'no line' 0 '' "$b" explain --format ndjson -
check 'gives none' test ! -s "$dir/out"

# Languages: the option, the locale, where only C.UTF-8 exists; machine
# formats never change.
runs Japanese 0 '' "$b" --lang ja explain 550
check 'says so' grep -q '対処方法' "$dir/out"
runs Vietnamese 0 '' env -i LC_MESSAGES=vi_VN.UTF-8 \
    BOUNCESTAT_LOCALEDIR="${BOUNCESTAT_LOCALEDIR:-}" "$b" compare 251 551
check 'says so' grep -q 'Cách khắc phục' "$dir/out"
runs 'help in Japanese' 0 '' "$b" --lang ja --help
check 'says so' grep -q '使い方' "$dir/out"
for format in json csv; do
	"$b" codes --format "$format" >"$dir/en"
	runs "$format in Japanese" 0 '' "$b" --lang ja codes --format "$format"
	check 'is the same' cmp -s "$dir/en" "$dir/out"
done

# A closed pipe or a full disk is told, not passed over.
if [ -w /dev/full ]; then
	runs 'a full disk' 74 . sh -c "'$b' codes >/dev/full"
fi

finish
