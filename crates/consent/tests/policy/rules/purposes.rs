use super::{passes, toml, trips};

#[test]
fn purpose_rules() {
    for member in [
        "recipients = [\"staff\"]\n",
        "storage = [\"own_systems\"]\n",
    ] {
        trips("purpose-incomplete", &toml(member, ""), 18);
    }
    trips(
        "purpose-incomplete",
        &toml(
            "pii_information = [\"contact_name\", \"email\"]",
            "pii_information = []",
        ),
        29,
    );
    trips(
        "basis-reference",
        &toml("basis_ref = \"Điều 2 Chính sách\"\n", ""),
        20,
    );
    trips(
        "marketing-on-contract",
        &toml("lawful_basis = \"consent\"", "lawful_basis = \"contract\""),
        31,
    );
    trips(
        "marketing-on-contract",
        &toml(
            "Quản lý và cấp quyền sử dụng dịch vụ.",
            "Cấp quyền sử dụng và gửi khuyến mại.",
        ),
        20,
    );
    passes(
        "marketing-on-contract",
        &toml(
            "Quản lý và cấp quyền sử dụng dịch vụ.",
            "Thông báo khi dịch vụ thay đổi.",
        ),
    );
    trips("marketing-channel", &toml("channel = \"email\"\n", ""), 29);
    let silent = "frequency.vi = \"Không quá một email mỗi tháng.\"\nfrequency.en = \"No more than one email a month.\"\n";
    trips("marketing-frequency", &toml(silent, ""), 29);
    // A message one has to agree to advertises, whatever it says.
    let plain = toml(
        "Tôi đồng ý nhận email mời gia hạn dịch vụ.",
        "Tôi đồng ý nhận email.",
    )
    .with(
        "toml",
        "inviting me to renew the service",
        "from the Company",
    );
    trips("marketing-frequency", &plain.with("toml", silent, ""), 29);
    let label = "Tôi đồng ý nhận email mời gia hạn dịch vụ.";
    trips(
        "marketing-several-channels",
        &toml(
            label,
            "Tôi đồng ý nhận email, cuộc gọi mời gia hạn dịch vụ.",
        ),
        35,
    );
    trips(
        "marketing-several-channels",
        &toml("channel = \"email\"", "channel = \"email,phone\""),
        35,
    );
    trips(
        "channel-data",
        &toml("channel = \"email\"", "channel = \"phone\""),
        37,
    );
    trips(
        "channel-data",
        &toml(
            "\"contact_name\", \"email\"]",
            "\"contact_name\", \"email\", \"phone\"]",
        ),
        37,
    );
    passes(
        "channel-data",
        &toml("channel = \"email\"", "channel = \"post\""),
    );
}
