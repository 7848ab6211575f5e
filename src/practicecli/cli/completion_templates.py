"""The shell half of completion: how each shell finds out where the cursor is."""

from __future__ import annotations

# All three walk the words before the cursor the same way: `at` is the command so far, `last` an
# option that still waits for its value, `count` how many arguments stand there already.

BASH = r"""# Completes words after `practice` in bash. Made by `practice completion bash`.

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
            @TAKES_VALUE@) waits=1; last=$word; continue ;;
            -?*) continue ;;
        esac
        case "$at $word" in
            @PATHS@) at="$at $word"; count=0 ;;
            *) count=$((count + 1)) ;;
        esac
    done
    if [[ -n $waits ]]; then
        case "$at $last" in
@VALUES@        esac
    elif [[ $current == -?* || $current == - ]]; then
        case $at in
@OPTIONS@        esac
        @FOR_ALL@
    else
        case $at in
@COMMANDS@        esac
        case "$at $count" in
@ARGUMENTS@        esac
    fi
    COMPREPLY+=($(compgen -W "$offered" -- "$current"))
}

complete -F _practice practice
"""

ZSH = r"""#compdef practice
# Completes words after `practice` in zsh. Made by `practice completion zsh`.

_practice_ask() {
    local -a found
    found=(${(f)"$(practice __complete $1 "$current" 2>/dev/null)"})
    compadd -a found
}

_practice_files() {
    _files
}

_practice() {
    local current=${words[CURRENT]} at='' last='' word waits=''
    local -a offered
    local -i i count=0
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        if [[ -n $waits ]]; then
            waits=''
            continue
        fi
        case $word in
            @TAKES_VALUE@) waits=1; last=$word; continue ;;
            -?*) continue ;;
        esac
        case "$at $word" in
            @PATHS@) at="$at $word"; count=0 ;;
            *) count=$((count + 1)) ;;
        esac
    done
    if [[ -z $waits && $current == --*=* ]]; then
        waits=1
        last=${current%%=*}
        current=${current#*=}
        compset -P '*='
    fi
    if [[ -n $waits ]]; then
        case "$at $last" in
@VALUES@        esac
    elif [[ $current == -* ]]; then
        case $at in
@OPTIONS@        esac
        @FOR_ALL@
    else
        case $at in
@COMMANDS@        esac
        case "$at $count" in
@ARGUMENTS@        esac
    fi
    (( ${#offered} )) && _describe 'practice' offered
    return 0
}

if [[ ${funcstack[1]} == _practice ]]; then
    _practice "$@"
else
    compdef _practice practice
fi
"""

FISH = r"""# Completes words after `practice` in fish. Made by `practice completion fish`.

function __practice_words
    set -l current (commandline -ct)
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l at ''
    set -l last ''
    set -l waits ''
    set -l count 0
    for word in $typed
        if test -n "$waits"
            set waits ''
            continue
        end
        switch $word
            case @TAKES_VALUE@
                set waits 1
                set last $word
                continue
            case '-?*' '--*'
                continue
        end
        switch "$at $word"
            case @PATHS@
                set at "$at $word"
                set count 0
            case '*'
                set count (math $count + 1)
        end
    end
    if test -n "$waits"
        switch "$at $last"
@VALUES@        end
        return
    end
    if string match -q -- '-*' "$current"
        switch "$at"
@OPTIONS@        end
        @FOR_ALL@
        return
    end
    switch "$at"
@COMMANDS@    end
    switch "$at $count"
@ARGUMENTS@    end
end

complete -c practice -f -a '(__practice_words)'
"""
