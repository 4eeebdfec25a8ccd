//! Tiếng Việt: kết quả kiểm chứng và các lỗi của trang bản ghi.

use thuan_consent::problem::Fault;
use thuan_consent::record::EventState;
use thuan_consent::verdict::Finding;

use crate::record_page::state::{Failure, Trouble};

pub(super) fn day(day: &str) -> String {
    let mut parts = day.split('-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => [day, "/", month, "/", year].concat(),
        _ => day.to_owned(),
    }
}

pub(super) fn state(state: EventState) -> &'static str {
    match state {
        EventState::Given => "Đồng ý",
        EventState::Refused => "Không đồng ý",
        EventState::Withdrawn => "Đã rút lại",
        EventState::Renewed => "Đồng ý lại",
    }
}

pub(super) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Empty => "Chưa có nội dung nào. Hãy chọn tệp hoặc dán nội dung tệp rồi bấm Kiểm tra.",
        Trouble::TooLarge => "Tệp này quá lớn để là một bản ghi. Hãy chọn tệp .json bạn đã tải về khi đăng ký.",
        Trouble::NotText => "Tệp này không phải là tệp văn bản. Hãy chọn tệp .json bạn đã tải về khi đăng ký.",
        Trouble::Unreadable => "Máy không đọc được tệp này. Hãy thử lại, hoặc mở tệp bằng trình soạn thảo rồi dán nội dung vào khung.",
        Trouble::NotJson => "Nội dung không đọc được: có thể bị thiếu, bị cắt hoặc đã bị sửa. Hãy dùng tệp gốc, hoặc sao chép lại toàn bộ nội dung tệp.",
        Trouble::NotARecord => "Đây không phải là tệp bản ghi đồng ý. Hãy chọn tệp .json bạn đã tải về khi đăng ký.",
        Trouble::Policy => "Máy không đọc được tệp chính sách này. Hãy chọn tệp văn bản, chẳng hạn vi.md.",
    }
    .to_owned()
}

