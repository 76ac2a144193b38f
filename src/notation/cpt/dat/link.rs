//! The links by which the cadences of a ringing pattern follow each other.
//!
//! Each cadence has the index of the one to play after it. In every file that was seen each links
//! to the next one and the last back to the first that is repeated: what stands before that is
//! bursts. How a pattern of bursts alone ends was not seen. Written, it ends in a cadence of
//! silence that repeats itself, which needs no more than was seen.

use core::ops::Range;

use crate::notation::cpt::dat::problem::DatProblem;
use crate::notation::cpt::names::PAIRS;

/// On time and off time in units of 10 ms, and the link.
pub(super) type Cadence = [u32; 3];

/// The silence that repeats itself after bursts, in units of 10 ms.
pub(super) const SILENCE: (u32, u32) = (0, 100);

/// Which cadences ring once and which are repeated.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) lead: Range<usize>,
    pub(super) cycle: Range<usize>,
    /// How many cadences the links lead to.
    pub(super) reached: usize,
    /// The cadence whose link was taken for an end.
    pub(super) assumed_end: Option<usize>,
}

/// Follows the links.
///
/// # Errors
/// The problem, and the cadence that has it.
pub(super) fn follow(cadences: &[Cadence; PAIRS]) -> Result<Course, (usize, DatProblem)> {
    let link_of = |place: usize| usize::try_from(cadences[place][2]).unwrap_or(usize::MAX);
    let takes_time = |places: Range<usize>| cadences[places].iter().any(|c| c[0] > 0 || c[1] > 0);
    let sounds = |places: Range<usize>| cadences[places].iter().any(|c| c[0] > 0);
    let mut last = 0;
    while last + 1 < PAIRS && link_of(last) == last + 1 {
        last += 1;
    }
    let ends = |lead: usize, at: Option<usize>| Course {
        lead: 0..lead,
        cycle: lead..lead,
        reached: last + 1,
        assumed_end: at,
    };
    match link_of(last) {
        PAIRS => Ok(ends(last + 1, Some(last))),
        _ if cadences[last][2] == u32::MAX => Ok(ends(last + 1, Some(last))),
        start if start > last => {
            let link = cadences[last][2];
            Err((last, DatProblem::WrongLink { cadence: last, link }))
        }
        start if takes_time(0..start) && !takes_time(start..last + 1) => {
            Ok(ends(start, Some(last)))
        }
        // Bursts and then silence for ever: they end.
        start if takes_time(0..start) && !sounds(start..last + 1) => Ok(ends(start, None)),
        // Either a cadence without time that is one of the cycle, or the first one that is unused.
        0 if last > 0 && cadences[last] == [0; 3] && takes_time(0..last) => {
            Err((last, DatProblem::OpenLink { cadence: last }))
        }
        start => Ok(Course {
            lead: 0..start,
            cycle: start..last + 1,
            reached: last + 1,
            assumed_end: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(cadences: &[Cadence]) -> Result<Course, (usize, DatProblem)> {
        let mut all = [[0; 3]; PAIRS];
        all[..cadences.len()].copy_from_slice(cadences);
        follow(&all)
    }

    #[test]
    fn links_lead_through_bursts_into_a_cycle() {
        let course = |lead, cycle: Range<usize>, reached| {
            Ok(Course { lead, cycle, reached, assumed_end: None })
        };
        assert_eq!(followed(&[[200, 400, 0]]), course(0..0, 0..1, 1));
        assert_eq!(followed(&[[100, 50, 1], [100, 300, 0]]), course(0..0, 0..2, 2));
        assert_eq!(followed(&[[50, 50, 1], [50, 50, 2], [100, 300, 2]]), course(0..2, 2..3, 3));
        assert_eq!(followed(&[[1, 1, 1], [1, 1, 2], [1, 1, 3], [1, 1, 1]]), course(0..1, 1..4, 4));
        assert_eq!(followed(&[[0, 0, 1], [40, 200, 0]]), course(0..0, 0..2, 2));
        assert_eq!(followed(&[[50, 50, 1], [0, 100, 1]]), course(0..1, 1..1, 2));
        assert_eq!(followed(&[]), course(0..0, 0..1, 1));
    }

    #[test]
    fn a_link_to_nothing_is_an_end_and_any_other_is_refused() {
        let ends = |lead: usize, at| {
            let cycle = lead..lead;
            Ok(Course { lead: 0..lead, cycle, reached: at + 1, assumed_end: Some(at) })
        };
        assert_eq!(followed(&[[1, 1, 1], [1, 1, 2], [1, 1, 3], [1, 1, 4]]), ends(4, 3));
        assert_eq!(followed(&[[1, 1, u32::MAX]]), ends(1, 0));
        assert_eq!(followed(&[[1, 1, 1], [0, 0, 1]]), ends(1, 1));
        let wrong = |cadence, link| Err((cadence, DatProblem::WrongLink { cadence, link }));
        assert_eq!(followed(&[[1, 1, 2], [1, 1, 0], [1, 1, 0]]), wrong(0, 2));
        assert_eq!(followed(&[[1, 1, 1], [1, 1, 9]]), wrong(1, 9));
        let open = Err((1, DatProblem::OpenLink { cadence: 1 }));
        assert_eq!(followed(&[[1, 1, 1], [0, 0, 0]]), open);
    }
}
