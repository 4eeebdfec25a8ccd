//! The cases: what is in each file, and what has to come of it.

use serde_json::{Value, json};
use thuan_consent::encoding::{base64url, base64url_decode};
use thuan_consent::jcs;

use super::world::{
    BACKEND, BACKEND_RETIRED, FORM, ISSUED, OTHER_BROWSER, PERSON, PERSON_ED25519, POLICY,
    STRANGER, USED, hash, hash_text, hs256, key_set, receipt_for, receipt_for_withdrawal, record,
    record_of, registration, superseded, withdrawal_of,
};

/// One file, and the verdict on it.
pub struct Case {
    pub name: &'static str,
    /// What a verifier must look at to judge it: the JOSE envelope, the record, or what the backend knows.
    pub level: &'static str,
    /// `None` for a valid one; the code of the refusal for another.
    pub code: Option<&'static str>,
    pub why: &'static str,
    pub content: Value,
}

/// What is posted.
pub fn body(consent: Value) -> Value {
    json!({ "registration": registration(), "consent": consent })
}

/// A posted withdrawal.
fn follow_up(consent: Value) -> Value {
    json!({ "consent": consent })
}

/// The valid record after a change to its JSON, signed again.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut value = record();
    change(&mut value);
    body(PERSON.record(&value))
}

/// The valid record after a change to its canonical text, signed again.
fn spelled(change: impl FnOnce(String) -> Vec<u8>) -> Value {
    let header = jcs::to_vec(&PERSON.header("consent-record+jws")).unwrap();
    let text = String::from_utf8(jcs::to_vec(&record()).unwrap()).unwrap();
    body(PERSON.jws(&header, &change(text)))
}

fn replaced(from: &'static str, to: &'static str) -> Value {
    spelled(|text| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    })
}

/// The valid record under a header that was changed, signed again.
fn header(change: impl FnOnce(&mut Value)) -> Value {
    header_text(|value| {
        change(value);
        jcs::to_vec(value).unwrap()
    })
}

fn header_text(change: impl FnOnce(&mut Value) -> Vec<u8>) -> Value {
    let bytes = change(&mut PERSON.header("consent-record+jws"));
    body(PERSON.jws(&bytes, &jcs::to_vec(&record()).unwrap()))
}

/// The valid body after a change to it, with the signature as it was.
fn touched(change: impl FnOnce(&mut Value)) -> Value {
    let mut value = body(PERSON.record(&record()));
    change(&mut value);
    value
}

fn part(name: &str, change: impl FnOnce(String) -> String) -> Value {
    touched(|body| {
        let text = body["consent"][name].as_str().unwrap().to_owned();
        body["consent"][name] = json!(change(text));
    })
}

/// The evidence file of the valid record after a change to it.
fn evidence(change: impl FnOnce(&mut Value)) -> Value {
    let mut file = json!({
        "format": "urn:thuan:evidence:1",
        "consent": PERSON.record(&record()),
        "receipt": BACKEND.receipt(&receipt_for(&record())),
        "registration": registration(),
        "policy": { "language": "vi", "text": POLICY },
        "form": FORM,
        "jwks": super::world::jwks(),
    });
    change(&mut file);
    file
}

/// The evidence file of a withdrawal: the newest record, and the one before it.
fn withdrawn(change: impl FnOnce(&mut Value)) -> Value {
    let withdrawal = withdrawal_of(PERSON);
    evidence(|file| {
        file["previous"] = json!([{ "consent": file["consent"], "receipt": file["receipt"] }]);
        file["consent"] = PERSON.record(&withdrawal);
        file["receipt"] = BACKEND.receipt(&receipt_for_withdrawal(&withdrawal));
        change(file);
    })
}

/// A withdrawal after a change to its JSON.
fn withdrawal(change: impl FnOnce(&mut Value)) -> Value {
    let mut value = withdrawal_of(PERSON);
    change(&mut value);
    follow_up(PERSON.record(&value))
}

/// A receipt for the valid record after a change to its JSON.
fn receipt(change: impl FnOnce(&mut Value)) -> Value {
    let mut value = receipt_for(&record());
    change(&mut value);
    BACKEND.receipt(&value)
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name).unwrap();
}

