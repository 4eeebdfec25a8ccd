//! Tiếng Việt.

use super::plain::PlainTexts;
use super::vi;
use crate::plain::Refusal;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "vi",
    held: "Biểu mẫu chưa sẵn sàng để ký. Đăng ký của bạn sẽ được ký và gửi ngay khi sẵn sàng, bạn không cần bấm lại.",
    unsigned: "Hiện chưa ký được bản ghi về lựa chọn của bạn trong trình duyệt này. Bạn vẫn gửi được đăng ký: hệ thống sẽ lưu và ghi rõ là không có chữ ký. Nếu muốn giữ một bản ghi có thể kiểm chứng, hãy mở trang này bằng trình duyệt khác.",
    unavailable,
    send_note: "Hệ thống chỉ lưu đăng ký khi mọi mục đều đúng. Gửi lại cùng một nội dung sẽ không bị trùng.",
    wrong: "Lỗi: ",
    not_received: "Chưa nhận được đăng ký",
    unclear: "Chưa rõ đã nhận được đăng ký hay chưa",
    refusal,
    received: "Đã nhận được đăng ký của bạn",
    received_at,
    not_signed: "Đăng ký này không có chữ ký",
    not_signed_note: "Trình duyệt của bạn không ký được, nên đây không phải là bản ghi có thể kiểm chứng. Chúng tôi lưu đúng những gì bạn đã nhập và đã chọn, nhưng bạn không có tệp nào để người khác tự kiểm tra điều đó. Nếu cần một bản ghi có thể kiểm chứng, hãy đăng ký bằng trình duyệt khác và báo cho chúng tôi mã tham chiếu này.",
    confirmed: "Đã xác nhận",
    withdraw,
    withdrawal_page: "Trang xem lại và rút lại sự đồng ý (cần trình duyệt chạy được biểu mẫu)",
    keep: "Hãy giữ lại trang này",
    keep_note: "In, lưu hoặc chụp màn hình trang này để giữ mã tham chiếu và những gì bạn đã chọn. Sau khi đóng, trang này không mở lại được.",
};

fn unavailable(controller: &str) -> String {
    [
        "Hiện chưa gửi được biểu mẫu từ trình duyệt này. Hãy mở trang này bằng trình duyệt khác, hoặc liên hệ trực tiếp: ",
        controller,
        ".",
    ]
    .concat()
}

fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::Faults => vi::TEXTS.summary,
        Refusal::Changed => vi::TEXTS.renewed,
        Refusal::Elsewhere => {
            "Đăng ký này được gửi từ một trang web khác nên chưa được nhận. Hãy xem lại những gì đã điền, tự chọn rồi gửi từ trang này."
        }
        Refusal::UnknownForm => {
            "Ở đây không có biểu mẫu đó: có thể biểu mẫu đã được gỡ. Hãy quay lại trang trước, những gì bạn đã nhập thường vẫn còn, rồi tải lại trang hoặc liên hệ trực tiếp với chúng tôi."
        }
        Refusal::NotAForm => {
            "Nội dung gửi đến không phải là biểu mẫu (application/x-www-form-urlencoded) nên hệ thống không đọc được. Hãy quay lại trang trước rồi gửi lại."
        }
        Refusal::NotUtf8 => {
            "Hệ thống không đọc được chữ trong nội dung gửi đến vì không phải UTF-8. Hãy quay lại trang trước rồi gửi lại, hoặc dùng trình duyệt khác."
        }
        Refusal::Repeated => {
            "Có mục được gửi hai lần trong cùng biểu mẫu nên hệ thống không biết mục nào là đúng. Hãy xem lại rồi gửi lần nữa."
        }
        Refusal::Unexpected => {
            "Trong nội dung gửi đến có mục mà biểu mẫu này không hỏi nên hệ thống chưa nhận. Hãy xem lại rồi gửi lần nữa."
        }
        Refusal::TooLarge => {
            "Nội dung gửi đến quá dài. Hãy quay lại trang trước, rút ngắn rồi gửi lại."
        }
        Refusal::Incomplete => {
            "Nội dung gửi đến chậm hoặc bị ngắt giữa chừng. Hãy quay lại trang trước rồi gửi lại, đăng ký sẽ không bị trùng."
        }
        Refusal::Opened => {
            "Địa chỉ này chỉ để nhận biểu mẫu. Chưa có gì được gửi đi. Hãy quay lại trang có biểu mẫu."
        }
        Refusal::Busy => {
            "Hệ thống đang bận nên chưa nhận được. Hãy đợi một phút rồi gửi lại."
        }
        Refusal::Internal => {
            "Chưa rõ đã gửi được hay chưa: hệ thống đang gặp sự cố. Hãy đợi một lúc rồi gửi lại, đăng ký sẽ không bị trùng."
        }
    }
    .to_owned()
}

fn received_at(day: &str, time: &str) -> String {
    let day = day.rsplit('-').collect::<Vec<_>>().join("/");
    ["Nhận lúc ", time, " ngày ", &day, " (giờ Việt Nam)."].concat()
}

fn withdraw(controller: &str) -> String {
    [
        "Bạn có thể rút lại sự đồng ý bất cứ lúc nào và không cần tệp nào: hãy liên hệ ",
        controller,
        " và nêu mã tham chiếu ở trên.",
    ]
    .concat()
}
