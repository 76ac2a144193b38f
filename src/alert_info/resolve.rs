//! Which of a user agent's signals a list of alert URNs chooses: the semantics of RFC 8433.
//!
//! RFC 7462 11.1 describes a choice and contradicts itself in three places; RFC 8433 says what is
//! meant. The URNs are taken in order, so an earlier one outranks a later one. In each category the
//! first URN counts, or a later one that goes on behind it. A signal is looked for that says all that
//! is said so far and the new URN too; where there is none, the URN loses its last part and a signal
//! is looked for that says just this, and where nothing is left it is remembered as not said. Of the
//! signals that remain, the one that says the least is chosen.

use crate::alert_info::urn::AlertUrn;
use crate::model::ToneId;

/// What a user agent can sound.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AlertSignal {
    /// The ringing pattern or ring of this number.
    Ring(u32),
    /// The tone of this id.
    Tone(ToneId),
}

/// A user agent's signals and what each of them says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalTable {
    rows: Vec<(AlertSignal, Vec<AlertUrn>)>,
}

/// What a list of URNs comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// The signal; `None` is the default signal, which says nothing.
    pub signal: Option<&'a AlertSignal>,
    /// What the signal says of what was asked for.
    pub said: Vec<AlertUrn>,
    /// What was asked for and no signal could say beside that.
    pub unsaid: Vec<AlertUrn>,
}

/// What is known of a category that a URN has named.
struct Claim {
    /// What was asked for.
    asked: AlertUrn,
    /// As much of it as the signals that remain say.
    said: Option<AlertUrn>,
}

impl Claim {
    /// Whether a signal keeps to what has been said: it says what was asked for or more, or a part
    /// of that which is no less. One that says something else of the same kind (hold, where transfer
    /// was asked for) does not.
    fn kept_by(&self, signal: &[AlertUrn]) -> bool {
        self.said.as_ref().is_none_or(|said| {
            signal
                .iter()
                .any(|own| own.says(&self.asked) || (self.asked.says(own) && own.says(said)))
        })
    }
}

impl SignalTable {
    /// A table without signals, of which every list of URNs chooses the default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a signal that says these URNs. Earlier signals are preferred where two say as little.
    pub fn add(&mut self, signal: AlertSignal, urns: impl IntoIterator<Item = AlertUrn>) {
        self.rows.push((signal, urns.into_iter().collect()));
    }