pub(super) fn finding(finding: &Finding) -> String {
    let words = match finding {
        Finding::SignatureHolds => {
            "Chữ ký khớp với từng byte của bản ghi và với khóa ghi trong đó; các phần của bản ghi thống nhất với nhau."
        }
        Finding::SignatureFails(fault) => return why("Bản ghi không vượt qua kiểm chứng: ", fault),
        Finding::RegistrationHolds => "Thông tin đã cung cấp đúng là thông tin mà bản ghi đã ký.",
        Finding::RegistrationDiffers => {
            "Thông tin trong tệp không phải là thông tin mà bản ghi đã ký."
        }
        Finding::RegistrationAbsent => {
            "Thông tin đã cung cấp không có trong tệp: bản lưu trong trình duyệt không kèm thông tin này, hoặc thông tin đã được xóa."
        }
        Finding::RegistrationNone => "Bản ghi này được ký mà không kèm thông tin cá nhân.",
        Finding::RegistrationWithoutFirst => {
            "Thông tin trong tệp thuộc về bản ghi đầu tiên, nhưng bản ghi đó không có trong tệp nên không đối chiếu được."
        }
        Finding::PolicyHolds => "Văn bản chính sách trong tệp đúng là văn bản đã hiển thị.",
        Finding::PolicyDiffers => "Văn bản chính sách trong tệp không phải là văn bản đã hiển thị.",
        Finding::PolicyOtherLanguage => {
            "Văn bản đúng, nhưng tệp ghi sai ngôn ngữ của văn bản đã hiển thị."
        }
        Finding::PolicyAbsent => {
            "Văn bản chính sách không có trong tệp; hãy đối chiếu bằng mã băm."
        }
        Finding::PolicyFileHolds => "Tệp chính sách bạn chọn đúng là văn bản đã hiển thị.",
        Finding::PolicyFileAuthoritative => {
            "Tệp chính sách bạn chọn là văn bản có giá trị; người đăng ký đã xem bản dịch của văn bản đó."
        }
        Finding::PolicyFileDiffers => "Tệp chính sách bạn chọn không phải là văn bản đã hiển thị.",
        Finding::FormHolds => "Định nghĩa biểu mẫu trong tệp đúng là định nghĩa đã dùng.",
        Finding::FormDiffers => "Định nghĩa biểu mẫu trong tệp không phải là định nghĩa đã dùng.",
        Finding::FormAbsent => "Định nghĩa biểu mẫu không có trong tệp; hãy đối chiếu bằng mã băm.",
        Finding::ReceiptHolds => {
            "Giấy báo nhận dành cho đúng bản ghi này và được ký bằng một khóa có trong danh sách khóa kèm theo tệp."
        }
        Finding::ReceiptKeyUnknown => {
            "Giấy báo nhận dành cho đúng bản ghi này và chữ ký khớp; tệp không có danh sách khóa nên không biết đó là khóa của ai."
        }
        Finding::ReceiptKeyForeign => {
            "Giấy báo nhận được ký bằng một khóa không có trong danh sách khóa kèm theo tệp."
        }
        Finding::ReceiptFails(fault) => {
            return why("Giấy báo nhận không vượt qua kiểm chứng: ", fault);
        }
        Finding::ReceiptOtherRecord => "Giấy báo nhận dành cho một bản ghi khác.",
        Finding::ReceiptAbsent => "Tệp không có giấy báo nhận của hệ thống.",
        Finding::ChainHolds { earlier } => {
            return ["Có ", &earlier.to_string(), " bản ghi trước; mỗi bản ghi sau ghi đúng mã băm của bản ghi trước, và mọi thay đổi đều đúng quy tắc."].concat();
        }
        Finding::ChainAbsent => {
            "Bản ghi này thay đổi một bản ghi trước, nhưng bản ghi trước không có trong tệp."
        }
        Finding::ChainBroken { place } => {
            return [
                "Bản ghi thứ ",
                &place.to_string(),
                " không nối tiếp bản ghi đứng trước nó trong tệp.",
            ]
            .concat();
        }
        Finding::ChainRecordFails { place, fault } => {
            return why(
                &[
                    "Bản ghi thứ ",
                    &place.to_string(),
                    " không vượt qua kiểm chứng: ",
                ]
                .concat(),
                fault,
            );
        }
        Finding::ChainReceiptFails { place } => {
            return [
                "Giấy báo nhận của bản ghi thứ ",
                &place.to_string(),
                " không đúng hoặc dành cho bản ghi khác.",
            ]
            .concat();
        }
        Finding::ChainReceiptOrder => "Các giấy báo nhận không theo thứ tự của các bản ghi.",
        Finding::ChangeFails { place, fault } => {
            return why(
                &[
                    "Bản ghi thứ ",
                    &place.to_string(),
                    " thay đổi điều không được phép: ",
                ]
                .concat(),
                fault,
            );
        }
        Finding::KeyContinued => "Thay đổi được ký bằng chính khóa đã ký bản ghi trước.",
        Finding::KeyNotContinued => {
            "Thay đổi được ký bằng khóa khác: người thay đổi có tệp bản ghi, có thể dùng trình duyệt khác."
        }
        Finding::KeyContinuityDiffers => {
            "Giấy báo nhận nói khác với thực tế về việc hai lần ký có cùng một khóa hay không."
        }
    };
    words.to_owned()
}

/// Lý do, kèm mã để tra cứu.
fn why(before: &str, fault: &Fault) -> String {
    let reason = match &*fault.code {
        "signature" => {
            "nội dung và chữ ký không khớp với nhau, nghĩa là có phần đã bị sửa sau khi ký"
        }
        "payload_json"
        | "payload_not_canonical"
        | "header_json"
        | "header_not_canonical"
        | "base64url" => "nội dung không ở đúng dạng đã ký",
        "alg"
        | "algorithm"
        | "algorithm_key_mismatch"
        | "crit"
        | "typ"
        | "jwk"
        | "kid"
        | "header_members"
        | "signature_length" => "phần mô tả chữ ký không đúng",
        "initial_state" | "indication_method" => {
            "có ô không bắt đầu ở trạng thái trống, hoặc được tính là đồng ý mà không ai đánh dấu"
        }
        "not_nfc" => "chữ viết không ở dạng chuẩn Unicode NFC",
        "previous_record" | "previous_mismatch" => {
            "bản ghi được thay đổi không được nêu hoặc nêu sai"
        }
        "not_the_policy" => "có lời hoặc điều kiện khác với bản ghi trước",
        "event_state" => "có lựa chọn chuyển sang trạng thái không được phép",
        _ => "nội dung không đúng quy cách của bản ghi",
    };
    [before, reason, " (mã: ", &fault.code, ")."].concat()
}

pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Nothing => "Bạn chưa đánh dấu vào ô nào. Hãy đánh dấu vào lựa chọn bạn muốn thay đổi rồi gửi.",
        Failure::NotAcknowledged => "Bạn đã chọn đồng ý theo chính sách mới. Hãy đọc chính sách rồi đánh dấu vào ô xác nhận, hoặc bỏ dấu đồng ý.",
        Failure::Tampered => "Các ô lựa chọn vừa bị trang này tự thay đổi, nên chưa có gì được gửi đi. Chúng tôi đã đặt lại đúng như bạn chọn. Hãy xem lại rồi gửi lại.",
        Failure::InsecureContext => "Trang này không được mở qua kết nối bảo mật (HTTPS) nên trình duyệt không thể ký. Chưa có gì được gửi đi. Hãy mở trang bằng địa chỉ bắt đầu bằng https://.",
        Failure::Key => "Trình duyệt không tạo được khóa để ký, nên chưa có gì được gửi đi. Hãy thử lại hoặc dùng trình duyệt khác.",
        Failure::Network => "Chưa gửi được: không có kết nối đến hệ thống. Lựa chọn của bạn vẫn còn nguyên. Hãy kiểm tra mạng rồi bấm Gửi lại.",
        Failure::Timeout => "Chưa rõ đã gửi được hay chưa: hệ thống không trả lời kịp. Lựa chọn của bạn vẫn còn nguyên. Hãy bấm Gửi lại, thay đổi sẽ không bị trùng.",
        Failure::Server => "Chưa rõ đã gửi được hay chưa: hệ thống đang gặp sự cố. Lựa chọn của bạn vẫn còn nguyên. Hãy đợi một lúc rồi bấm Gửi lại, thay đổi sẽ không bị gửi hai lần.",
        Failure::Busy => "Hệ thống đang bận nên chưa nhận được. Lựa chọn của bạn vẫn còn nguyên. Hãy đợi một phút rồi bấm Gửi lại.",
        Failure::Answer => "Chưa rõ đã gửi được hay chưa: câu trả lời nhận được không phải của hệ thống. Hãy kiểm tra mạng rồi bấm Gửi lại.",
        Failure::Receipt => "Hệ thống đã nhận, nhưng giấy báo nhận không đúng, nên trình duyệt không chấp nhận. Hãy tải tệp mới về giữ và báo cho công ty.",
        Failure::NotTheNewest => "Đã có bản ghi mới hơn thay cho bản ghi này, nên chưa gửi được. Hãy thay đổi bằng tệp mới nhất, hoặc từ trình duyệt đã tạo bản ghi mới đó; nếu không có, hãy gửi yêu cầu không cần tệp.",
        Failure::UnknownRecord => "Hệ thống không có bản ghi này, nên không thể thay đổi. Hãy kiểm tra bạn có đang ở đúng trang của công ty không.",
        Failure::PolicyChanged => "Chính sách vừa thay đổi, nên chưa gửi được. Hãy tải lại trang để xem chính sách mới. Rút lại sự đồng ý thì không cần chính sách mới: chỉ đánh dấu vào các ô rút lại rồi gửi.",
        Failure::Refused(code) => {
            return ["Hệ thống không nhận thay đổi này (mã ", code, "). Lựa chọn của bạn vẫn còn nguyên. Hãy thử lại, hoặc báo cho công ty kèm mã này."].concat();
        }
        Failure::ContactMissing => "Hãy nhập email hoặc số điện thoại để công ty trả lời bạn.",
        Failure::Contact => "Đây không phải là email hay số điện thoại Việt Nam. Hãy kiểm tra lại, ví dụ ten@congty.vn hoặc 0912 345 678.",
        Failure::Reference => "Mã tham chiếu gồm 8 ký tự, chỉ có chữ số và các chữ A đến F. Hãy kiểm tra lại, hoặc để trống.",
    }
    .to_owned()
}