/// (r, n − s) for (r, s): the other signature that says the same.
fn malleated(signature: String) -> String {
    let bytes = base64url_decode(&signature).unwrap();
    let (r, s) = p256::ecdsa::Signature::from_slice(&bytes)
        .unwrap()
        .split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    base64url(&other.to_bytes())
}

/// Sets the lowest bit of the last character, which belongs to no byte.
fn trailing_bit(mut text: String) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert_ne!(text.len() % 4, 0, "has no such bits");
    let last = text.pop().unwrap();
    let value = DIGITS.find(last).unwrap() | 1;
    text.extend(DIGITS.get(value..=value));
    text
}

/// Every case, valid ones first.
pub fn cases() -> Vec<Case> {
    let mut cases = valid();
    cases.extend(jose());
    cases.extend(records());
    cases.extend(files());
    cases.extend(receipts());
    cases.extend(backend());
    cases
}

type Row = (&'static str, &'static str, &'static str, Value);

/// `code` is empty for a valid case.
fn level<const N: usize>(level: &'static str, rows: [Row; N]) -> Vec<Case> {
    rows.into_iter()
        .map(|(name, code, why, content)| Case {
            name,
            level,
            code: (!code.is_empty()).then_some(code),
            why,
            content,
        })
        .collect()
}

fn valid() -> Vec<Case> {
    let by_another = withdrawal_of(OTHER_BROWSER);
    let mut cases = level(
        "record",
        [
            (
                "valid-first-record",
                "",
                "A registration as the widget posts it.",
                body(PERSON.record(&record())),
            ),
            (
                "valid-ed25519",
                "",
                "Signed with Ed25519 under its older name, EdDSA (RFC 8037).",
                body(PERSON_ED25519.record(&record_of(PERSON_ED25519))),
            ),
            (
                "valid-ed25519-by-its-newer-name",
                "",
                "Signed with Ed25519 under its newer name (RFC 9864).",
                {
                    let mut header = PERSON_ED25519.header("consent-record+jws");
                    header["alg"] = json!("Ed25519");
                    let header = jcs::to_vec(&header).unwrap();
                    body(
                        PERSON_ED25519
                            .jws(&header, &jcs::to_vec(&record_of(PERSON_ED25519)).unwrap()),
                    )
                },
            ),
            (
                "valid-malleated-signature",
                "",
                "The other signature of the pair (r, s), (r, n - s): as good, and the same record by its hash.",
                part("signature", malleated),
            ),
            (
                "valid-characters",
                "",
                "Every kind of character that canonical JSON escapes or leaves alone.",
                changed(|record| {
                    record["partner"] = json!(
                        "\"\\/\u{8}\t\n\u{c}\r\u{1}\u{b}\u{f}\u{1f}\u{7f}\u{2028}é€\u{ff21}😀</script>"
                    )
                }),
            ),
            (
                "valid-stepped-clock",
                "",
                "A decision later than the sending, by a clock that is said to have been set meanwhile.",
                changed(|record| {
                    record["evidence"]["clock"] = json!("stepped");
                    record["purposes"][0]["decided_at"] = json!("2026-11-23T09:00:00.000Z");
                }),
            ),
        ],
    );
    cases.extend(level("backend", [
        ("valid-challenge", "", "Holds a challenge that was given out and not used before.", changed(|record| record["challenge"] = json!(ISSUED))),
        ("valid-withdrawal", "", "Takes one consent back: all purposes listed, the others as they were, no registration.", follow_up(PERSON.record(&withdrawal_of(PERSON)))),
        ("valid-withdrawal-by-another-key", "", "The key is lost; showing the record itself is what entitles.", json!({ "consent": OTHER_BROWSER.record(&by_another), "previous": PERSON.record(&record()) })),
        ("valid-evidence", "", "An evidence file with everything in it.", evidence(|_| ())),
        ("valid-evidence-without-data", "", "The registration was deleted; the proof stays whole.", evidence(|file| remove(file, "registration"))),
        ("valid-evidence-without-receipt", "", "From a backend that signs nothing (level L0).", evidence(|file| {
            remove(file, "receipt");
            remove(file, "jwks");
        })),
        ("valid-evidence-of-a-withdrawal", "", "The withdrawal, and before it the record it changes; each with its receipt.", withdrawn(|_| ())),
        ("valid-receipt-by-a-retired-key", "", "Retired keys stay in the key set, so old receipts verify.", evidence(|file| file["receipt"] = BACKEND_RETIRED.receipt(&receipt_for(&record())))),
    ]));
    cases
}

fn jose() -> Vec<Case> {
    let header_bytes = jcs::to_vec(&PERSON.header("consent-record+jws")).unwrap();
    let payload = jcs::to_vec(&record()).unwrap();
    level(
        "jose",
        [
            (
                "payload-tampered",
                "signature",
                "One refusal was turned into a consent after signing.",
                part("payload", |text| {
                    let text = String::from_utf8(base64url_decode(&text).unwrap()).unwrap();
                    base64url(
                        text.replacen("refused", "given", 1)
                            .replacen("left_unticked", "checkbox", 1)
                            .as_bytes(),
                    )
                }),
            ),
            (
                "text-hash-tampered",
                "signature",
                "The hash of the policy text was changed after signing.",
                part("payload", |text| {
                    let text = String::from_utf8(base64url_decode(&text).unwrap()).unwrap();
                    base64url(
                        text.replace(&hash_text(POLICY), &hash_text("# Khác\n"))
                            .as_bytes(),
                    )
                }),
            ),
            (
                "signature-tampered",
                "signature",
                "One bit of the signature was turned over.",
                part("signature", |text| {
                    let mut bytes = base64url_decode(&text).unwrap();
                    bytes[10] ^= 1;
                    base64url(&bytes)
                }),
            ),
            (
                "signature-of-zeros",
                "signature",
                "r and s are zero, which a verifier without range checks would accept for any text.",
                part("signature", |_| base64url(&[0; 64])),
            ),
            (
                "signature-by-another-key",
                "signature",
                "Signed by another key than the one in the header.",
                body(STRANGER.jws(&header_bytes, &payload)),
            ),
            (
                "signature-in-der",
                "signature_length",
                "ASN.1 instead of r and s: as openssl writes it, and JWS does not.",
                part("signature", |text| {
                    let bytes = base64url_decode(&text).unwrap();
                    base64url(
                        p256::ecdsa::Signature::from_slice(&bytes)
                            .unwrap()
                            .to_der()
                            .as_bytes(),
                    )
                }),
            ),
            (
                "signature-missing",
                "signature_length",
                "No signature, under a header that promises one.",
                part("signature", |_| String::new()),
            ),
            (
                "alg-none",
                "algorithm",
                "No algorithm and no signature (RFC 7515 appendix A.5).",
                {
                    let mut header = PERSON.header("consent-record+jws");
                    header["alg"] = json!("none");
                    body(json!({
                        "protected": base64url(&jcs::to_vec(&header).unwrap()),
                        "payload": base64url(&payload),
                        "signature": "",
                    }))
                },
            ),
            (
                "alg-none-signed",
                "algorithm",
                "No algorithm, and yet a signature that is right.",
                header(|header| header["alg"] = json!("none")),
            ),
            (
                "alg-hs256-with-the-public-key",
                "algorithm",
                "HS256 with the public key as the secret, which everybody knows.",
                {
                    let mut header = PERSON.header("consent-record+jws");
                    header["alg"] = json!("HS256");
                    body(hs256(PERSON, &jcs::to_vec(&header).unwrap(), &payload))
                },
            ),
            (
                "alg-es384",
                "algorithm",
                "Another curve's algorithm over a P-256 key.",
                header(|header| header["alg"] = json!("ES384")),
            ),
            (
                "alg-of-another-key",
                "algorithm_key_mismatch",
                "EdDSA is said, and the key is for ES256.",
                header(|header| header["alg"] = json!("EdDSA")),
            ),
            (
                "crit-unknown",
                "crit",
                "An extension must be understood (RFC 7515 section 4.1.11), and there is none in this format.",
                header(|header| {
                    header["crit"] = json!(["urn:example:extension"]);
                    header["urn:example:extension"] = json!("x");
                }),
            ),
            (
                "crit-b64",
                "crit",
                "An extension that libraries do know (RFC 7797), and this format does not.",
                header(|header| {
                    header["b64"] = json!(true);
                    header["crit"] = json!(["b64"]);
                }),
            ),
            (
                "typ-of-a-receipt",
                "typ",
                "A receipt's type where a record's must be.",
                header(|header| header["typ"] = json!("consent-receipt+jws")),
            ),
            (
                "typ-missing",
                "header_members",
                "No type: could have been meant as anything.",
                header(|header| remove(header, "typ")),
            ),
            (
                "kid-wrong",
                "kid",
                "The name of another key.",
                header(|header| header["kid"] = json!(STRANGER.thumbprint())),
            ),
            (
                "kid-missing",
                "header_members",
                "No key identifier.",
                header(|header| remove(header, "kid")),
            ),
            (
                "jwk-missing",
                "header_members",
                "No key.",
                header(|header| remove(header, "jwk")),
            ),
            (
                "jwk-private",
                "jwk_members",
                "The key's private part was sent along.",
                header(|header| header["jwk"]["d"] = json!(base64url(&[7; 32]))),
            ),
            (
                "jwk-off-the-curve",
                "jwk",
                "The coordinates are no point of P-256, and the key identifier fits them.",
                header(|header| {
                    header["jwk"]["x"] = json!(base64url(&[1; 32]));
                    let thumbprint = thuan_consent::encoding::Thumbprint::of(
                        &jcs::to_vec(&header["jwk"]).unwrap(),
                    );
                    header["kid"] = json!(thumbprint);
                }),
            ),
            (
                "jwk-null-member",
                "header_not_canonical",
                "An Ed25519 key with a y that is null.",
                {
                    let mut header = PERSON_ED25519.header("consent-record+jws");
                    header["jwk"]["y"] = json!(null);
                    let header = jcs::to_vec(&header).unwrap();
                    body(
                        PERSON_ED25519
                            .jws(&header, &jcs::to_vec(&record_of(PERSON_ED25519)).unwrap()),
                    )
                },
            ),
            (
                "header-unknown-member",
                "header_members",
                "The key is to be fetched from an address of the sender's choice.",
                header(|header| header["jku"] = json!("https://attacker.example/jwks.json")),
            ),
            (
                "header-duplicate-member",
                "header_json",
                "Two algorithms: one reader takes the first, another the last.",
                header_text(|header| {
                    let text = String::from_utf8(jcs::to_vec(header).unwrap()).unwrap();
                    text.replacen('{', "{\"alg\":\"none\",", 1).into_bytes()
                }),
            ),
            (
                "header-not-canonical",
                "header_not_canonical",
                "White space in the header.",
                header_text(|header| serde_json::to_vec_pretty(header).unwrap()),
            ),
            (
                "header-unprotected",
                "body",
                "A second header that nobody signed (RFC 7515 section 7.2.2).",
                touched(|body| body["consent"]["header"] = json!({ "kid": STRANGER.thumbprint() })),
            ),
            (
                "base64-padding",
                "base64url",
                "Padding, which JWS leaves out (RFC 7515 section 2).",
                part("signature", |text| text + "=="),
            ),
            (
                "base64-trailing-bits",
                "base64url",
                "Bits that belong to no byte are set: another text for the same signature.",
                part("signature", trailing_bit),
            ),
            (
                "base64-trailing-bits-in-the-payload",
                "base64url",
                "The same in the payload, and signed over.",
                {
                    let mut record = record();
                    record["partner"] = json!("x");
                    while jcs::to_vec(&record).unwrap().len().is_multiple_of(3) {
                        record["partner"] =
                            json!(format!("{}x", record["partner"].as_str().unwrap()));
                    }
                    let payload = trailing_bit(base64url(&jcs::to_vec(&record).unwrap()));
                    let protected = base64url(&header_bytes);
                    let signature =
                        base64url(&PERSON.sign(format!("{protected}.{payload}").as_bytes()));
                    body(
                        json!({ "protected": protected, "payload": payload, "signature": signature }),
                    )
                },
            ),
            (
                "base64-other-alphabet",
                "base64url",
                "The alphabet of plain base64.",
                {
                    let mut record = record();
                    // Three bytes that give `_` and `-` or `/` and `+`.
                    record["partner"] = json!("ÿÿ¿~?>");
                    let mut jws = PERSON.record(&record);
                    let payload = jws["payload"].as_str().unwrap().to_owned();
                    let other = payload.replace('-', "+").replace('_', "/");
                    assert_ne!(payload, other);
                    jws["payload"] = json!(other);
                    body(jws)
                },
            ),
            (
                "base64-line-break",
                "base64url",
                "A line break within.",
                part("payload", |mut text| {
                    text.insert(64, '\n');
                    text
                }),
            ),
        ],
    )
}

fn records() -> Vec<Case> {
    level(
        "record",
        [
            (
                "payload-not-canonical",
                "payload_not_canonical",
                "White space in the payload, and signed over.",
                replaced(",\"jurisdiction\"", ", \"jurisdiction\""),
            ),
            (
                "payload-in-another-order",
                "payload_not_canonical",
                "Members in another order.",
                replaced(
                    "\"jurisdiction\":\"VN\",\"language\":\"vi\"",
                    "\"language\":\"vi\",\"jurisdiction\":\"VN\"",
                ),
            ),
            (
                "payload-needless-escape",
                "payload_not_canonical",
                "A character escaped that needs it not.",
                replaced("\"VN\"", "\"\\u0056N\""),
            ),
            (
                "payload-duplicate-member",
                "payload_json",
                "Two values for one member.",
                replaced(
                    "\"jurisdiction\":\"VN\"",
                    "\"jurisdiction\":\"XX\",\"jurisdiction\":\"VN\"",
                ),
            ),
            (
                "payload-invalid-utf-8",
                "payload_json",
                "Not UTF-8.",
                spelled(|text| {
                    let mut bytes = text.into_bytes();
                    let at = bytes.windows(4).position(|four| four == b"\"VN\"").unwrap();
                    bytes[at + 1] = 0xff;
                    bytes
                }),
            ),
            (
                "payload-nul-behind-it",
                "payload_json",
                "More bytes behind the record.",
                spelled(|text| (text + "\0{}").into_bytes()),
            ),
            (
                "payload-byte-order-mark",
                "payload_json",
                "A byte order mark before the record.",
                spelled(|text| format!("\u{feff}{text}").into_bytes()),
            ),
            (
                "payload-lone-surrogate",
                "payload_json",
                "Half a character.",
                replaced("\"VN\"", "\"\\ud83d\""),
            ),
            (
                "text-not-nfc",
                "not_nfc",
                "A letter and its mark apart: looks the same, hashes differently.",
                changed(|record| {
                    record["purposes"][0]["label"] = json!("To\u{302}i \u{111}o\u{300}ng y\u{301}")
                }),
            ),
            (
                "null-member",
                "record",
                "What is absent is left out, never null.",
                changed(|record| record["partner"] = json!(null)),
            ),
            (
                "empty-list",
                "record",
                "What is absent is left out, never an empty list.",
                changed(|record| record["information_only"] = json!([])),
            ),
            (
                "number-member",
                "record",
                "A record holds no numbers.",
                changed(|record| record["purposes"][0]["retention_period"] = json!(2)),
            ),
            (
                "unknown-member",
                "record",
                "A member that the format does not have.",
                changed(|record| record["extra"] = json!("x")),
            ),
            (
                "unknown-member-within",
                "record",
                "A member that the format does not have, within a purpose.",
                changed(|record| record["purposes"][1]["extra"] = json!("x")),
            ),
            (
                "missing-member",
                "record",
                "Where the data is kept was not said.",
                changed(|record| remove(&mut record["purposes"][0], "storage_locations")),
            ),
            (
                "another-schema",
                "schema_version",
                "A format of another version.",
                changed(|record| record["schema_version"] = json!("urn:thuan:consent-record:2")),
            ),
            (
                "time-without-milliseconds",
                "record",
                "A time in another form.",
                changed(|record| record["event_time"] = json!("2026-11-23T08:00:10Z")),
            ),
            (
                "time-in-a-time-zone",
                "record",
                "A time in another form.",
                changed(|record| record["event_time"] = json!("2026-11-23T15:00:10.000+07:00")),
            ),
            (
                "hash-in-capitals",
                "record",
                "A hash in another form.",
                changed(|record| {
                    record["privacy_notice"]["sha256"] = json!(hash_text(POLICY).to_uppercase())
                }),
            ),
            (
                "record-id-of-another-version",
                "record",
                "A UUID that is not random.",
                changed(|record| {
                    record["record_id"] = json!("0f0e0d0c-0b0a-1908-8706-050403020100")
                }),
            ),
            (
                "principal-is-another-key",
                "kid",
                "The record names another key than the one that signed.",
                changed(|record| record["pii_principal_id"] = json!(STRANGER.thumbprint())),
            ),
            (
                "audience-with-fragment",
                "audience",
                "An audience is an address without a fragment.",
                changed(|record| {
                    record["audience"] = json!("https://widget.example/api/registrations#a")
                }),
            ),
            (
                "pre-ticked",
                "record",
                "The box began ticked: silence is no consent.",
                changed(|record| record["purposes"][0]["initial_state"] = json!("on")),
            ),
            (
                "implied-consent",
                "record",
                "Not by an explicit act.",
                changed(|record| record["event_type"] = json!("implicit")),
            ),
            (
                "untouched-box-agrees",
                "indication_method",
                "A box that nobody touched agrees to nothing.",
                changed(|record| record["purposes"][2]["event_state"] = json!("given")),
            ),
            (
                "choice-without-consent",
                "lawful_basis",
                "A choice that is said to rest on a contract.",
                changed(|record| record["purposes"][0]["lawful_basis"] = json!("contract")),
            ),
            (
                "information-on-consent",
                "lawful_basis",
                "Something told, not asked, that is said to rest on consent.",
                changed(|record| record["information_only"][0]["lawful_basis"] = json!("consent")),
            ),
            (
                "purpose-twice",
                "duplicate",
                "One purpose agreed to and refused.",
                changed(|record| record["purposes"][1]["id"] = json!("renewal_email")),
            ),
            (
                "decided-after-sending",
                "decided_at",
                "Decided after the form was sent, by a clock that ran evenly.",
                changed(|record| {
                    record["purposes"][0]["decided_at"] = json!("2026-11-23T08:00:11.000Z")
                }),
            ),
            (
                "withdrawn-in-a-first-record",
                "previous_record",
                "Takes back what was never given.",
                changed(|record| record["purposes"][0]["event_state"] = json!("withdrawn")),
            ),
            (
                "neither-registration-nor-previous",
                "registration",
                "A first record that holds no registration's hash.",
                {
                    let mut record = record();
                    remove(&mut record, "registration_sha256");
                    follow_up(PERSON.record(&record))
                },
            ),
            (
                "registration-tampered",
                "registration_sha256",
                "A value was changed after signing.",
                touched(|body| {
                    body["registration"]["fields"]["email"] = json!("khac@congty.example")
                }),
            ),
            (
                "registration-with-another-salt",
                "registration_sha256",
                "The salt is part of what was hashed.",
                touched(|body| body["registration"]["salt"] = json!(base64url(&[8; 16]))),
            ),
            (
                "registration-missing",
                "registration_sha256",
                "The registration was not sent.",
                touched(|body| remove(body, "registration")),
            ),
            (
                "salt-missing",
                "body",
                "No salt, and hashed without: the hash would give short values away.",
                {
                    let mut registration = registration();
                    remove(&mut registration, "salt");
                    let mut record = record();
                    record["registration_sha256"] = json!(hash(&registration));
                    json!({ "registration": registration, "consent": PERSON.record(&record) })
                },
            ),
            ("salt-short", "body", "A salt of eight bytes.", {
                let mut registration = registration();
                registration["salt"] = json!(base64url(&[9; 8]));
                let mut record = record();
                record["registration_sha256"] = json!(hash(&registration));
                json!({ "registration": registration, "consent": PERSON.record(&record) })
            }),
            (
                "registration-unknown-member",
                "body",
                "Something beside salt and fields, hashed along.",
                {
                    let mut registration = registration();
                    registration["note"] = json!("x");
                    let mut record = record();
                    record["registration_sha256"] = json!(hash(&registration));
                    json!({ "registration": registration, "consent": PERSON.record(&record) })
                },
            ),
            (
                "body-unknown-member",
                "body",
                "Something beside registration, consent and previous.",
                touched(|body| body["note"] = json!("x")),
            ),
        ],
    )
}

fn files() -> Vec<Case> {
    level(
        "record",
        [
            (
                "displayed-text-tampered",
                "policy_differs",
                "The policy text in the file is not the one whose hash was signed.",
                evidence(|file| {
                    file["policy"]["text"] =
                        json!(POLICY.replace("nếu bạn đồng ý", "dù bạn không đồng ý"));
                }),
            ),
            (
                "displayed-text-of-another-hash",
                "policy_differs",
                "Signed over the hash of another text than the one in the file.",
                evidence(|file| {
                    let mut record = record();
                    record["privacy_notice"]["sha256"] = json!(hash_text("# Khác\n"));
                    file["consent"] = PERSON.record(&record);
                    file["receipt"] = BACKEND.receipt(&receipt_for(&record));
                }),
            ),
            (
                "displayed-text-in-another-language",
                "policy_other_language",
                "The text is said to be in another language than the one shown.",
                evidence(|file| file["policy"]["language"] = json!("en")),
            ),
            (
                "form-tampered",
                "form_differs",
                "The form definition in the file is not the one that was used.",
                evidence(|file| file["form"] = json!(FORM.to_owned() + " ")),
            ),
            (
                "evidence-registration-tampered",
                "registration_differs",
                "A value in the file was changed after signing.",
                evidence(|file| file["registration"]["fields"]["phone"] = json!("+84900000000")),
            ),
            (
                "evidence-of-another-format",
                "body",
                "A format of another version.",
                evidence(|file| file["format"] = json!("urn:thuan:evidence:2")),
            ),
            (
                "evidence-unknown-member",
                "body",
                "A member that the format does not have.",
                evidence(|file| file["note"] = json!("x")),
            ),
            (
                "chain-with-another-record",
                "chain_broken",
                "The record before the withdrawal is not the one it names.",
                withdrawn(|file| {
                    let other = superseded();
                    file["previous"][0] = json!({ "consent": PERSON.record(&other), "receipt": BACKEND.receipt(&receipt_for(&other)) });
                }),
            ),
            (
                "chain-tampered",
                "signature",
                "The record before the withdrawal was changed after signing.",
                withdrawn(|file| {
                    file["previous"][0]["consent"]["signature"] =
                        json!(base64url(&STRANGER.sign(b"another text")));
                }),
            ),
        ],
    )
}

fn receipts() -> Vec<Case> {
    level(
        "backend",
        [
            (
                "receipt-tampered",
                "signature",
                "The receipt's time was changed after signing.",
                evidence(|file| {
                    let mut receipt = receipt_for(&record());
                    receipt["received_at"] = json!("2026-11-22T08:00:11.000Z");
                    file["receipt"]["payload"] = json!(base64url(&jcs::to_vec(&receipt).unwrap()));
                }),
            ),
            (
                "receipt-for-another-record",
                "receipt_other_record",
                "A good receipt, and not for this record.",
                evidence(|file| file["receipt"] = BACKEND.receipt(&receipt_for(&superseded()))),
            ),
            (
                "receipt-naming-another-record",
                "receipt_other_record",
                "The hash is this record's, the name another's.",
                evidence(|file| {
                    file["receipt"] =
                        receipt(|receipt| receipt["record_id"] = superseded()["record_id"].clone())
                }),
            ),
            (
                "receipt-for-another-audience",
                "receipt_other_record",
                "Given for a record that was signed for another address.",
                evidence(|file| {
                    file["receipt"] = receipt(|receipt| {
                        receipt["audience"] = json!("https://other.example/api/registrations")
                    })
                }),
            ),
            (
                "receipt-by-an-unknown-key",
                "receipt_key_foreign",
                "Signed by a key that the company does not publish.",
                evidence(|file| file["receipt"] = STRANGER.receipt(&receipt_for(&record()))),
            ),
            (
                "receipt-by-a-key-in-the-file",
                "receipt_key_foreign",
                "The same, and the file brings the key along: only what the company publishes counts.",
                evidence(|file| {
                    file["receipt"] = STRANGER.receipt(&receipt_for(&record()));
                    file["jwks"] = key_set(&[BACKEND, STRANGER]);
                }),
            ),
            (
                "receipt-that-is-a-record",
                "typ",
                "A signed record where the receipt must be.",
                evidence(|file| file["receipt"] = file["consent"].clone()),
            ),
            (
                "receipt-null-member",
                "receipt",
                "What is absent is left out, never null.",
                evidence(|file| {
                    file["receipt"] =
                        receipt(|receipt| receipt["previous_receipt_sha256"] = json!(null))
                }),
            ),
            (
                "receipt-number",
                "receipt",
                "A receipt holds no numbers.",
                evidence(|file| {
                    file["receipt"] = receipt(|receipt| receipt["sequence"] = json!(1))
                }),
            ),
            (
                "receipt-unknown-member",
                "receipt",
                "A member that the format does not have.",
                evidence(|file| file["receipt"] = receipt(|receipt| receipt["extra"] = json!("x"))),
            ),
        ],
    )
}

fn backend() -> Vec<Case> {
    level(
        "backend",
        [
            (
                "audience-of-another-backend",
                "audience",
                "Signed for another address, and replayed here.",
                changed(|record| {
                    record["audience"] = json!("https://other.example/api/registrations")
                }),
            ),
            (
                "evidence-for-another-audience",
                "audience",
                "An evidence file of another company.",
                evidence(|file| {
                    let mut record = record();
                    record["audience"] = json!("https://other.example/api/registrations");
                    file["consent"] = PERSON.record(&record);
                    remove(file, "receipt");
                }),
            ),
            (
                "challenge-replayed",
                "challenge_used",
                "A challenge that another record has used.",
                changed(|record| record["challenge"] = json!(USED)),
            ),
            (
                "challenge-unknown",
                "challenge_unknown",
                "A challenge that this backend never gave out.",
                changed(|record| record["challenge"] = json!("bm9uY2Utb2Ytc29tZWJvZHktZWxzZQ")),
            ),
            (
                "withdrawal-without-its-parent",
                "unknown_previous",
                "Changes a record that nobody has.",
                withdrawal(|record| {
                    record["previous_record_sha256"] = json!(hash_text("no record"))
                }),
            ),
            (
                "withdrawal-of-a-changed-record",
                "not_the_newest",
                "Changes a record that another one has changed already.",
                withdrawal(|record| record["previous_record_sha256"] = json!(hash(&superseded()))),
            ),
            (
                "withdrawal-by-a-stranger",
                "previous_missing",
                "Another key, and the record that is changed is not shown.",
                follow_up(OTHER_BROWSER.record(&withdrawal_of(OTHER_BROWSER))),
            ),
            (
                "withdrawal-showing-another-record",
                "previous_mismatch",
                "Another key, and another record than the one that is changed is shown.",
                json!({
                    "consent": OTHER_BROWSER.record(&withdrawal_of(OTHER_BROWSER)),
                    "previous": PERSON.record(&superseded()),
                }),
            ),
            (
                "withdrawal-with-a-registration",
                "registration_sha256",
                "A follow-up carries no registration.",
                body(PERSON.record(&withdrawal_of(PERSON))),
            ),
            (
                "withdrawal-signed-over-a-registration",
                "registration",
                "A follow-up is signed over no registration.",
                {
                    let mut record = withdrawal_of(PERSON);
                    record["registration_sha256"] = json!(hash(&registration()));
                    body(PERSON.record(&record))
                },
            ),
            (
                "withdrawal-of-a-refusal",
                "event_state",
                "What was refused cannot be taken back.",
                withdrawal(|record| {
                    record["purposes"][1]["event_state"] = json!("withdrawn");
                    record["purposes"][1]["decided_at"] = json!("2026-12-01T09:00:09.000Z");
                }),
            ),
            (
                "withdrawal-that-drops-a-purpose",
                "not_the_policy",
                "A follow-up lists every purpose.",
                withdrawal(|record| drop(record["purposes"].as_array_mut().unwrap().pop())),
            ),
            (
                "withdrawal-in-other-words",
                "not_the_policy",
                "A purpose's words are not those of the record that is changed.",
                withdrawal(|record| record["purposes"][1]["label"] = json!("Tôi đồng ý tất cả.")),
            ),
            (
                "withdrawal-that-moves-another-decision",
                "not_the_policy",
                "What was left alone keeps its time.",
                withdrawal(|record| {
                    record["purposes"][2]["decided_at"] = json!("2026-11-23T08:00:09.000Z")
                }),
            ),
            (
                "withdrawal-that-moves-the-acknowledgement",
                "not_the_policy",
                "Under the same notice, nothing is acknowledged anew.",
                withdrawal(|record| {
                    record["acknowledged"]["decided_at"] = json!("2026-12-01T09:00:01.000Z")
                }),
            ),
            (
                "withdrawal-for-another-controller",
                "not_the_policy",
                "Under the same notice, the controller cannot be another.",
                withdrawal(|record| record["pii_controllers"][0]["name"] = json!("Công ty Khác")),
            ),
            (
                "withdrawal-that-agrees",
                "notice_changed",
                "Agreeing needs the policy in force, and a withdrawal has none at hand.",
                withdrawal(|record| {
                    record["purposes"][1]["event_state"] = json!("given");
                    record["purposes"][1]["decided_at"] = json!("2026-12-01T09:00:09.000Z");
                }),
            ),
        ],
    )
}
