//! Tiếng Việt: trang bản ghi.

use thuan_consent::policy::diff::{Kind, Term};
use thuan_consent::record::{EventState, IndicationMethod, KeyStorage};
use thuan_consent::verdict::{Level, Limit, Outcome, Subject};

use super::record::{
    ChangeTexts, RecordTexts, RecordWords, RequestTexts, StartTexts, VerdictTexts,
};
use super::record_vi_states as states;
use crate::record_page::state::Wish;

pub(super) static TEXTS: RecordTexts = RecordTexts {
    tag: "vi",
    name: "Tiếng Việt",
    languages: "Ngôn ngữ",
    start: START,
    verdict: VERDICT,
    record: RECORD,
    change: CHANGE,
    request: REQUEST,
};

const START: StartTexts = StartTexts {
    verify: "Kiểm chứng bản ghi đồng ý",
    verify_note: "Đưa tệp bản ghi vào đây để biết bản ghi có còn nguyên vẹn không, và đã đồng ý những gì. Việc kiểm chứng diễn ra ngay trên máy này, không cần mạng; không có gì được gửi đi.",
    manage: "Bản ghi đồng ý của bạn",
    manage_note: "Tại đây bạn xem lại những gì đã chọn, rút lại sự đồng ý hoặc thay đổi lựa chọn.",
    kept: "Bản ghi trong trình duyệt này",
    none_kept: "Trình duyệt này chưa có bản ghi nào của bạn. Nếu bạn đã tải tệp bản ghi, hãy mở tệp đó ở dưới.",
    open_kept: |reference, day| ["Mở bản ghi ", reference, ", ngày ", day].concat(),
    file: "Mở tệp bản ghi",
    file_hint: "Đó là tệp .json bạn đã tải về khi đăng ký, hoặc tệp do công ty cung cấp.",
    choose: "Chọn tệp bản ghi",
    drop: "Có thể kéo tệp và thả vào khung này.",
    paste: "Hoặc dán nội dung tệp vào đây",
    check: "Kiểm tra nội dung đã dán",
    trouble: states::trouble,
    ways: "Mỗi cách chứng tỏ điều gì",
    ways_list: [
        "Bản ghi trong trình duyệt này: thay đổi được ký bằng chính khóa đã ký lúc đầu, nên chứng tỏ cùng một trình duyệt đã thực hiện cả hai.",
        "Tệp bản ghi: chỉ bạn và công ty giữ tệp này, nên chứng tỏ người thay đổi có tệp trong tay. Nếu khóa ban đầu không còn, hệ thống ghi rõ là đã ký bằng khóa khác.",
        "Không có cả hai: bạn gửi yêu cầu chưa xác minh. Yêu cầu này không chứng tỏ bạn là ai; nhân viên của công ty sẽ xem xét và quyết định.",
    ],
    neither: "Tôi không có cả trình duyệt lẫn tệp",
    forget: "Xóa khỏi trình duyệt này",
    forget_note: "Xóa khóa ký và mọi bản ghi của bạn đang lưu trong trình duyệt này. Việc này không rút lại sự đồng ý và không xóa dữ liệu tại công ty. Sau khi xóa, bạn cần tệp bản ghi để thay đổi lựa chọn; hãy tải tệp về trước.",
    forget_ask: "Xóa khỏi trình duyệt này…",
    forget_do: "Xóa vĩnh viễn",
    forget_not: "Giữ lại",
    forgotten: "Đã xóa khóa và các bản ghi khỏi trình duyệt này.",
    not_forgotten: "Trình duyệt không cho xóa. Hãy xóa dữ liệu của trang này trong phần cài đặt của trình duyệt.",
    close: "Về biểu mẫu",
};

