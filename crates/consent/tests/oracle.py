"""Foreign readers of what this crate writes: a JSON Schema validator and a JSON-LD processor.

One request a line on standard input, one answer a line on standard output, after a line with the versions:
  {"schema": "<file>", "instance": ...}  ->  [what is wrong, ...]
  {"triples": <JSON-LD document>}        ->  [[subject, predicate, object], ...]
Exit status 3: the libraries are not installed.
"""

import importlib.metadata
import importlib.util
import json
import socket
import sys

LIBRARIES = ("jsonschema", "rdflib")
if any(importlib.util.find_spec(name) is None for name in LIBRARIES):
    sys.exit(3)


def refuse(*_args, **_options):
    raise OSError("nothing may be loaded from a network")


# A document that needs its context fetched is not self-contained, and the tests work offline.
socket.create_connection = refuse
socket.getaddrinfo = refuse

VALIDATORS = {}


def validator(path):
    import jsonschema

    if path not in VALIDATORS:
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        VALIDATORS[path] = kind(schema)
    return VALIDATORS[path]


def faults(path, instance):
    return sorted(f"{error.json_path}: {error.message}" for error in validator(path).iter_errors(instance))


def triples(document):
    import rdflib

    # Times stay as they are written.
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(document), format="json-ld")
    return sorted([str(part) for part in triple] for triple in graph)


def answer(request):
    if "triples" in request:
        return triples(request["triples"])
    return faults(request["schema"], request["instance"])


print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
