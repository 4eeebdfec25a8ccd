# The signed parts, against the file and the context. The hashes are made outside.
include "records";
. as $file | $context[0] as $context | ($file.format == "urn:thuan:evidence:1") as $evidence
| ($hashes | [scan("[0-9a-f]{64}")]) as [$policy, $form, $hash]
| (if $evidence then ["format", "receipt", "policy", "form", "jwks"] else [] end) as $more
| must(keys - ["consent", "registration", "previous"] - $more == []; "unknown member")
# A record, and with it the receipt behind it.
| reduce ($signed[] | .signed + {kind, kid, hash}) as $one
    ([]; if $one.kind == "record" then . + [$one] else .[-1].receipt = $one end)
| map(record($context)) as $chain | $chain[-1] as $r | $r.previous_record_sha256 as $name
| ($context.newest_records[$name // ""] | if . then fromjson + {hash: $name} else null end) as $known
| if $evidence then
    reduce range($chain | length) as $at (.;
        coherent($chain[$at]; if $at > 0 then $chain[$at - 1] else null end; $context.of_each_record))
  else
    must(if $file.previous then $chain[0].hash == $name
        else ($known | not) or $known.pii_principal_id == $r.pii_principal_id end; "a stranger")
    | must($r.challenge | . == null or (. as $nonce | $context.challenges
        | any(.issued[]; . == $nonce) and all(.used[]; . != $nonce)); "challenge")
    | must($file.registration or ($r.registration_sha256 | not); "registration")
    | coherent($r; $known; $context.of_each_record)
  end
| (if $evidence then $chain[0] else $r end) as $first
| must(($file.registration | not) or ($hash == $first.registration_sha256
    and ($data | test("\\A(?:\($context.shapes.registration))\\z"))); "registration")
| must(($file.policy | not) or [$policy, $file.policy.language] == ($r.privacy_notice | [.sha256, .language]);
    "policy text")
| must($file.form == null or $form == $r.evidence.form_sha256; "form")
| "valid \($r.hash)"
