//! An SQLite file that is looked at: nothing is written to it, and it need not be writable.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{check, sound};
use crate::support::{Database, Folder, Submission, failure, stdout};

/// What looks and changes nothing.
const LOOKS: [&[&str]; 8] = [
    &["records"],
    &["audit"],
    &["keys"],
    &["withdrawals"],
    &["webhooks"],
    &["webhooks", "dead"],
    &["mail", "dead"],
    &["export", "--all"],
];

fn file(folder: &Folder) -> PathBuf {
    match &folder.database {
        Database::File(path) => path.clone(),
        _ => panic!("a file"),
    }
}

/// The names and contents of all that lies where the database does.
fn everything(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::from_iter(
        fs::read_dir(path.parent().expect("a folder"))
            .expect("read")
            .filter_map(|entry| {
                let path = entry.expect("an entry").path();
                let is_databases = path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("thuan.db"));
                is_databases.then(|| (path.clone(), fs::read(path).expect("read")))
            }),
    );
    all.sort();
    all
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = Folder::with(Database::file);
    let path = file(&folder);
    let name = path.display().to_string();
    fs::write(&path, "This is no database.\n".repeat(1000)).expect("written");
    let before = everything(&path);
    for command in [&["records"], &["audit"], &["migrate"]] {
        let said = failure(&folder.run(command));
        assert!(
            said.contains(&name) && said.contains("not a database"),
            "{command:?}: {said}"
        );
    }
    let (code, text) = check(&folder, &sound(&folder), |_| {});
    assert!(
        code == Some(1) && text.contains(&format!("{name} cannot be opened: ")),
        "{text}"
    );
    assert!(
        folder
            .fails_to_serve(&[])
            .contains(&format!("{name} cannot be opened: "))
    );
    assert!(everything(&path) == before, "{:?}", fs::metadata(&path));

    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("made");
    for command in [&["records"], &["migrate"]] {
        let said = failure(&folder.run(command));
        assert!(
            said.contains(&format!("{name} cannot be opened: ")),
            "{command:?}: {said}"
        );
    }
}

#[test]
fn what_is_looked_at_is_not_written() {
    let folder = Folder::with(Database::file);
    let path = file(&folder);
    fs::write(&path, "").expect("written");
    for command in LOOKS {
        let said = failure(&folder.run(command));
        assert!(said.contains("there are no tables"), "{command:?}: {said}");
    }
    let (code, text) = check(&folder, &sound(&folder), |_| {});
    assert!(
        code == Some(0) && text.contains("it has no tables yet"),
        "{text}"
    );
    assert_eq!(everything(&path), [(path.clone(), Vec::new())]);

    // Somebody else's database keeps its journal's mode.
    folder.sql("CREATE TABLE theirs (text TEXT)");
    let before = everything(&path);
    for command in LOOKS {
        failure(&folder.run(command));
    }
    assert!(everything(&path) == before);
    // And is made ours by whoever is told to.
    folder.serve(&[]).stop();
    stdout(&folder.run(&["records"]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_can_only_be_read_can_be_looked_at() {
    use crate::support::SmallDisk;

    // Whoever may not mount one is let write by nobody's leave.
    let Some(disk) = SmallDisk::mount(16) else {
        return;
    };
    let folder = Folder::with(|_| Database::file(disk.path()));
    let path = file(&folder);
    let first = Submission::new(&folder);
    let looks = |records: usize| {
        let before = everything(&path);
        for command in LOOKS {
            stdout(&folder.run(command));
        }
        assert_eq!(folder.audits_clean()["records"], records);
        assert_eq!(
            stdout(&folder.run(&["export", "--all"])).lines().count(),
            records
        );
        assert!(everything(&path) == before);
        for command in [
            &["keys", "rotate"][..],
            &["forget", &first.record_id(), "--reason", "asked for"],
        ] {
            let said = failure(&folder.run(command));
            assert!(
                said.contains("can only be read here"),
                "{command:?}: {said}"
            );
        }
        let refused = folder.fails_to_serve(&[]);
        let refused = refused.lines().last().expect("a line");
        assert!(refused.contains("can only be read here"), "{refused}");
    };

    // After an orderly end there is no log.
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&first).status, 201);
    backend.stop();
    assert_eq!(everything(&path).len(), 1);
    disk.only_read(true);
    looks(1);
    let said = failure(&folder.run(&["migrate"]));
    assert!(
        said.contains(&format!("{} cannot be opened: ", path.display())),
        "{said}"
    );

    // After a kill there is one, and what was answered for last is in it.
    disk.only_read(false);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.kill();
    assert_eq!(everything(&path).len(), 3);
    disk.only_read(true);
    looks(2);

    // A log that cannot be read so is not passed over.
    disk.only_read(false);
    fs::remove_file(path.with_extension("db-shm")).expect("removed");
    disk.only_read(true);
    let said = failure(&folder.run(&["records"]));
    assert!(said.contains("copy it there with its -wal"), "{said}");
}
