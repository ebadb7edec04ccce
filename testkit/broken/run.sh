#!/usr/bin/env bash
# Breaks one safety rule after the other in a copy of the sources, and sees the named test fail.
#
#   testkit/broken/run.sh            all patches of this folder
#   testkit/broken/run.sh NAME...    only those whose file name contains one of the words
#
# A patch begins with three lines: "Rule:", "Module:" and "Test:" (Class#method). It fails to do its work, and so does
# the script, if it does not apply, if the code does not compile, or if the test passes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

(cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar cf - 2>/dev/null) | tar xf - -C "$copy"
cd "$copy"
git init -q .

field() { sed -n "s/^$1: //p" "$2" | head -n 1; }

wanted() {
    [ "${#words[@]}" -eq 0 ] && return 0
    local word
    for word in "${words[@]}"; do
        [[ "$1" == *"$word"* ]] && return 0
    done
    return 1
}

run_test() { # MODULE TEST
    mvn -q -B -Pquick -pl "$1" -am test -Dtest="$2" -Dsurefire.failIfNoSpecifiedTests=false \
        > "$copy/output.txt" 2>&1
}

# What became of the test, in the words of Surefire's report.
verdict() { # MODULE CLASS
    local report
    report=$(find "$1/target" -name "TEST-*.$2.xml" | head -n 1)
    if [ -z "$report" ]; then
        echo "did not run"
    elif grep -q -e '<failure' -e '<error' "$report"; then
        echo "failed"
    else
        echo "passed"
    fi
}

words=("$@")
bad=0
count=0
printf '%-46s %-58s %s\n' PATCH TEST RESULT
for patch in "$here"/*.patch; do
    name=$(basename "$patch" .patch)
    wanted "$name" || continue
    module=$(field Module "$patch")
    test=$(field Test "$patch")
    count=$((count + 1))
    result="does not apply"
    if git apply "$patch" 2> /dev/null; then
        find . -path '*/surefire-reports' -type d -prune -exec rm -rf {} +
        run_test "$module" "$test" || true
        result=$(verdict "$module" "${test%%#*}")
        git apply -R "$patch"
    fi
    printf '%-46s %-58s %s\n    %s\n' "$name" "$test" "$result" "$(field Rule "$patch")"
    if [ "$result" != failed ]; then
        bad=$((bad + 1))
        [ "$result" = "did not run" ] && grep -m 5 ERROR "$copy/output.txt"
    fi
done
echo "$count rules broken, $((count - bad)) noticed"
[ "$count" -gt 0 ] && [ "$bad" -eq 0 ]
