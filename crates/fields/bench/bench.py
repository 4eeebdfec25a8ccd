"""Nanoseconds a text for python-stdnum and phonenumbers: `bench.py <kind> <rounds>`, texts ended by the byte 255."""

import json
import sys
import time

import phonenumbers
from stdnum.vn import mst


def phone(text):
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(text, "VN"), "VN")
    except phonenumbers.NumberParseException:
        return False


judge = {"tax-code": mst.is_valid, "phone": phone}[sys.argv[1]]
rounds = int(sys.argv[2])
texts = [text.decode() for text in sys.stdin.buffer.read().split(b"\xff")[:-1]]
best, valid = float("inf"), 0
for _ in range(3):
    start = time.perf_counter_ns()
    for _ in range(rounds):
        valid = sum(1 for text in texts if judge(text))
    best = min(best, (time.perf_counter_ns() - start) / rounds / len(texts))
print(json.dumps({"ns": best, "valid": valid}))
