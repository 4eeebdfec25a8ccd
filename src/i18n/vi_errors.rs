//! Lời nhắn cho từng lỗi: điều gì chưa đúng và cần làm gì.

use thuan_consent::registration::FieldError;
use thuan_fields::{EmailError, PhoneError, TaxCodeError, TextError};

pub(super) fn field_error(error: FieldError) -> String {
    match error {
        FieldError::CompanyName(error) => text(error, "tên doanh nghiệp"),
        FieldError::Address(error) => text(error, "địa chỉ"),
        FieldError::ContactName(error) => text(error, "họ và tên người liên hệ"),
        FieldError::TaxCode(error) => tax_code(error),
        FieldError::Email(error) => email(error).to_owned(),
        FieldError::Phone(error) => phone(error),
    }
}

fn text(error: TextError, what: &str) -> String {
    match error {
        TextError::Empty => ["Nhập ", what].concat(),
        TextError::TooLong { max, length } => {
            let (max, over) = (max.to_string(), length.saturating_sub(max).to_string());
            [
                "Rút gọn ",
                what,
                ": nhiều nhất ",
                &max,
                " ký tự, đang thừa ",
                &over,
            ]
            .concat()
        }
        TextError::ControlCharacter => {
            ["Nhập lại ", what, " bằng tay: phần đã dán có ký tự ẩn"].concat()
        }
        TextError::NoLetters => ["Nhập ", what, " bằng chữ: phần đã nhập chỉ có dấu"].concat(),
        TextError::NotComposed => ["Nhập lại ", what, " bằng bàn phím tiếng Việt Unicode"].concat(),
    }
}

fn tax_code(error: TaxCodeError) -> String {
    match error {
        TaxCodeError::Empty => "Nhập mã số thuế",
        TaxCodeError::Letters => "Mã số thuế chỉ gồm chữ số: hãy bỏ các chữ cái",
        TaxCodeError::Symbols => "Mã số thuế chỉ gồm chữ số, có thể có dấu gạch ngang: hãy bỏ các dấu khác",
        TaxCodeError::Length { digits } => {
            return ["Mã số thuế có 10, 12 hoặc 13 chữ số, bạn đã nhập ", &digits.to_string()].concat();
        }
        TaxCodeError::CheckDigit => "Mã số thuế này có chữ số chưa đúng: hãy so lại từng số với giấy chứng nhận",
        TaxCodeError::SuffixZero => "Ba số cuối của mã chi nhánh bắt đầu từ 001: hãy kiểm tra lại, hoặc bỏ ba số cuối",
        TaxCodeError::SequenceZero => "Mã số thuế này chưa đủ: các số ở giữa không thể đều là 0",
        TaxCodeError::DashInPersonal => {
            "Mã chi nhánh có 13 chữ số, số định danh cá nhân có 12 chữ số và không có dấu gạch ngang: hãy kiểm tra lại"
        }
    }
    .to_owned()
}

pub(super) fn email(error: EmailError) -> &'static str {
    match error {
        EmailError::Empty => "Nhập địa chỉ email",
        EmailError::Space => "Bỏ dấu cách trong địa chỉ email",
        EmailError::NotAscii => "Gõ địa chỉ email không dấu, ví dụ ten@congty.vn",
        EmailError::NoAt => "Địa chỉ email cần có dấu @, ví dụ ten@congty.vn",
        EmailError::SeveralAts => "Địa chỉ email chỉ có một dấu @: hãy nhập một địa chỉ",
        EmailError::LocalEmpty => "Nhập phần tên trước dấu @, ví dụ ten@congty.vn",
        EmailError::LocalTooLong => "Phần trước dấu @ dài quá 64 ký tự: hãy kiểm tra lại",
        EmailError::LocalDot => {
            "Kiểm tra dấu chấm trước dấu @: không đứng đầu, đứng cuối hay liền nhau"
        }
        EmailError::LocalCharacter => "Phần trước dấu @ có ký tự không dùng được: hãy kiểm tra lại",
        EmailError::DomainEmpty => "Nhập tên miền sau dấu @, ví dụ congty.vn",
        EmailError::DomainWithoutDot => "Tên miền sau dấu @ cần có dấu chấm, ví dụ congty.vn",
        EmailError::DomainLabel => {
            "Kiểm tra tên miền sau dấu @: có dấu chấm hoặc gạch ngang chưa đúng chỗ"
        }
        EmailError::DomainCharacter => {
            "Tên miền sau dấu @ có ký tự không dùng được: hãy kiểm tra lại"
        }
        EmailError::TooLong => "Địa chỉ email dài quá 254 ký tự: hãy kiểm tra lại",
    }
}

fn phone(error: PhoneError) -> String {
    match error {
        PhoneError::Empty => "Nhập số điện thoại",
        PhoneError::Letters => "Số điện thoại chỉ gồm chữ số: hãy bỏ các chữ cái",
        PhoneError::Symbols => "Số điện thoại có dấu lạ: hãy chỉ để lại chữ số và dấu cách",
        PhoneError::TooShort { digits } => {
            return [
                "Số điện thoại còn thiếu, bạn đã nhập ",
                &digits.to_string(),
                " chữ số: hãy thêm cho đủ",
            ]
            .concat();
        }
        PhoneError::TooLong { digits } => {
            return [
                "Số điện thoại thừa chữ số, bạn đã nhập ",
                &digits.to_string(),
                ": hãy kiểm tra lại",
            ]
            .concat();
        }
        PhoneError::UnknownPrefix => "Đầu số này không có ở Việt Nam: hãy kiểm tra lại các số đầu",
        PhoneError::Retired => "Đầu số này đã đổi từ năm 2017–2018: hãy nhập số mới",
        PhoneError::Foreign => {
            "Nhập số điện thoại ở Việt Nam (+84): biểu mẫu này chưa nhận số nước ngoài"
        }
        PhoneError::CountryCode => "Mã quốc gia chưa đúng: số Việt Nam bắt đầu bằng +84 hoặc 0",
        PhoneError::Several => "Chỉ nhập một số điện thoại",
        PhoneError::Extension => "Ghi số máy lẻ sau chữ «ext», ví dụ 024 3934 3137 ext 12",
    }
    .to_owned()
}
