# With the package jwcrypto, 1.5 or newer.
import hashlib
import json
import re
import unicodedata

from jwcrypto.common import base64url_decode, base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS


class Refused(Exception):
    pass


def must(fine, why):
    if not fine:
        raise Refused(why)


def decode(part):  # One spelling: no padding, no other alphabet, no bits left over.
    data = base64url_decode(part)
    must(base64url_encode(data) == part, "base64url")
    return data


def signed(jws, shape):  # What was signed, with the key's name and the hash of the bytes.
    must(sorted(jws) == ["payload", "protected", "signature"] and decode(jws["signature"]), "members")
    header, payload = (decode(jws[part]).decode() for part in ("protected", "payload"))
    must(re.fullmatch(shape["protected"], header) and re.fullmatch(shape["payload"], payload), "not of this format")
    must(unicodedata.is_normalized("NFC", payload), "not NFC")
    members = json.loads(header)
    key = JWK(**members["jwk"])
    must(key.thumbprint() == members["kid"], "kid")
    token = JWS()
    token.allowed_algs = ["ES256", "EdDSA", "Ed25519"]
    token.deserialize(json.dumps(jws), key)
    return {**json.loads(payload), "kid": members["kid"], "hash": hashlib.sha256(payload.encode()).hexdigest()}
