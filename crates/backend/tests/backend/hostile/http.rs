//! Requests as no browser sends them.

use crate::support::{Luck, PLAIN};

/// Something to send, and what may come of it.
pub struct Sending {
    pub bytes: Vec<u8>,
    /// It is no HTTP, or too much of it: whoever reads HTTP answers that, without a body, or closes.
    pub is_broken: bool,
    /// Nothing more comes after it.
    pub ends: bool,
    pub is_head: bool,
    /// A page answers it, whatever it is.
    pub is_page: bool,
}

/// A kind of body is announced as this.
const MEDIA_TYPES: [&str; 12] = [
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=utf-16",
    "APPLICATION/JSON",
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=iso-8859-1",
    "multipart/form-data; boundary=x",
    "application/problem+json",
    "application/json, text/plain",
    "*/*",
];

/// Headers that somebody could believe. `CANARY` must be in no log.
pub const HEADERS: [&str; 24] = [
    "x-forwarded-for: CANARY",
    "x-forwarded-for: 1.2.3.4, 5.6.7.8, ::1",
    "x-forwarded-for: 999.999.999.999",
    "forwarded: for=\"[::1\";by=CANARY",
    "x-forwarded-host: CANARY.example",
    "origin: https://CANARY.example",
    "origin: null",
    "sec-fetch-site: cross-site",
    "accept-language: CANARY",
    "accept-language: vi;q=nan, en;q=1e999, *;q=-1",
    "accept-encoding: gzip;q=0, br;q=9, CANARY",
    "cookie: session=CANARY",
    "authorization: Bearer CANARY",
    "user-agent: CANARY",
    "referer: https://CANARY.example/?q=CANARY",
    "range: bytes=0-18446744073709551615",
    "range: bytes=-1,-1,5-2,CANARY",
    "if-none-match: \"CANARY\", W/\"x\", *",
    "if-modified-since: Thu, 99 CANARY 9999 99:99:99 GMT",
    "content-encoding: gzip",
    "expect: CANARY",
    "x-request-id: CANARY",
    "access-control-request-method: CANARY",
    "access-control-request-headers: CANARY, x-y",
];

fn headers(luck: &mut Luck, text: &mut String) {
    for _ in 0..luck.below(4) {
        text.push_str(luck.one_of(&HEADERS));
        text.push_str("\r\n");
    }
}

/// Posts a body: properly in most of its parts, as `media_type` in most cases.
pub fn post(
    luck: &mut Luck,
    path: &str,
    media_type: &str,
    key: Option<&str>,
    body: &[u8],
) -> Sending {
    let media_type = if luck.in_hundred(90) {
        media_type
    } else {
        luck.one_of(&MEDIA_TYPES)
    };
    let mut head = format!("POST {path} HTTP/1.1\r\nhost: x\r\n");
    if luck.in_hundred(98) {
        head.push_str(&format!("content-type: {media_type}\r\n"));
    }
    match (luck.below(50), key) {
        (0, _) | (_, None) => {}
        (1, Some(key)) => head.push_str(&format!(
            "idempotency-key: {key}\r\nidempotency-key: {key}\r\n"
        )),
        (2, Some(key)) => head.push_str(&format!("idempotency-key: {}\r\n", key.repeat(200))),
        (3, Some(_)) => head.push_str("idempotency-key: CANARY\r\n"),
        (_, Some(key)) => head.push_str(&format!("idempotency-key: {key}\r\n")),
    }
    if luck.in_hundred(10) {
        headers(luck, &mut head);
    }
    let (mut is_broken, mut ends) = (false, false);
    let mut bytes = match luck.below(100) {
        0..5 => {
            head.push_str("transfer-encoding: chunked\r\n\r\n");
            let mut bytes = head.into_bytes();
            let size = 1 + luck.below(9000);
            for chunk in body.chunks(size) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            bytes
        }
        5..8 => {
            (is_broken, ends) = (true, true);
            head.push_str("transfer-encoding: chunked\r\n\r\n");
            let mut bytes = head.into_bytes();
            let size = luck.one_of(&[
                "-1",
                "ffffffffffffffff",
                "1ffffffffffffffff",
                "zz",
                "",
                "5;x=y",
                "fffff",
                "0",
            ]);
            bytes.extend(format!("{size}\r\n").bytes());
            bytes.extend(body);
            bytes
        }
        8..12 => {
            (is_broken, ends) = (true, true);
            let real = body.len();
            let length = match luck.below(8) {
                0 => (real + 1 + luck.below(5000)).to_string(),
                1 => luck.below(real).to_string(),
                2 => "-1".to_owned(),
                3 => format!("+{real}"),
                4 => format!("{real}\r\ncontent-length: {}", real + 1),
                5 => "18446744073709551616".to_owned(),
                6 => format!("{real:#x}"),
                _ => format!("{real}\r\ntransfer-encoding: chunked"),
            };
            head.push_str(&format!("content-length: {length}\r\n\r\n"));
            [head.as_bytes(), body].concat()
        }
        _ => {
            head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
            [head.as_bytes(), body].concat()
        }
    };
    if luck.in_hundred(1) {
        (is_broken, ends) = (true, true);
        let place = luck.below(bytes.len());
        bytes.truncate(place);
    }
    Sending {
        bytes,
        is_broken,
        ends,
        is_head: false,
        is_page: path == PLAIN,
    }
}

