//! The settings of mail, from flags, environment and file.

use std::fs;
use std::process::Command;

use crate::support::{Folder, failure, stdout, thuan};

fn check(folder: &Folder, file: &str) -> Command {
    let path = folder.path("thuan.toml");
    let sound = format!("site = '{}'\n", folder.site().display());
    if !path.exists() {
        let mut private = fs::File::options();
        private.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
        private.open(&path).expect("made");
    }
    fs::write(&path, sound + file).expect("written");
    let mut command = thuan();
    command.args(["config", "check", "--config"]).arg(path);
    // Not in the file: there may be a password in it.
    command.env("DATABASE_URL", folder.database.address());
    command
}

const FILE: &str = "mail_server = 'smtps://thuan@mail.example.vn'
mail_from = 'Vạn sự thông <noreply@example.vn>'
mail_notice = ['sales@example.vn', 'dpo@example.vn']
mail_copy = 'on'\n";

#[test]
fn settings_are_read_and_shown_without_their_password() {
    let folder = Folder::new();
    let password = folder.path("password");
    fs::write(&password, "geheim\n").expect("written");
    let by_file = format!("{FILE}mail_password_file = '{}'\n", password.display());
    let in_the_address = FILE.replace("thuan@", "thuan:geheim@");
    let by_itself = format!("{FILE}mail_password = 'geheim'\n");
    for (file, variable) in [
        (by_file.as_str(), None),
        (&in_the_address, None),
        (&by_itself, None),
        (FILE, Some("geheim")),
    ] {
        let mut command = check(&folder, file);
        if let Some(password) = variable {
            command.env("THUAN_MAIL_PASSWORD", password);
        }
        let said = stdout(&command.output().expect("runs"));
        assert!(!said.contains("geheim"), "{said}");
        assert!(
            said.contains("ok     notices to 2 addresses, without data; a copy to people"),
            "{said}"
        );
        assert!(said.contains("@mail.example.vn:465"), "{said}");
    }
}

#[test]
fn what_does_not_hold_together_is_said_before_serving() {
    let folder = Folder::new();
    for (file, words) in [
        (FILE.to_owned(), "there is no password"),
        ("mail_copy = 'on'\n".to_owned(), "`mail_server` is missing"),
        (
            format!("{FILE}mail_password = 'geheim'\nmail_language = 'xx'\n"),
            "`mail_language` must be one of: vi, en",
        ),
        (
            format!("{FILE}mail_password_file = 'no/such/file'\n"),
            "no/such/file",
        ),
    ] {
        let said = failure(&check(&folder, &file).output().expect("runs"));
        let line = said.lines().find(|line| line.starts_with("mail  "));
        let line = line.unwrap_or_else(|| panic!("{said}"));
        assert!(line.contains("FAILS") && line.contains(words), "{line}");
        assert!(!said.contains("geheim"), "{said}");
    }
    let said = folder.fails_to_serve(&["--mail-copy", "on"]);
    assert!(said.contains("`mail_server` is missing"), "{said}");
    // An address that is none is not repeated, wherever it stands.
    let address = "smtp://thuan:geheim@mail.example.vn";
    let file = format!("mail_server = '{address}'\n");
    let output = check(&folder, &file).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("line 2: `mail_server` must"), "{said}");
    assert!(!said.contains("geheim"), "{said}");
    let mut command = check(&folder, "");
    command.env("THUAN_MAIL_SERVER", address);
    let said = failure(&command.output().expect("runs"));
    assert!(said.contains("FAILS") && !said.contains("geheim"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_with_the_password_of_mail_must_not_be_everybodys() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    for (file, secret) in [
        (FILE.replace("thuan@", "thuan:geheim@"), true),
        (format!("{FILE}mail_password = 'geheim'\n"), true),
        (FILE.to_owned(), false),
    ] {
        let mut command = check(&folder, &file);
        let path = folder.path("thuan.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        let output = command.output().expect("runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.contains("everybody can read it"), secret, "{said}");
    }
}