const VERDICT: VerdictTexts = VerdictTexts {
    document: "Bản ghi đồng ý",
    holds: "Bản ghi nguyên vẹn",
    holds_note: "Chữ ký của trình duyệt khớp với nội dung, và không phần nào trong tệp mâu thuẫn với bản ghi.",
    fails: "Bản ghi không khớp",
    fails_note: "Ít nhất một phần đã bị thay đổi hoặc không thuộc về nhau. Đừng dựa vào tệp này. Hãy tìm bản gốc, hoặc đối chiếu với tệp mà bên kia đang giữ.",
    subject: |subject| match subject {
        Subject::EvidenceFile => "Tệp bản ghi",
        Subject::Envelope => "Nội dung đăng ký như đã gửi đi",
        Subject::SignedRecord => "Riêng bản ghi đã ký, không kèm chính sách và thông tin",
    },
    checks: "Đã kiểm tra",
    outcome: |outcome| match outcome {
        Outcome::Holds => "Khớp",
        Outcome::Fails => "Không khớp",
        Outcome::NotInFile => "Không có trong tệp",
    },
    finding: states::finding,
    level: "Mức chứng minh",
    level_words: |level| match level {
        Level::Signed => {
            "0: trình duyệt của người đăng ký đã ký. Tệp không cho thấy xác nhận nào của hệ thống nhận."
        }
        Level::Challenged => {
            "1: trình duyệt đã ký kèm mã dùng một lần của hệ thống nhận. Tệp không có giấy báo nhận được ký bằng khóa trong danh sách khóa kèm theo."
        }
        Level::Receipted => {
            "2: trình duyệt đã ký, và giấy báo nhận cho đúng bản ghi này được ký bằng một khóa trong danh sách khóa kèm theo tệp. Để biết khóa đó là của ai, hãy đối chiếu mã khóa (trong phần Chi tiết để đối chiếu) với danh sách khóa mà công ty công bố."
        }
    },
    limits: "Bản ghi này không chứng minh",
    limit: |limit| match limit {
        Limit::Who => {
            "Người đăng ký là ai: khóa ký cho biết trình duyệt nào, không cho biết người nào."
        }
        Limit::When => {
            "Thời điểm chính xác: thời gian trong bản ghi theo đồng hồ trên máy của người đăng ký."
        }
        Limit::Read => {
            "Rằng chính sách đã được đọc: chỉ chứng minh văn bản đã hiển thị và ô đã được đánh dấu."
        }
        Limit::Page => {
            "Rằng trang đăng ký không bị làm giả: bên viết ra trang có thể ký thay người dùng. Vì thế bản sao do chính người đăng ký giữ mới có sức nặng."
        }
        Limit::ReceiptKey => {
            "Khóa ký giấy báo nhận (nếu có) là của ai: danh sách khóa do chính tệp mang theo. Hãy đối chiếu mã khóa với danh sách khóa mà công ty công bố."
        }
    },
    another: "Kiểm tra tệp khác",
    compare: "Đối chiếu với tệp chính sách",
    compare_hint: "Nếu bạn có tệp chính sách của công ty (chẳng hạn vi.md), hãy chọn tệp đó để biết có đúng là văn bản đã hiển thị hay không.",
    compare_choose: "Chọn tệp chính sách",
};

const RECORD: RecordWords = RecordWords {
    heading: "Nội dung bản ghi",
    reference: "Mã tham chiếu",
    controller: "Bên kiểm soát dữ liệu",
    sent: "Thời điểm gửi",
    time: |day, clock| [&states::day(day), ", ", clock, " (giờ Việt Nam)"].concat(),
    day: states::day,
    own_clock: "theo đồng hồ trên máy của người đăng ký",
    received: "Hệ thống nhận lúc",
    receipt: "Giấy báo nhận",
    receipt_words: |reference, place| [reference, ", số thứ tự ", place].concat(),
    policy: "Chính sách",
    policy_words: |id, version, language| {
        let language = match language {
            "vi" => "tiếng Việt",
            "en" => "tiếng Anh",
            other => other,
        };
        [id, ", phiên bản ", version, ", bản ", language].concat()
    },
    hash: "Mã băm SHA-256 của văn bản",
    laws: "Căn cứ pháp luật",
    key: "Khóa đã ký",
    receipt_key: "Khóa đã ký giấy báo nhận",
    storage: |storage| match storage {
        KeyStorage::Indexeddb => "lưu trong trình duyệt của người đăng ký, không sao chép ra được",
        KeyStorage::Session => "chỉ tồn tại trong lúc mở trang, vì trình duyệt không cho lưu",
    },
    page: "Trang đăng ký",
    partner: "Qua đối tác",
    audience: "Gửi đến",
    full_id: "Mã tham chiếu đầy đủ",
    form: "Biểu mẫu và mã băm",
    widget: "Phiên bản phần mềm",
    challenge: "Mã dùng một lần",
    clock: "Đồng hồ",
    clock_stepped: "Đồng hồ trên máy đã bị chỉnh trong lúc mở biểu mẫu, nên thời gian trong bản ghi kém tin cậy.",
    controls: "Các ô lựa chọn",
    controls_hidden: "Có ô có thể đã bị che khuất khi được đánh dấu, nên người chọn có thể không nhìn thấy đủ nội dung.",
    controls_visible: "Đều hiện rõ trên màn hình khi được đánh dấu.",
    record_hash: "Mã băm SHA-256 của bản ghi",
    changes: "Thay đổi bản ghi có mã băm",
    given: "Thông tin đã cung cấp",
    not_these: "Thông tin dưới đây không phải là thông tin mà bản ghi đã ký.",
    purposes: "Các lựa chọn",
    state: states::state,
    decided: |state, method, at| match (method, state) {
        (IndicationMethod::LeftUnticked, _) => ["Ô để trống từ đầu đến khi gửi, ", at].concat(),
        (_, EventState::Given | EventState::Renewed) => {
            ["Người đăng ký đánh dấu lúc ", at, "; ô ban đầu để trống"].concat()
        }
        (_, EventState::Withdrawn) => ["Rút lại lúc ", at].concat(),
        (_, EventState::Refused) => ["Bỏ đánh dấu lúc ", at, "; ô ban đầu để trống"].concat(),
    },
    told: "Được thông báo, không cần đồng ý",
    acknowledged: "Xác nhận bắt buộc",
    acknowledged_at: |at| ["Người đăng ký đánh dấu lúc ", at].concat(),
    data: "Dữ liệu",
    period: "Lưu trong",
    recipients: "Ai được tiếp cận",
    places: "Lưu tại",
    withdrawal: "Cách rút lại sự đồng ý",
    history: "Các bản ghi trước",
    earlier: |reference, at| ["Bản ghi ", reference, ", gửi ", at].concat(),
    technical: "Chi tiết để đối chiếu",
    text: "Chính sách đã hiển thị",
    not_the_text: "Văn bản dưới đây không phải là văn bản mà bản ghi nói đến.",
};

