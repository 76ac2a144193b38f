//! Stretches that no cache would keep, written past the caches.
//!
//! An ordinary store reads the line that it overwrites from memory first. For an hour of samples
//! that is as much again as is written, for nothing: a streaming store leaves it out. It also
//! leaves the samples out of the caches, so what fits there is written in the ordinary way.
//! `docs/kernels.md` has the measurements.

#![expect(unsafe_code, reason = "streaming stores take pointers")]

/// A sample that is nothing but its bytes.
///
/// # Safety
/// The type has no padding.
pub unsafe trait Plain: Copy {}

// SAFETY: primitive numbers have no padding.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for i16 {}
// SAFETY: as above.
unsafe impl Plain for f32 {}

/// From so many bytes on a call to fill is written past the caches, if this target can.
///
/// With a last-level cache of 32 MB an ordinary store costs half of a streaming one at 4 MB, the
/// same at 8 to 12 MB and twice as much from 16 MB on; if all is read again afterwards both cost
/// the same at 16 MB.
pub(crate) const LONG: usize = 16 << 20;

/// From so many bytes on a run of a long fill is worth it.
const LONG_RUN: usize = 1 << 10;

/// What a streaming store writes at once: a cache line.
const LINE: usize = 64;

/// Fills `out` with the samples of `memory` from `at` on, going back by `turn` at `wrap`, past the
/// caches. Answers whether it did: not for a short stretch, nor for one that is no loop, nor if
/// `memory` does not go on for a line beyond `wrap`.
pub(super) fn unroll<T: Plain>(
    out: &mut [T],
    memory: &[T],
    mut at: usize,
    (wrap, turn): (usize, usize),
) -> bool {
    let in_line = LINE / size_of::<T>();
    let fits = at < wrap
        && (in_line..=wrap).contains(&turn)
        && memory.len().checked_sub(in_line).is_some_and(|last| wrap <= last);
    if !cfg!(target_arch = "x86_64") || !fits || size_of_val(out) < LONG_RUN {
        return false;
    }
    let before_line = out.as_ptr().align_offset(LINE).min(out.len());
    let (head, rest) = out.split_at_mut(before_line);
    let lines = head.chunks_mut(in_line).chain(rest.chunks_mut(in_line));
    for line in lines {
        store(line, &memory[at..at + line.len()]);
        at += line.len();
        if at >= wrap {
            at -= turn;
        }
    }
    fence();
    true
}

/// Copies `from` to `to`, of the same length: past the caches if it is a whole line.
#[cfg(target_arch = "x86_64")]
#[inline]
fn store<T: Plain>(to: &mut [T], from: &[T]) {
    use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_stream_si128};

    const AT_ONCE: usize = size_of::<__m128i>();
    let is_line = size_of_val(to) == LINE && size_of_val(from) == LINE;
    if !is_line || to.as_ptr().align_offset(AT_ONCE) != 0 {
        to.copy_from_slice(from);
        return;
    }
    let (to, from) = (to.as_mut_ptr().cast::<__m128i>(), from.as_ptr().cast::<__m128i>());
    for i in 0..LINE / AT_ONCE {
        // SAFETY: both slices are a line long, checked above, so each has the 16 bytes of every
        // `i`, initialised since `Plain` has no padding; `to` is aligned to 16 bytes, checked
        // above, and `from` need not be. `unroll` fences before it gives `out` back. SSE2 is part
        // of x86-64.
        unsafe { _mm_stream_si128(to.add(i), _mm_loadu_si128(from.add(i))) };
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn store<T: Plain>(to: &mut [T], from: &[T]) {
    to.copy_from_slice(from);
}

/// Makes what was stored past the caches come before whatever this thread writes next, such as the
/// word that hands the samples to another thread.
fn fence() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE is part of x86-64.
    unsafe {
        core::arch::x86_64::_mm_sfence();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is meant, sample by sample.
    fn expected<T: Plain>(
        count: usize,
        memory: &[T],
        mut at: usize,
        (wrap, turn): (usize, usize),
    ) -> Vec<T> {
        let mut samples = Vec::new();
        for _ in 0..count {
            samples.push(memory[at]);
            at += 1;
            if at == wrap {
                at -= turn;
            }
        }
        samples
    }

    /// Turns of a line and more, from before the loop and within, to every place of a line.
    fn assert_loops<T: Plain + PartialEq + core::fmt::Debug>(sample: fn(u16) -> T) {
        let line = LINE / size_of::<T>();
        for (lead, turn) in [(0, line), (0, line + 1), (7, 2 * line - 1), (100, 200)] {
            let wrap = lead + turn;
            // A line beyond the loop, as the compiler of a bank lays it out: more of the same.
            let beyond = |i: usize| if i < wrap { i } else { i - turn };
            let memory: Vec<T> =
                (0..wrap + line).map(|i| sample(u16::try_from(beyond(i)).unwrap())).collect();
            for at in [0, 1, lead, wrap - 1] {
                for offset in 0..=line {
                    let count = LONG_RUN / size_of::<T>() + offset * 3 % line;
                    let mut out = vec![sample(u16::MAX); count + offset + 1];
                    let done = unroll(&mut out[offset..][..count], &memory, at, (wrap, turn));
                    let case = format!("turn {turn} to {wrap} from {at}, {count} at {offset}");
                    assert_eq!(done, cfg!(target_arch = "x86_64"), "{case}");
                    if done {
                        let expected = expected(count, &memory, at, (wrap, turn));
                        assert_eq!(out[offset..][..count], expected, "{case}");
                        let around = [&out[..offset], &out[offset + count..]].concat();
                        assert_eq!(around, vec![sample(u16::MAX); offset + 1], "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_loop_is_the_same_to_every_place_of_a_line() {
        assert_loops(|i| i.to_le_bytes()[0]);
        assert_loops(u16::cast_signed);
        assert_loops(f32::from);
    }

    #[test]
    fn what_is_no_loop_of_a_line_and_more_is_left_alone() {
        let memory = [1_i16; 1000];
        let mut out = [0; LONG_RUN];
        for (at, wrap, turn) in [
            (0, 1000, 200),            // nothing beyond
            (0, 969, 200),             // a sample short of a line beyond
            (0, 500, 31),              // a turn shorter than a line
            (0, 500, 501),             // a turn from before the memory
            (500, 500, 200),           // after the loop
            (0, u32::MAX as usize, 0), // no loop
        ] {
            assert!(!unroll(&mut out, &memory, at, (wrap, turn)), "{at} {wrap} {turn}");
            assert_eq!(out, [0; LONG_RUN]);
        }
        assert!(!unroll(&mut out[..LONG_RUN / 2 - 1], &memory, 0, (500, 200)), "a short run");
        assert_eq!(out, [0; LONG_RUN]);
    }
}
