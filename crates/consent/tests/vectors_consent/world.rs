//! Who there is in the vectors: a company, its backend, and people, all made up, with keys that everybody knows.

use ed25519_dalek::Signer as _;
use hmac::hmac_sha256;
use serde_json::{Value, json};
use thuan_consent::encoding::{Sha256Hex, base64url};
use thuan_consent::jcs;
use thuan_consent::json;
use thuan_consent::jwk::{Jwk, PublicKey};

/// HMAC-SHA-256 (RFC 2104), for the one attack that needs it.
mod hmac {
    use sha2::{Digest as _, Sha256};

    pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
        let mut block = [0; 64];
        if key.len() > 64 {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let pad = |byte: u8| block.map(|b| b ^ byte);
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message);
        let outer = Sha256::new().chain_update(pad(0x5c));
        outer.chain_update(inner.finalize()).finalize().into()
    }
}

pub const AUDIENCE: &str = "https://widget.example/api/registrations";
pub const ISSUED: &str = "bm9uY2UtdGhhdC13YXMtaXNzdWVk";
pub const USED: &str = "bm9uY2UtdGhhdC13YXMtdXNlZC4u";
pub const POLICY: &str = "# Chính sách của Công ty Ví Dụ\n\n\
     ## Điều 1\nChúng tôi dùng thông tin để cung cấp dịch vụ.\n\n\
     - Gửi email mời gia hạn, nếu bạn đồng ý.\n- Gọi điện mời gia hạn, nếu bạn đồng ý.\n";
pub const FORM: &str =
    "{\"id\":\"vi-du\",\"note\":\"A form definition, byte for byte as it was served.\"}\n";

/// A key of the vectors. Its private half is the same byte 32 times, and published.
#[derive(Clone, Copy)]
pub enum Key {
    P256(u8),
    Ed25519(u8),
}

pub const PERSON: Key = Key::P256(7);
pub const OTHER_BROWSER: Key = Key::P256(8);
pub const PERSON_ED25519: Key = Key::Ed25519(9);
pub const BACKEND: Key = Key::P256(21);
pub const BACKEND_RETIRED: Key = Key::P256(22);
pub const STRANGER: Key = Key::P256(23);

impl Key {
    pub fn public(self) -> PublicKey {
        match self {
            Self::P256(byte) => {
                let key = p256::ecdsa::SigningKey::from_slice(&[byte; 32]).unwrap();
                let point = key.verifying_key().to_encoded_point(false);
                PublicKey::from_uncompressed_p256(point.as_bytes()).unwrap()
            }
            Self::Ed25519(byte) => PublicKey::Ed25519 {
                x: ed25519_dalek::SigningKey::from_bytes(&[byte; 32])
                    .verifying_key()
                    .to_bytes(),
            },
        }
    }

    pub fn thumbprint(self) -> String {
        self.public().thumbprint().to_string()
    }

