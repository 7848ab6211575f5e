# Completes words after `practice` in bash. Made by `practice completion bash`.

_practice_ask() {
    offered+=" $(practice __complete "$1" "$current" 2>/dev/null)"
}

_practice_files() {
    local IFS=$'\n'
    type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$current"))
}

_practice() {
    local current=${COMP_WORDS[COMP_CWORD]} offered='' at='' last='' word i count=0 waits=''
    COMPREPLY=()
    [[ $current == '=' ]] && current=''
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        [[ $word == '=' ]] && continue
        if [[ -n $waits ]]; then
            waits=''
            continue
        fi
        case $word in
            '--color'|'--profile') waits=1; last=$word; continue ;;
            -?*) continue ;;
        esac
        case "$at $word" in
            ' completion') at="$at $word"; count=0 ;;
            *) count=$((count + 1)) ;;
        esac
    done
    if [[ -n $waits ]]; then
        case "$at $last" in
        *' --color') offered+=' auto always never' ;;
        esac
    elif [[ $current == -?* || $current == - ]]; then
        case $at in
        '') offered+=' -V --version' ;;
        esac
        offered+=' --json --plain --no-input -q --quiet --debug --profile --color -h --help'
    else
        case $at in
        '') offered+=' completion' ;;
        esac
        case "$at $count" in
        ' completion 0') offered+=' bash zsh fish' ;;
        esac
    fi
    COMPREPLY+=($(compgen -W "$offered" -- "$current"))
}

complete -F _practice practice