const CHANGE: ChangeTexts = ChangeTexts {
    heading: "Rút lại hoặc thay đổi",
    note: "Đánh dấu vào ô nào thì lựa chọn đó thay đổi. Ô để trống thì giữ nguyên.",
    note_renewal: "Đánh dấu vào ô nào thì lựa chọn đó thay đổi. Ở những mục không thay đổi, ô để trống thì giữ nguyên; ở những mục được hỏi lại hoặc mới, xem ghi chú tại từng mục.",
    withdraw: "Rút lại sự đồng ý",
    agree: "Tôi đồng ý",
    stands: |state| match state {
        EventState::Given | EventState::Renewed => "Theo bản ghi này: bạn đang đồng ý",
        EventState::Refused => "Theo bản ghi này: bạn không đồng ý",
        EventState::Withdrawn => "Theo bản ghi này: bạn đã rút lại sự đồng ý",
    },
    asked_anew: "Nội dung này đã thay đổi, nên chúng tôi hỏi lại. Để trống là không đồng ý theo nội dung mới.",
    asked_first: "Đây là mục mới. Để trống là không đồng ý.",
    no_longer: "Chính sách mới không còn hỏi các mục sau",
    withdraw_all: "Rút lại tất cả",
    withdraw_all_note: "Rút lại mọi sự đồng ý đang có hiệu lực trong bản ghi này, ký và gửi ngay.",
    send: "Ký và gửi thay đổi",
    send_again: "Gửi lại",
    sending: "Đang ký và gửi…",
    failure: states::failure,
    renewal: "Chính sách đã thay đổi",
    renewal_note: |old, new| {
        ["Bạn đã đồng ý theo phiên bản ", old, "; chính sách đang áp dụng là phiên bản ", new, ". Dưới đây là những gì khác. Chúng tôi chỉ hỏi lại những mục đã thay đổi; các lựa chọn khác giữ nguyên."].concat()
    },
    difference: "Những gì khác",
    no_old_text: "Chưa lấy được văn bản cũ nên không thể cho thấy chỗ khác. Toàn văn chính sách mới ở dưới.",
    same_text: "Văn bản chính sách không đổi.",
    kind: |kind| match kind {
        Kind::Added => "Thêm mới",
        Kind::Removed => "Bỏ đi",
        Kind::Changed => "Thay đổi",
        Kind::Moved => "Chuyển chỗ",
    },
    term_before: "Trước: ",
    term_now: "Nay: ",
    removed: "Bỏ: ",
    added: "Thêm: ",
    reworded: "Sửa: ",
    term,
    preamble: "Phần mở đầu",
    acknowledgement: "Xác nhận chính sách mới",
    acknowledgement_note: "Chỉ cần đánh dấu khi bạn đồng ý theo chính sách mới. Rút lại thì không cần.",
    withdrawn: "Đã rút lại sự đồng ý",
    changed: "Đã ghi nhận thay đổi",
    receipted: "Hệ thống đã nhận và ký giấy báo nhận. Trình duyệt này đã kiểm tra chữ ký đó.",
    taken: "Hệ thống đã nhận, nhưng không ký giấy báo nhận.",
    not_continued: "Thay đổi được ký bằng khóa khác với khóa ban đầu, nên hệ thống ghi rõ: ký bằng khóa khác với bản ghi trước. Việc bạn có tệp bản ghi là căn cứ cho thay đổi này.",
    deadlines: |acknowledge, complete| {
        [
            "Công ty phải xác nhận đã nhận chậm nhất ngày ",
            acknowledge,
            " và hoàn tất chậm nhất ngày ",
            complete,
            " (chưa tính ngày nghỉ lễ).",
        ]
        .concat()
    },
    keep: "Hãy tải và giữ tệp mới thay cho tệp cũ. Tệp mới có cả bản ghi trước.",
    keep_both: "Hãy tải tệp mới và giữ CẢ HAI tệp, cũ và mới: tệp mới không có những thông tin bạn đã nhập khi đăng ký.",
    elsewhere: |address| {
        [
            "Bản ghi này được gửi đến một hệ thống khác (",
            address,
            "), nên không thể thay đổi tại đây. Hãy mở trang của đơn vị đó.",
        ]
        .concat()
    },
    offline: "Trang này chỉ kiểm chứng, không gửi gì đi. Để rút lại hoặc thay đổi, hãy mở tệp này trên trang của công ty, hoặc liên hệ theo thông tin dưới đây.",
    at_page: "Mở trang của công ty",
};

