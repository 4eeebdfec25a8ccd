//! Counting tests from what test runners print.

use std::fmt;

/// So many tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Ran and held.
    pub passed: u64,
    /// Ran and did not.
    pub failed: u64,
    /// Did not run.
    pub skipped: u64,
}

impl Count {
    /// How many there were at all.
    pub fn total(self) -> u64 {
        self.passed + self.failed + self.skipped
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what a line of Rust's test harness, or of wasm-bindgen's, says at its end:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub fn add_rust(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        let Some((_, numbers)) = result.split_once(". ") else {
            return;
        };
        for part in numbers.split(';') {
            let mut words = part.split_whitespace();
            let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                Some("ignored") => self.skipped += number,
                _ => {}
            }
        }
    }

    /// Adds what the end of Node's TAP output says: `# pass 3`, `# fail 0`, …
    pub fn add_tap(&mut self, tap: &str) {
        for line in tap.lines() {
            let Some((name, number)) = line
                .strip_prefix("# ")
                .and_then(|line| line.split_once(' '))
            else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match name {
                "pass" => self.passed += number,
                "fail" | "cancelled" => self.failed += number,
                "skipped" | "todo" => self.skipped += number,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_results_are_summed_over_lines() {
        let mut count = Count::default();
        count.add_rust("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        count.add_rust("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out");
        count.add_rust("test one ... ok");
        assert_eq!(
            count,
            Count {
                passed: 5,
                failed: 1,
                skipped: 1
            }
        );
    }

    #[test]
    fn node_results_are_read_from_tap() {
        let mut count = Count::default();
        count.add_tap("TAP version 13\nok 1 - a\n# a comment\n1..1\n# tests 4\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n");
        assert_eq!(count.to_string(), "2 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn skipped_tests_are_named_only_where_there_are_any() {
        let count = Count {
            passed: 7,
            ..Count::default()
        };
        assert_eq!(count.to_string(), "7 passed, 0 failed");
    }
}
