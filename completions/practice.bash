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
            '--address'|'--alias'|'--all'|'--answers'|'--batch'|'--born'|'--by'|'--client'|'--color'|'--complexity'|'--count'|'--covered-from'|'--covered-until'|'--cpt'|'--credentials'|'--cron'|'--data'|'--date'|'--dx'|'--effective'|'--em-minutes'|'--email'|'--every'|'--faults'|'--fee'|'--fold'|'--for'|'--forms'|'--from'|'--goal'|'--host'|'--insurance'|'--jitter'|'--key'|'--license'|'--limit'|'--link'|'--map'|'--member-id'|'--minutes'|'--modifier'|'--name'|'--no-alias'|'--note'|'--npi'|'--on'|'--participants'|'--payer'|'--payment-method'|'--phone'|'--place'|'--plan'|'--platform'|'--port'|'--profile'|'--reason'|'--recovery'|'--remote'|'--same-day'|'--scenario'|'--session'|'--since'|'--start'|'--state'|'--status'|'--stop'|'--tax-id'|'--taxonomy'|'--template'|'--title'|'--to'|'--token-file'|'--type'|'--until'|'--within'|'--zone') waits=1; last=$word; continue ;;
            -?*) continue ;;
        esac
        case "$at $word" in
            ' today'|' session'|' session schedule'|' session move'|' session cancel'|' session no-show'|' session confirm'|' session modify'|' session start'|' session stop'|' session entered'|' session list'|' session show'|' session mark'|' note'|' note attach'|' note attached'|' note pdf'|' note show'|' note list'|' note template'|' note verify'|' note sign'|' note write'|' note addend'|' due'|' sync'|' sync conflicts'|' sync resolve'|' sync status'|' undo'|' client'|' client add'|' client edit'|' client archive'|' client list'|' client show'|' client check'|' provider'|' provider show'|' provider edit'|' provider license'|' provider license add'|' provider credential'|' provider credential set'|' plan'|' plan write'|' plan sign'|' plan review'|' plan show'|' plan list'|' measure'|' measure add'|' measure void'|' measure list'|' measure trend'|' measure forms'|' private'|' private add'|' private remove'|' private show'|' private list'|' private backup'|' private verify'|' private restore'|' code'|' code cpt'|' code dx'|' code check'|' code suggest'|' code import'|' code audit'|' audit'|' audit list'|' audit verify'|' claim'|' claim list'|' claim show'|' claim status'|' payout'|' payout upcoming'|' payout list'|' payout show'|' platform'|' platform notices'|' platform list'|' platform show'|' platform add'|' platform login'|' platform logout'|' init'|' demo'|' doctor'|' config'|' config list'|' config get'|' config set'|' config unset'|' config path'|' key'|' key export'|' completion'|' sandbox'|' sandbox serve'|' sandbox token'|' sandbox approve'|' sandbox scenario'|' sandbox advance'|' sandbox reset'|' import'|' import clients'|' import calendar'|' export'|' backup'|' backup create'|' backup verify'|' backup restore'|' remind') at="$at $word"; count=0 ;;
            *) count=$((count + 1)) ;;
        esac
    done
    if [[ -n $waits ]]; then
        case "$at $last" in
        ' session schedule --place'|' session confirm --place'|' session modify --place') offered+=' office video-home video' ;;
        ' session cancel --by') offered+=' client me' ;;
        ' session confirm --cpt'|' session modify --cpt'|' code check --same-day') _practice_ask cpt ;;
        ' session confirm --dx'|' session modify --dx'|' note write --dx'|' code check --dx') _practice_ask dx ;;
        ' session confirm --note') offered+=' template upload none' ;;
        ' session confirm --batch'|' note attached --to'|' note write --from'|' note addend --from'|' client add --from'|' plan write --from'|' private add --from'|' platform login --token-file'|' init --recovery'|' key export --cron'|' key export --recovery'|' sandbox serve --data'|' sandbox serve --faults'|' sandbox serve --scenario'|' sandbox token --data'|' sandbox approve --data'|' sandbox scenario --data'|' sandbox advance --data'|' sandbox reset --data'|' export --all'|' backup verify --recovery'|' backup restore --recovery') _practice_files ;;
        ' session list --client'|' note pdf --client'|' code dx --client'|' code audit --client') _practice_ask client ;;
        ' note write --template') offered+=' soap dap birp' ;;
        ' client add --payer'|' client edit --payer'|' code check --payer') _practice_ask payer ;;
        ' client edit --payment-method'|' client edit --forms'|' client edit --insurance') offered+=' yes no' ;;
        ' client edit --status') offered+=' active waitlist archived' ;;
        ' measure add --session') _practice_ask session ;;
        ' claim list --status') offered+=' not-sent sent received accepted rejected pending info-wanted paid paid-client-share denied underpaid appealed corrected voided written-off reversed' ;;
        *' --color') offered+=' auto always never' ;;
        esac
    elif [[ $current == -?* || $current == - ]]; then
        case $at in
        '') offered+=' -V --version' ;;
        ' today') offered+=' --date' ;;
        ' session schedule') offered+=' --for --place --state --link --every --count --until --allow-overlap --fold --intake --crisis --participants' ;;
        ' session move') offered+=' --for --allow-overlap --fold' ;;
        ' session cancel') offered+=' --by --fee' ;;
        ' session no-show') offered+=' --fee' ;;
        ' session confirm') offered+=' --cpt --dx --start --stop --place --modifier --note --sign --attest --like-last --em-minutes --batch --dry-run --all-or-nothing' ;;
        ' session modify') offered+=' --cpt --dx --start --stop --place --modifier --em-minutes' ;;
        ' session list') offered+=' --from --to --client --status --unconfirmed --csv' ;;
        ' session mark') offered+=' --intake --crisis --ordinary --participants --complexity --em-minutes' ;;
        ' note attach') offered+=' --title' ;;
        ' note attached') offered+=' --to --csv' ;;
        ' note pdf') offered+=' --client --from --to --draft' ;;
        ' note list') offered+=' --unsigned --csv' ;;
        ' note template') offered+=' --csv' ;;
        ' note sign') offered+=' --attest --reason' ;;
        ' note write') offered+=' --template --from --ask --like-last --dx --goal' ;;
        ' note addend') offered+=' --from' ;;
        ' due') offered+=' --within --check --csv' ;;
        ' sync') offered+=' --dry-run --platform --jitter --accept-mass-delete' ;;
        ' sync conflicts') offered+=' --csv' ;;
        ' sync resolve') offered+=' --mine --theirs --edit --yes' ;;
        ' undo') offered+=' --dry-run --yes --csv' ;;
        ' client add') offered+=' --from --name --born --platform --payer --plan --member-id --address --state --phone --email --alias --ready' ;;
        ' client edit') offered+=' --payment-method --forms --insurance --name --born --platform --payer --plan --member-id --address --state --phone --email --alias --no-alias --status --covered-from --covered-until' ;;
        ' client list') offered+=' --archived --csv' ;;
        ' client check') offered+=' --ask' ;;
        ' provider edit') offered+=' --name --credentials --npi --zone --tax-id --address --phone --taxonomy' ;;
        ' provider license add') offered+=' --type --until' ;;
        ' plan write') offered+=' --from --dx --like-last' ;;
        ' plan sign') offered+=' --attest' ;;
        ' plan review') offered+=' --unchanged --attest' ;;
        ' plan show') offered+=' --all' ;;
        ' plan list') offered+=' --csv' ;;
        ' measure add') offered+=' --answers --session --on' ;;
        ' measure void') offered+=' --on' ;;
        ' measure list') offered+=' --all --csv' ;;
        ' measure forms') offered+=' --csv' ;;
        ' private add') offered+=' --from' ;;
        ' private remove') offered+=' --yes' ;;
        ' private list') offered+=' --csv' ;;
        ' code cpt') offered+=' --csv' ;;
        ' code dx') offered+=' --on --changes --client --csv' ;;
        ' code check') offered+=' --minutes --dx --license --place --payer --plan --platform --modifier --em-minutes --same-day --on' ;;
        ' code import') offered+=' --effective --force' ;;
        ' code audit') offered+=' --from --to --client' ;;
        ' audit list') offered+=' --from --to --limit --csv' ;;
        ' claim list') offered+=' --status --csv' ;;
        ' claim status') offered+=' --csv' ;;
        ' payout upcoming') offered+=' --csv' ;;
        ' payout list') offered+=' --csv' ;;
        ' platform notices') offered+=' --since --csv' ;;
        ' platform list') offered+=' --csv' ;;
        ' platform add') offered+=' --remote' ;;
        ' platform login') offered+=' --token-file' ;;
        ' init') offered+=' --name --credentials --npi --state --zone --key --platform --recovery' ;;
        ' demo') offered+=' --tour' ;;
        ' doctor') offered+=' --deep --csv' ;;
        ' config list') offered+=' --show-origin --csv' ;;
        ' key export') offered+=' --cron --recovery' ;;
        ' sandbox serve') offered+=' --data --host --port --faults --scenario' ;;
        ' sandbox token') offered+=' --npi --data' ;;
        ' sandbox approve') offered+=' --npi --data --deny' ;;
        ' sandbox scenario') offered+=' --data' ;;
        ' sandbox advance') offered+=' --data' ;;
        ' sandbox reset') offered+=' --data --yes' ;;
        ' import clients') offered+=' --map --platform --dry-run --yes --csv' ;;
        ' import calendar') offered+=' --from --to --place --allow-overlap --dry-run --yes --csv' ;;
        ' export') offered+=' --all' ;;
        ' backup verify') offered+=' --recovery' ;;
        ' backup restore') offered+=' --key --recovery' ;;
        ' remind') offered+=' --within' ;;
        esac
        offered+=' --json --plain --no-input -q --quiet --debug --profile --color -h --help'
    else
        case $at in
        '') offered+=' today session note due sync undo client provider plan measure private code audit claim payout platform init demo doctor config key completion sandbox import export backup remind' ;;
        ' session') offered+=' schedule move cancel no-show confirm modify start stop entered list show mark' ;;
        ' note') offered+=' attach attached pdf show list template verify sign write addend' ;;
        ' sync') offered+=' conflicts resolve status' ;;
        ' client') offered+=' add edit archive list show check' ;;
        ' provider') offered+=' show edit license credential' ;;
        ' provider license') offered+=' add' ;;
        ' provider credential') offered+=' set' ;;
        ' plan') offered+=' write sign review show list' ;;
        ' measure') offered+=' add void list trend forms' ;;
        ' private') offered+=' add remove show list backup verify restore' ;;
        ' code') offered+=' cpt dx check suggest import audit' ;;
        ' audit') offered+=' list verify' ;;
        ' claim') offered+=' list show status' ;;
        ' payout') offered+=' upcoming list show' ;;
        ' platform') offered+=' notices list show add login logout' ;;
        ' config') offered+=' list get set unset path' ;;
        ' key') offered+=' export' ;;
        ' sandbox') offered+=' serve token approve scenario advance reset' ;;
        ' import') offered+=' clients calendar' ;;
        ' backup') offered+=' create verify restore' ;;
        esac
        case "$at $count" in
        ' session schedule 0') _practice_ask client ;;
        ' session move 0') _practice_ask session ;;
        ' session cancel 0') _practice_ask session ;;
        ' session no-show 0') _practice_ask session ;;
        ' session confirm 0') _practice_ask session ;;
        ' session modify 0') _practice_ask session ;;
        ' session start 0') _practice_ask session ;;
        ' session stop 0') _practice_ask session ;;
        ' session entered '*) _practice_ask session ;;
        ' session show 0') _practice_ask session ;;
        ' session mark 0') _practice_ask session ;;
        ' note attach 0') _practice_ask session ;;
        ' note attach 1') _practice_files ;;
        ' note attached 0') _practice_ask session ;;
        ' note show 0') _practice_ask session ;;
        ' note verify 0') _practice_ask session ;;
        ' note sign 0') _practice_ask session ;;
        ' note write 0') _practice_ask session ;;
        ' note addend 0') _practice_ask session ;;
        ' client edit 0') _practice_ask client ;;
        ' client archive 0') _practice_ask client ;;
        ' client show 0') _practice_ask client ;;
        ' client check 0') _practice_ask client ;;
        ' provider credential set 0') _practice_ask payer ;;
        ' provider credential set 2') offered+=' active pending none' ;;
        ' plan write 0') _practice_ask client ;;
        ' plan sign 0') _practice_ask client ;;
        ' plan review 0') _practice_ask client ;;
        ' plan show 0') _practice_ask client ;;
        ' measure add 0') _practice_ask client ;;
        ' measure void 0') _practice_ask client ;;
        ' measure list 0') _practice_ask client ;;
        ' measure trend 0') _practice_ask client ;;
        ' private add 0') _practice_ask client ;;
        ' private remove 0') _practice_ask client ;;
        ' private show 0') _practice_ask client ;;
        ' private backup 0') _practice_files ;;
        ' private verify 0') _practice_files ;;
        ' private restore 0') _practice_files ;;
        ' code check '*) _practice_ask cpt ;;
        ' code suggest 0') _practice_ask session ;;
        ' code import 0') _practice_files ;;
        ' claim show 0') _practice_ask claim ;;
        ' claim status 0') _practice_ask claim ;;
        ' payout show 0') _practice_ask payout ;;
        ' completion 0') offered+=' bash zsh fish' ;;
        ' sandbox scenario 0') _practice_files ;;
        ' import clients 0') _practice_files ;;
        ' import calendar 0') _practice_files ;;
        ' backup create 0') _practice_files ;;
        ' backup verify 0') _practice_files ;;
        ' backup restore 0') _practice_files ;;
        esac
    fi
    COMPREPLY+=($(compgen -W "$offered" -- "$current"))
}

complete -F _practice practice
