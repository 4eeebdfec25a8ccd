# sh judge.sh CONTEXT FILE...
here=$(dirname "$0")
. "$here/signed.sh"
context=$1
shift
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

# A line for each signed part of a file, the oldest first: record or receipt, and the parts of the JWS.
parts='def part($kind): if keys == ["payload", "protected", "signature"]
        then "\($kind) \(.protected | tojson) \(.payload | tojson) \(.signature | tojson)" else "members" end;
    (if has("format") then .previous[]? else .previous | select(.) | {consent: .} end), .
    | (.consent | part("record")), (.receipt | select(.) | part("receipt"))'
bare() { # What JSON would have escaped is no base64url, and is refused as such.
    text=${1#\"}
    printf %s "${text%\"}"
}
judge() {
    : >"$dir/signed"
    jq -r "$parts" "$1" >"$dir/parts"
    while read -r kind protected payload signature; do
        [ "$kind" != members ] || refuse members
        (signed "$kind" "$(bare "$protected")" "$(bare "$payload")" "$(bare "$signature")") >"$dir/result" ||
            { cat "$dir/result" && exit 1; }
        cat "$dir/result" >>"$dir/signed"
    done <"$dir/parts"
    hashes=$(for text in .policy.text .form; do jq -j "$text // \"\"" "$1" | sha256sum; done)
    jq -jcS .registration "$1" >"$dir/data"
    jq -r -L "$here" --arg hashes "$hashes $(sha256sum <"$dir/data")" --rawfile data "$dir/data" \
        --slurpfile context "$context" --slurpfile signed "$dir/signed" -f "$here/judge.jq" "$1" 2>"$dir/why" ||
        sed 's/.*: \(.*\)$/invalid: \1/' "$dir/why"
}
for file; do printf '%s: %s\n' "$file" "$(judge "$file")"; done
