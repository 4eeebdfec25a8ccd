//! Tiếng Việt.

use super::plain::PlainTexts;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "vi",
    held: "Biểu mẫu sắp sẵn sàng. Đăng ký của bạn sẽ được ký và gửi ngay sau đó, bạn không cần bấm lại.",
    unsigned: "Trình duyệt này chưa ký được bản ghi về lựa chọn của bạn. Bạn vẫn gửi được đăng ký: hệ thống sẽ lưu và ghi rõ là không có chữ ký. Nếu muốn giữ một bản ghi có thể kiểm chứng, hãy mở trang này bằng trình duyệt khác.",
    unavailable,
};

fn unavailable(controller: &str) -> String {
    [
        "Trình duyệt này chưa gửi được biểu mẫu. Hãy mở trang này bằng trình duyệt khác, hoặc liên hệ trực tiếp: ",
        controller,
        ".",
    ]
    .concat()
}