    /// ES256 by RFC 6979, or Ed25519: the same signature every time.
    pub fn sign(self, message: &[u8]) -> [u8; 64] {
        match self {
            Self::P256(byte) => {
                let key = p256::ecdsa::SigningKey::from_slice(&[byte; 32]).unwrap();
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
            Self::Ed25519(byte) => ed25519_dalek::SigningKey::from_bytes(&[byte; 32])
                .sign(message)
                .to_bytes(),
        }
    }

    pub fn header(self, typ: &str) -> Value {
        json!({
            "alg": self.public().algorithm(),
            "jwk": self.public().to_jwk(),
            "kid": self.thumbprint(),
            "typ": typ,
        })
    }

    /// Signs bytes under a header, whatever the two say.
    pub fn jws(self, header: &[u8], payload: &[u8]) -> Value {
        let (protected, payload) = (base64url(header), base64url(payload));
        let signature = base64url(&self.sign(format!("{protected}.{payload}").as_bytes()));
        json!({ "protected": protected, "payload": payload, "signature": signature })
    }

    /// As it should be done.
    pub fn record(self, record: &Value) -> Value {
        let header = jcs::to_vec(&self.header("consent-record+jws")).unwrap();
        self.jws(&header, &jcs::to_vec(record).unwrap())
    }

    pub fn receipt(self, receipt: &Value) -> Value {
        let header = jcs::to_vec(&self.header("consent-receipt+jws")).unwrap();
        self.jws(&header, &jcs::to_vec(receipt).unwrap())
    }

    /// The key as a key set has it (RFC 7517 section 5).
    fn in_set(self) -> Value {
        let mut jwk = serde_json::to_value(self.public().to_jwk()).unwrap();
        jwk["kid"] = json!(self.thumbprint());
        jwk["alg"] = json!(self.public().algorithm());
        jwk["use"] = json!("sig");
        jwk
    }

    /// With its private half, which is what makes it a test key.
    pub fn published(self, whose: &str) -> Value {
        let byte = match self {
            Self::P256(byte) | Self::Ed25519(byte) => byte,
        };
        let mut jwk = serde_json::to_value(self.public().to_jwk()).unwrap();
        jwk["kid"] = json!(self.thumbprint());
        jwk["d"] = json!(base64url(&[byte; 32]));
        jwk["whose"] = json!(whose);
        jwk
    }
}

/// HS256 with the public key as the secret, which whoever has the record knows.
pub fn hs256(key: Key, header: &[u8], payload: &[u8]) -> Value {
    let (protected, payload) = (base64url(header), base64url(payload));
    let secret = json::from_value::<Jwk>(serde_json::to_value(key.public().to_jwk()).unwrap())
        .map(|jwk| jcs::canonicalise(&jwk).unwrap())
        .unwrap();
    let mac = hmac_sha256(&secret, format!("{protected}.{payload}").as_bytes());
    json!({ "protected": protected, "payload": payload, "signature": base64url(&mac) })
}

pub fn key_set(keys: &[Key]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.in_set()).collect::<Vec<_>>() })
}

pub fn jwks() -> Value {
    key_set(&[BACKEND, BACKEND_RETIRED])
}

pub fn registration() -> Value {
    json!({
        "salt": base64url(&[9; 16]),
        "fields": {
            "company_name": "Công ty Cổ phần Phở \"Ngon\" & Bạn",
            "tax_code": "0100109106",
            "address": "Số 1, đường Ví Dụ, Hà Nội",
            "contact_name": "Nguyễn Thị Ví Dụ",
            "email": "vidu@congty.example",
            "phone": "+842439343137",
        },
    })
}

pub fn hash(value: &Value) -> String {
    Sha256Hex::of(&jcs::to_vec(value).unwrap()).to_string()
}

pub fn hash_text(text: &str) -> String {
    Sha256Hex::of(text.as_bytes()).to_string()
}

fn purpose(id: &str, label: &str, state: [&str; 3]) -> Value {
    json!({
        "id": id,
        "label": label,
        "lawful_basis": "consent",
        "pii_information": ["company_name", "contact_name", "email", "phone"],
        "retention_period": "P2Y",
        "recipient_third_parties": ["Nhân viên của Công ty Ví Dụ"],
        "storage_locations": ["Hà Nội, Việt Nam"],
        "initial_state": "off",
        "event_state": state[0],
        "decided_at": state[1],
        "indication_method": state[2],
    })
}

