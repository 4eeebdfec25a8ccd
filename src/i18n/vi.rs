//! Tiếng Việt.

use thuan_consent::form::FieldKind;
use thuan_consent::record::LawfulBasis;

use super::{AnswerTexts, DurationUnit, Failure, Texts, vi_errors, vi_readings};
use crate::state::Wait;

pub(super) static TEXTS: Texts = Texts {
    tag: "vi",
    company_section: "Doanh nghiệp",
    contact_section: "Người liên hệ",
    optional: " (không bắt buộc)",
    label,
    hint,
    policy_section: "Chính sách bảo mật thông tin",
    facts: "Những điều cần biết",
    fact_who: "Ai sử dụng thông tin",
    fact_data: "Thông tin được sử dụng",
    fact_why: "Mục đích",
    fact_how_long: "Thời gian lưu trữ",
    fact_storage: "Nơi lưu trữ",
    fact_recipients: "Ai được tiếp cận",
    fact_rights: "Quyền của bạn",
    fact_withdrawal: "Rút lại sự đồng ý",
    basis,
    version,
    duration,
    full_text: "Toàn văn chính sách",
    choices: "Lựa chọn của bạn (không bắt buộc)",
    choices_note: "Chỉ đánh dấu những mục bạn đồng ý. Mục bỏ trống là không đồng ý, và việc đăng ký vẫn như vậy.",
    acknowledgement: "Xác nhận",
    send: "Gửi đăng ký",
    send_again: "Gửi lại",
    send_note: "Trước khi bạn bấm nút này, không thông tin nào rời khỏi thiết bị của bạn.",
    summary: "Hãy xem lại những mục sau",
    sending: "Đang gửi đăng ký…",
    waiting,
    stop: "Dừng gửi",
    failure,
    field_error: vi_errors::field_error,
    answers: AnswerTexts {
        text: "hãy nhập thông tin này",
        email: "hãy nhập địa chỉ email",
        number: "hãy nhập một số",
        date: "hãy chọn một ngày",
        from: " từ ",
        to: " đến ",
        onwards: " trở đi",
        day,
        decimal_mark: ',',
        choice: "hãy chọn một mục",
        tick: "hãy đánh dấu vào ô này để tiếp tục",
        at_least: "hãy viết thêm cho đủ ",
        at_most: "hãy rút gọn còn nhiều nhất ",
        characters: " ký tự",
        hidden_character: "hãy nhập lại bằng tay: phần đã dán có ký tự ẩn",
        decimals: "hãy viết liền các chữ số, nhiều nhất hai số lẻ, ví dụ 1500 hoặc 12,75",
        whole_date: "hãy nhập một ngày có trong lịch, ví dụ 31/12/2026",
        no_option: "hãy chọn lại trong những mục có sẵn",
        email_error: vi_errors::email,
    },
    choose: "Chọn một mục",
    understood: vi_readings::understood,
    hint_words: vi_readings::hint,
    use_hint: vi_readings::use_hint,
    look_up: "Điền tên và địa chỉ theo mã số thuế",
    stop_looking_up: "Dừng tra cứu",
    lookup: vi_readings::lookup,
    not_acknowledged: "Hãy đọc chính sách rồi đánh dấu vào ô xác nhận để tiếp tục",
    refused_by_backend: "Hệ thống chưa nhận được thông tin này. Hãy kiểm tra lại rồi gửi lần nữa",
    done: "Đã gửi đăng ký",
    done_next: "Chúng tôi sẽ liên hệ với bạn theo thông tin bạn đã cung cấp.",
    reference: "Mã tham chiếu: ",
    proof_received: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này và hệ thống đã nhận được: đây là bản ghi có thể kiểm chứng. Bản ghi không chứng minh bạn là ai.",
    proof_challenged: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này, kèm mã do hệ thống cấp trước đó nên không ai gửi lại được lần nữa: đây là bản ghi có thể kiểm chứng. Bản ghi không chứng minh bạn là ai.",
    proof_receipted: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này, và hệ thống đã ký giấy báo nhận: cả hai bên cùng giữ một bản ghi có thể kiểm chứng. Bản ghi không chứng minh bạn là ai.",
    proof_missing: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này và hệ thống đã nhận được, nhưng không gửi giấy báo nhận. Hãy giữ tệp bản ghi bên dưới: chữ ký của trình duyệt trong đó vẫn kiểm chứng được.",
    proof_wrong: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này và hệ thống đã nhận được, nhưng giấy báo nhận gửi về không đúng nên không được đưa vào tệp. Hãy giữ tệp bản ghi bên dưới: chữ ký của trình duyệt trong đó vẫn kiểm chứng được.",
    proof_unproven: "Lựa chọn của bạn đã được ký ngay trên trình duyệt này và hệ thống đã nhận được, nhưng chưa kiểm tra được giấy báo nhận của hệ thống. Hãy giữ tệp bản ghi bên dưới: chữ ký của trình duyệt trong đó vẫn kiểm chứng được.",
    decided: "Bạn đã chọn",
    given: "Đồng ý",
    refused: "Không đồng ý",
    download: "Tải bản ghi (.json)",
    print: "In trang này",
    keep: "Hãy giữ một bản: với tệp này, bất kỳ ai cũng kiểm chứng được bạn đã đồng ý những gì mà không cần hỏi lại chúng tôi.",
    stored: "Trình duyệt này cũng giữ một bản, không kèm thông tin bạn đã nhập. Nếu dùng chung máy, bạn có thể xóa bản này ở mục xem lại lựa chọn.",
    not_stored: "Trình duyệt này không cho phép lưu, nên tệp tải về là bản duy nhất của bạn.",
    open_record: "Xem lại, thay đổi hoặc rút lại lựa chọn",
    earlier,
    renewed: "Biểu mẫu hoặc chính sách vừa được cập nhật nên lần gửi trước chưa được nhận. Những gì bạn đã nhập vẫn còn. Hãy xem nội dung mới, chọn lại rồi gửi.",
};

