//! What somebody may have meant by a word that is not known.

use core::cmp::Reverse;

/// The known word that `found` is nearest to, if few enough letters differ: one in a word of up to
/// three, two in a longer one. Of several the one that starts alike.
#[must_use]
pub fn nearest<'k>(found: &str, known: &[&'k str]) -> Option<&'k str> {
    /// Nothing longer is a slip of the pen, and the comparison grows with the square.
    const LONGEST: usize = 40;
    if found.len() > LONGEST {
        return None;
    }
    let found: Vec<char> = found.to_lowercase().chars().collect();
    let rank = |word: &str| {
        let word = word.to_lowercase();
        let alike = found.iter().zip(word.chars()).take_while(|(one, other)| *one == other);
        (distance(&found, &word), Reverse(alike.count()))
    };
    let ((distance, _), word) = known.iter().map(|word| (rank(word), *word)).min()?;
    let most = if found.len() <= 3 { 1 } else { 2 };
    (distance <= most).then_some(word)
}

/// How many letters are to be put in, left out or exchanged to make one of the other.
fn distance(found: &[char], word: &str) -> usize {
    let mut row: Vec<usize> = (0..=found.len()).collect();
    for (above, letter) in word.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, other) in found.iter().enumerate() {
            let exchanged = diagonal + usize::from(*other != letter);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[found.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_told_from_another_word() {
        let known = ["on", "off", "components", "default-duration"];
        for (found, expected) in [
            ("component", Some("components")),
            ("compnents", Some("components")),
            ("default_duration", Some("default-duration")),
            ("Off", Some("off")),
            ("of", Some("off")),
            ("onn", Some("on")),
            ("offf", Some("off")),
            ("cycle", None),
            ("", None),
        ] {
            assert_eq!(nearest(found, &known), expected, "{found}");
        }
        assert_eq!(nearest(&"x".repeat(1 << 20), &known), None);
        assert_eq!(nearest("on", &[]), None);
    }
}
