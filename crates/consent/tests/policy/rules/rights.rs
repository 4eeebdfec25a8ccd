use super::{toml, trips, vi};

#[test]
fn rights_rules() {
    for right in [
        "- Được biết về hoạt động xử lý dữ liệu của mình;\n",
        "- Đồng ý, không đồng ý và rút lại sự đồng ý;\n",
        "- Xem và chỉnh sửa dữ liệu;\n",
        "- Yêu cầu xóa, hạn chế xử lý và phản đối việc xử lý;\n",
        "- Khiếu nại, tố cáo, khởi kiện, yêu cầu bồi thường thiệt hại;\n",
        "- Yêu cầu thực hiện các biện pháp bảo vệ dữ liệu.\n",
    ] {
        trips("rights-not-told", &vi(right, ""), 1);
    }
    trips(
        "rights-incomplete",
        &toml("id = \"right_to_be_informed\"", "id = \"other\""),
        50,
    );
    trips(
        "duties-not-told",
        &vi("Bạn có nghĩa vụ cung cấp", "Bạn cung cấp").with(
            "vi",
            "Quyền và nghĩa vụ của bạn",
            "Quyền của bạn",
        ),
        1,
    );
    trips(
        "withdrawal-way",
        &toml(
            "[withdrawal]\nemail = \"dulieu@vidu.example\"\n",
            "[withdrawal]\n",
        ),
        80,
    );
    let stuck = vi(
        "Bạn có thể từ chối nhận email mời gia hạn; dịch vụ không thay đổi.",
        "",
    )
    .with("vi", "- Đồng ý, không đồng ý và rút lại sự đồng ý;\n", "");
    trips("no-opt-out", &stuck, 10);
    trips(
        "no-opt-out",
        &stuck
            .with(
                "vi",
                "- Gửi email mời gia hạn dịch vụ, nếu bạn đồng ý.\n",
                "",
            )
            .with("vi", "email mời gia hạn được", "email được"),
        1,
    );
}
