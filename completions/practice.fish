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
            case '--color' '--profile'
                set waits 1
                set last $word
                continue
            case '-?*' '--*'
                continue
        end
        switch "$at $word"
            case ' completion'
                set at "$at $word"
                set count 0
            case '*'
                set count (math $count + 1)
        end
    end
    if test -n "$waits"
        switch "$at $last"
        case '* --color'
            printf '%s\n' auto always never
        end
        return
    end
    if string match -q -- '-*' "$current"
        switch "$at"
        case ''
            printf '%s\t%s\n' '-V' 'Print the version' '--version' 'Print the version'
        end
        printf '%s\t%s\n' '--json' 'Answer in JSON, errors too' '--plain' 'No columns and no colour: one `label: value` a line' '--no-input' 'Never ask; an answer that is missing is exit 2' '-q' 'No chatter; answers and errors stay' '--quiet' 'No chatter; answers and errors stay' '--debug' 'On failure write a file for us, without client data' '--profile' 'Which practice, where there are two' '--color' 'Colour; `auto` is the default' '-h' 'Show the help of this command' '--help' 'Show the help of this command'
        return
    end
    switch "$at"
        case ''
            printf '%s\t%s\n' 'completion' 'Print the script that completes words in your shell'
    end
    switch "$at $count"
        case ' completion 0'
            printf '%s\n' bash zsh fish
    end
end

complete -c practice -f -a '(__practice_words)'
