//! Counts in words.

use std::fmt::Display;

/// A number and what is counted: `1 article`, `2 articles`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(
    number: N,
    one: &str,
    more: &str,
) -> String {
    let what = if number == N::from(1) { one } else { more };
    format!("{number} {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(counted(0, "copy", "copies"), "0 copies");
        assert_eq!(counted(1u64, "copy", "copies"), "1 copy");
        assert_eq!(counted(2usize, "copy", "copies"), "2 copies");
    }
}
