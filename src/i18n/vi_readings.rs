//! Điều hệ thống hiểu được từ nội dung đã nhập, và điều có thể người nhập muốn viết.

use thuan_fields::{Phone, PhoneHint, PhoneKind, PhoneWarning, TaxCode, TaxCodeHint};

use crate::reading::{Hint, Understood, written};
use crate::state::Lookup;

pub(super) fn understood(what: Understood) -> String {
    match what {
        Understood::TaxCode(TaxCode::Enterprise(_)) => {
            "Mã số thuế doanh nghiệp, tổ chức".to_owned()
        }
        Understood::TaxCode(TaxCode::Branch(branch)) => [
            "Chi nhánh ",
            branch.suffix(),
            " của ",
            branch.enterprise().as_str(),
        ]
        .concat(),
        Understood::TaxCode(TaxCode::Personal(_)) => {
            "Số định danh cá nhân, hộ kinh doanh".to_owned()
        }
        Understood::Phone(phone) => number(phone),
    }
}

fn number(phone: Phone) -> String {
    let kind = match phone.kind() {
        PhoneKind::Mobile => ", di động",
        PhoneKind::FixedLine => ", cố định",
        PhoneKind::TollFree => ", miễn cước",
        PhoneKind::PremiumRate => ", tổng đài tính cước cao",
        PhoneKind::SharedCost => ", chia sẻ cước",
        PhoneKind::Voip => ", điện thoại internet",
        PhoneKind::Uan => ", số dùng chung của doanh nghiệp",
    };
    let mut text = [&written(phone), kind].concat();
    if let Some(area) = phone.area() {
        text.push(' ');
        text.push_str(area);
    }
    text.push_str(match phone.warning() {
        Some(PhoneWarning::UnallocatedPrefix) => {
            ". Đầu số này chưa thấy nhà mạng nào dùng: hãy xem lại"
        }
        Some(PhoneWarning::LongExtension) => {
            ". Số máy lẻ khá dài: nếu là số thứ hai, chỉ để lại một số"
        }
        None => "",
    });
    text
}

pub(super) fn hint(hint: &Hint) -> &'static str {
    match hint {
        Hint::TaxCode(TaxCodeHint::LostLeadingZero(_)) => "Có thể thiếu số 0 ở đầu.",
        Hint::TaxCode(TaxCodeHint::MaybeBranch(_)) => "Có thể đây là mã của một chi nhánh.",
        Hint::TaxCode(TaxCodeHint::UnknownProvince) => {
            "Ba số đầu không phải mã tỉnh, thành phố nào: hãy so lại với giấy tờ."
        }
        Hint::TaxCode(TaxCodeHint::LooksLikePhone(_)) => {
            "Đây có vẻ là số điện thoại: hãy nhập vào ô Điện thoại."
        }
        Hint::TaxCode(TaxCodeHint::DidYouMean(_))
        | Hint::Phone(PhoneHint::DidYouMean(_))
        | Hint::Email(_) => "Có phải ý bạn là:",
        Hint::Phone(PhoneHint::Moved(_)) => "Số này nay là:",
        Hint::Phone(PhoneHint::First(_)) => "Số đầu tiên là:",
        Hint::Phone(PhoneHint::LooksLikeTaxCode(_)) => {
            "Đây có vẻ là mã số thuế: hãy nhập vào ô Mã số thuế."
        }
    }
}

pub(super) fn use_hint(replacement: &str) -> String {
    ["Dùng ", replacement].concat()
}

pub(super) fn lookup(phase: Lookup) -> String {
    match phase {
        Lookup::Idle => "Khi bạn bấm nút này, chỉ mã số thuế được gửi đến dịch vụ tra cứu.",
        Lookup::Busy => "Đang tra cứu…",
        Lookup::Filled(0) => "Đã tra cứu xong. Tên và địa chỉ đã có sẵn nên được giữ nguyên.",
        Lookup::Filled(_) => "Đã điền. Hãy xem lại và sửa nếu cần.",
        Lookup::NotFound => "Chưa tìm thấy mã số thuế này. Hãy tự nhập tên và địa chỉ.",
        Lookup::Failed => "Chưa tra cứu được. Hãy tự nhập tên và địa chỉ.",
    }
    .to_owned()
}
