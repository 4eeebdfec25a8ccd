//! Canonical JSON against the test data of the RFC's author: six files, numbers included.

#![cfg(feature = "verify")]
#![allow(clippy::unwrap_used, reason = "tests")]

use thuan_consent::jcs;
use thuan_consent::json::{self, Json, JsonError};

macro_rules! files {
    ($($name:ident),*) => {
        [$((
            stringify!($name),
            include_bytes!(concat!("vectors/jcs/", stringify!($name), ".input.json")),
            include_bytes!(concat!("vectors/jcs/", stringify!($name), ".output.json")),
        )),*]
    };
}

const FILES: [(&str, &[u8], &[u8]); 6] = files![arrays, french, structures, unicode, values, weird];

#[test]
fn every_file_has_its_canonical_form() {
    for (name, input, output) in FILES {
        // The reader's own value, and serde's, which the verifier judges payloads by.
        let own = json::read(input).unwrap().canonical().unwrap();
        assert_eq!(own.as_bytes(), output, "{name}");
        let serde = jcs::to_vec(&json::parse(input).unwrap()).unwrap();
        assert_eq!(serde, output, "{name}, by serde");
    }
}

#[test]
fn a_canonical_form_is_its_own() {
    for (name, _, output) in FILES {
        let again = json::read(output).unwrap().canonical().unwrap();
        assert_eq!(again.as_bytes(), output, "{name}");
    }
}

/// RFC 8785 appendix B: doubles by their bits, and how they are written.
#[test]
fn numbers_are_written_as_in_the_rfcs_table() {
    let table: [(u64, &str); 23] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    ];
    for (bits, expected) in table {
        // Rust writes a double so that reading it back gives the same one.
        let number = Json::Number(format!("{:e}", f64::from_bits(bits)));
        assert_eq!(number.canonical().as_deref(), Ok(expected), "{bits:#x}");
    }
}

/// Two readers could take different members of these, so they have no canonical form at all.
#[test]
fn what_has_two_readings_is_no_json_here() {
    let cases: [&[u8]; 5] = [
        br#"{"a":"1","a":"2"}"#,
        br#"{"a":"1","\u0061":"2"}"#,
        b"\"\xc3\x28\"",
        br#""\ud83d""#,
        b"{}\0",
    ];
    for case in cases {
        let refused: Result<Json, JsonError> = json::read(case);
        assert!(refused.is_err(), "{}", String::from_utf8_lossy(case));
    }
}
