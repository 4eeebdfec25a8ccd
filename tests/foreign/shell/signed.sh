# With the Debian packages jose, jq, openssl and icu-devtools. $context is the context's file, $dir a scratch folder.
refuse() {
    echo "invalid: $1"
    exit 1
}
decode() { # One spelling: no padding, no other alphabet, no bits left over.
    jq -j ".$2" "$1" >"$dir/text"
    jose b64 dec -i "$dir/text" -O "$dir/$2" 2>/dev/null || refuse base64url
    jose b64 enc -I "$dir/$2" | cmp -s - "$dir/text" || refuse base64url
}
fits() {
    jq -Rse --arg at "$1" --slurpfile context "$context" \
        '($context[0].shapes | getpath($at / ".")) as $shape | test("\\A(?:\($shape))\\z")' >/dev/null
}
ed25519() { # jose knows no such keys; openssl does, in the form of RFC 8410.
    jq .jwk "$dir/protected" >"$dir/jwk"
    decode "$dir/jwk" x
    { printf '0*0\005\006\003+ep\003!\000' && cat "$dir/x"; } >"$dir/key"
    jq -j '.protected + "." + .payload' "$1" >"$dir/text"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$dir/key" -rawin -in "$dir/text" -sigfile "$dir/signature" \
        >/dev/null 2>&1
}
signed() { # What was signed, with the key's name and the hash of the bytes. `$2` is record or receipt.
    jq -e 'keys == ["payload", "protected", "signature"]' "$1" >/dev/null || refuse members
    for part in protected payload signature; do decode "$1" "$part"; done
    uconv -f utf-8 -t utf-8 -x any-nfc "$dir/payload" 2>/dev/null | cmp -s - "$dir/payload" || refuse 'not NFC'
    fits "$2.protected" <"$dir/protected" || refuse 'not of this format'
    fits "$2.payload" <"$dir/payload" || refuse 'not of this format'
    kid=$(jq -jcS .jwk "$dir/protected" | openssl dgst -sha256 -binary | jose b64 enc -I-) # RFC 7638
    [ "$kid" = "$(jq -r .kid "$dir/protected")" ] || refuse kid
    case $(jq -r .alg "$dir/protected") in
    ES256) jq .jwk "$dir/protected" | jose jws ver -i "$1" -k- -O- >/dev/null 2>&1 || refuse signature ;;
    *) ed25519 "$1" || refuse signature ;;
    esac
    hash=$(sha256sum <"$dir/payload" | cut -c -64)
    jq -c --arg kid "$kid" --arg hash "$hash" '. + {kid: $kid, hash: $hash}' "$dir/payload"
}
