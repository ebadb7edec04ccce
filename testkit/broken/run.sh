#!/usr/bin/env bash
# Breaks one safety rule after the other in a copy of the sources, and sees the named test fail.
#
#   testkit/broken/run.sh            all patches of this folder
#   testkit/broken/run.sh NAME...    only those whose file name contains one of the words
#   testkit/broken/run.sh --sample N only N of them, the next N at each commit
#
# A patch begins with three lines: "Rule:", "Module:" and "Test:" (Class#method). It fails to do its work, and so does
# the script, if it does not apply, if it does not compile, or if the test does not run, or passes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar cf - --null -T - 2>/dev/null) | tar xf - -C "$copy"
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

# The whole is built once; of each patch only the changed files are compiled, into a folder that goes before it.
build() {
    mvn -q -B -Pquick test-compile dependency:build-classpath -pl testkit,provider-bc,tool,engine-ratis,engine-jraft -am \
        -Dmdep.outputFile=target/classpath.txt -Dclass-path.scope=test
    mvn -q -B dependency:copy -DoutputDirectory="$copy/launcher" -Dmdep.stripVersion \
        -Dartifact="org.junit.platform:junit-platform-console-standalone:$(sed -n 's/.*<junit-launcher.version>\(.*\)<.*/\1/p' pom.xml)"
}

# The folders and jars that a module's tests run on; a module before those that it uses. All use the test kit, which the list of
# a module that is collected for a module path leaves out.
class_path() { # MODULE
    local output=target/quick
    echo "$PWD/broken:$copy/$1/$output/test-classes:$copy/$1/$output/classes:$(cat "$copy/$1/target/classpath.txt"):$copy/testkit/$output/classes:$(cat "$copy/testkit/target/classpath.txt")"
}

compile() { # PATCH CLASSPATH
    rm -rf broken && mkdir broken
    sed -n 's#^+++ b/##p' "$1" | xargs javac -nowarn -proc:none --release 17 -cp "$2" -d broken
}

# What became of the test, which may hang for what is broken.
verdict() { # MODULE CLASS METHOD CLASSPATH
    local source name status=0
    source=$(cd "$1/src/test/java" && find . -name "${2%%\$*}.java" | head -n 1)
    name=$(dirname "${source#./}" | tr / .).$2
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$copy"/launcher/junit-platform-console-standalone.jar execute --disable-banner --details=none \
        --fail-if-no-tests --class-path "$4" --select-class "$name" --include-methodname ".*#${3:-}.*" \
        --config junit.jupiter.execution.timeout.default=2m \
        --config junit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD \
        > output.txt 2>&1 || status=$?
    case "$status" in
        0) echo "passed" ;;
        1) grep -Eq "[1-9][0-9]* tests failed" output.txt && echo "failed" || echo "did not run" ;;
        *) echo "did not run" ;;
    esac
}

# Breaks one rule in the copy that this process works in, and reports.
try() { # PATCH
    local name module test method path result="does not apply"
    name=$(basename "$1" .patch)
    module=$(field Module "$1")
    test=$(field Test "$1")
    if git apply "$1" 2> /dev/null; then
        path=$(class_path "$module")
        method=${test#*#}
        [ "$method" = "$test" ] && method=
        result="does not compile"
        if compile "$1" "$path" > output.txt 2>&1; then
            result=$(verdict "$module" "${test%%#*}" "$method" "$path")
        fi
        git apply -R "$1"
    fi
    printf '%-46s %-58s %s\n    %s\n' "$name" "$test" "$result" "$(field Rule "$1")"
    [ "$result" = failed ] || tail -n 5 output.txt
}

# Each worker has a copy of the sources, and takes every so-manieth patch.
worker() { # NUMBER
    local i=0 patch
    cd "$copy/worker$1"
    for patch in "${patches[@]}"; do
        [ $((i++ % workers)) -eq "$1" ] && try "$patch"
    done
    return 0
}

sample=0
[ "${1:-}" = --sample ] && sample=$2 && shift 2
words=("$@")
patches=()
for patch in "$here"/*.patch; do
    if wanted "$(basename "$patch" .patch)"; then patches+=("$patch"); fi
done
if [ "$sample" -gt 0 ] && [ "$sample" -lt "${#patches[@]}" ]; then
    first=$(($(git -C "$root" rev-list --count HEAD) * sample % ${#patches[@]}))
    patches=("${patches[@]:first}" "${patches[@]:0:first}")
    patches=("${patches[@]:0:sample}")
fi
workers=$(nproc)
build
git ls-files -z --others --exclude-standard -- '*.java' > sources.txt
for ((i = 0; i < workers; i++)); do
    mkdir "worker$i"
    tar cf - --null -T sources.txt | tar xf - -C "worker$i"
    git -C "worker$i" init -q .
    (worker "$i") > "worker$i/report.txt" &
done
wait
printf '%-46s %-58s %s\n' PATCH TEST RESULT
cat worker*/report.txt
noticed=$(cat worker*/report.txt | grep -c ' failed$' || true)
echo "${#patches[@]} rules broken, $noticed noticed"
[ "${#patches[@]}" -gt 0 ] && [ "$noticed" -eq "${#patches[@]}" ]
