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
            '--address'|'--alias'|'--all'|'--answers'|'--as-of'|'--bank'|'--batch'|'--born'|'--by'|'--client'|'--coinsurance'|'--color'|'--complexity'|'--copay'|'--count'|'--covered-from'|'--covered-until'|'--cpt'|'--credentials'|'--cron'|'--data'|'--date'|'--date-format'|'--deductible'|'--deductible-met'|'--due'|'--dx'|'--effective'|'--em-minutes'|'--email'|'--end'|'--every'|'--family-deductible'|'--family-deductible-met'|'--family-oop-max'|'--family-oop-met'|'--faults'|'--fee'|'--fold'|'--for'|'--forms'|'--from'|'--goal'|'--hledger'|'--host'|'--hours-per-week'|'--html'|'--insurance'|'--jitter'|'--key'|'--kind'|'--license'|'--limit'|'--link'|'--map'|'--member-id'|'--membership'|'--minutes'|'--modifier'|'--name'|'--next'|'--no-alias'|'--note'|'--npi'|'--number'|'--on'|'--oop-max'|'--oop-met'|'--participants'|'--payer'|'--payment-method'|'--per'|'--phone'|'--place'|'--plan'|'--plan-year-start'|'--platform'|'--port'|'--profile'|'--rank'|'--reason'|'--recovery'|'--remote'|'--same-day'|'--scenario'|'--session'|'--sessions'|'--since'|'--start'|'--state'|'--status'|'--stop'|'--tax-id'|'--taxonomy'|'--template'|'--title'|'--to'|'--token-file'|'--type'|'--units'|'--until'|'--used'|'--visits'|'--visits-used'|'--weeks'|'--within'|'--year'|'--zone') waits=1; last=$word; continue ;;
            -?*) continue ;;
        esac
        case "$at $word" in
            ' today'|' session'|' session schedule'|' session move'|' session cancel'|' session no-show'|' session confirm'|' session modify'|' session start'|' session stop'|' session entered'|' session list'|' session show'|' session mark'|' note'|' note attach'|' note attached'|' note pdf'|' note show'|' note list'|' note template'|' note verify'|' note sign'|' note write'|' note addend'|' due'|' sync'|' sync conflicts'|' sync resolve'|' sync status'|' undo'|' client'|' client add'|' client edit'|' client archive'|' client cost'|' client list'|' client show'|' client check'|' coverage'|' coverage add'|' coverage edit'|' coverage end'|' coverage list'|' coverage show'|' coverage history'|' coverage check'|' provider'|' provider show'|' provider edit'|' provider license'|' provider license add'|' provider credential'|' provider credential set'|' plan'|' plan write'|' plan sign'|' plan review'|' plan show'|' plan list'|' authorization'|' authorization add'|' authorization edit'|' authorization end'|' authorization list'|' authorization show'|' measure'|' measure add'|' measure void'|' measure list'|' measure trend'|' measure forms'|' private'|' private add'|' private remove'|' private show'|' private list'|' private backup'|' private verify'|' private restore'|' code'|' code cpt'|' code dx'|' code check'|' code suggest'|' code import'|' code audit'|' audit'|' audit list'|' audit verify'|' claim'|' claim list'|' claim show'|' claim status'|' charge'|' charge list'|' charge show'|' charge balance'|' charge add'|' charge pay'|' charge fail'|' charge retry'|' charge refund'|' charge seen'|' charge dispute'|' charge settle'|' charge write-off'|' invoice'|' invoice add'|' invoice pay'|' invoice void'|' invoice list'|' invoice show'|' payout'|' payout upcoming'|' payout list'|' payout show'|' payout forecast'|' payout reconcile'|' payout record'|' payout adjust'|' rate'|' rate set'|' rate import'|' rate remove'|' rate list'|' rate check'|' report'|' report income'|' report ageing'|' report unbilled'|' report utilisation'|' report tax'|' report html'|' platform'|' platform notices'|' platform compare'|' platform edit'|' platform list'|' platform show'|' platform add'|' platform login'|' platform logout'|' init'|' demo'|' doctor'|' config'|' config list'|' config get'|' config set'|' config unset'|' config path'|' key'|' key export'|' completion'|' sandbox'|' sandbox serve'|' sandbox token'|' sandbox approve'|' sandbox scenario'|' sandbox advance'|' sandbox reset'|' import'|' import clients'|' import calendar'|' export'|' backup'|' backup create'|' backup verify'|' backup restore'|' remind') at="$at $word"; count=0 ;;
            *) count=$((count + 1)) ;;
        esac
    done
    if [[ -n $waits ]]; then
        case "$at $last" in
        ' session schedule --place'|' session confirm --place'|' session modify --place') offered+=' office video-home video' ;;
        ' session cancel --by') offered+=' client me' ;;
        ' session confirm --cpt'|' session modify --cpt'|' code check --same-day'|' platform compare --cpt') _practice_ask cpt ;;
        ' session confirm --dx'|' session modify --dx'|' note write --dx'|' code check --dx') _practice_ask dx ;;
        ' session confirm --note') offered+=' template upload none' ;;
        ' session confirm --batch'|' note attached --to'|' note write --from'|' note addend --from'|' client add --from'|' plan write --from'|' private add --from'|' payout reconcile --bank'|' report income --html'|' report ageing --html'|' report unbilled --html'|' report utilisation --html'|' report tax --html'|' platform compare --html'|' platform login --token-file'|' init --recovery'|' key export --cron'|' key export --recovery'|' sandbox serve --data'|' sandbox serve --faults'|' sandbox serve --scenario'|' sandbox token --data'|' sandbox approve --data'|' sandbox scenario --data'|' sandbox advance --data'|' sandbox reset --data'|' export --all'|' export --hledger'|' backup verify --recovery'|' backup restore --recovery') _practice_files ;;
        ' session list --client'|' note pdf --client'|' code dx --client'|' code audit --client') _practice_ask client ;;
        ' note write --template') offered+=' soap dap birp' ;;
        ' client add --payer'|' client edit --payer'|' coverage add --payer'|' authorization add --payer'|' authorization edit --payer'|' code check --payer'|' rate list --payer'|' platform compare --payer') _practice_ask payer ;;
        ' client edit --payment-method'|' client edit --forms'|' client edit --insurance') offered+=' yes no' ;;
        ' client edit --status') offered+=' active waitlist archived' ;;
        ' coverage add --rank'|' coverage edit --rank'|' coverage end --rank') offered+=' primary secondary' ;;
        ' measure add --session') _practice_ask session ;;
        ' claim list --status') offered+=' not-sent sent received accepted rejected pending info-wanted paid paid-client-share denied underpaid appealed corrected voided written-off reversed' ;;
        ' invoice add --due') offered+=' 30d' ;;
        ' payout reconcile --date-format') offered+=' mdy dmy ymd' ;;
        ' payout adjust --kind') offered+=' adjustment clawback' ;;
        ' report income --by') offered+=' month platform payer cpt client' ;;
        ' report utilisation --by'|' platform compare --per') offered+=' week month' ;;
        ' platform compare --by') offered+=' cpt payer' ;;
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
        ' client cost') offered+=' --cpt --on --next --changes --csv' ;;
        ' client list') offered+=' --archived --csv' ;;
        ' client check') offered+=' --ask' ;;
        ' coverage add') offered+=' --payer --plan --member-id --effective --end --rank --copay --deductible --deductible-met --coinsurance --oop-max --oop-met --family-deductible --family-deductible-met --family-oop-max --family-oop-met --visits --visits-used --authorization --no-authorization --plan-year-start --as-of' ;;
        ' coverage edit') offered+=' --rank --copay --deductible --deductible-met --coinsurance --oop-max --oop-met --family-deductible --family-deductible-met --family-oop-max --family-oop-met --visits --visits-used --authorization --no-authorization --plan-year-start --as-of' ;;
        ' coverage end') offered+=' --rank' ;;
        ' coverage list') offered+=' --on --csv' ;;
        ' coverage show') offered+=' --on' ;;
        ' coverage history') offered+=' --raw --csv' ;;
        ' coverage check') offered+=' --all --scheduled --on' ;;
        ' provider edit') offered+=' --name --credentials --npi --zone --tax-id --address --phone --taxonomy' ;;
        ' provider license add') offered+=' --type --until' ;;
        ' plan write') offered+=' --from --dx --like-last' ;;
        ' plan sign') offered+=' --attest' ;;
        ' plan review') offered+=' --unchanged --attest' ;;
        ' plan show') offered+=' --all' ;;
        ' plan list') offered+=' --csv' ;;
        ' authorization add') offered+=' --from --number --units --until --cpt --used --payer' ;;
        ' authorization edit') offered+=' --from --number --units --until --cpt --used --payer' ;;
        ' authorization end') offered+=' --on' ;;
        ' authorization list') offered+=' --all --csv' ;;
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
        ' charge list') offered+=' --client --open --status --csv' ;;
        ' charge balance') offered+=' --csv' ;;
        ' charge add') offered+=' --client --for' ;;
        ' charge pay') offered+=' --on' ;;
        ' charge fail') offered+=' --on' ;;
        ' charge retry') offered+=' --on' ;;
        ' charge refund') offered+=' --on' ;;
        ' charge seen') offered+=' --on' ;;
        ' charge dispute') offered+=' --on' ;;
        ' charge settle') offered+=' --on' ;;
        ' charge write-off') offered+=' --on' ;;
        ' invoice add') offered+=' --due' ;;
        ' invoice pay') offered+=' --on' ;;
        ' invoice list') offered+=' --client --open --csv' ;;
        ' payout upcoming') offered+=' --csv' ;;
        ' payout list') offered+=' --csv' ;;
        ' payout forecast') offered+=' --weeks --left-out --csv' ;;
        ' payout reconcile') offered+=' --bank --map --date-format --until --all --dry-run' ;;
        ' payout adjust') offered+=' --kind --less' ;;
        ' rate set') offered+=' --from --plan --license --place --state' ;;
        ' rate import') offered+=' --dry-run' ;;
        ' rate remove') offered+=' --from --plan --license --place --state --yes' ;;
        ' rate list') offered+=' --platform --payer --cpt --on --csv' ;;
        ' rate check') offered+=' --from --to --csv' ;;
        ' report income') offered+=' --by --from --to --all --unfold --html --force --csv' ;;
        ' report ageing') offered+=' --unfold --html --force --csv' ;;
        ' report unbilled') offered+=' --unfold --html --force --csv' ;;
        ' report utilisation') offered+=' --by --from --to --all --hours-per-week --html --force --csv' ;;
        ' report tax') offered+=' --year --membership --html --force --csv' ;;
        ' report html') offered+=' --from --to --all --force' ;;
        ' platform notices') offered+=' --since --csv' ;;
        ' platform compare') offered+=' --by --from --to --sessions --per --cpt --payer --membership --html --force --csv' ;;
        ' platform edit') offered+=' --membership' ;;
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
        ' export') offered+=' --all --hledger --from --to --membership --force' ;;
        ' backup verify') offered+=' --recovery' ;;
        ' backup restore') offered+=' --key --recovery' ;;
        ' remind') offered+=' --within' ;;
        esac
        offered+=' --json --plain --no-input -q --quiet --debug --profile --color -h --help'
    else
        case $at in
        '') offered+=' today session note due sync undo client coverage provider plan authorization measure private code audit claim charge invoice payout rate report platform init demo doctor config key completion sandbox import export backup remind' ;;
        ' session') offered+=' schedule move cancel no-show confirm modify start stop entered list show mark' ;;
        ' note') offered+=' attach attached pdf show list template verify sign write addend' ;;
        ' sync') offered+=' conflicts resolve status' ;;
        ' client') offered+=' add edit archive cost list show check' ;;
        ' coverage') offered+=' add edit end list show history check' ;;
        ' provider') offered+=' show edit license credential' ;;
        ' provider license') offered+=' add' ;;
        ' provider credential') offered+=' set' ;;
        ' plan') offered+=' write sign review show list' ;;
        ' authorization') offered+=' add edit end list show' ;;
        ' measure') offered+=' add void list trend forms' ;;
        ' private') offered+=' add remove show list backup verify restore' ;;
        ' code') offered+=' cpt dx check suggest import audit' ;;
        ' audit') offered+=' list verify' ;;
        ' claim') offered+=' list show status' ;;
        ' charge') offered+=' list show balance add pay fail retry refund seen dispute settle write-off' ;;
        ' invoice') offered+=' add pay void list show' ;;
        ' payout') offered+=' upcoming list show forecast reconcile record adjust' ;;
        ' rate') offered+=' set import remove list check' ;;
        ' report') offered+=' income ageing unbilled utilisation tax html' ;;
        ' platform') offered+=' notices compare edit list show add login logout' ;;
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
        ' client cost 0') _practice_ask client ;;
        ' client show 0') _practice_ask client ;;
        ' client check 0') _practice_ask client ;;
        ' coverage add 0') _practice_ask client ;;
        ' coverage edit 0') _practice_ask client ;;
        ' coverage end 0') _practice_ask client ;;
        ' coverage list 0') _practice_ask client ;;
        ' coverage show 0') _practice_ask client ;;
        ' coverage history 0') _practice_ask client ;;
        ' coverage check 0') _practice_ask client ;;
        ' provider credential set 0') _practice_ask payer ;;
        ' provider credential set 2') offered+=' active pending none' ;;
        ' plan write 0') _practice_ask client ;;
        ' plan sign 0') _practice_ask client ;;
        ' plan review 0') _practice_ask client ;;
        ' plan show 0') _practice_ask client ;;
        ' authorization add 0') _practice_ask client ;;
        ' authorization list 0') _practice_ask client ;;
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
        ' charge show 0') _practice_ask charge ;;
        ' charge balance 0') _practice_ask client ;;
        ' charge pay 0') _practice_ask charge ;;
        ' charge fail 0') _practice_ask charge ;;
        ' charge retry 0') _practice_ask charge ;;
        ' charge refund 0') _practice_ask charge ;;
        ' charge seen '*) _practice_ask charge ;;
        ' charge dispute 0') _practice_ask charge ;;
        ' charge settle 0') _practice_ask charge ;;
        ' charge write-off 0') _practice_ask charge ;;
        ' invoice add 0') _practice_ask client ;;
        ' invoice add '*) _practice_ask session ;;
        ' invoice pay 0') _practice_ask invoice ;;
        ' invoice void 0') _practice_ask invoice ;;
        ' invoice show 0') _practice_ask invoice ;;
        ' payout show 0') _practice_ask payout ;;
        ' payout record 0') _practice_ask platform ;;
        ' payout adjust 0') _practice_ask payout ;;
        ' payout adjust 2') _practice_ask session ;;
        ' rate set 0') _practice_ask platform ;;
        ' rate set 1') _practice_ask payer ;;
        ' rate set 2') _practice_ask cpt ;;
        ' rate import 0') _practice_files ;;
        ' rate remove 0') _practice_ask platform ;;
        ' rate remove 1') _practice_ask payer ;;
        ' rate remove 2') _practice_ask cpt ;;
        ' report html 0') _practice_files ;;
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
