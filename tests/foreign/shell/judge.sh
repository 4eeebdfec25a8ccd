# sh judge.sh CONTEXT FILE...
here=$(dirname "$0")
. "$here/signed.sh"
context=$1
shift
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

# The signed parts of a file, the oldest first: `record` or `receipt`, then the JWS.
parts='(if has("format") then .previous[]? else .previous | select(.) | {consent: .} end), . |
    "record \(.consent | tojson)", (.receipt | select(.) | "receipt \(tojson)")'

judge() {
    : >"$dir/signed"
    jq -r "$parts" "$1" >"$dir/parts"
    while read -r kind jws; do
        printf '%s' "$jws" >"$dir/jws"
        (signed "$dir/jws" "$kind") >"$dir/result" || { cat "$dir/result"; exit 1; }
        jq -c --arg kind "$kind" '. + {kind: $kind}' "$dir/result" >>"$dir/signed"
    done <"$dir/parts"
    jq -j '.policy.text // ""' "$1" | sha256sum | cut -c -64 >"$dir/policy"
    jq -j '.form // ""' "$1" | sha256sum | cut -c -64 >"$dir/form"
    jq -jcS .registration "$1" >"$dir/data"
    jq -e '.registration == null' "$1" >/dev/null || fits registration <"$dir/data" || refuse registration
    data=$(sha256sum <"$dir/data" | cut -c -64)
    jq -r -L "$here" --arg policy "$(cat "$dir/policy")" --arg form "$(cat "$dir/form")" --arg data "$data" \
        --slurpfile context "$context" --slurpfile signed "$dir/signed" -f "$here/judge.jq" "$1" 2>"$dir/why" ||
        sed 's/.*: \(.*\)$/invalid: \1/' "$dir/why"
}

for file; do
    printf '%s: %s\n' "$file" "$(judge "$file")"
done