fn earlier(reference: &str, in_force: bool) -> String {
    let changed = if in_force {
        "."
    } else {
        ". Từ đó đến nay chính sách đã thay đổi: bạn có thể xem những điểm khác và chỉ cần chọn lại những mục đã đổi."
    };
    [
        "Trình duyệt này đã gửi một đăng ký, mã tham chiếu ",
        reference,
        changed,
    ]
    .concat()
}

fn label(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::CompanyName => "Tên doanh nghiệp",
        FieldKind::TaxCode => "Mã số thuế",
        FieldKind::Address => "Địa chỉ",
        FieldKind::ContactName => "Họ và tên",
        FieldKind::Email => "Email",
        FieldKind::Phone => "Điện thoại",
    }
}

fn hint(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::CompanyName => "Như trên giấy chứng nhận đăng ký doanh nghiệp",
        FieldKind::TaxCode => {
            "10 số; chi nhánh thêm 3 số, ví dụ 0100109106-001; cá nhân, hộ kinh doanh: 12 số định danh"
        }
        FieldKind::Address => "Số nhà, đường, xã hoặc phường, tỉnh hoặc thành phố",
        FieldKind::ContactName => "",
        FieldKind::Email => "Ví dụ: ten@congty.vn",
        FieldKind::Phone => "Ví dụ: 0912 345 678 hoặc 024 3934 3137",
    }
}

fn basis(basis: LawfulBasis) -> &'static str {
    match basis {
        LawfulBasis::Consent => "chỉ khi bạn đồng ý",
        LawfulBasis::Contract => "cần để cung cấp dịch vụ bạn đăng ký",
        LawfulBasis::LegalObligation => "pháp luật yêu cầu",
    }
}

fn version(version: &str, effective: &str) -> String {
    ["Phiên bản ", version, ", áp dụng từ ", &day(effective)].concat()
}

fn day(iso: &str) -> String {
    let (mut day, mut rest) = (String::with_capacity(iso.len()), iso);
    while let Some(at) = rest.bytes().rposition(|byte| byte == b'-') {
        day.push_str(rest.get(at + 1..).unwrap_or_default());
        day.push('/');
        rest = rest.get(..at).unwrap_or_default();
    }
    day.push_str(rest);
    day
}

