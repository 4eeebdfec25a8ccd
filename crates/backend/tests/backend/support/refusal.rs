//! What every test of a refusal needs.

use super::{Answer, Backend, Folder};

/// A backend that has taken nothing, and a check at the end that it still has nothing.
pub fn refusing(test: impl FnOnce(&Folder, &Backend)) {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    test(&folder, &backend);
    let listed = folder.run(&["records", "--json"]);
    assert_eq!(
        String::from_utf8_lossy(&listed.stdout),
        "",
        "something was stored"
    );
}

#[track_caller]
pub fn refused(answer: &Answer, slug: &str, errors: &[(&str, &str)]) {
    answer.is_problem(422, slug);
    let expected: Vec<_> = errors
        .iter()
        .map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned()))
        .collect();
    assert_eq!(
        answer.errors(),
        expected,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}
