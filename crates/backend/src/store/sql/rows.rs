//! Statements that insert many rows.

use std::fmt::Write as _;

/// Rows that one statement inserts. Each number of rows is a statement of its own, which is prepared and kept; and SQLite
/// looks a value up among all those of its statement, so that more rows would save nothing.
const ROWS: usize = 32;

/// Rows in parts of [`ROWS`], and what is left by powers of two: a handful of statements that do for every number.
pub(in crate::store) fn parts<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = 1 << rows.len().min(ROWS).checked_ilog2()?;
        let (part, rest) = rows.split_at_checked(size)?;
        rows = rest;
        Some(part)
    })
}

/// The statement that begins like this (`INSERT INTO table (a, b)`), for so many rows of so many values. The values are
/// bound row by row.
pub(in crate::store) fn rows(insert: &str, rows: usize, columns: usize) -> String {
    let mut statement = insert.to_owned();
    for place in 0..rows * columns {
        let before = match (place, place % columns) {
            (0, _) => " VALUES (",
            (_, 0) => "), (",
            _ => ", ",
        };
        // Writing to a string does not fail.
        let _ = write!(statement, "{before}${}", place + 1);
    }
    statement.push(')');
    statement
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_statement_names_a_value_for_every_column_of_every_row() {
        assert_eq!(
            rows("INSERT INTO t (a)", 1, 1),
            "INSERT INTO t (a) VALUES ($1)"
        );
        assert_eq!(
            rows("INSERT INTO t (a, b)", 3, 2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6)"
        );
    }

    proptest! {
        #[test]
        fn parts_are_all_rows_in_their_order(all in prop::collection::vec(any::<u8>(), 0..300)) {
            let parts = Vec::from_iter(parts(&all));
            prop_assert_eq!(&parts.concat(), &all);
            prop_assert!(parts.iter().all(|part| part.len().is_power_of_two() && part.len() <= ROWS));
        }
    }
}
