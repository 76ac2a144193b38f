//! Which of a user agent's signals a list of alert URNs chooses: the semantics of RFC 8433.
//!
//! RFC 7462 11.1 describes a choice and contradicts itself in three places; RFC 8433 says what is
//! meant. The URNs are taken in order, so an earlier one outranks a later one. In each category the
//! first URN counts, or a later one that goes on behind it. A signal is looked for that says all that
//! is said so far and the new URN too; where there is none, the URN loses its last part and a signal
//! is looked for that says just this, and where nothing is left it is remembered as not said. Of the
//! signals that remain, the one that says the least is chosen.

use crate::alert_info::urn::AlertUrn;

/// A user agent's signals and what each of them says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalTable {
    rows: Vec<(String, Vec<AlertUrn>)>,
}

/// What a list of URNs comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// The name of the signal; `None` is the default signal, which says nothing.
    pub signal: Option<&'a str>,
    /// What the signal says of what was asked for, in order.
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
    pub fn add(&mut self, name: impl Into<String>, urns: impl IntoIterator<Item = AlertUrn>) {
        self.rows.push((name.into(), urns.into_iter().collect()));
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
        for urn in urns {
            let earlier = claims.iter().position(|claim| claim.asked.category() == urn.category());
            if earlier.is_some_and(|at| !urn.says(&claims[at].asked) || *urn == claims[at].asked) {
                continue;
            }
            let others = || claims.iter().enumerate().filter(|(at, _)| Some(*at) != earlier);
            // As much of the URN as a signal says beside what the other categories say.
            let shorter = core::iter::successors(Some(urn.clone()), AlertUrn::shortened);
            let mut trials = shorter.map(|said| Claim { asked: urn.clone(), said: Some(said) });
            let found = trials.find(|trial| {
                let able = |signal: &[AlertUrn]| {
                    trial.kept_by(signal) && others().all(|(_, claim)| claim.kept_by(signal))
                };
                self.rows.iter().any(|(_, signal)| able(signal))
            });
            let claim = found.unwrap_or(Claim { asked: urn.clone(), said: None });
            match earlier {
                Some(at) => claims[at] = claim,
                None => claims.push(claim),
            }
        }
        let signal = self.least_that_keeps(&claims);
        let said: Vec<_> = claims.iter().filter_map(|claim| claim.said.clone()).collect();
        let unsaid = claims.into_iter().filter(|claim| claim.said.is_none());
        Resolution { signal, said, unsaid: unsaid.map(|claim| claim.asked).collect() }
    }

    /// The signal that keeps to all claims and says the least besides; `None` if nothing is said.
    fn least_that_keeps(&self, claims: &[Claim]) -> Option<&str> {
        if claims.iter().all(|claim| claim.said.is_none()) {
            return None;
        }
        let parts = |signal: &[AlertUrn]| -> usize {
            signal.iter().map(|urn| urn.as_str().split(':').count()).sum()
        };
        let able = self.rows.iter().filter(|(_, signal)| claims.iter().all(|c| c.kept_by(signal)));
        able.min_by_key(|(_, says)| (says.len(), parts(says))).map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of signals that are named after what they say.
    fn table(signals: &[&str]) -> SignalTable {
        let mut table = SignalTable::new();
        for signal in signals {
            table.add(*signal, signal.split(" + ").map(|urn| AlertUrn::new(urn).unwrap()));
        }
        table
    }

    #[track_caller]
    fn assert_chosen(signals: &[&str], cases: &[(&[&str], &str)]) {
        let table = table(signals);
        for (urns, expected) in cases {
            let urns: Vec<_> = urns.iter().map(|urn| AlertUrn::new(urn).unwrap()).collect();
            let resolution = table.resolve(&urns);
            assert_eq!(resolution.signal.unwrap_or("default"), *expected, "{urns:?}");
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
        let urns = [AlertUrn::new(HIGH).unwrap(), AlertUrn::new(INTERNAL).unwrap()];
        let resolution = table.resolve(&urns);
        assert_eq!(resolution.said, [urns[1].clone()]);
        assert_eq!(resolution.unsaid, [urns[0].clone()]);
    }
}
