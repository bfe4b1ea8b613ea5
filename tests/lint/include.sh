#!/bin/sh
# Who may include whom: schema/ only itself; parsers/ and reports/ themselves
# and schema/; analyzer/ all of them.  Own headers are written "folder/name.h".
set -eu
cd "$(dirname "$0")/../.."
bad=0

check()
{
	folder=$1 may=$2
	# "file:line: #include <name>" of everything that is not allowed.
	found=$(grep -nE '^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*"' \
	    "$folder"/*.[ch] | grep -vE "include[[:blank:]]*\"($may)/[a-z0-9_]+\\.h\"" || true)
	if [ -n "$found" ]; then
		echo "$folder/ may include \"...\" of $may only:" >&2
		echo "$found" >&2
		bad=1
	fi
}

check schema schema
check parsers 'parsers|schema'
check reports 'reports|schema'
check analyzer 'analyzer|parsers|reports|schema'

# The same files with <...> would get round the check.
if grep -nE '#[[:blank:]]*include[[:blank:]]*<(schema|parsers|reports|analyzer)/' \
    schema/*.[ch] parsers/*.[ch] reports/*.[ch] analyzer/*.[ch] >&2; then
	echo 'own headers are included with "..."' >&2
	bad=1
fi
exit $bad