    /// Whether there is no signal but the default one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The signal that these URNs choose.
    #[must_use]
    pub fn resolve<'u>(&self, urns: impl IntoIterator<Item = &'u AlertUrn>) -> Resolution<'_> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut unsaid = Vec::new();
        for urn in urns {
            let earlier = claims.iter().position(|claim| claim.asked.category() == urn.category());
            if earlier.is_some_and(|at| !urn.says(&claims[at].asked) || *urn == claims[at].asked) {
                continue;
            }
            let others = || claims.iter().enumerate().filter(|(at, _)| Some(*at) != earlier);
            // As much of the URN as a signal says beside what the other categories say, and no less
            // than its category says already.
            let before = earlier.and_then(|at| claims[at].said.as_ref());
            let shorter = core::iter::successors(Some(urn.clone()), AlertUrn::shortened);
            let enough = shorter.take_while(|said| before.is_none_or(|before| said.says(before)));
            let mut trials = enough.map(|said| Claim { asked: urn.clone(), said: Some(said) });
            let found = trials.find(|trial| {
                let able = |signal: &[AlertUrn]| {
                    trial.kept_by(signal) && others().all(|(_, claim)| claim.kept_by(signal))
                };
                self.rows.iter().any(|(_, signal)| able(signal))
            });
            match (earlier, found) {
                (Some(at), Some(claim)) => claims[at] = claim,
                (None, found) => {
                    claims.push(found.unwrap_or(Claim { asked: urn.clone(), said: None }));
                }
                // What an earlier URN got, a later one does not take away.
                (Some(_), None) => unsaid.push(urn.clone()),
            }
        }
        let signal = self.least_that_keeps(&claims);
        let said: Vec<_> = claims.iter().filter_map(|claim| claim.said.clone()).collect();
        let never = claims.into_iter().filter(|claim| claim.said.is_none());
        unsaid.extend(never.map(|claim| claim.asked));
        Resolution { signal, said, unsaid }
    }

    /// The signal that keeps to all claims and says the least besides; `None` if nothing is said.
    fn least_that_keeps(&self, claims: &[Claim]) -> Option<&AlertSignal> {
        if claims.iter().all(|claim| claim.said.is_none()) {
            return None;
        }
        let parts = |signal: &[AlertUrn]| -> usize {
            signal.iter().map(|urn| urn.as_str().split(':').count()).sum()
        };
        let able = self.rows.iter().filter(|(_, signal)| claims.iter().all(|c| c.kept_by(signal)));
        able.min_by_key(|(_, says)| (says.len(), parts(says))).map(|(signal, _)| signal)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tests::cases;

    fn urn(text: &str) -> AlertUrn {
        AlertUrn::new(text).unwrap()
    }

    /// A table of signals that say what is written here, numbered in order.
    fn table(signals: &[&str]) -> SignalTable {
        let mut table = SignalTable::new();
        for (number, signal) in (0..).zip(signals) {
            table.add(AlertSignal::Ring(number), signal.split(" + ").map(urn));
        }
        table
    }

    /// What the signal says that these URNs choose.
    fn chosen<'s>(signals: &[&'s str], urns: &[AlertUrn]) -> &'s str {
        match table(signals).resolve(urns).signal {
            None => "default",
            Some(AlertSignal::Ring(number)) => signals[usize::try_from(*number).unwrap()],
            Some(AlertSignal::Tone(_)) => unreachable!("the table has rings"),
        }
    }

    #[track_caller]
    fn assert_chosen(signals: &[&str], cases: &[(&[&str], &str)]) {
        for (urns, expected) in cases {
            let urns: Vec<_> = urns.iter().copied().map(urn).collect();
            assert_eq!(chosen(signals, &urns), *expected, "{urns:?}");
        }
    }

    const INTERNAL: &str = "source:internal";
    const EXTERNAL: &str = "source:external";
    const LOW: &str = "priority:low";
    const HIGH: &str = "priority:high";

    #[test]
    fn the_first_urn_of_a_category_counts() {
        assert_chosen(
            &[INTERNAL, EXTERNAL],
            &[
                (&[], "default"),
                (&[INTERNAL], INTERNAL),
                (&[EXTERNAL], EXTERNAL),
                (&[INTERNAL, EXTERNAL], INTERNAL),
                (&[EXTERNAL, INTERNAL], EXTERNAL),
                // RFC 8433 4.5: the default value claims its category as any other.
                (&["source:unclassified", INTERNAL], "default"),
                // Unknown, but it is the source all the same.
                (&["source:boss@a.example", INTERNAL], "default"),
                (&["service:forward", INTERNAL], INTERNAL),
            ],
        );
    }

    #[test]
    fn an_earlier_category_outranks_a_later_one_that_no_signal_says_beside_it() {
        assert_chosen(
            &[INTERNAL, EXTERNAL, LOW, HIGH],
            &[
                (&[INTERNAL, HIGH], INTERNAL),
                (&[HIGH, INTERNAL], HIGH),
                // RFC 7462 12.2.4 remarks otherwise, which is a slip.
                (&[LOW, INTERNAL], LOW),
                // RFC 8433 5.2.
                (&["source:unclassified", INTERNAL, HIGH], HIGH),
                (&["priority:normal", INTERNAL], INTERNAL),
                (&[INTERNAL, EXTERNAL, LOW], INTERNAL),
            ],
        );
    }

    #[test]
    fn a_signal_that_says_both_is_chosen_for_both_and_no_sooner() {
        let both = "source:internal + priority:high";
        assert_chosen(
            &[both, INTERNAL, HIGH],
            &[
                (&[INTERNAL, HIGH], both),
                (&[HIGH, INTERNAL], both),
                (&[INTERNAL], INTERNAL),
                (&[INTERNAL, "priority:normal", HIGH], INTERNAL),
            ],
        );
        // Nothing says only this: what says it with something else is nearer than the default.
        assert_chosen(&[both, EXTERNAL], &[(&[INTERNAL], both), (&[HIGH, EXTERNAL], both)]);
    }

    #[test]
    fn a_urn_loses_its_last_parts_until_a_signal_says_it() {
        assert_chosen(
            &["service:recall", "service:recall:hold", "service:call-waiting"],
            &[
                (&["service:recall:transfer"], "service:recall"),
                (&["service:recall:hold"], "service:recall:hold"),
                (&["service:recall:hold:x@a.example"], "service:recall:hold"),
                // A later URN that goes on behind the first one makes it more exact.
                (&["service:recall", "service:recall:hold"], "service:recall:hold"),
                (&["service:recall:hold", "service:recall"], "service:recall:hold"),
                (&["service:recall:hold", "service:call-waiting"], "service:recall:hold"),
                (&["service:forward"], "default"),
            ],
        );
        assert_chosen(
            &["service:recall:hold"],
            &[
                (&["service:recall"], "service:recall:hold"),
                // What says more is nearer than the default; what says something else is not.
                (&["service:recall:transfer"], "default"),
            ],
        );
    }

    #[test]
    fn a_country_is_said_beside_a_service() {
        // RFC 8433 5.6: a call-waiting tone for each country and one for all.
        let xa = "locale:country:xa + service:call-waiting";
        assert_chosen(
            &["service:call-waiting", "locale:country:xa", xa],
            &[
                (&["locale:country:xa", "service:call-waiting"], xa),
                (&["service:call-waiting", "locale:country:xa"], xa),
                (&["locale:country:xb", "service:call-waiting"], "service:call-waiting"),
                (&["locale:country:xa"], "locale:country:xa"),
            ],
        );
    }

    #[test]
    fn what_no_signal_says_is_told() {
        let table = table(&[INTERNAL]);
        let urns = [urn(HIGH), urn(INTERNAL)];
        let resolution = table.resolve(&urns);
        assert_eq!(resolution.said, [urns[1].clone()]);
        assert_eq!(resolution.unsaid, [urns[0].clone()]);
    }

    #[test]
    fn a_later_urn_takes_nothing_away_from_an_earlier_one() {
        let hold = "service:recall:hold";
        assert_chosen(
            &[hold, HIGH],
            &[
                (&["service:recall"], hold),
                (&["service:recall", "service:recall:transfer"], hold),
                (&["service:recall", "service:recall:transfer", HIGH], hold),
            ],
        );
    }

    proptest! {
        #![proptest_config(cases(2_000))]

        /// Whatever the table and the list: the signal chosen for a start of the list says
        /// something that the signal chosen for the whole list says too.
        #[test]
        fn what_is_said_of_the_start_of_a_list_is_said_of_the_whole(
            signals in prop::collection::vec(prop::collection::vec(0..URNS.len(), 1..3), 0..6),
            list in prop::collection::vec(0..URNS.len(), 0..6),
        ) {
            let mut table = SignalTable::new();
            for (number, says) in (0..).zip(signals) {
                table.add(AlertSignal::Ring(number), says.into_iter().map(|at| urn(URNS[at])));
            }
            let list: Vec<_> = list.into_iter().map(|at| urn(URNS[at])).collect();
            let whole = table.resolve(&list);
            for end in 0..list.len() {
                for said in table.resolve(&list[..end]).said {
                    prop_assert!(whole.said.iter().any(|now| now.says(&said)), "{said} of {end}");
                }
            }
        }
    }

    const URNS: [&str; 9] = [
        "service:recall",
        "service:recall:hold",
        "service:recall:transfer",
        "service:call-waiting",
        INTERNAL,
        EXTERNAL,
        "source:unclassified",
        LOW,
        HIGH,
    ];
}
