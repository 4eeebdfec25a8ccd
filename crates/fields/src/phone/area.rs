//! Area codes of fixed lines: today's, the one before 2017, and the province.

#![allow(
    clippy::indexing_slicing,
    reason = "only in constants: out of bounds would not compile"
)]

use super::migration::MOBILE;
use crate::ascii::number;

/// Today's code, the code before 2017, the province it was given to; codes without the leading 0.
///
/// Source: Decision 2036/QD-BTTTT of 2016-11-21, carried out in three steps from 2017-02-11 to 2017-08-31, checked
/// against libphonenumber 9.0.43's geographic data.
#[rustfmt::skip]
const AREAS: [(u16, u16, &str); 63] = [
    (24, 4, "Hà Nội"), (28, 8, "TP. Hồ Chí Minh"),
    (203, 33, "Quảng Ninh"), (204, 240, "Bắc Giang"), (205, 25, "Lạng Sơn"), (206, 26, "Cao Bằng"),
    (207, 27, "Tuyên Quang"), (208, 280, "Thái Nguyên"), (209, 281, "Bắc Kạn"), (210, 210, "Phú Thọ"),
    (211, 211, "Vĩnh Phúc"), (212, 22, "Sơn La"), (213, 231, "Lai Châu"), (214, 20, "Lào Cai"),
    (215, 230, "Điện Biên"), (216, 29, "Yên Bái"), (218, 218, "Hòa Bình"), (219, 219, "Hà Giang"),
    (220, 320, "Hải Dương"), (221, 321, "Hưng Yên"), (222, 241, "Bắc Ninh"), (225, 31, "Hải Phòng"),
    (226, 351, "Hà Nam"), (227, 36, "Thái Bình"), (228, 350, "Nam Định"), (229, 30, "Ninh Bình"),
    (232, 52, "Quảng Bình"), (233, 53, "Quảng Trị"), (234, 54, "Thừa Thiên Huế"), (235, 510, "Quảng Nam"),
    (236, 511, "Đà Nẵng"), (237, 37, "Thanh Hóa"), (238, 38, "Nghệ An"), (239, 39, "Hà Tĩnh"),
    (251, 61, "Đồng Nai"), (252, 62, "Bình Thuận"), (254, 64, "Bà Rịa - Vũng Tàu"), (255, 55, "Quảng Ngãi"),
    (256, 56, "Bình Định"), (257, 57, "Phú Yên"), (258, 58, "Khánh Hòa"), (259, 68, "Ninh Thuận"),
    (260, 60, "Kon Tum"), (261, 501, "Đắk Nông"), (262, 500, "Đắk Lắk"), (263, 63, "Lâm Đồng"),
    (269, 59, "Gia Lai"), (270, 70, "Vĩnh Long"), (271, 651, "Bình Phước"), (272, 72, "Long An"),
    (273, 73, "Tiền Giang"), (274, 650, "Bình Dương"), (275, 75, "Bến Tre"), (276, 66, "Tây Ninh"),
    (277, 67, "Đồng Tháp"), (290, 780, "Cà Mau"), (291, 781, "Bạc Liêu"), (292, 710, "Cần Thơ"),
    (293, 711, "Hậu Giang"), (294, 74, "Trà Vinh"), (296, 76, "An Giang"), (297, 77, "Kiên Giang"),
    (299, 79, "Sóc Trăng"),
];

/// What a code is today and what it was: of areas, then of mobiles. Apart from the names, and those as one text, because
/// 63 pointers weigh more than the names do.
pub(super) static CODES: [(u16, u16); AREAS.len() + MOBILE.len()] = {
    let mut codes = [(0, 0); AREAS.len() + MOBILE.len()];
    let mut at = 0;
    while at < AREAS.len() {
        codes[at] = (AREAS[at].0, AREAS[at].1);
        at += 1;
    }
    while at < codes.len() {
        codes[at] = MOBILE[at - AREAS.len()];
        at += 1;
    }
    codes
};

static LENGTHS: [u8; AREAS.len()] = {
    let mut lengths = [0; AREAS.len()];
    let mut at = 0;
    while at < AREAS.len() {
        lengths[at] = AREAS[at].2.len() as u8;
        at += 1;
    }
    lengths
};

const NAMES_LENGTH: usize = {
    let mut length = 0;
    let mut at = 0;
    while at < AREAS.len() {
        length += AREAS[at].2.len();
        at += 1;
    }
    length
};

static NAMES: [u8; NAMES_LENGTH] = {
    let mut names = [0; NAMES_LENGTH];
    let mut to = 0;
    let mut at = 0;
    while at < AREAS.len() {
        let name = AREAS[at].2.as_bytes();
        let mut from = 0;
        while from < name.len() {
            names[to] = name[from];
            to += 1;
            from += 1;
        }
        at += 1;
    }
    names
};

/// The province of the fixed line `n`, a national significant number.
pub(super) fn name(n: &[u8]) -> Option<&'static str> {
    let digits = if matches!(n, [b'2', b'4' | b'8', ..]) {
        2
    } else {
        3
    };
    let code = number(n.get(..digits)?);
    let mut start = 0;
    for ((today, _), length) in CODES.iter().zip(&LENGTHS) {
        let end = start + usize::from(*length);
        if *today == code {
            return core::str::from_utf8(NAMES.get(start..end)?).ok();
        }
        start = end;
    }
    None
}
