#!/usr/bin/env bash
# Breaks one rule of the protocol after the other in a copy of the sources, and sees random lives notice it.
#
#   testkit/broken/lives.sh              each of them, up to 2,000 lives from seed 1 on
#   testkit/broken/lives.sh --recorded   the same, but first the one life whose seed is recorded
#   testkit/broken/lives.sh --record     writes the seeds that noticed them into the patches
#   testkit/broken/lives.sh … NAME...    only those whose file name contains one of the words
#
# Those are the patches with a line "Lives:", which names the seed that is recorded. The script fails if one of them does
# not apply, does not compile, or is not noticed. LIVES=N says how many lives there are at most.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
lives=${LIVES:-2000}
mode=search
case "${1:-}" in
    --recorded | --record) mode=${1#--} && shift ;;
esac
words=("$@")

(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar cf - --null -T - 2>/dev/null) | tar xf - -C "$copy"
cd "$copy"
git init -q .

field() { sed -n "s/^$1: //p" "$2" | head -n 1; }

wanted() { # PATCH
    grep -q '^Lives: ' "$1" || return 1
    [ "${#words[@]}" -eq 0 ] && return 0
    local word
    for word in "${words[@]}"; do
        [[ "$(basename "$1" .patch)" == *"$word"* ]] && return 0
    done
    return 1
}

# The whole is built once; of each patch only the changed files are compiled, into a folder that goes before it.
build() {
    mvn -q -B -Pquick compile dependency:build-classpath -pl testkit -am \
        -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
}

compile() { # PATCH
    rm -rf broken && mkdir broken
    sed -n 's#^+++ b/##p' "$1" | xargs javac -nowarn -proc:none --release 17 -cp "$path" -d broken
}

# Lives until a life fails; the code broken in one place is small work for the compiler, and so are few lives.
live() { # SEED LIVES
    java -XX:TieredStopAtLevel=1 -Dquorumseal.seed="$1" -Dquorumseal.lives="$2" -Dquorumseal.workers=1 \
        -cp "$PWD/broken:$path" io.quorumseal.testkit.life.ChaosMain > output.txt 2>&1 || true
    sed -n 's/^life of seed \([0-9]*\) failed.*/\1/p' output.txt | head -n 1
}

# Lives as it is asked for: the recorded life first, if it is that, and all from seed 1 on if it noticed nothing.
search() { # PATCH
    local recorded_seed seed=
    recorded_seed=$(field Lives "$1")
    [[ "$mode" = recorded && "$recorded_seed" =~ ^[0-9]+$ ]] && seed=$(live "$recorded_seed" 1)
    if [ -n "$seed" ]; then
        echo "caught by seed $seed"
        return
    fi
    seed=$(live 1 "$lives")
    if [ -z "$seed" ]; then
        echo "NOT CAUGHT in $lives lives"
        return
    fi
    [ "$mode" = record ] && sed -i "s/^Lives: .*/Lives: $seed/" "$1"
    echo "caught by seed $seed, after $seed lives"
}

# Breaks one rule in the copy that this process works in, and reports.
try() { # PATCH
    local result="NOT CAUGHT: does not apply"
    if git apply "$1" 2> /dev/null; then
        result="NOT CAUGHT: does not compile"
        if compile "$1" > output.txt 2>&1; then
            result=$(search "$1")
        fi
        git apply -R "$1"
    fi
    printf '%-40s %s\n    %s\n' "$(basename "$1" .patch)" "$result" "$(field Rule "$1")"
}

# Each worker has a copy of the sources, and takes its share of the patches.
worker() { # NUMBER
    local i=0 patch
    cd "$copy/worker$1"
    for patch in "${patches[@]}"; do
        [ $((i++ % workers)) -eq "$1" ] && try "$patch"
    done
    return 0
}

patches=()
for patch in "$here"/*.patch; do
    if wanted "$patch"; then patches+=("$patch"); fi
done
workers=$(nproc)
build
path="$copy/testkit/target/quick/classes:$(cat testkit/target/classpath.txt)"
git ls-files -z --others --exclude-standard -- '*.java' > sources.txt
for ((i = 0; i < workers; i++)); do
    mkdir "worker$i"
    tar cf - --null -T sources.txt | tar xf - -C "worker$i"
    git -C "worker$i" init -q .
    (worker "$i") > "worker$i/report.txt" &
done
wait
cat worker*/report.txt
caught=$(cat worker*/report.txt | grep -c ' caught by seed ' || true)
echo "${#patches[@]} rules broken, $caught caught by random lives"
[ "${#patches[@]}" -gt 0 ] && [ "$caught" -eq "${#patches[@]}" ]
