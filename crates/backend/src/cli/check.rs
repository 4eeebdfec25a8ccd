//! `thuan check`

use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write};
use std::process::ExitCode;

use thuan_fields::check::{Kind, check_line};

use super::CommandError;

/// The longest line that is read. No field is near as long, and memory stays flat whatever comes in.
const MAX_LINE: u64 = 1 << 20;
const BUFFER: usize = 1 << 16;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// What the lines hold: tax-code, phone, email, company-name, person-name, address.
    kind: Kind,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let input = BufReader::with_capacity(BUFFER, io::stdin().lock());
    let mut output = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    answer_lines(options.kind, input, &mut output)?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn answer_lines(kind: Kind, mut input: impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let complete = line.ends_with(b"\n") || (line.len() as u64) < MAX_LINE;
        if !complete {
            skip_line(&mut input)?;
        }
        // What is too long or not UTF-8 is no JSON string either, and the empty line stands for that.
        let text = if complete {
            str::from_utf8(&line).unwrap_or_default()
        } else {
            ""
        };
        output.write_all(check_line(kind, text.trim_end_matches(['\n', '\r'])).as_bytes())?;
        output.write_all(b"\n")?;
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (used, done) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &[u8], valid: &[bool]) {
        let mut output = Vec::new();
        answer_lines(Kind::TaxCode, input, &mut output).expect("written");
        let output = String::from_utf8(output).expect("UTF-8");
        let answers: Vec<bool> = output
            .lines()
            .map(|line| line.starts_with(r#"{"valid":true"#))
            .collect();
        assert_eq!(answers, valid, "{output}");
    }

    #[test]
    fn every_line_has_one_answer() {
        check(b"", &[]);
        check(b"\"0100109106\"", &[true]);
        check(
            b"\"0100109106\"\n\"0100109107\"\r\n\"0100109106-001\"\n",
            &[true, false, true],
        );
        check(b"\n\xff\n\"0100109106\"\n", &[false, false, true]);
    }

    #[test]
    fn a_line_too_long_is_one_line() {
        for extra in [0, 1, 2, 3] {
            let mut input = vec![b' '; usize::try_from(MAX_LINE).expect("fits") * 2 + extra];
            input.extend_from_slice(b"\n\"0100109106\"\n");
            check(&input, &[false, true]);
        }
    }
}
