//! Running commands to their end, and what they said.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// What a command printed that must have succeeded.
#[track_caller]
pub fn stdout(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// What a command said that must have failed.
#[track_caller]
pub fn failure(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    [output.stdout.clone(), output.stderr.clone()]
        .map(|text| String::from_utf8(text).expect("UTF-8"))
        .concat()
}

/// Runs a command on an input.
pub fn pipe(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input).and_then(|()| stdin.flush()));
    let output = child.wait_with_output().expect("ended");
    writing.join().expect("joined").expect("written");
    output
}
