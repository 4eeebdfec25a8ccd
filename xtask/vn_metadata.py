"""Prints libphonenumber's metadata for Vietnam as canonical JSON: sorted keys, two spaces.

Run by `cargo xtask metadata-check`, with the package `phonenumbers` on the path.
"""

import json

import phonenumbers
from phonenumbers import PhoneMetadata

KINDS = [
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "emergency",
    "voicemail",
    "short_code",
    "standard_rate",
    "carrier_specific",
    "sms_services",
    "no_international_dialling",
]


def kind(description):
    if description is None or description.national_number_pattern is None:
        return None
    return {
        "pattern": description.national_number_pattern,
        "lengths": list(description.possible_length or ()),
        "local_lengths": list(description.possible_length_local_only or ()),
        "example": description.example_number,
    }


def number_format(rule):
    return {
        "pattern": rule.pattern,
        "format": rule.format,
        "leading_digits": list(rule.leading_digits_pattern or ()),
        "national_prefix": rule.national_prefix_formatting_rule,
    }


region = PhoneMetadata.metadata_for_region("VN")
metadata = {name: kind(getattr(region, name, None)) for name in KINDS}
metadata = {name: value for name, value in metadata.items() if value is not None}
metadata["country_code"] = region.country_code
metadata["international_prefix"] = region.international_prefix
metadata["national_prefix"] = region.national_prefix
metadata["national_prefix_for_parsing"] = region.national_prefix_for_parsing
metadata["formats"] = [number_format(rule) for rule in region.number_format or ()]

print(
    json.dumps(
        {"source": f"phonenumbers {phonenumbers.__version__}", "metadata": metadata},
        ensure_ascii=False,
        indent=2,
        sort_keys=True,
    )
)
