//! The way to the server: TLS, login, and what is made of its answers. Tried by `thuan mail test`.

use std::process::Output;

use crate::support::{Folder, Smtp, failure, stdout, thuan};

const LOGIN: [&str; 2] = ["thuan@example.vn", "geh:e/i m"];

/// The same login in an address.
const ENCODED: &str = "thuan%40example.vn:geh%3Ae%2Fi%20m";

fn test(address: &str, certificate: Option<&str>) -> Output {
    test_to("to@example.vn", address, certificate)
}

fn test_to(to: &str, address: &str, certificate: Option<&str>) -> Output {
    let mut command = thuan();
    command
        .args(["mail", "test", to])
        .env("THUAN_MAIL_SERVER", address)
        .env("THUAN_MAIL_FROM", "Vạn sự thông <noreply@example.vn>");
    if let Some(path) = certificate {
        command.env("SSL_CERT_FILE", path);
    }
    command.output().expect("runs")
}

/// A server of this kind that wants the login, and its certificate.
fn with_login(folder: &Folder, how: &str) -> Option<(Smtp, String)> {
    let path = folder.path("certificate.pem");
    let path = path.to_str().expect("a path").to_owned();
    let [user, password] = LOGIN;
    Some((Smtp::start(&[how, user, password, &path])?, path))
}

#[test]
fn a_message_goes_over_tls_to_whoever_has_the_certificate() {
    let folder = Folder::new();
    for (how, scheme, options) in [
        ("starttls", "smtp", "?tls=required"),
        ("wrapped", "smtps", ""),
    ] {
        let Some((server, certificate)) = with_login(&folder, how) else {
            return;
        };
        let at = |login: &str| format!("{scheme}://{login}@localhost:{}{options}", server.port);
        let said = stdout(&test(&at(ENCODED), Some(&certificate)));
        let shown = at("thuan@example.vn:***");
        assert_eq!(said, format!("{shown} has taken it\n"));
        let message = server.next();
        message.is_well_made();
        assert_eq!(message.0["encrypted"], true);
        assert_eq!(message.0["login"], LOGIN[0]);
        assert_eq!(message.0["hello"], "example.vn");
        assert_eq!(message.0["from"], "noreply@example.vn");
        assert_eq!(message.header("from"), "Vạn sự thông <noreply@example.vn>");
        assert_eq!(message.header("to"), "to@example.vn");
        assert_eq!(message.header("subject"), "Thư thử của Thuận");

        // Nobody vouches for the certificate.
        let said = failure(&test(&at(ENCODED), None));
        assert!(
            said.starts_with("thuan: tls: ") || said.contains("certificate"),
            "{said}"
        );
        // It is for another name.
        let elsewhere = at(ENCODED).replace("localhost", "localhost.localdomain");
        failure(&test(&elsewhere, Some(&certificate)));
        // A wrong password is not repeated.
        let said = failure(&test(&at("thuan%40example.vn:wr0ng"), Some(&certificate)));
        assert!(said.contains(": 535: "), "{said}");
        assert!(!said.contains("wr0ng"), "{said}");
        server.has_no_more();
    }
}

#[test]
fn where_tls_must_be_and_is_not_offered_nothing_is_sent() {
    let Some(server) = Smtp::open() else { return };
    let address = format!("smtp://localhost:{}?tls=required", server.port);
    let said = failure(&test(&address, None));
    assert!(said.starts_with("thuan: not_offered: "), "{said}");
    let address = format!("smtps://localhost:{}", server.port);
    failure(&test(&address, None));
    server.has_no_more();
}

/// A server that takes no such address never will; one that wants nothing of TLS may be mended.
#[test]
fn an_address_that_is_not_ascii_is_given_up_for_that_alone() {
    let Some(server) = Smtp::open() else { return };
    let to = "thử@example.vn";
    let address = format!("smtp://localhost:{}", server.port);
    let said = failure(&test_to(to, &address, None));
    assert!(said.starts_with("thuan: smtputf8: "), "{said}");
    let said = failure(&test_to(to, &format!("{address}?tls=required"), None));
    assert!(said.starts_with("thuan: not_offered: "), "{said}");
    server.has_no_more();
}

#[test]
fn what_the_server_answers_is_told() {
    let Some(mut server) = Smtp::open() else {
        return;
    };
    let address = format!("smtp://127.0.0.1:{}", server.port);
    for (answer, code) in [
        ("rcpt 550 5.1.1 no such user", ": 550: "),
        ("rcpt 451 4.7.1 greylisted", ": 451: "),
        ("data 552 5.3.4 too big", ": 552: "),
        ("data 421 4.3.2 going", ": 421: "),
    ] {
        server.says(answer);
        let said = failure(&test(&address, None));
        assert!(said.contains(code), "{answer}: {said}");
        server.says("ok");
    }
    stdout(&test(&address, None));
    server.next();
    drop(server);
    let said = failure(&test(&address, None));
    assert!(said.starts_with("thuan: unreachable: "), "{said}");
}
