use super::{passes, toml, trips, vi};

#[test]
fn party_rules() {
    let partner = toml(
        "Nhân viên của Công ty có nhiệm vụ cung cấp dịch vụ",
        "Đối tác của Công ty",
    );
    trips("third-party-contradiction", &partner, 42);
    passes(
        "third-party-contradiction",
        &partner.with(
            "vi",
            "không chia sẻ thông tin với bên thứ ba",
            "chia sẻ thông tin với đối tác",
        ),
    );
    trips(
        "party-unused",
        &toml(
            "[storage.own_systems]",
            "[recipients.bank]\nvi = \"Ngân hàng\"\nen = \"A bank\"\n\n[storage.own_systems]",
        ),
        46,
    );
    let abroad = toml("Hệ thống của Công ty tại Hà Nội", "Máy chủ tại Singapore");
    trips("cross-border", &abroad, 46);
    passes(
        "cross-border",
        &abroad.with(
            "vi",
            "## 3.",
            "Dữ liệu được chuyển xuyên biên giới đến Singapore.\n\n## 3.",
        ),
    );
    trips(
        "breach-notice",
        &vi(
            "Khi xảy ra sự cố lộ, mất dữ liệu, Công ty thông báo cho cơ quan có thẩm quyền và cho bạn.",
            "",
        ),
        1,
    );
}
