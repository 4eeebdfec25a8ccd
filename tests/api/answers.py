"""Holds the OpenAPI document against the standard, and answers against it: status, media type, headers and body of each must be as it says.

Reads a line of JSON an answer ({method, path, url, status, headers, body}, the body in base64), and prints what is wrong.
"""

import base64
import json
import sys

import requests
import schemathesis
from schemathesis.core.failures import FailureGroup

document = schemathesis.openapi.from_path(sys.argv[1])
document.validate()


def faults(answer):
    definition = document.raw_schema["paths"][answer["path"]][answer["method"].lower()]
    documented = definition["responses"].get(str(answer["status"]))
    if documented is None:
        return ["the status is not documented"]
    while "$ref" in documented:
        documented = document.raw_schema["components"]["responses"][documented["$ref"].rsplit("/", 1)[1]]
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    found = [f"no {name}" for name in documented.get("headers", {}) if name.lower() not in headers]
    media_type = headers.get("content-type", "").split(";")[0]
    if media_type not in (documented.get("content") or {"": None}):
        found.append(f"{media_type or 'no media type'} is not documented")
    response = schemathesis.Response(
        status_code=answer["status"],
        headers={name: [value] for name, value in headers.items()},
        content=base64.b64decode(answer["body"]),
        request=requests.Request(answer["method"], answer["url"]).prepare(),
        elapsed=0.0,
        verify=False,
    )
    try:
        document[answer["path"]][answer["method"]].validate_response(response)
    except FailureGroup as group:
        found += [str(failure) for failure in group.exceptions]
    return found


for line in sys.stdin:
    answer = json.loads(line)
    for fault in faults(answer):
        print(f"{answer['method']} {answer['url']} {answer['status']}: {fault}")
