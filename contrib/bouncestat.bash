# bash completion for bouncestat(1).  Install as
# /usr/share/bash-completion/completions/bouncestat
# The options are those that the installed program's --help names.

_bouncestat()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD-1]}
	local commands="report ingest parse export status codes explain compare rules"
	local word command="" words=""

	# bash splits --option=value at the "=".
	if [[ $cur == "=" ]]; then
		cur=""
	elif [[ $prev == "=" && $COMP_CWORD -ge 2 ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ " $commands " == *" $word "* ]]; then
			command=$word
			break
		fi
	done

	case $prev in
	--format)
		words="text csv json ndjson" ;;
	--lang)
		words="en ja vi" ;;
	--since | --until)
		words="24h 7d 30d today yesterday now" ;;
	--tz | --log-tz)
		words="UTC $(awk '!/^#/ { print $3 }' \
		    /usr/share/zoneinfo/zone1970.tab 2>/dev/null)" ;;
	esac
	if [[ -z $words && $cur == -* ]]; then
		# shellcheck disable=SC2086 # no command, no word
		words=$(bouncestat $command --help 2>/dev/null |
		    grep -oE -- '(^|[[:blank:],])--[a-z][a-z-]+' |
		    tr -d ' \t,' | sort -u)
	elif [[ -z $words && $prev != -* && $command == export ]]; then
		words="events recipients"
	elif [[ -z $words && -z $command && $prev != -* ]]; then
		words=$commands
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	# Nothing of ours fits: a file may.
	if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _bouncestat bouncestat
