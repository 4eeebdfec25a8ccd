use super::{passes, toml, trips, vi};

#[test]
fn retention_rules() {
    for period in ["2Y", "P", "PT1H", "p2y", "hai năm", ""] {
        trips(
            "retention-period",
            &toml("\"P2Y\"", &format!("\"{period}\"")),
            38,
        );
    }
    passes("retention-period", &toml("\"P2Y\"", "\"P1Y6M\""));
    let kept = "Thông tin để cung cấp dịch vụ được lưu trữ 5 năm kể từ khi hợp đồng kết thúc, thông tin để gửi email mời gia hạn được lưu trữ 2 năm.";
    trips(
        "retention-not-told",
        &vi(kept, "Thông tin được lưu trữ cẩn thận."),
        1,
    );
    passes(
        "retention-not-told",
        &vi(
            kept,
            "Thông tin được lưu trữ cho đến khi bạn rút lại sự đồng ý.",
        ),
    );
    let ten = toml("\"P2Y\"", "\"P5Y\"");
    trips("one-retention", &ten, 16);
    trips(
        "one-retention",
        &ten.clone().with("vi", kept, "Thông tin được giữ."),
        25,
    );
    trips(
        "accounting-retention",
        &ten.with(
            "vi",
            kept,
            "Dữ liệu được lưu trữ 5 năm theo quy định về chứng từ kế toán.",
        ),
        16,
    );
    // Said of accounting documents alone, with other periods for the rest.
    passes(
        "accounting-retention",
        &vi(
            kept,
            "Chứng từ kế toán được lưu trữ 10 năm, thông tin liên hệ được lưu trữ 2 năm.",
        ),
    );
    trips(
        "unlimited-retention",
        &vi(kept, "Thông tin được lưu trữ vĩnh viễn."),
        16,
    );
}
