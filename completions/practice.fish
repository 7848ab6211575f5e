# Completes words after `practice` in fish. Made by `practice completion fish`.

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
            case '--address' '--alias' '--all' '--answers' '--as-of' '--bank' '--batch' '--born' '--by' '--client' '--coinsurance' '--color' '--complexity' '--copay' '--count' '--covered-from' '--covered-until' '--cpt' '--credentials' '--cron' '--data' '--date' '--date-format' '--deductible' '--deductible-met' '--due' '--dx' '--effective' '--em-minutes' '--email' '--end' '--every' '--family-deductible' '--family-deductible-met' '--family-oop-max' '--family-oop-met' '--faults' '--fee' '--fold' '--for' '--forms' '--from' '--goal' '--hledger' '--host' '--hours-per-week' '--html' '--insurance' '--jitter' '--key' '--kind' '--license' '--limit' '--link' '--map' '--member-id' '--membership' '--minutes' '--modifier' '--name' '--next' '--no-alias' '--note' '--npi' '--number' '--on' '--oop-max' '--oop-met' '--participants' '--payer' '--payment-method' '--per' '--phone' '--place' '--plan' '--plan-year-start' '--platform' '--port' '--profile' '--rank' '--reason' '--recovery' '--remote' '--same-day' '--scenario' '--session' '--sessions' '--since' '--start' '--state' '--status' '--stop' '--tax-id' '--taxonomy' '--template' '--title' '--to' '--token-file' '--type' '--units' '--until' '--used' '--visits' '--visits-used' '--weeks' '--within' '--year' '--zone'
                set waits 1
                set last $word
                continue
            case '-?*' '--*'
                continue
        end
        switch "$at $word"
            case ' today' ' session' ' session schedule' ' session move' ' session cancel' ' session no-show' ' session confirm' ' session modify' ' session start' ' session stop' ' session entered' ' session list' ' session show' ' session mark' ' note' ' note attach' ' note attached' ' note pdf' ' note show' ' note list' ' note template' ' note verify' ' note sign' ' note write' ' note addend' ' due' ' sync' ' sync conflicts' ' sync resolve' ' sync status' ' undo' ' client' ' client add' ' client edit' ' client archive' ' client cost' ' client list' ' client show' ' client check' ' coverage' ' coverage add' ' coverage edit' ' coverage end' ' coverage list' ' coverage show' ' coverage history' ' coverage check' ' provider' ' provider show' ' provider edit' ' provider license' ' provider license add' ' provider credential' ' provider credential set' ' plan' ' plan write' ' plan sign' ' plan review' ' plan show' ' plan list' ' authorization' ' authorization add' ' authorization edit' ' authorization end' ' authorization list' ' authorization show' ' measure' ' measure add' ' measure void' ' measure list' ' measure trend' ' measure forms' ' private' ' private add' ' private remove' ' private show' ' private list' ' private backup' ' private verify' ' private restore' ' code' ' code cpt' ' code dx' ' code check' ' code suggest' ' code import' ' code audit' ' audit' ' audit list' ' audit verify' ' claim' ' claim list' ' claim show' ' claim status' ' charge' ' charge list' ' charge show' ' charge balance' ' charge add' ' charge pay' ' charge fail' ' charge retry' ' charge refund' ' charge seen' ' charge dispute' ' charge settle' ' charge write-off' ' invoice' ' invoice add' ' invoice pay' ' invoice void' ' invoice list' ' invoice show' ' payout' ' payout upcoming' ' payout list' ' payout show' ' payout forecast' ' payout reconcile' ' payout record' ' payout adjust' ' rate' ' rate set' ' rate import' ' rate remove' ' rate list' ' rate check' ' report' ' report income' ' report ageing' ' report unbilled' ' report utilisation' ' report tax' ' report html' ' platform' ' platform notices' ' platform compare' ' platform edit' ' platform list' ' platform show' ' platform add' ' platform login' ' platform logout' ' init' ' demo' ' doctor' ' config' ' config list' ' config get' ' config set' ' config unset' ' config path' ' key' ' key export' ' completion' ' sandbox' ' sandbox serve' ' sandbox token' ' sandbox approve' ' sandbox scenario' ' sandbox advance' ' sandbox reset' ' import' ' import clients' ' import calendar' ' export' ' backup' ' backup create' ' backup verify' ' backup restore' ' remind'
                set at "$at $word"
                set count 0
            case '*'
                set count (math $count + 1)
        end
    end
    if test -n "$waits"
        switch "$at $last"
        case ' session schedule --place' ' session confirm --place' ' session modify --place'
            printf '%s\n' office video-home video
        case ' session cancel --by'
            printf '%s\n' client me
        case ' session confirm --cpt' ' session modify --cpt' ' code check --same-day' ' platform compare --cpt'
            practice __complete cpt $current 2>/dev/null
        case ' session confirm --dx' ' session modify --dx' ' note write --dx' ' code check --dx'
            practice __complete dx $current 2>/dev/null
        case ' session confirm --note'
            printf '%s\n' template upload none
        case ' session confirm --batch' ' note attached --to' ' note write --from' ' note addend --from' ' client add --from' ' plan write --from' ' private add --from' ' payout reconcile --bank' ' report income --html' ' report ageing --html' ' report unbilled --html' ' report utilisation --html' ' report tax --html' ' platform compare --html' ' platform login --token-file' ' init --recovery' ' key export --cron' ' key export --recovery' ' sandbox serve --data' ' sandbox serve --faults' ' sandbox serve --scenario' ' sandbox token --data' ' sandbox approve --data' ' sandbox scenario --data' ' sandbox advance --data' ' sandbox reset --data' ' export --all' ' export --hledger' ' backup verify --recovery' ' backup restore --recovery'
            __fish_complete_path $current
        case ' session list --client' ' note pdf --client' ' code dx --client' ' code audit --client'
            practice __complete client $current 2>/dev/null
        case ' note write --template'
            printf '%s\n' soap dap birp
        case ' client add --payer' ' client edit --payer' ' coverage add --payer' ' authorization add --payer' ' authorization edit --payer' ' code check --payer' ' rate list --payer' ' platform compare --payer'
            practice __complete payer $current 2>/dev/null
        case ' client edit --payment-method' ' client edit --forms' ' client edit --insurance'
            printf '%s\n' yes no
        case ' client edit --status'
            printf '%s\n' active waitlist archived
        case ' coverage add --rank' ' coverage edit --rank' ' coverage end --rank'
            printf '%s\n' primary secondary
        case ' measure add --session'
            practice __complete session $current 2>/dev/null
        case ' claim list --status'
            printf '%s\n' not-sent sent received accepted rejected pending info-wanted paid paid-client-share denied underpaid appealed corrected voided written-off reversed
        case ' invoice add --due'
            printf '%s\n' 30d
        case ' payout reconcile --date-format'
            printf '%s\n' mdy dmy ymd
        case ' payout adjust --kind'
            printf '%s\n' adjustment clawback
        case ' report income --by'
            printf '%s\n' month platform payer cpt client
        case ' report utilisation --by' ' platform compare --per'
            printf '%s\n' week month
        case ' platform compare --by'
            printf '%s\n' cpt payer
        case '* --color'
            printf '%s\n' auto always never
        end
        return
    end
    if string match -q -- '-*' "$current"
        switch "$at"
        case ''
            printf '%s\t%s\n' '-V' 'Print the version' '--version' 'Print the version'
        case ' today'
            printf '%s\t%s\n' '--date' 'Another day, such as `mon`'
        case ' session schedule'
            printf '%s\t%s\n' '--for' 'How long; 60m if not said' '--place' 'Where the client sits' '--state' 'Where the client will sit' '--link' 'The video room' '--every' 'Repeat: 1w, 2w or some days' '--count' 'How many, with --every' '--until' 'The last day, with --every' '--allow-overlap' 'Schedule although another session is there' '--fold' '0 earlier, 1 later, when the hour comes twice' '--intake' 'A first evaluation' '--crisis' 'A crisis, coded by its own rules' '--participants' 'client, client-family, family, group or families'
        case ' session move'
            printf '%s\t%s\n' '--for' 'A new length as well' '--allow-overlap' 'Schedule although another session is there' '--fold' '0 earlier, 1 later, when the hour comes twice'
        case ' session cancel'
            printf '%s\t%s\n' '--by' 'Who cancels' '--fee' 'What the client owes for it'
        case ' session no-show'
            printf '%s\t%s\n' '--fee' 'What the client owes for it'
        case ' session confirm'
            printf '%s\t%s\n' '--cpt' 'Billing code; may be repeated' '--dx' 'Diagnosis; may be repeated' '--start' 'When it truly began, such as 15:02' '--stop' 'When it truly ended, such as 15:57' '--place' 'Where the client sits' '--modifier' 'Modifier; may be repeated' '--note' 'Where its note is' '--sign' 'Sign the draft note first' '--attest' 'The note is yours, true and complete' '--like-last' 'Codes of the client\'s last confirmed session' '--em-minutes' 'Minutes that a medical visit took; 0 for none' '--batch' 'A CSV or NDJSON file, or - for stdin' '--dry-run' 'Say what would happen, change nothing' '--all-or-nothing' 'With --batch: only if every row is well'
        case ' session modify'
            printf '%s\t%s\n' '--cpt' 'Billing code; may be repeated' '--dx' 'Diagnosis; may be repeated' '--start' 'When it truly began, such as 15:02' '--stop' 'When it truly ended, such as 15:57' '--place' 'Where the client sits' '--modifier' 'Modifier; may be repeated' '--em-minutes' 'Minutes that a medical visit took; 0 for none'
        case ' session list'
            printf '%s\t%s\n' '--from' 'The first day' '--to' 'The last day' '--client' 'Only this client\'s' '--status' 'scheduled, confirmed, cancelled, ...' '--unconfirmed' 'Over, and not confirmed yet' '--csv' 'Answer in CSV with a header line'
        case ' session mark'
            printf '%s\t%s\n' '--intake' 'A first evaluation' '--crisis' 'A crisis, coded by its own rules' '--ordinary' 'Neither an intake nor a crisis' '--participants' 'client, client-family, family, group or families' '--complexity' 'maladaptive, caregiver, sentinel, play or none' '--em-minutes' 'Minutes that a medical visit took; 0 for none'
        case ' note attach'
            printf '%s\t%s\n' '--title' 'What it is called, else its name'
        case ' note attached'
            printf '%s\t%s\n' '--to' 'A new file for it; - is stdout' '--csv' 'Answer in CSV with a header line'
        case ' note pdf'
            printf '%s\t%s\n' '--client' 'All notes of this client' '--from' 'The first day, with --client' '--to' 'The last day, with --client' '--draft' 'Print drafts as well, marked on each page'
        case ' note list'
            printf '%s\t%s\n' '--unsigned' 'Only what is not signed' '--csv' 'Answer in CSV with a header line'
        case ' note template'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' note sign'
            printf '%s\t%s\n' '--attest' 'The note is yours, true and complete' '--reason' 'Why it is late, where it is'
        case ' note write'
            printf '%s\t%s\n' '--template' 'Or another of `note template`' '--from' 'Markdown or JSON; - is stdin' '--ask' 'Ask for one section after the other' '--like-last' 'Carry plan and goals forward, marked' '--dx' 'Diagnosis; may be repeated' '--goal' 'Goal of the treatment plan; may be repeated'
        case ' note addend'
            printf '%s\t%s\n' '--from' 'Markdown or JSON; - is stdin'
        case ' due'
            printf '%s\t%s\n' '--within' 'Only what is due in that time' '--check' 'Exit with 8 if anything is listed' '--csv' 'Answer in CSV with a header line'
        case ' sync'
            printf '%s\t%s\n' '--dry-run' 'Say what would be done, change nothing' '--platform' 'Only this platform' '--jitter' 'For cron: begin at some moment within this time' '--accept-mass-delete' 'Take over what a platform holds, even if much goes with it'
        case ' sync conflicts'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' sync resolve'
            printf '%s\t%s\n' '--mine' 'Send what was done here, over it' '--theirs' 'Take what the platform has' '--edit' 'Write a third way in an editor' '--yes' 'Do not ask'
        case ' undo'
            printf '%s\t%s\n' '--dry-run' 'Only show what would go' '--yes' 'Do not ask' '--csv' 'Answer in CSV with a header line'
        case ' client add'
            printf '%s\t%s\n' '--from' 'JSON of one client or a list, or -' '--name' 'First and last name' '--born' 'Birth date, such as 1990-04-12' '--platform' 'Through whom they are billed' '--payer' 'Such as aetna' '--plan' 'commercial, medicare, medicaid, eap or self' '--member-id' 'As it stands on the card' '--address' 'On one line' '--state' 'Where they live, such as NY' '--phone' 'Telephone' '--email' 'Mail address' '--alias' 'How your calendar calls them; repeats' '--ready' 'Everything is in place; sandbox and manual platforms'
        case ' client edit'
            printf '%s\t%s\n' '--payment-method' 'Is a card or an account on file' '--forms' 'Are the standard forms acknowledged' '--insurance' 'Is the insurance verified' '--name' 'First and last name' '--born' 'Birth date, such as 1990-04-12' '--platform' 'Through whom they are billed' '--payer' 'Such as aetna' '--plan' 'commercial, medicare, medicaid, eap or self' '--member-id' 'As it stands on the card' '--address' 'On one line' '--state' 'Where they live, such as NY' '--phone' 'Telephone' '--email' 'Mail address' '--alias' 'How your calendar calls them; repeats' '--no-alias' 'Forget one; repeats' '--status' 'Where they stand with you' '--covered-from' 'First day of coverage' '--covered-until' 'Last day of coverage'
        case ' client cost'
            printf '%s\t%s\n' '--cpt' 'A code; repeats. The session\'s, if left out' '--on' 'The service date; today if left out' '--next' 'The next N scheduled sessions instead' '--changes' 'What has changed, and where it will, instead' '--csv' 'Answer in CSV with a header line'
        case ' client list'
            printf '%s\t%s\n' '--archived' 'Those in the archive too' '--csv' 'Answer in CSV with a header line'
        case ' client check'
            printf '%s\t%s\n' '--ask' 'Ask the platform what the insurance covers, too'
        case ' coverage add'
            printf '%s\t%s\n' '--payer' 'Such as aetna' '--plan' 'commercial, medicare, medicaid, eap or self' '--member-id' 'As it stands on the card' '--effective' 'Its first day' '--end' 'Its last day, where that is known' '--rank' 'Who pays first, or after them' '--copay' 'What the client pays of each session' '--deductible' 'What the client pays first in a plan year' '--deductible-met' 'How much of it is paid' '--coinsurance' 'The client\'s part, in percent, after the deductible' '--oop-max' 'The most the client pays in a plan year' '--oop-met' 'How much of it is paid' '--family-deductible' 'The same for the whole family' '--family-deductible-met' 'How much of that is paid' '--family-oop-max' 'The same for the whole family' '--family-oop-met' 'How much of that is paid' '--visits' 'Visits the plan allows in a plan year' '--visits-used' 'How many of them are used' '--authorization' 'Sessions need an authorization' '--no-authorization' 'Sessions need an authorization' '--plan-year-start' 'When the plan year begins; else 01-01' '--as-of' 'The day the benefits are known for; else today'
        case ' coverage edit'
            printf '%s\t%s\n' '--rank' 'Who pays first, or after them' '--copay' 'What the client pays of each session' '--deductible' 'What the client pays first in a plan year' '--deductible-met' 'How much of it is paid' '--coinsurance' 'The client\'s part, in percent, after the deductible' '--oop-max' 'The most the client pays in a plan year' '--oop-met' 'How much of it is paid' '--family-deductible' 'The same for the whole family' '--family-deductible-met' 'How much of that is paid' '--family-oop-max' 'The same for the whole family' '--family-oop-met' 'How much of that is paid' '--visits' 'Visits the plan allows in a plan year' '--visits-used' 'How many of them are used' '--authorization' 'Sessions need an authorization' '--no-authorization' 'Sessions need an authorization' '--plan-year-start' 'When the plan year begins; else 01-01' '--as-of' 'The day the benefits are known for; else today'
        case ' coverage end'
            printf '%s\t%s\n' '--rank' 'Who pays first, or after them'
        case ' coverage list'
            printf '%s\t%s\n' '--on' 'On another day than today' '--csv' 'Answer in CSV with a header line'
        case ' coverage show'
            printf '%s\t%s\n' '--on' 'On another day than today'
        case ' coverage history'
            printf '%s\t%s\n' '--raw' 'What was asked and answered, as it came, too' '--csv' 'Answer in CSV with a header line'
        case ' coverage check'
            printf '%s\t%s\n' '--all' 'All active clients whose platform can be asked' '--scheduled' 'Those with a session until the next business day' '--on' 'Those with a session on this day instead'
        case ' provider edit'
            printf '%s\t%s\n' '--name' 'Your name, as claims show it' '--credentials' 'Such as LMHC' '--npi' 'Your NPI, ten digits' '--zone' 'Such as America/New_York' '--tax-id' 'EIN or SSN, for claims' '--address' 'The practice\'s address' '--phone' 'The practice\'s number' '--taxonomy' 'The NUCC taxonomy code'
        case ' provider license add'
            printf '%s\t%s\n' '--type' 'Such as LMHC' '--until' 'Its last day'
        case ' plan write'
            printf '%s\t%s\n' '--from' 'Markdown or JSON; - is stdin' '--dx' 'A diagnosis; may be repeated' '--like-last' 'Start from the plan in force; what is left out stays'
        case ' plan sign'
            printf '%s\t%s\n' '--attest' 'The plan is yours, true and complete'
        case ' plan review'
            printf '%s\t%s\n' '--unchanged' 'It is still right as it stands: sign it anew' '--attest' 'The plan is yours, true and complete'
        case ' plan show'
            printf '%s\t%s\n' '--all' 'Every plan of the client, oldest first, a draft last'
        case ' plan list'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' authorization add'
            printf '%s\t%s\n' '--from' 'Its first service date' '--number' 'The payer\'s number; may be unknown' '--units' 'How many sessions are allowed' '--until' 'Its last service date' '--cpt' 'Only for this code; repeats. Else any' '--used' 'Units used that are not in here' '--payer' 'By whom, else the client\'s payer'
        case ' authorization edit'
            printf '%s\t%s\n' '--from' 'Its first service date' '--number' 'The payer\'s number; may be unknown' '--units' 'How many sessions are allowed' '--until' 'Its last service date' '--cpt' 'Only for this code; repeats. Else any' '--used' 'Units used that are not in here' '--payer' 'By whom, else the client\'s payer'
        case ' authorization end'
            printf '%s\t%s\n' '--on' 'Its last day; today if not said'
        case ' authorization list'
            printf '%s\t%s\n' '--all' 'Those that were ended, too' '--csv' 'Answer in CSV with a header line'
        case ' measure add'
            printf '%s\t%s\n' '--answers' 'One for each item; - reads them from stdin' '--session' 'The session it was answered for' '--on' 'When it was answered; else the session\'s day'
        case ' measure void'
            printf '%s\t%s\n' '--on' 'Those of this day; else the newest'
        case ' measure list'
            printf '%s\t%s\n' '--all' 'Those that were set aside too' '--csv' 'Answer in CSV with a header line'
        case ' measure forms'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' private add'
            printf '%s\t%s\n' '--from' 'The text\'s file; - is stdin'
        case ' private remove'
            printf '%s\t%s\n' '--yes' 'Destroy it without asking'
        case ' private list'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' code cpt'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' code dx'
            printf '%s\t%s\n' '--on' 'The service date; else the newest release' '--changes' 'What releases changed for codes your clients have' '--client' 'With `--changes`: of this one only' '--csv' 'Answer in CSV with a header line'
        case ' code check'
            printf '%s\t%s\n' '--minutes' 'True minutes, not booked' '--dx' 'A diagnosis; repeats' '--license' 'Yours, if left out' '--place' 'office, video-home or video' '--payer' 'Who pays, such as aetna' '--plan' 'commercial, medicare, medicaid or eap' '--platform' 'Whose blocked codes count, too' '--modifier' 'Given by hand; repeats' '--em-minutes' 'Of these, a medical visit took' '--same-day' 'A code of another session that day; repeats' '--on' 'The service date; today if left out'
        case ' code import'
            printf '%s\t%s\n' '--effective' 'Its first service date' '--force' 'Load it although it looks cut short or another year\'s'
        case ' code audit'
            printf '%s\t%s\n' '--from' 'The first day; else 90 days back' '--to' 'The last day; today if left out' '--client' 'Only this client\'s'
        case ' audit list'
            printf '%s\t%s\n' '--from' 'The first day' '--to' 'The last day' '--limit' 'Only the newest N' '--csv' 'Answer in CSV with a header line'
        case ' claim list'
            printf '%s\t%s\n' '--status' 'Only these: denied, pending, paid, ...' '--csv' 'Answer in CSV with a header line'
        case ' claim status'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' charge list'
            printf '%s\t%s\n' '--client' 'Only this client\'s' '--open' 'Only those of which something has not come' '--status' 'Only these: owed, failed, paid, expected, ...' '--csv' 'Answer in CSV with a header line'
        case ' charge balance'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' charge add'
            printf '%s\t%s\n' '--client' 'Charge this client for something else' '--for' 'What that is for'
        case ' charge pay'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge fail'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge retry'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge refund'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge seen'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge dispute'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge settle'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' charge write-off'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' invoice add'
            printf '%s\t%s\n' '--due' 'How long, or until when, it may be paid'
        case ' invoice pay'
            printf '%s\t%s\n' '--on' 'The day it was; today without it'
        case ' invoice list'
            printf '%s\t%s\n' '--client' 'Only this client\'s' '--open' 'Only those not paid in full' '--csv' 'Answer in CSV with a header line'
        case ' payout upcoming'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' payout list'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' payout forecast'
            printf '%s\t%s\n' '--weeks' 'How far ahead to look, at the bank' '--left-out' 'List the sessions in no payout, and why' '--csv' 'Answer in CSV with a header line'
        case ' payout reconcile'
            printf '%s\t%s\n' '--bank' 'The bank\'s file (CSV); - for stdin' '--map' 'Say once which column is date, amount (or credit, debit) and description' '--date-format' 'The order of its dates' '--until' 'Its last day, where no row stands on it' '--all' 'List deposits that are of no platform, too' '--dry-run' 'Only show what would be found'
        case ' payout adjust'
            printf '%s\t%s\n' '--kind' 'A clawback always takes away' '--less' 'The payout is less by it, and not more'
        case ' rate set'
            printf '%s\t%s\n' '--from' 'The first service date it holds for' '--plan' 'Only for this kind of plan' '--license' 'Only under this licence, such as LMHC' '--place' 'Only for office, video-home or video' '--state' 'Only for clients in this state'
        case ' rate import'
            printf '%s\t%s\n' '--dry-run' 'Only say what would happen'
        case ' rate remove'
            printf '%s\t%s\n' '--from' 'Its first day' '--plan' 'Where it was set for this alone' '--license' 'Where it was set for this alone' '--place' 'Where it was set for this alone' '--state' 'Where it was set for this alone' '--yes' 'Do it without asking'
        case ' rate list'
            printf '%s\t%s\n' '--platform' 'Only this platform\'s' '--payer' 'Only this payer\'s' '--cpt' 'Only this code' '--on' 'Only those that hold on this day' '--csv' 'Answer in CSV with a header line'
        case ' rate check'
            printf '%s\t%s\n' '--from' 'The first service date' '--to' 'The last service date' '--csv' 'Answer in CSV with a header line'
        case ' report income'
            printf '%s\t%s\n' '--by' 'What to add up by' '--from' 'The first day' '--to' 'The last day' '--all' 'Everything there is, not this year alone' '--unfold' 'The lines behind each sum, one by one' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' report ageing'
            printf '%s\t%s\n' '--unfold' 'The lines behind each sum, one by one' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' report unbilled'
            printf '%s\t%s\n' '--unfold' 'Session by session, soonest lost first' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' report utilisation'
            printf '%s\t%s\n' '--by' 'Weeks or months' '--from' 'The first day' '--to' 'The last day' '--all' 'Everything there is, not this year alone' '--hours-per-week' 'Hours you offer' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' report tax'
            printf '%s\t%s\n' '--year' 'The tax year; else this one' '--membership' 'What you truly pay a month' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' report html'
            printf '%s\t%s\n' '--from' 'The first day' '--to' 'The last day' '--all' 'Everything there is, not this year alone' '--force' 'Write over the file'
        case ' platform notices'
            printf '%s\t%s\n' '--since' 'From this day on' '--csv' 'Answer in CSV with a header line'
        case ' platform compare'
            printf '%s\t%s\n' '--by' 'Part each platform by this' '--from' 'The first day' '--to' 'The last day' '--sessions' 'Assume so many sessions instead' '--per' 'Of --sessions' '--cpt' 'The code of those sessions' '--payer' 'Who pays for them' '--membership' 'What you truly pay a month' '--html' 'Also as a page with charts, one file' '--force' 'Write over the file' '--csv' 'Answer in CSV with a header line'
        case ' platform edit'
            printf '%s\t%s\n' '--membership' 'What you truly pay it a month; none'
        case ' platform list'
            printf '%s\t%s\n' '--csv' 'Answer in CSV with a header line'
        case ' platform add'
            printf '%s\t%s\n' '--remote' 'manual, sandbox: or https://ADDRESS'
        case ' platform login'
            printf '%s\t%s\n' '--token-file' 'A file of yours alone with the token in one line'
        case ' init'
            printf '%s\t%s\n' '--name' 'Your name, as claims show it' '--credentials' 'Such as LMHC, LCSW or PhD' '--npi' 'Your NPI, ten digits' '--state' 'The state you are licensed in' '--zone' 'Such as America/New_York' '--key' 'file:PATH, keyring, command:CMD or passphrase' '--platform' 'A platform and how it is reached; repeat it' '--recovery' 'Write a sheet to print, which opens everything'
        case ' demo'
            printf '%s\t%s\n' '--tour' 'Play one day through the real commands'
        case ' doctor'
            printf '%s\t%s\n' '--deep' 'Ask the platforms, too, whether they hold the same' '--csv' 'Answer in CSV with a header line'
        case ' config list'
            printf '%s\t%s\n' '--show-origin' 'Also tell what set each value' '--csv' 'Answer in CSV with a header line'
        case ' key export'
            printf '%s\t%s\n' '--cron' 'A key file that opens the data and no note' '--recovery' 'A sheet to print, which opens everything'
        case ' sandbox serve'
            printf '%s\t%s\n' '--data' 'The sandbox\'s file; else the practice\'s own' '--host' 'Where to listen; another is not only yours' '--port' '0 takes a free one' '--faults' 'What is to go wrong, in TOML' '--scenario' 'What becomes of claims, in TOML'
        case ' sandbox token'
            printf '%s\t%s\n' '--npi' 'The provider\'s NPI; your own if left out' '--data' 'The sandbox\'s file; else the practice\'s own'
        case ' sandbox approve'
            printf '%s\t%s\n' '--npi' 'Who logs in, by NPI; you, if left out' '--data' 'The sandbox\'s file; else the practice\'s own' '--deny' 'Turn the log-in away'
        case ' sandbox scenario'
            printf '%s\t%s\n' '--data' 'The sandbox\'s file; else the practice\'s own'
        case ' sandbox advance'
            printf '%s\t%s\n' '--data' 'The sandbox\'s file; else the practice\'s own'
        case ' sandbox reset'
            printf '%s\t%s\n' '--data' 'The sandbox\'s file; else the practice\'s own' '--yes' 'Do not ask'
        case ' import clients'
            printf '%s\t%s\n' '--map' 'What a column holds; repeats' '--platform' 'For rows that name none' '--dry-run' 'Only show what would happen' '--yes' 'Do not ask' '--csv' 'Answer in CSV with a header line'
        case ' import calendar'
            printf '%s\t%s\n' '--from' 'First day; four weeks back' '--to' 'Last day; 26 weeks ahead' '--place' 'office, video-home or video, for all' '--allow-overlap' 'Groups: several clients at one time' '--dry-run' 'Only show what would happen' '--yes' 'Do not ask' '--csv' 'Answer in CSV with a header line'
        case ' export'
            printf '%s\t%s\n' '--all' 'Write every table into this new folder' '--hledger' 'Write the money into this journal' '--from' 'The first day, with --hledger' '--to' 'The last day, with --hledger' '--membership' 'What you truly pay a month' '--force' 'Write over the file, with --hledger'
        case ' backup verify'
            printf '%s\t%s\n' '--recovery' 'The recovery sheet, in place of the key'
        case ' backup restore'
            printf '%s\t%s\n' '--key' 'Where the key is, or is to lie from now on' '--recovery' 'The recovery sheet, in place of the key'
        case ' remind'
            printf '%s\t%s\n' '--within' 'How far ahead to look'
        end
        printf '%s\t%s\n' '--json' 'Answer in JSON, errors too' '--plain' 'No columns and no colour: one `label: value` a line' '--no-input' 'Never ask; an answer that is missing is exit 2' '-q' 'No chatter; answers and errors stay' '--quiet' 'No chatter; answers and errors stay' '--debug' 'On failure write a file for us, without client data' '--profile' 'Which practice, where there are two' '--color' 'Colour; `auto` is the default' '-h' 'Show the help of this command' '--help' 'Show the help of this command'
        return
    end
    switch "$at"
        case ''
            printf '%s\t%s\n' 'today' 'Show the day: sessions, deadlines, the next payout' 'session' 'Schedule, hold and confirm sessions' 'note' 'Write, sign and read progress notes' 'due' 'List every deadline, soonest first' 'sync' 'Send what waits, fetch what is new' 'undo' 'Take back the last change that was not sent yet' 'client' 'Keep clients and what is missing before they can be seen' 'coverage' 'Keep what insurance each client has, and what it pays' 'provider' 'Keep your own name, licences and credentialing' 'plan' 'Write, sign and review treatment plans' 'authorization' 'Keep how many sessions a payer allowed, and what is left' 'measure' 'Score questionnaires and follow their trend' 'private' 'Keep psychotherapy notes apart from the record' 'code' 'Look up, check and review CPT and diagnosis codes' 'audit' 'Read and verify the log of who did what' 'claim' 'Follow claims to their payment' 'charge' 'Follow what clients are charged, and what they still owe' 'invoice' 'Invoice clients who pay you yourself' 'payout' 'See which payout brings which money' 'rate' 'Keep what each payer pays by contract, and check what was paid' 'report' 'Add up income, open money, unbilled work, hours and tax' 'platform' 'Connect the platforms you are paid through' 'init' 'Set up a practice on this computer' 'demo' 'Try everything with invented clients' 'doctor' 'Check that everything is in order' 'config' 'Read and change settings' 'key' 'Hand out keys, for cron or for recovery' 'completion' 'Print the script that completes words in your shell' 'sandbox' 'Run a platform to try things on' 'import' 'Bring in clients and calendars' 'export' 'Write everything to files that need no program of ours' 'backup' 'Make, verify and restore backups' 'remind' 'Tell, from cron, what is due soon'
        case ' session'
            printf '%s\t%s\n' 'schedule' 'Schedule a session, or a series of them' 'move' 'Give a session another time' 'cancel' 'Cancel a session; `late-cancelled` where the client does it inside the notice window' 'no-show' 'Record that the client did not come' 'confirm' 'Confirm that a session took place, with its codes and true times' 'modify' 'Correct codes, true times or place of a confirmed session while its window is open' 'start' 'Start the clock of a session' 'stop' 'Stop the clock of a session' 'entered' 'Record that confirmed sessions were entered in the portal of a platform without an API' 'list' 'List sessions, oldest first; `--unconfirmed --csv` prints a file ready to edit and confirm' 'show' 'Show one session' 'mark' 'Say who took part in a session and why it was held: its codes follow from that'
        case ' note'
            printf '%s\t%s\n' 'attach' 'Attach a file to a session, sealed as notes are; it stays on this computer and in backups' 'attached' 'List what is attached to a session, or save one of it; that it was opened is logged' 'pdf' 'Print the note of a session, or a client\'s notes, as PDF; each one printed is logged' 'show' 'Show the note of a session with its addenda; that it was opened is logged' 'list' 'List the notes of sessions that are over, oldest first' 'template' 'List the note templates and their sections, or print one to be filled in' 'verify' 'Check that notes, addenda, treatment plans and uploads are as they were signed' 'sign' 'Sign the note of a session, for good; afterwards there are only addenda' 'write' 'Write the draft note of a session: in your editor, asked for, or from a file' 'addend' 'Add a signed and dated addendum to a signed note: from your editor, or from a file'
        case ' sync'
            printf '%s\t%s\n' 'conflicts' 'List what both sides changed, field by field: here, there, and as it was before' 'resolve' 'Settle what the platform did not take: send ours, take theirs, or write a third way' 'status' 'Show what waits, what was refused, what is in conflict, and when the last sync went well'
        case ' client'
            printf '%s\t%s\n' 'add' 'Add a client, from a file that keeps the name out of your shell\'s history' 'edit' 'Change what is known of a client; `none` forgets a value' 'archive' 'Take a client off the caseload; nothing is removed' 'cost' 'Tell what a session costs the client, step by step; an estimate until the payer decides' 'list' 'List the clients, in the order they came' 'show' 'Show what is known of one client' 'check' 'Say what is missing before this client\'s sessions can be paid for; exit 8 if anything is'
        case ' coverage'
            printf '%s\t%s\n' 'add' 'Add a client\'s coverage; from its first day on it replaces the one before of the same rank' 'edit' 'Change what is known of the benefits of the coverage in force; `none` forgets a term' 'end' 'Let the coverage that is in force on a day end with it; sessions after are not covered' 'list' 'List a client\'s coverages of both ranks over time, and which of them is in force' 'show' 'Show the coverage in force, the secondary one too, and its benefits in words' 'history' 'List what a client\'s platform answered about the insurance, oldest first' 'check' 'Ask the platform what the insurance covers, keep its answer and say what changed'
        case ' provider'
            printf '%s\t%s\n' 'show' 'Show your own record, with licences and the payers that have you in their network' 'edit' 'Change your own record; what is not given stays as it is' 'license' 'Keep the licences you hold, one a state' 'credential' 'Keep which payers have you in their network'
        case ' provider license'
            printf '%s\t%s\n' 'add' 'Record a licence, or renew the one you hold in that state'
        case ' provider credential'
            printf '%s\t%s\n' 'set' 'Record whether a payer has you in its network in a state'
        case ' plan'
            printf '%s\t%s\n' 'write' 'Write the draft of a client\'s plan: in your editor, or from a file with a heading a section' 'sign' 'Sign the draft of a client\'s plan, for good; from then on notes follow it' 'review' 'Review a client\'s plan: sign it anew as it stands, or go on to write a new one' 'show' 'Show a client\'s plan in force, else the draft; that it was opened is logged' 'list' 'List who has a treatment plan and by when it is reviewed; who has sessions but none, first'
        case ' authorization'
            printf '%s\t%s\n' 'add' 'Keep what a payer allowed: each confirmed or booked session takes one unit' 'edit' 'Correct an authorization; `none` takes a number, units, codes or the last day away' 'end' 'End an authorization: it counts up to that day, and is no deadline any more' 'list' 'List authorizations with what is used, booked and left of them' 'show' 'Show one authorization, and what to mind about it'
        case ' measure'
            printf '%s\t%s\n' 'add' 'Score a client\'s answers and keep them, sealed, on this computer only' 'void' 'Set answers aside that were typed wrong: they are kept, and counted no more' 'list' 'List what clients answered with its score, oldest first; that it was opened is logged' 'trend' 'Show how a client\'s scores went, and whether a change counts; the opening is logged' 'forms' 'List the questionnaires, or show the items and answers of one'
        case ' private'
            printf '%s\t%s\n' 'add' 'Keep a psychotherapy note about a client, apart from the record; on a terminal, in an editor' 'remove' 'Destroy one entry for good: it is written over here, and stays only in backups of yours' 'show' 'Show all psychotherapy notes about a client; that they were opened is logged' 'list' 'Count the psychotherapy notes by client; none of them is opened' 'backup' 'Write a backup of the psychotherapy notes alone: `practice backup` leaves them out' 'verify' 'Read every page of a backup of the psychotherapy notes; no text of them is shown' 'restore' 'Bring the psychotherapy notes back from a backup, where none are kept now'
        case ' code'
            printf '%s\t%s\n' 'cpt' 'List the CPT codes a therapy practice bills, with their minutes' 'dx' 'Find diagnoses in all of ICD-10-CM, by words, by code or by abbreviation' 'check' 'Say all that stands against these codes before there is a claim; exit 5 if anything blocks' 'suggest' 'Suggest codes, modifiers and place for a session, each with its reason; confirms nothing' 'import' 'Load a newer release of ICD-10-CM; what is known of earlier days stays' 'audit' 'Review what was confirmed as a payer would: codes, times, notes, plans; exit 8 if any warns'
        case ' audit'
            printf '%s\t%s\n' 'list' 'List what was done, by whom and on which device, oldest first' 'verify' 'Walk the whole chain of entries; exit 13 with the first that is not as it was written'
        case ' claim'
            printf '%s\t%s\n' 'list' 'List the claims, oldest first' 'show' 'Show one claim with all that happened to it' 'status' 'Say where a claim stands and what to do next; without a ref, list all that is not settled'
        case ' charge'
            printf '%s\t%s\n' 'list' 'List what clients were charged, oldest first; `--status expected` what they will be' 'show' 'Show one charge with all that happened to it' 'balance' 'Say what each client still owes, and for how long: by the day it was due, else charged' 'add' 'Charge a client for a session, or for something else; no platform does it for you' 'pay' 'Note that a client paid, all of the rest or a part of it' 'fail' 'Note that a client\'s card or transfer did not go through' 'retry' 'Note that a failed charge was tried again, and is not known to have come yet' 'refund' 'Note that a client got back what they paid, or a part; `due` has it until they see it' 'seen' 'Say that refunds have reached the client, or that what is unpaid has been seen to' 'dispute' 'Note that a client says they do not owe it; it counts apart until it is settled' 'settle' 'Note that a dispute is over and the charge stands as it was' 'write-off' 'Give up what is still open of a charge'
        case ' invoice'
            printf '%s\t%s\n' 'add' 'Put what a client owes you onto an invoice under the next number' 'pay' 'Note what was paid on an invoice; its oldest charge is paid first' 'void' 'Take back an invoice on which nothing is paid; its number stays and is not used again' 'list' 'List the invoices you made, by number' 'show' 'Show one invoice: its lines, its payments and what is open'
        case ' payout'
            printf '%s\t%s\n' 'upcoming' 'Show the money to come, soonest first, down to the session' 'list' 'List the payouts that platforms have told of, by date' 'show' 'Show one payout with its lines' 'forecast' 'Show the money to come by payout: what is sure, what is not yet, and what is booked' 'reconcile' 'Hold a bank\'s file against payouts: what came, what is missing, short or double' 'record' 'Say that a payout of a manual platform came, with the sessions that were expected in it' 'adjust' 'Add to a payout recorded by hand what the platform took back of it, or otherwise changed'
        case ' rate'
            printf '%s\t%s\n' 'set' 'Set what a payer pays for a code by contract, from a day on; the older rate stays before it' 'import' 'Set the rates of a CSV file, all or none; the same file again changes nothing' 'remove' 'Take out a rate that never was; one that no longer holds stays, and a newer one is set' 'list' 'List contract rates with their first day, and which of them hold today' 'check' 'List sessions that payouts or claims paid otherwise than by contract; exit 8 if there are'
        case ' report'
            printf '%s\t%s\n' 'income' 'Add up what was earned and what was received, by month where nothing else is asked for' 'ageing' 'Add up what payers, platforms and clients still owe, by how long they have' 'unbilled' 'Add up sessions held but not confirmed, sent or entered, and what is lost when' 'utilisation' 'Count what became of sessions, how many were missed, and the hours in session' 'tax' 'Add up what was received by the periods of estimated tax, and by platform for the 1099s' 'html' 'Write all reports as one page with charts, for people who would rather look; no names in it'
        case ' platform'
            printf '%s\t%s\n' 'notices' 'List what platforms told by themselves: cards removed, claims denied, plans that ended' 'compare' 'Compare what your platforms leave you: of the last twelve months, or of an assumed caseload' 'edit' 'Say what you pay a platform a month; comparing, tax and journal go by it from then on' 'list' 'List the platforms that are set up, and what waits for each' 'show' 'Show how a platform is reached and every figure it is held to, with where it comes from' 'add' 'Set up a platform, or change how it is reached' 'login' 'Log in to a platform: it shows a code to type on the platform\'s own page, and waits' 'logout' 'End the log-in at a platform, there and here'
        case ' config'
            printf '%s\t%s\n' 'list' 'List every setting with its value' 'get' 'Print one setting\'s value' 'set' 'Set one setting in the settings file' 'unset' 'Take one setting out of the settings file, so that our default holds again' 'path' 'Print where the settings file lies, or would lie'
        case ' key'
            printf '%s\t%s\n' 'export' 'Write a key for unattended jobs, or a new recovery sheet, to a file that is not there yet'
        case ' sandbox'
            printf '%s\t%s\n' 'serve' 'Serve a sandbox to this computer until Ctrl-C; tells its address on one line of JSON' 'token' 'Print an access token of a provider for a sandbox, made if there is none yet' 'approve' 'Let a log-in happen that waits for its code, as its page in a browser would' 'scenario' 'Say what becomes of claims and cards in a sandbox; `none` goes back to what always happens' 'advance' 'Let time pass in a sandbox, and for the practice that is tried on it' 'reset' 'Forget everything a sandbox holds, its tokens and its time too'
        case ' import'
            printf '%s\t%s\n' 'clients' 'Add the clients of a CSV file; rows that cannot be used do not stop the others' 'calendar' 'Schedule what a calendar holds for your clients; a second run changes only what changed'
        case ' backup'
            printf '%s\t%s\n' 'create' 'Write a backup, encrypted with your key, to a file that is not there yet' 'verify' 'Read every page of a backup and check that all of it is as it was written' 'restore' 'Bring a practice back from a backup, where none is; see docs/recovery.md'
    end
    switch "$at $count"
        case ' session schedule 0'
            practice __complete client $current 2>/dev/null
        case ' session move 0'
            practice __complete session $current 2>/dev/null
        case ' session cancel 0'
            practice __complete session $current 2>/dev/null
        case ' session no-show 0'
            practice __complete session $current 2>/dev/null
        case ' session confirm 0'
            practice __complete session $current 2>/dev/null
        case ' session modify 0'
            practice __complete session $current 2>/dev/null
        case ' session start 0'
            practice __complete session $current 2>/dev/null
        case ' session stop 0'
            practice __complete session $current 2>/dev/null
        case ' session entered *'
            practice __complete session $current 2>/dev/null
        case ' session show 0'
            practice __complete session $current 2>/dev/null
        case ' session mark 0'
            practice __complete session $current 2>/dev/null
        case ' note attach 0'
            practice __complete session $current 2>/dev/null
        case ' note attach 1'
            __fish_complete_path $current
        case ' note attached 0'
            practice __complete session $current 2>/dev/null
        case ' note show 0'
            practice __complete session $current 2>/dev/null
        case ' note verify 0'
            practice __complete session $current 2>/dev/null
        case ' note sign 0'
            practice __complete session $current 2>/dev/null
        case ' note write 0'
            practice __complete session $current 2>/dev/null
        case ' note addend 0'
            practice __complete session $current 2>/dev/null
        case ' client edit 0'
            practice __complete client $current 2>/dev/null
        case ' client archive 0'
            practice __complete client $current 2>/dev/null
        case ' client cost 0'
            practice __complete client $current 2>/dev/null
        case ' client show 0'
            practice __complete client $current 2>/dev/null
        case ' client check 0'
            practice __complete client $current 2>/dev/null
        case ' coverage add 0'
            practice __complete client $current 2>/dev/null
        case ' coverage edit 0'
            practice __complete client $current 2>/dev/null
        case ' coverage end 0'
            practice __complete client $current 2>/dev/null
        case ' coverage list 0'
            practice __complete client $current 2>/dev/null
        case ' coverage show 0'
            practice __complete client $current 2>/dev/null
        case ' coverage history 0'
            practice __complete client $current 2>/dev/null
        case ' coverage check 0'
            practice __complete client $current 2>/dev/null
        case ' provider credential set 0'
            practice __complete payer $current 2>/dev/null
        case ' provider credential set 2'
            printf '%s\n' active pending none
        case ' plan write 0'
            practice __complete client $current 2>/dev/null
        case ' plan sign 0'
            practice __complete client $current 2>/dev/null
        case ' plan review 0'
            practice __complete client $current 2>/dev/null
        case ' plan show 0'
            practice __complete client $current 2>/dev/null
        case ' authorization add 0'
            practice __complete client $current 2>/dev/null
        case ' authorization list 0'
            practice __complete client $current 2>/dev/null
        case ' measure add 0'
            practice __complete client $current 2>/dev/null
        case ' measure void 0'
            practice __complete client $current 2>/dev/null
        case ' measure list 0'
            practice __complete client $current 2>/dev/null
        case ' measure trend 0'
            practice __complete client $current 2>/dev/null
        case ' private add 0'
            practice __complete client $current 2>/dev/null
        case ' private remove 0'
            practice __complete client $current 2>/dev/null
        case ' private show 0'
            practice __complete client $current 2>/dev/null
        case ' private backup 0'
            __fish_complete_path $current
        case ' private verify 0'
            __fish_complete_path $current
        case ' private restore 0'
            __fish_complete_path $current
        case ' code check *'
            practice __complete cpt $current 2>/dev/null
        case ' code suggest 0'
            practice __complete session $current 2>/dev/null
        case ' code import 0'
            __fish_complete_path $current
        case ' claim show 0'
            practice __complete claim $current 2>/dev/null
        case ' claim status 0'
            practice __complete claim $current 2>/dev/null
        case ' charge show 0'
            practice __complete charge $current 2>/dev/null
        case ' charge balance 0'
            practice __complete client $current 2>/dev/null
        case ' charge pay 0'
            practice __complete charge $current 2>/dev/null
        case ' charge fail 0'
            practice __complete charge $current 2>/dev/null
        case ' charge retry 0'
            practice __complete charge $current 2>/dev/null
        case ' charge refund 0'
            practice __complete charge $current 2>/dev/null
        case ' charge seen *'
            practice __complete charge $current 2>/dev/null
        case ' charge dispute 0'
            practice __complete charge $current 2>/dev/null
        case ' charge settle 0'
            practice __complete charge $current 2>/dev/null
        case ' charge write-off 0'
            practice __complete charge $current 2>/dev/null
        case ' invoice add 0'
            practice __complete client $current 2>/dev/null
        case ' invoice add *'
            practice __complete session $current 2>/dev/null
        case ' invoice pay 0'
            practice __complete invoice $current 2>/dev/null
        case ' invoice void 0'
            practice __complete invoice $current 2>/dev/null
        case ' invoice show 0'
            practice __complete invoice $current 2>/dev/null
        case ' payout show 0'
            practice __complete payout $current 2>/dev/null
        case ' payout record 0'
            practice __complete platform $current 2>/dev/null
        case ' payout adjust 0'
            practice __complete payout $current 2>/dev/null
        case ' payout adjust 2'
            practice __complete session $current 2>/dev/null
        case ' rate set 0'
            practice __complete platform $current 2>/dev/null
        case ' rate set 1'
            practice __complete payer $current 2>/dev/null
        case ' rate set 2'
            practice __complete cpt $current 2>/dev/null
        case ' rate import 0'
            __fish_complete_path $current
        case ' rate remove 0'
            practice __complete platform $current 2>/dev/null
        case ' rate remove 1'
            practice __complete payer $current 2>/dev/null
        case ' rate remove 2'
            practice __complete cpt $current 2>/dev/null
        case ' report html 0'
            __fish_complete_path $current
        case ' completion 0'
            printf '%s\n' bash zsh fish
        case ' sandbox scenario 0'
            __fish_complete_path $current
        case ' import clients 0'
            __fish_complete_path $current
        case ' import calendar 0'
            __fish_complete_path $current
        case ' backup create 0'
            __fish_complete_path $current
        case ' backup verify 0'
            __fish_complete_path $current
        case ' backup restore 0'
            __fish_complete_path $current
    end
end

complete -c practice -f -a '(__practice_words)'
