//! Tones, patterns and numbers in words.

pub use ringsmith::sheet::words::{cadence, cadence_of, entry, voice_name};

/// A number with so many decimals; what rounds to zero has no sign.
pub fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|digit| matches!(digit, b'0' | b'.')) => zero.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        for (value, decimals, text) in [
            (-0.004, 2, "0.00"),
            (-0.006, 2, "-0.01"),
            (-0.4, 0, "0"),
            (-10.0, 1, "-10.0"),
            (f64::NEG_INFINITY, 1, "-inf"),
        ] {
            assert_eq!(decimal(value, decimals), text);
        }
    }
}
