//! Readers take memory in proportion to what they read: four times the text, four times the bytes
//! and the calls of the allocator, counted on the thread that reads.

mod counting;
mod hostile;

use counting::taken;
use hostile::{Reader, TO_ALL};
use ringsmith::notation::{Document, Notation};

/// Most readers refuse more than four times as much; a reader that sees 64 KiB and 256 KiB is done
/// with every shape in seconds.
const LONG: usize = 1 << 18;
/// Two doublings less: a table that grows by doubling is then as full as that of the long text, and
/// what is in proportion is four times as much, not two or eight times.
const SHORT: usize = LONG / 4;
/// Four times, and a quarter more: a number that has one more digit in the long text may cost a call
/// more to write, and the header of a compiled file is a hundredth of the short one. What is fixed
/// makes it less (diagnostics beyond 10 000 are only counted). What grows with the square makes
/// sixteen times as much, and is told when it is a twelfth of what the short text takes.
const MOST_TIMES: f64 = 5.0;

#[test]
fn memory_is_in_proportion_to_the_text_however_hostile() {
    assert_eq!(taken(|| drop(vec![1_u8; 4096])), (4096, 1), "it is counted");
    for reader in Reader::all() {
        let name = reader.name();
        let read = |text| {
            reader.read(text);
        };
        assert_in_proportion(&format!("{name}, what it is made for"), &read, |n| reader.valid(n));
        let (found, plays) = reader.read(reader.valid(SHORT));
        assert!(found > 50 && plays, "{name}: {found} found");
        for shape in TO_ALL.iter().chain(hostile::to(reader)) {
            let name = format!("{name}, {:?}", shape.1);
            assert_in_proportion(&name, &read, |length| hostile::hostile(*shape, length));
        }
    }
}

/// The name of a section may be most of the text, and have many lines.
#[test]
fn one_country_is_found_in_memory_that_is_in_proportion_to_the_text() {
    let read = |text| {
        let document = Document::in_notation("text", text, Notation::Indications);
        drop(document.with_only("a"));
    };
    let text = |length: usize| {
        let lines = "b=1\n".repeat(length / 128);
        format!("[a]\n[{}]\n{lines}", "x".repeat(length - lines.len())).into_bytes()
    };
    assert_in_proportion("one country", &read, text);
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred megabytes")]
fn assert_in_proportion(name: &str, read: &dyn Fn(Vec<u8>), text: impl Fn(usize) -> Vec<u8>) {
    let of = |length| {
        let text = text(length);
        let (bytes, calls) = taken(|| read(text));
        (bytes.max(0).cast_unsigned(), calls)
    };
    let (short, long) = (of(SHORT), of(LONG));
    for (what, short, long) in [("bytes", short.0, long.0), ("calls", short.1, long.1)] {
        // Nothing at all may be taken.
        let times = long as f64 / short.max(1) as f64;
        let told = format!("{name}: {what} {short}, then {long}");
        assert!(times <= MOST_TIMES, "{told}: {times:.2} times as many");
    }
}
