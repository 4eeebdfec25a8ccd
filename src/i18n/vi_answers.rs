//! Lời nhắn cho câu trả lời ở các mục riêng của biểu mẫu; tên của mục đứng trước.

use thuan_consent::answer::AnswerError;
use thuan_consent::form::{OwnField, OwnKind};

use super::vi_errors::email;

pub(super) fn answer_error(error: AnswerError, field: &OwnField) -> String {
    match error {
        AnswerError::Empty => match field.kind {
            OwnKind::Text | OwnKind::Multiline => "hãy nhập thông tin này",
            OwnKind::Email => "hãy nhập địa chỉ email",
            OwnKind::Number | OwnKind::Date => return within(field),
            OwnKind::Select | OwnKind::Radio => "hãy chọn một mục",
            OwnKind::Checkbox => "hãy đánh dấu vào ô này để tiếp tục",
        },
        AnswerError::TooShort => {
            let shortest = field.shortest().to_string();
            return ["hãy viết thêm cho đủ ít nhất ", &shortest, " ký tự"].concat();
        }
        AnswerError::TooLong => {
            let longest = field.longest().to_string();
            return ["hãy rút gọn còn nhiều nhất ", &longest, " ký tự"].concat();
        }
        AnswerError::ControlCharacter => "hãy nhập lại bằng tay: phần đã dán có ký tự ẩn",
        AnswerError::Email(error) => email(error),
        AnswerError::NotNumber | AnswerError::Range => return within(field),
        AnswerError::Ambiguous => {
            "dấu này có thể là hàng nghìn hoặc phần lẻ: hãy viết liền các chữ số, ví dụ 1500"
        }
        AnswerError::Decimals => "hãy nhập nhiều nhất hai số lẻ, ví dụ 12,75",
        AnswerError::NotDate => "hãy nhập đủ ngày, tháng, năm, ví dụ 31/12/2026",
        AnswerError::NoSuchDay => "lịch không có ngày này: hãy kiểm tra lại ngày và tháng",
        AnswerError::NoOption => "hãy chọn lại trong những mục có sẵn",
    }
    .to_owned()
}

fn within(field: &OwnField) -> String {
    let is_date = matches!(field.kind, OwnKind::Date);
    let (mut words, onwards) = if is_date {
        ("hãy chọn một ngày".to_owned(), " trở đi")
    } else {
        ("hãy nhập một số".to_owned(), " trở lên")
    };
    for (between, limit) in [(" từ ", &field.min), (" đến ", &field.max)] {
        if let Some(limit) = limit {
            words = [&words, between, &written(limit, is_date)].concat();
        }
    }
    if field.min.is_some() && field.max.is_none() {
        words.push_str(onwards);
    }
    words
}

/// Số với dấu phẩy, ngày theo thứ tự ngày, tháng, năm.
fn written(limit: &str, is_date: bool) -> String {
    let mut text = String::new();
    for part in limit.split(if is_date { '-' } else { '.' }) {
        text = match (text.is_empty(), is_date) {
            (true, _) => part.to_owned(),
            (false, true) => [part, "/", &text].concat(),
            (false, false) => [&text, ",", part].concat(),
        };
    }
    text
}