/// What there is to read, where something of the reader's may stand for `CANARY`.
const PATHS: [&str; 24] = [
    "/forms/CANARY.json",
    "/policy/CANARY.json",
    "/api/policies/CANARY",
    "/api/packs/CANARY",
    "/api/forms/CANARY",
    "/api/keys/CANARY",
    "/.well-known/jwks.json?CANARY",
    "/api/registrations/challenge?form=CANARY&language=CANARY",
    "/api/registrations/challenge?form=vst&language=CANARY",
    "/api/registrations/challenge?form=vst&form=CANARY&=&&language",
    "/api/registrations/CANARY",
    "/api/registrations?CANARY",
    "/api/registrations/plain?CANARY",
    "/api/registrations/requests?CANARY",
    "/api/CANARY",
    "/healthz?CANARY",
    "/readyz?CANARY",
    "/?CANARY",
    "/CANARY",
    "/CANARY/",
    "/forms/../CANARY",
    "/index.html/CANARY",
    "//CANARY",
    "/v/CANARY/thuan.js",
];

/// What may stand there.
const NAMES: [&str; 26] = [
    "CANARY",
    "vst",
    "..",
    "../../etc/passwd",
    "%2e%2e%2fetc%2fpasswd",
    "..%5c..%5c",
    "%00",
    "a%00b",
    "%",
    "%zz",
    "%c0%af",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%98%80",
    "con",
    "~root",
    "*",
    "'%20OR%201=1--",
    "%0d%0aset-cookie:x",
    "%e2%80%ae",
    ";",
    "a/b/c",
    "?",
    "&=",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "+",
];

const METHODS: [&str; 11] = [
    "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CANARY", "get", "CONNECT",
    "PROPFIND",
];

/// Asks for something.
pub fn get(luck: &mut Luck) -> Sending {
    let method = if luck.in_hundred(70) {
        "GET"
    } else {
        luck.one_of(&METHODS)
    };
    let name = match luck.below(20) {
        0 => "x".repeat(luck.one_of(&[300, 5_000, 60_000])),
        1 => "%41".repeat(2000),
        2 => "a/".repeat(500),
        _ => luck.one_of(&NAMES).to_owned(),
    };
    let mut path = luck.one_of(&PATHS).replace("CANARY", &name);
    let mut is_broken = method == "CONNECT" || path.len() > 60_000;
    if luck.in_hundred(2) {
        is_broken = true;
        path = (luck.one_of(&[
            "",
            "*",
            "x",
            "http://CANARY/",
            "http://x:99999/",
            "/\u{1f600}",
            "/a b",
            "/\\",
            "http://[::1/",
        ]))
        .to_owned();
    }
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\n");
    headers(luck, &mut head);
    match luck.below(60) {
        0 => {
            is_broken = true;
            head.push_str(&"x-many: CANARY\r\n".repeat(200));
        }
        1 => {
            is_broken = true;
            head.push_str(&format!("x-long: {}\r\n", "x".repeat(600_000)));
        }
        2 => {
            is_broken = true;
            head.push_str(luck.one_of(&[
                "no colon\r\n",
                ": empty\r\n",
                "a b: c\r\n",
                "x: \0\r\n",
                "x: a\nb: c\r\n",
                "host: y\r\n",
                "\r",
            ]));
        }
        _ => {}
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if luck.in_hundred(1) {
        is_broken = true;
        bytes = luck.bytes(200);
    }
    Sending {
        bytes,
        is_broken,
        ends: is_broken,
        is_head: method == "HEAD",
        is_page: path.starts_with(PLAIN),
    }
}
