# python judge.py signed_pyjwt|signed_jwcrypto CONTEXT FILE...
import hashlib, importlib, json, re, sys
from records import coherent, record
signing = importlib.import_module(sys.argv[1])
must, context = signing.must, json.load(open(sys.argv[2], encoding="utf-8"))
varying, newest, challenges = (context[name] for name in ("of_each_record", "newest_records", "challenges"))
sha256 = lambda text: hashlib.sha256(text.encode()).hexdigest()

def posted(consent, registration=None, previous=None):
    r, shown = record(signing.signed, context, consent), previous and record(signing.signed, context, previous)
    name = r.get("previous_record_sha256")
    known = {**json.loads(newest[name]), "hash": name} if name in newest else None
    same_key = known is None or known["pii_principal_id"] == r["pii_principal_id"]
    must(shown["hash"] == name if shown else same_key, "a stranger")
    must(r.get("challenge") in {None, *challenges["issued"]} - {*challenges["used"]}, "challenge")
    coherent(r, known, varying)
    return r, r, registration

def evidence(format, consent, receipt=None, previous=(), registration=None, policy=None, form=None, jwks=None):
    chain = [record(signing.signed, context, **one) for one in [*previous, {"consent": consent, "receipt": receipt}]]
    for one, before in zip(chain, [None, *chain]):
        coherent(one, before, varying)
    r, notice = chain[-1], [chain[-1]["privacy_notice"][name] for name in ("sha256", "language")]
    must(format == "urn:thuan:evidence:1", "unknown member")
    must(not policy or [sha256(policy["text"]), policy["language"]] == notice, "policy text")
    must(form is None or sha256(form) == r["evidence"]["form_sha256"], "form")
    return r, chain[0], registration

for name in sys.argv[3:]:
    try:
        file = json.load(open(name, encoding="utf-8"))
        r, first, data = (evidence if "format" in file else posted)(**file)
        text = data and json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        fits = text and re.fullmatch(context["shapes"]["registration"], text)
        fine = fits and sha256(text) == first.get("registration_sha256")
        must(fine or (data is None and ("format" in file or "registration_sha256" not in r)), "registration")
        print(f"{name}: valid {r['hash']}")
    except Exception as error:
        print(f"{name}: invalid: {error!r}")
