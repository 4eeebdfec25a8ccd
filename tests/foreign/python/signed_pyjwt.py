# With the package PyJWT, 2.10 or newer, and its extra `crypto`.
import base64
import hashlib
import json
import re
import unicodedata

import jwt


class Refused(Exception):
    pass


def must(fine, why):
    if not fine:
        raise Refused(why)


def decode(part):  # One spelling: no padding, no other alphabet, no bits left over.
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    must(base64.urlsafe_b64encode(data).rstrip(b"=") == part.encode(), "base64url")
    return data


def signed(jws, shape):  # What was signed, with the key's name and the hash of the bytes.
    must(sorted(jws) == ["payload", "protected", "signature"] and decode(jws["signature"]), "members")
    header, payload = (decode(jws[part]).decode() for part in ("protected", "payload"))
    must(re.fullmatch(shape["protected"], header) and re.fullmatch(shape["payload"], payload), "not of this format")
    must(unicodedata.is_normalized("NFC", payload), "not NFC")
    members = json.loads(header)
    canonical = json.dumps(members["jwk"], sort_keys=True, separators=(",", ":")).encode()  # RFC 7638
    kid = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    must(kid == members["kid"], "kid")
    key = jwt.PyJWK(members["jwk"], "EdDSA" if members["jwk"]["kty"] == "OKP" else "ES256")
    message = f"{jws['protected']}.{jws['payload']}".encode()
    must(key.Algorithm.verify(message, key.key, decode(jws["signature"])), "signature")
    return {**json.loads(payload), "kid": kid, "hash": hashlib.sha256(payload.encode()).hexdigest()}