/// A first record, of `key`: the e-mail agreed to, the call refused by unticking, the third never touched.
pub fn record_of(key: Key) -> Value {
    let policy = hash_text(POLICY);
    json!({
        "schema_version": "urn:thuan:consent-record:1",
        "record_id": "0f0e0d0c-0b0a-4908-8706-050403020100",
        "event_time": "2026-11-23T08:00:10.000Z",
        "event_type": "explicit",
        "pii_principal_id": key.thumbprint(),
        "entity": { "indicated_by": "pii_principal", "capacity": "representative" },
        "jurisdiction": "VN",
        "applicable_law": ["91/2025/QH15", "356/2025/NĐ-CP"],
        "language": "vi",
        "pii_controllers": [{ "name": "Công ty Ví Dụ", "email": "dpo@congty.example" }],
        "privacy_notice": {
            "id": "vi-du",
            "version": "1",
            "language": "vi",
            "sha256": policy,
            "authoritative": { "language": "vi", "sha256": policy },
        },
        "privacy_rights": ["right_to_be_informed", "right_to_consent_and_withdraw"],
        "withdrawal_method": { "description": "Viết thư cho dpo@congty.example.", "email": "dpo@congty.example" },
        "purposes": [
            purpose("renewal_email", "Tôi đồng ý nhận email mời gia hạn.", ["given", "2026-11-23T08:00:03.000Z", "checkbox"]),
            purpose("renewal_phone", "Tôi đồng ý nhận cuộc gọi mời gia hạn.", ["refused", "2026-11-23T08:00:04.000Z", "checkbox"]),
            purpose("aftersales_care", "Tôi đồng ý được chăm sóc sau bán hàng.", ["refused", "2026-11-23T08:00:10.000Z", "left_unticked"]),
        ],
        "information_only": [{
            "id": "service_access",
            "label": "Cung cấp dịch vụ.",
            "lawful_basis": "contract",
            "basis_ref": "Điều 1",
            "pii_information": ["company_name", "tax_code"],
            "retention_period": "P10Y",
            "recipient_third_parties": ["Nhân viên của Công ty Ví Dụ"],
            "storage_locations": ["Hà Nội, Việt Nam"],
        }],
        "acknowledged": { "label": "Tôi đã đọc Chính sách.", "decided_at": "2026-11-23T08:00:05.000Z" },
        "registration_sha256": hash(&registration()),
        "audience": AUDIENCE,
        "evidence": {
            "page_origin": "https://widget.example",
            "form_id": "vi-du",
            "form_sha256": hash_text(FORM),
            "widget_version": "0.1.0",
            "key_storage": "indexeddb",
        },
    })
}

pub fn record() -> Value {
    record_of(PERSON)
}

/// The same record under another name: one that has been changed already.
pub fn superseded() -> Value {
    let mut record = record();
    record["record_id"] = json!("1f0e0d0c-0b0a-4908-8706-050403020100");
    record
}

/// Takes the e-mail consent of [`record`] back.
pub fn withdrawal_of(key: Key) -> Value {
    let mut record = record();
    record["record_id"] = json!("2f0e0d0c-0b0a-4908-8706-050403020100");
    record["event_time"] = json!("2026-12-01T09:00:10.000Z");
    record["pii_principal_id"] = json!(key.thumbprint());
    record["previous_record_sha256"] = json!(hash(&self::record()));
    record
        .as_object_mut()
        .unwrap()
        .remove("registration_sha256");
    record["purposes"][0]["event_state"] = json!("withdrawn");
    record["purposes"][0]["decided_at"] = json!("2026-12-01T09:00:08.000Z");
    record
}

pub fn receipt_for(record: &Value) -> Value {
    json!({
        "schema_version": "urn:thuan:consent-receipt:1",
        "receipt_id": "3f0e0d0c-0b0a-4908-8706-050403020100",
        "record_id": record["record_id"],
        "record_sha256": hash(record),
        "received_at": "2026-11-23T08:00:11.000Z",
        "sequence": "1",
        "audience": AUDIENCE,
    })
}

pub fn receipt_for_withdrawal(record: &Value) -> Value {
    let mut receipt = receipt_for(record);
    receipt["receipt_id"] = json!("4f0e0d0c-0b0a-4908-8706-050403020100");
    receipt["received_at"] = json!("2026-12-01T09:00:11.000Z");
    receipt["sequence"] = json!("2");
    receipt["previous_receipt_sha256"] = json!(hash(&receipt_for(&self::record())));
    receipt["key_continuity"] = json!("continued");
    receipt
}

/// What the backend knows, and every verifier has to be told.
pub fn context() -> Value {
    let newest = String::from_utf8(jcs::to_vec(&record()).unwrap()).unwrap();
    json!({
        "audience": AUDIENCE,
        "challenges": { "issued": [ISSUED, USED], "used": [USED] },
        "newest_records": { hash(&record()): newest },
        "superseded_records": [hash(&superseded())],
        "jwks": jwks(),
        // What differs from record to record even where nothing has changed.
        "of_each_record": [
            "record_id", "event_time", "pii_principal_id", "audience", "challenge", "partner", "evidence",
            "previous_record_sha256", "registration_sha256", "purposes",
        ],
        "shapes": super::shapes::shapes(),
    })
}
