"""What python-stdnum and phonenumbers say: one JSON string a line in, one JSON object a line out.

The first line out has the versions. Exits with 3 when a package is not installed.
"""

import importlib.metadata
import json
import sys

try:
    import phonenumbers
    from stdnum.vn import mst
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

KINDS = {
    value: name.lower()
    for name, value in vars(phonenumbers.PhoneNumberType).items()
    if isinstance(value, int)
}


def tax_code(text):
    if not mst.is_valid(text):
        return {"valid": False}
    return {"valid": True, "normalised": mst.format(text)}


def phone(text):
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return {"valid": False}
    if not phonenumbers.is_valid_number_for_region(number, "VN"):
        return {"valid": False}
    extension, number.extension = number.extension, None
    formats = phonenumbers.PhoneNumberFormat
    return {
        "valid": True,
        "kind": KINDS[phonenumbers.number_type(number)],
        "e164": phonenumbers.format_number(number, formats.E164),
        "national": phonenumbers.format_number(number, formats.NATIONAL),
        "international": phonenumbers.format_number(number, formats.INTERNATIONAL),
        "extension": extension or "",
    }


def main():
    answer = {"tax-code": tax_code, "phone": phone}[sys.argv[1]]
    versions = {name: importlib.metadata.version(name) for name in ("python-stdnum", "phonenumbers")}
    print(json.dumps(versions))
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))))


main()
