use super::{passes, says, toml, trips};

#[test]
fn consent_rules() {
    for words in [
        "Bằng việc sử dụng dịch vụ, khách hàng cũng đồng ý cho Công ty sử dụng thông tin.",
        "Khi đăng ký tài khoản, bạn mặc nhiên đồng ý với Chính sách này.",
        "Bằng việc tiếp tục truy cập, quý khách đồng ý\nnhận thông tin.",
        "By using the service you agree to this policy.",
    ] {
        trips("bundled-consent", &says(words), 7);
    }
    // The match, not the paragraph, says the line.
    trips(
        "bundled-consent",
        &says("Một dòng.\nBằng việc sử dụng dịch vụ, khách hàng đồng ý."),
        8,
    );
    for words in [
        "Bằng việc đánh dấu vào từng ô, bạn đồng ý với từng mục đích.",
        "Khi sử dụng dịch vụ, bạn có thể xem lại các lựa chọn. Bạn đồng ý hay không là tùy bạn.",
        "Khi đăng ký, bạn chọn từng mục đích mà bạn đồng ý.",
        "Khi sử dụng dịch vụ, khách hàng có thể không đồng ý nhận email.",
        "When registering you choose. By using the form you say which you agree to.",
    ] {
        passes("bundled-consent", &says(words));
    }
    trips(
        "silence-as-consent",
        &says("Nếu bạn không phản hồi trong 7 ngày thì được coi là đồng ý."),
        7,
    );
    trips(
        "silence-as-consent",
        &says("Continued use of the site means that you accept."),
        7,
    );
    passes(
        "silence-as-consent",
        &says("Sự im lặng không được coi là đồng ý."),
    );
    passes(
        "silence-as-consent",
        &says("Silence is not deemed to be consent, no response means nothing."),
    );
    trips(
        "refusal-blocks-service",
        &says("Nếu không đồng ý, khách hàng vui lòng ngừng sử dụng dịch vụ."),
        7,
    );
    trips(
        "refusal-blocks-service",
        &says("If you do not agree, you cannot register."),
        7,
    );
    for words in [
        "Việc từ chối không ảnh hưởng đến dịch vụ.",
        "Khi bạn rút lại sự đồng ý, Công ty ngừng sử dụng dữ liệu cho mục đích đó.",
        "If you withdraw, we stop using data for that purpose.",
    ] {
        passes("refusal-blocks-service", &says(words));
    }
    passes(
        "open-ended-data",
        &says("Thông tin khác biệt. For further information see below."),
    );
    let needed = "nhằm cung cấp dịch vụ mà tôi đăng ký.";
    for words in [
        "để cung cấp dịch vụ và gửi quảng cáo.",
        "cho mọi mục đích trong Chính sách.",
    ] {
        trips("acknowledgement-hides-consent", &toml(needed, words), 15);
    }
    trips(
        "acknowledgement-hides-consent",
        &toml(
            "to provide the service I register for.",
            "for all purposes.",
        ),
        16,
    );
    for words in [
        "Công ty thu thập tên và một số thông tin khác.",
        "Email, điện thoại, v.v.",
        "Your name and other information.",
    ] {
        trips("open-ended-data", &says(words), 7);
    }
    let sensitive = toml(
        "\"contact_name\", \"email\"]",
        "\"contact_name\", \"email\", \"health_status\"]",
    );
    trips("sensitive-data", &sensitive, 37);
    passes(
        "sensitive-data",
        &sensitive.with(
            "vi",
            "## 2.",
            "Dữ liệu sức khỏe là dữ liệu cá nhân nhạy cảm.\n\n## 2.",
        ),
    );
    let child = toml(
        "\"contact_name\", \"email\"]",
        "\"contact_name\", \"email\", \"date_of_birth\"]",
    );
    trips("children", &child, 37);
    trips("children", &says("Dịch vụ cũng dành cho trẻ em."), 7);
    passes(
        "children",
        &says("Với trẻ em, cha mẹ hoặc người giám hộ quyết định."),
    );
}
