//! The forms of texts: what `FromStr` of each type takes, as regular expressions (ECMA-262).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::deadline::Day;
use crate::encoding::{RecordId, Sha256Hex, Thumbprint};
use crate::language::Language;
use crate::origin::Origin;
use crate::registration::Salt;
use crate::time::Timestamp;

/// Base64url without padding, of any length.
pub(crate) const BASE64URL: &str = "^[A-Za-z0-9_-]+$";

/// Base64url without padding of 32 bytes: the last digit stands for four bits.
pub(crate) const BASE64URL_32: &str = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

/// Base64url without padding of 64 bytes: the last digit stands for two bits.
pub(crate) const BASE64URL_64: &str = "^[A-Za-z0-9_-]{85}[AQgw]$";

/// Base64url without padding of 16 bytes: the last digit stands for two bits.
const BASE64URL_16: &str = "^[A-Za-z0-9_-]{21}[AQgw]$";

/// A number from 1.
pub(crate) const COUNT: &str = "^[1-9][0-9]*$";

/// The address of a page.
pub(crate) const PAGE: &str = "^https?://";

/// An address without a fragment.
pub(crate) const NO_FRAGMENT: &str = "^[^#]*$";

/// The name of a form.
pub(crate) const FORM_NAME: &str = "^[a-z0-9-]{1,64}$";

/// The name of a field of a form's own; no name that means something already.
pub(crate) const OWN_NAME: &str = "^(?!(company_name|tax_code|address|contact_name|email|phone|acknowledged|phone_extension|form_id|form_sha256|choices_sha256|notice_sha256|language|partner)$|purpose)[a-z0-9_]{1,64}$";

/// The name of a section of a form's own.
pub(crate) const SECTION_NAME: &str = "^(?!(company|contact)$)[a-z0-9_-]{1,64}$";

/// A number in its normal form.
pub(crate) const NUMBER: &str = r"^(?!-0$)-?(0|[1-9][0-9]*)(\.[0-9]?[1-9])?$";

/// A day; which months have how many is left to the type.
pub(crate) const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// The name of a policy pack, or of a purpose.
pub(crate) const PACK_NAME: &str = "^[a-z0-9_-]{1,64}$";

/// The address of a look-up.
pub(crate) const LOOKUP: &str = r"^(https://|http://(localhost|127\.0\.0\.1)[:/]).*\{tax_code\}";

/// Where a script is; which hosts there are is left to the type.
pub(crate) const SCRIPT: &str =
    r"^(https://|http://(localhost|127\.0\.0\.1)(:|/))[^\x00-\x20\x22'<>\\^`{|}#;,\x7f-\uffff]+$";

/// Where a form posts itself.
pub(crate) const PLAIN_ENDPOINT: &str =
    r"^(?!$|//)(https?://[^\x00-\x20]*|[^\x00-\x20:/?#]*([/?#][^\x00-\x20]*)?)$";

/// An origin; that a port is at most 65535 and a host name at most 253 characters long is left to the type.
const ORIGIN: &str = r"^(https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:(?!443$)[1-9][0-9]{0,4})?|http://(localhost|127\.0\.0\.1)(:(?!80$)[1-9][0-9]{0,4})?)$";

/// What [`crate::time::is_period`] takes.
pub(crate) const PERIOD: &str =
    "^P([0-9]{1,4}Y([0-9]{1,4}M)?([0-9]{1,4}D)?|[0-9]{1,4}M([0-9]{1,4}D)?|[0-9]{1,4}[WD])$";

/// Months have their own lengths; that 29 February is not in every year is left to the type.
const TIMESTAMP: &str = r"^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$";

macro_rules! text_schema {
    ($($type:ident = $description:literal, $pattern:expr $(, $format:literal)?;)+) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": $description,
                    "type": "string",
                    "pattern": $pattern,
                    $("format": $format,)?
                })
            }
        }
    )+};
}

text_schema! {
    Sha256Hex = "A SHA-256 hash (FIPS 180-4) in lower-case hexadecimal.", "^[0-9a-f]{64}$";
    Thumbprint = "A key's RFC 7638 thumbprint: base64url without padding.", BASE64URL_32;
    RecordId = "A random UUID (RFC 9562 version 4) in lower case.",
        "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", "uuid";
    Timestamp = "A point in time: UTC, to the millisecond.", TIMESTAMP, "date-time";
    Day = "A day of Vietnam's calendar; which months have how many is left to the type.", DAY, "date";
    Language = "A language (RFC 5646 primary language).", "^[a-z]{2,3}$";
    Origin = "The origin of a page (RFC 6454 section 6.2), as browsers write it.", ORIGIN;
    Salt = "Sixteen random bytes, as base64url without padding.", BASE64URL_16;
}
