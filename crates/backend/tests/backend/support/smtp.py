"""A mail server for tests: real SMTP by aiosmtpd, the messages read by Python's own email package.

    smtp.py open|starttls|wrapped [user password] [certificate.pem]

Listens on SMTP_PORT or a free port, and writes that in a line, then a JSON object a line for each message that it takes. Reads lines: `rcpt 550 no` and
`data 451 later` answer so from then on, `ok` takes again, `hold` does not answer a message until `ok`; each is
answered with a line `{"said": …}` once it counts. A certificate for localhost is made and written to the file.
"""

import asyncio
import datetime
import email
import email.policy
import hashlib
import ipaddress
import json
import logging
import os
import ssl
import sys
import tempfile
import warnings

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# What it makes of a client that leaves is no failure of a test.
logging.disable()
warnings.simplefilter("ignore")

answers = {}
free = asyncio.Event()


def context(path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    with open(path, "wb") as file:
        file.write(certificate)
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate)
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.flush()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(file.name)
        return tls


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if "rcpt" in answers:
            return answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await free.wait()
        if "data" in answers:
            return answers["data"]
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
        defects += [type(defect).__name__ for value in message.values() for defect in value.defects]
        text = message.get_body(("plain",))
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "hello": session.host_name,
                    "encrypted": session.ssl is not None or sys.argv[1] == "wrapped",
                    "login": session.auth_data,
                    "headers": [[name, str(value)] for name, value in message.items()],
                    "type": text.get_content_type(),
                    "charset": text.get_content_charset(),
                    "text": text.get_content().replace("\r\n", "\n"),
                    "files": [
                        {
                            "name": part.get_filename(),
                            "type": part.get_content_type(),
                            "content": part.get_content().decode("utf-8"),
                        }
                        for part in message.iter_attachments()
                    ],
                    "defects": defects,
                    "ascii": raw.isascii(),
                    "longest": max(len(line) for line in raw.split(b"\r\n")),
                    "sha256": hashlib.sha256(raw).hexdigest(),
                }
            ),
            flush=True,
        )
        return "250 OK"


def said(line):
    verb, _, rest = line.partition(" ")
    if verb == "hold":
        free.clear()
    elif verb == "ok":
        answers.clear()
        free.set()
    else:
        answers[verb] = rest
    print(json.dumps({"said": line}), flush=True)


async def main():
    how, *more = sys.argv[1:]
    tls = context(more[-1]) if how != "open" or len(more) % 2 else None
    login = more[:2] if len(more) > 1 else None

    def authenticator(server, session, envelope, mechanism, data):
        good = login and (data.login.decode(), data.password.decode()) == tuple(login)
        return AuthResult(success=bool(good), handled=False, auth_data=login[0] if good else None)

    def server():
        return SMTP(
            Handler(),
            enable_SMTPUTF8=False,
            hostname="localhost",
            tls_context=tls if how == "starttls" else None,
            require_starttls=how == "starttls",
            auth_required=login is not None,
            auth_require_tls=how == "starttls",
            authenticator=authenticator,
        )

    free.set()
    loop = asyncio.get_running_loop()
    port = int(os.environ.get("SMTP_PORT", "0"))
    listening = await loop.create_server(server, "127.0.0.1", port, ssl=tls if how == "wrapped" else None)
    print(listening.sockets[0].getsockname()[1], flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        said(line.decode().strip())


asyncio.run(main())