fn duration(number: &str, unit: DurationUnit) -> String {
    let unit = match unit {
        DurationUnit::Years => " năm",
        DurationUnit::Months => " tháng",
        DurationUnit::Days => " ngày",
    };
    [number, unit].concat()
}

fn waiting(wait: Wait) -> &'static str {
    match wait {
        Wait::Answer => "Mạng đang chậm, vẫn đang gửi…",
        Wait::Backend => "Hệ thống chưa nhận được, biểu mẫu sẽ tự gửi lại trong giây lát…",
        Wait::Network => {
            "Thiết bị đang mất kết nối. Hãy để trang này mở: đăng ký sẽ tự gửi khi có mạng trở lại."
        }
    }
}

fn failure(failure: &Failure) -> String {
    match failure {
        Failure::InsecureContext => {
            "Trang này không được mở qua kết nối bảo mật (HTTPS) nên trình duyệt không thể ký bản ghi. Chưa có gì được gửi đi. Hãy mở trang bằng địa chỉ bắt đầu bằng https://."
        }
        Failure::Key => {
            "Trình duyệt không tạo được khóa để ký bản ghi, nên chưa có gì được gửi đi. Hãy thử lại hoặc dùng trình duyệt khác."
        }
        Failure::Network => {
            "Chưa gửi được: không có kết nối đến hệ thống. Thông tin bạn đã nhập vẫn còn nguyên. Hãy kiểm tra mạng rồi bấm Gửi lại."
        }
        Failure::Timeout => {
            "Chưa rõ đã gửi được hay chưa: hệ thống không trả lời kịp. Thông tin vẫn còn nguyên. Hãy bấm Gửi lại, đăng ký sẽ không bị trùng."
        }
        Failure::Stopped => {
            "Đã dừng gửi. Nếu lần gửi trước đã đến nơi thì hệ thống vẫn giữ; thông tin ở đây vẫn còn nguyên. Bạn có thể bấm Gửi lại, đăng ký sẽ không bị trùng."
        }
        Failure::Changed => {
            "Chính sách hoặc biểu mẫu vừa được cập nhật nên chưa gửi được. Nếu bản mới chưa hiện ra, hãy lưu lại những gì bạn đã nhập rồi tải lại trang."
        }
        Failure::Conflict => {
            "Hệ thống đã có một đăng ký khác cùng mã. Thông tin vẫn còn nguyên. Hãy bấm Gửi lại để gửi với mã mới."
        }
        Failure::Server => {
            "Chưa rõ đã gửi được hay chưa: hệ thống đang gặp sự cố. Thông tin vẫn còn nguyên. Hãy đợi một lúc rồi bấm Gửi lại, đăng ký sẽ không bị trùng."
        }
        Failure::Busy => {
            "Hệ thống đang bận nên chưa nhận được. Thông tin vẫn còn nguyên. Hãy đợi một phút rồi bấm Gửi lại."
        }
        Failure::Refused(status) => {
            let status = status.to_string();
            return [
                "Hệ thống không nhận đăng ký này (mã ",
                &status,
                "). Thông tin vẫn còn nguyên. Hãy thử lại, hoặc báo cho chúng tôi kèm mã này.",
            ]
            .concat();
        }
        Failure::Answer => {
            "Chưa rõ đã gửi được hay chưa: câu trả lời nhận được không phải của hệ thống. Thông tin vẫn còn nguyên. Hãy kiểm tra mạng rồi bấm Gửi lại."
        }
        Failure::Tampered => {
            "Các ô lựa chọn vừa bị trang này tự thay đổi, nên chưa có gì được gửi đi. Chúng tôi đã đặt lại đúng như bạn chọn. Hãy xem lại rồi bấm Gửi lại."
        }
        Failure::Definition => {
            "Biểu mẫu này chưa được thiết lập đúng nên chưa gửi được. Hãy báo cho đơn vị quản lý trang."
        }
    }
    .to_owned()
}
