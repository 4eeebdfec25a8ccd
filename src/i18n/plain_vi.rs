//! Tiếng Việt.

use super::plain::PlainTexts;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "vi",
    held: "Biểu mẫu chưa sẵn sàng để ký. Đăng ký của bạn sẽ được ký và gửi ngay khi sẵn sàng, bạn không cần bấm lại.",
    unsigned: "Hiện chưa ký được bản ghi về lựa chọn của bạn trong trình duyệt này. Bạn vẫn gửi được đăng ký: hệ thống sẽ lưu và ghi rõ là không có chữ ký. Nếu muốn giữ một bản ghi có thể kiểm chứng, hãy mở trang này bằng trình duyệt khác.",
    unavailable,
};

fn unavailable(controller: &str) -> String {
    [
        "Hiện chưa gửi được biểu mẫu từ trình duyệt này. Hãy mở trang này bằng trình duyệt khác, hoặc liên hệ trực tiếp: ",
        controller,
        ".",
    ]
    .concat()
}
