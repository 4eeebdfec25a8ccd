# Keeps what a form posts: level 0, in SQLite. Python 3.10 or newer, FastAPI, uvicorn.
# ORIGIN=https://www.example RECORDS=records.db uvicorn server:app --port 8080
import json
import os
import re
import sqlite3
from contextlib import closing
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

LIMIT = 65_536
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def database():
    connection = sqlite3.connect(os.environ.get("RECORDS", "records.db"), timeout=10)
    connection.execute("PRAGMA synchronous = FULL")
    return closing(connection)


with database() as db, db:
    columns = "name TEXT PRIMARY KEY, envelope BLOB NOT NULL, received_at TEXT NOT NULL"
    db.execute(f"CREATE TABLE IF NOT EXISTS records ({columns})")

app = FastAPI(openapi_url=None)
origin = os.environ.get("ORIGIN", "https://www.example")
headers = ["content-type", "idempotency-key"]
app.add_middleware(CORSMiddleware, allow_origins=[origin], allow_methods=["POST"], allow_headers=headers)


@app.exception_handler(HTTPException)
def refuse(request: Request, error: HTTPException):
    problem = {"type": "about:blank", "title": error.detail, "status": error.status_code}
    return JSONResponse(problem, error.status_code, media_type="application/problem+json")


async def posted(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise HTTPException(413, f"Send at most {LIMIT} bytes")
    return body


@app.post("/registrations")
def take(body: Annotated[bytes, Depends(posted)], idempotency_key: Annotated[str, Header()] = ""):
    try:
        envelope = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is not JSON")
    if not UUID.fullmatch(idempotency_key):
        raise HTTPException(400, "The Idempotency-Key is missing, or no record has such a name")
    consent = envelope.get("consent") if isinstance(envelope, dict) else None
    consent = consent if isinstance(consent, dict) else {}
    if not all(isinstance(consent.get(part), str) for part in ("protected", "payload", "signature")):
        raise HTTPException(422, "The body has no signed record")
    # One statement: of two that come at the same time, one is new and the other is not.
    with database() as db, db:
        insert = "INSERT INTO records VALUES (?, ?, datetime('now')) ON CONFLICT DO NOTHING"
        is_new = db.execute(insert, (idempotency_key, body)).rowcount == 1
        (kept,) = db.execute("SELECT envelope FROM records WHERE name = ?", (idempotency_key,)).fetchone()
    if kept != body:
        raise HTTPException(409, "Another record has this name")
    return JSONResponse({"record_id": idempotency_key}, 201 if is_new else 200, {"Cache-Control": "no-store"})
