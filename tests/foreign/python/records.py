# One record, whoever signed it.
def stays(now, old):  # As it was, or taken back. Agreeing anew needs the policy in force: refused here.
    if old["event_state"] in ("given", "renewed") and now["event_state"] == "withdrawn":
        old = {**old, "event_state": "withdrawn", "decided_at": now["decided_at"]}
    return now == old


def coherent(r, before, varying):  # What it says agrees with itself, and with the record it changes.
    decisions = [r["acknowledged"], *r["purposes"]]
    if before is None and "clock" not in r["evidence"] and max(d["decided_at"] for d in decisions) > r["event_time"]:
        raise ValueError("decided after sending")
    if len({purpose["id"] for purpose in r["purposes"]}) < len(r["purposes"]):
        raise ValueError("a purpose twice")
    if r.get("previous_record_sha256") != (before or {}).get("hash"):
        raise ValueError("changes another record")
    if before is not None:
        kept, was = ({k: v for k, v in x.items() if k not in [*varying, "kid", "hash"]} for x in (r, before))
        same = len(r["purposes"]) == len(before["purposes"]) and all(map(stays, r["purposes"], before["purposes"]))
        if kept != was or not same:
            raise ValueError("more than a withdrawal")


def record(signed, context, consent, receipt=None):  # Signed by the key it names, for us, and receipted by our key.
    r = signed(consent, context["shapes"]["record"])
    if r["kid"] != r["pii_principal_id"] or r["audience"] != context["audience"]:
        raise ValueError("another key or audience")
    if receipt is not None:
        given, keys = signed(receipt, context["shapes"]["receipt"]), context["jwks"]["keys"]
        about = [given["record_sha256"], given["record_id"], given["audience"]]
        if given["kid"] not in [key["kid"] for key in keys] or about != [r["hash"], r["record_id"], r["audience"]]:
            raise ValueError("receipt")
    return r
