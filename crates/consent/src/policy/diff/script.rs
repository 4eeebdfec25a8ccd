//! The shortest way from one sequence to another, by a longest common subsequence.

/// A step on the way, by position in the old sequence, in the new one, or in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Kept(usize, usize),
    Removed(usize),
    Added(usize),
}

/// Beyond so many comparisons what differs counts as replaced whole. No policy comes near: it bounds time and memory.
const MOST_CELLS: usize = 4_000_000;

/// The steps from `old` to `new`, in order. What is replaced is removed first.
pub fn script<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Step> {
    let start = common(old.iter(), new.iter());
    let (old_rest, new_rest) = (tail(old, start), tail(new, start));
    let end = common(old_rest.iter().rev(), new_rest.iter().rev());
    let (old_middle, new_middle) = (head(old_rest, end), head(new_rest, end));

    let mut steps: Vec<Step> = (0..start).map(|at| Step::Kept(at, at)).collect();
    middle(old_middle, new_middle, start, &mut steps);
    let ends = (old.len() - end..old.len()).zip(new.len() - end..new.len());
    steps.extend(ends.map(|(old, new)| Step::Kept(old, new)));
    steps
}

/// How many are the same at the beginning.
fn common<'a, T: PartialEq + 'a>(
    old: impl Iterator<Item = &'a T>,
    new: impl Iterator<Item = &'a T>,
) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
}

fn tail<T>(all: &[T], from: usize) -> &[T] {
    all.get(from..).unwrap_or_default()
}

fn head<T>(all: &[T], without: usize) -> &[T] {
    all.get(..all.len() - without).unwrap_or_default()
}

fn middle<T: PartialEq>(old: &[T], new: &[T], offset: usize, steps: &mut Vec<Step>) {
    let lengths = lengths(old, new);
    let left = |i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j));
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(was), Some(is)) if was == is && !lengths.is_empty() => {
                steps.push(Step::Kept(offset + i, offset + j));
                i += 1;
                j += 1;
            }
            (Some(_), Some(_)) if left(i + 1, j) < left(i, j + 1) => {
                steps.push(Step::Added(offset + j));
                j += 1;
            }
            (Some(_), _) => {
                steps.push(Step::Removed(offset + i));
                i += 1;
            }
            (None, Some(_)) => {
                steps.push(Step::Added(offset + j));
                j += 1;
            }
            (None, None) => return,
        }
    }
}

/// For each pair of positions, how much is common from there on. Empty where that would be too much to work out.
fn lengths<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Vec<u32>> {
    if (old.len() + 1).saturating_mul(new.len() + 1) > MOST_CELLS {
        return Vec::new();
    }
    let mut below = vec![0; new.len() + 1];
    let mut rows = Vec::new();
    for was in old.iter().rev() {
        let mut right = 0;
        let mut row = vec![0];
        for (pair, is) in below.windows(2).zip(new).rev() {
            let &[down, diagonal] = pair else { continue };
            right = if was == is {
                diagonal + 1
            } else {
                down.max(right)
            };
            row.push(right);
        }
        row.reverse();
        rows.push(std::mem::replace(&mut below, row));
    }
    rows.push(below);
    rows.reverse();
    rows
}