const REQUEST: RequestTexts = RequestTexts {
    heading: "Gửi yêu cầu chưa xác minh",
    note: "Vì không có khóa hay tệp bản ghi, hệ thống không thể biết bạn là người đã đăng ký. Nhân viên của công ty sẽ xem yêu cầu, có thể liên hệ để xác minh, rồi quyết định.",
    wish: "Bạn muốn",
    wish_words: |wish| match wish {
        Wish::Withdraw => "Rút lại sự đồng ý",
        Wish::Access => "Xem dữ liệu của tôi",
        Wish::Correct => "Sửa dữ liệu của tôi",
        Wish::Delete => "Xóa dữ liệu của tôi",
    },
    reference: "Mã tham chiếu (không bắt buộc)",
    reference_hint: "8 ký tự (chữ và số) trên màn hình xác nhận, ví dụ 0F0E0D0C",
    contact: "Email hoặc số điện thoại",
    contact_hint: "Nên dùng đúng email hoặc số điện thoại đã đăng ký, để công ty tìm được và trả lời bạn.",
    purposes: "Chỉ với những mục này (không chọn là tất cả)",
    message: "Điều bạn muốn nói thêm (không bắt buộc)",
    send: "Gửi yêu cầu",
    back: "Quay lại",
    sent: "Đã nhận yêu cầu",
    number: "Mã yêu cầu",
    sent_note: "Yêu cầu chưa có hiệu lực ngay: nhân viên của công ty sẽ xem xét và trả lời bạn.",
};

fn term(term: Term) -> &'static str {
    match term {
        Term::Label => "Lời hỏi",
        Term::LawfulBasis => "Cơ sở pháp lý",
        Term::BasisRef => "Căn cứ",
        Term::Channel => "Kênh liên lạc",
        Term::Frequency => "Tần suất",
        Term::Data => "Dữ liệu",
        Term::Retention => "Thời gian lưu trữ",
        Term::Recipients => "Ai được tiếp cận",
        Term::Storage => "Nơi lưu",
        Term::Version => "Phiên bản",
        Term::Effective => "Ngày áp dụng",
        Term::Texts => "Các ngôn ngữ có toàn văn",
        Term::Authoritative => "Ngôn ngữ có giá trị",
        Term::ApplicableLaw => "Căn cứ pháp luật",
        Term::ControllerName => "Tên công ty",
        Term::ControllerTaxCode => "Mã số thuế của công ty",
        Term::ControllerAddress => "Địa chỉ của công ty",
        Term::ControllerEmail => "Email của công ty",
        Term::ControllerPhone => "Điện thoại của công ty",
        Term::Acknowledgement => "Lời xác nhận bắt buộc",
        Term::Rights => "Quyền của bạn",
        Term::Withdrawal => "Cách rút lại sự đồng ý",
        Term::WithdrawalUrl => "Trang để rút lại",
        Term::WithdrawalEmail => "Email để rút lại",
        Term::WithdrawalPhone => "Điện thoại để rút lại",
    }
}
