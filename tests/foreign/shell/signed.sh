# With the Debian packages jose, jq, openssl and icu-devtools. $context is the context's file, $dir a scratch folder.
refuse() {
    echo "invalid: $1"
    exit 1
}
decode() { # One spelling: no padding, no other alphabet, no bits left over.
    jose b64 dec -i "$1" -O "$2" 2>/dev/null || refuse base64url
    jose b64 enc -I "$2" | cmp -s - "$1" || refuse base64url
}
ed25519() { # jose knows no such keys; openssl does, in the form of RFC 8410.
    jq -j .x "$dir/jwk" >"$dir/x"
    decode "$dir/x" "$dir/point"
    { printf '0*0\005\006\003+ep\003!\000' && cat "$dir/point"; } >"$dir/key"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$dir/key" -rawin -in "$dir/text" -sigfile "$dir/bytes" \
        >/dev/null 2>&1
}
signed() { # One line: what was signed, the key's name, the hash of the bytes. Kind, protected, payload, signature.
    for part in "header $2" "payload $3" "bytes $4"; do
        printf %s "${part#* }" >"$dir/text"
        decode "$dir/text" "$dir/${part%% *}"
    done
    uconv -f utf-8 -t utf-8 -x any-nfc "$dir/payload" 2>/dev/null | cmp -s - "$dir/payload" || refuse 'not NFC'
    said=$(jq -nr --arg kind "$1" --rawfile header "$dir/header" --rawfile payload "$dir/payload" --slurpfile context \
        "$context" '$context[0].shapes[$kind] as {protected: $outer, payload: $inner}
        | select(($header | test("\\A(?:\($outer))\\z")) and ($payload | test("\\A(?:\($inner))\\z")))
        | $header | fromjson | .alg + " " + .kid') && [ "$said" ] || refuse 'not of this format'
    jq -jcS .jwk "$dir/header" >"$dir/jwk"
    kid=$(openssl dgst -sha256 -binary "$dir/jwk" | jose b64 enc -I-) # RFC 7638
    [ "$kid" = "${said#* }" ] || refuse kid
    printf %s "$2.$3" >"$dir/text"
    case $said in
    ES256*) printf %s "$2.$3.$4" | jose jws ver -i- -k "$dir/jwk" -O- >/dev/null 2>&1 || refuse signature ;;
    *) ed25519 || refuse signature ;;
    esac
    hash=$(sha256sum <"$dir/payload")
    printf '{"kind":"%s","kid":"%s","hash":"%s","signed":%s}\n' "$1" "$kid" "${hash%% *}" "$(cat "$dir/payload")"
}
