use super::{passes, says, toml, trips, vi};

#[test]
fn format_rules() {
    trips("pack", &toml("id = \"example\"", "id = "), 1);
    trips("pack", &toml("version = \"2026-12\"\n", ""), 1);
    trips(
        "pack",
        &toml("id = \"offers_email\"", "id = \"service_access\""),
        29,
    );
    trips(
        "pack",
        &toml("id = \"offers_email\"", "id = \"Offers\""),
        29,
    );
    trips(
        "pack",
        &toml("recipients = [\"staff\"]", "recipients = [\"nobody\"]"),
        18,
    );
    trips("not-nfc", &says("a\u{301}"), 7);
    trips("not-nfc", &toml("Hệ thống", "Hê\u{323} thống"), 47);
    trips(
        "line-ends",
        &vi(
            "# Chính sách bảo vệ dữ liệu cá nhân\n",
            "# Chính sách bảo vệ dữ liệu cá nhân\r\n",
        ),
        1,
    );
    for words in ["<b>Đậm</b>", "một<br>hai", "a &amp; b", "<!-- ghi chú -->"] {
        trips("html", &says(words), 7);
    }
    for words in ["nhỏ hơn < lớn hơn >", "A & B", "<dulieu@vidu.example>"] {
        passes("html", &says(words));
    }
    for words in [
        "### Ba",
        "#Một",
        "**đậm**",
        "[trang](https://vidu.example)",
        "* mục",
        "  - mục",
        "1. một",
        "`mã`",
        "> trích",
    ] {
        trips("markup", &says(words), 7);
    }
    passes("markup", &says("Điều 1. Một; 2 - 3; [sic]."));
    for words in [
        "Điện thoại: ......",
        "Ngày ____",
        "[điền tên công ty]",
        "TODO",
        "XXX",
    ] {
        trips("placeholder", &says(words), 7);
    }
}
