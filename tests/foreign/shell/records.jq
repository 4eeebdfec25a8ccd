# What a record must say, whoever signed it.
def must($fine; $why): if $fine then . else error($why) end;

# As it was, or taken back. Agreeing anew needs the policy in force: refused here.
def stays($now):
    (if (.event_state | . == "given" or . == "renewed") and $now.event_state == "withdrawn"
     then .event_state = "withdrawn" | .decided_at = $now.decided_at else . end) == $now;

# What it says agrees with itself, and with the record it changes.
def coherent($r; $before; $varying):
    def kept: delpaths([($varying + ["kid", "hash", "kind", "receipt"])[] | [.]]);
    ($r.purposes | length) as $count
    | must($before or $r.evidence.clock or ([$r.acknowledged, $r.purposes[]] | all(.decided_at <= $r.event_time));
        "decided after sending")
    | must($r.purposes | (map(.id) | unique | length) == $count; "a purpose twice")
    | must($r.previous_record_sha256 == $before.hash; "changes another record")
    | if $before then
        must(($r | kept) == ($before | kept) and ($before.purposes | length) == $count; "more than a withdrawal")
        | must([range($count)] | all(. as $at | $before.purposes[$at] | stays($r.purposes[$at]));
            "more than a withdrawal")
      else . end;

# Signed by the key it names, for us, and receipted by a key of ours.
def record($context):
    must(.kid == .pii_principal_id and .audience == $context.audience; "another key or audience")
    | (.receipt // {kid: $context.jwks.keys[0].kid, record_sha256: .hash, record_id, audience}) as $given
    | must($context.jwks.keys | any(.kid == $given.kid); "receipt")
    | must([.hash, .record_id, .audience] == ($given | [.record_sha256, .record_id, .audience]); "receipt");
