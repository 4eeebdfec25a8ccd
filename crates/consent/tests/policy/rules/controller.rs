use super::{passes, says, toml, trips, vi};

#[test]
fn controller_rules() {
    for member in [
        "tax_code = \"0199999991\"\n",
        "address = \"Số 1, đường Ví Dụ, Hà Nội\"\n",
    ] {
        trips("controller-incomplete", &toml(member, ""), 7);
    }
    let no_email = toml("email = \"dulieu@vidu.example\"\n", "");
    passes("controller-contact", &no_email);
    trips(
        "controller-contact",
        &no_email.with("toml", "phone = \"024 3934 3137\"\n", ""),
        7,
    );
    trips("controller-invalid", &toml("0199999991", "0199999992"), 9);
    trips(
        "controller-invalid",
        &toml("email = \"dulieu@vidu.example\"", "email = \"vidu\""),
        11,
    );
    trips("controller-invalid", &toml("024 3934 3137", "024"), 12);
    trips(
        "controller-invalid",
        &toml(
            "[withdrawal]\nemail = \"dulieu@vidu.example\"",
            "[withdrawal]\nurl = \"http://vidu.example\"",
        ),
        81,
    );
    let last = "Mọi thắc mắc và khiếu nại xin gửi về dulieu@vidu.example.";
    trips(
        "complaints-contact",
        &vi(last, "Mọi thắc mắc và khiếu nại vui lòng liên hệ đến:"),
        37,
    );
    trips("complaints-contact", &vi(last, ""), 35);
    trips(
        "complaints-contact",
        &vi(
            "## 5. Liên hệ và khiếu nại\n\nMọi thắc mắc và khiếu nại xin gửi về dulieu@vidu.example.",
            "",
        ),
        1,
    );
    for contact in [
        "hotro@vidu.example",
        "(024) 3934 3137",
        "https://vidu.example/lien-he",
        "địa chỉ: số 1, Hà Nội",
    ] {
        passes(
            "complaints-contact",
            &vi(
                last,
                &format!("Khiếu nại vui lòng liên hệ đến:\n\n- {contact}"),
            ),
        );
    }
    trips("applicable-law", &toml("\"91/2025/QH15\", ", ""), 5);
    trips("applicable-law", &toml("\"356/2025/NĐ-CP\", ", ""), 5);
    trips("applicable-law", &toml(", \"91/2020/NĐ-CP\"", ""), 5);
    trips(
        "applicable-law",
        &toml(
            "\"91/2025/QH15\", ",
            "\"91/2025/QH15\", \"13/2023/NĐ-CP\", ",
        ),
        5,
    );
    trips("applicable-law", &says("Theo Nghị định 13/2023/NĐ-CP."), 7);
    trips(
        "version",
        &toml("version = \"2026-12\"", "version = \" \""),
        2,
    );
    for date in ["2026-02-30", "1/12/2026", ""] {
        trips(
            "effective-date",
            &toml(
                "effective = \"2026-12-01\"",
                &format!("effective = \"{date}\""),
            ),
            3,
        );
    }
    trips(
        "text-undated",
        &vi(
            "Chính sách này có hiệu lực từ ngày 01/12/2026.",
            "Chính sách này.",
        ),
        1,
    );
}
