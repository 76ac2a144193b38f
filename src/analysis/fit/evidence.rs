//! What the samples of a stretch say.

use super::len_f64;

/// The samples of a stretch, and what each of them says.
pub(super) struct Evidence<'a> {
    samples: &'a [f64],
    kinds: Vec<Kind>,
    count: usize,
}

/// What a sample says.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The signal had this value.
    Value,
    /// The signal had this value or went beyond: the sample stands at the end of the scale.
    AtLeast,
    /// Nothing: it was lost.
    Nothing,
}

impl<'a> Evidence<'a> {
    /// Of two slices of one length.
    ///
    /// A sample that is not usable stands at the end of the scale if it lies, within a tenth, as far
    /// from the mean as any that is.
    pub fn new(samples: &'a [f64], usable: &[bool]) -> Self {
        let known =
            |(sample, usable): (&f64, &bool)| (*usable && is_sound(*sample)).then_some(*sample);
        let largest =
            samples.iter().zip(usable).filter_map(known).map(f64::abs).fold(0.0, f64::max);
        let kind = |pair: (&f64, &bool)| match known(pair) {
            Some(_) => Kind::Value,
            None if is_sound(*pair.0) && pair.0.abs() > 0.9 * largest => Kind::AtLeast,
            None => Kind::Nothing,
        };
        let kinds: Vec<Kind> = samples.iter().zip(usable).map(kind).collect();
        let count = kinds.iter().filter(|kind| **kind == Kind::Value).count();
        Self { samples, kinds, count }
    }

    /// How many samples there are, usable or not.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// How many of them are values.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The place of the middle between the first and the last sample.
    pub fn centre(&self) -> f64 {
        (len_f64(self.len()) - 1.0) / 2.0
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let is_value = |(_, kind): &(&f64, &Kind)| **kind == Kind::Value;
        self.samples.iter().zip(&self.kinds).filter(is_value).map(|(sample, _)| *sample)
    }

    /// The mean of the values.
    pub fn mean(&self) -> f64 {
        self.values().sum::<f64>() / len_f64(self.count.max(1))
    }

    /// The mean square of the values without their mean.
    pub fn power(&self) -> f64 {
        let mean = self.mean();
        self.values().map(|value| (value - mean) * (value - mean)).sum::<f64>()
            / len_f64(self.count.max(1))
    }

    /// The sum of the squares of the values without their mean.
    pub fn energy(&self) -> f64 {
        self.power() * len_f64(self.count)
    }

    /// Whether sample `place` says that a signal of `model` is not what was there.
    pub fn binds(&self, place: usize, model: f64) -> bool {
        match self.kinds[place] {
            Kind::Value => true,
            Kind::AtLeast => {
                let sample = self.samples[place];
                if sample > 0.0 { model < sample } else { model > sample }
            }
            Kind::Nothing => false,
        }
    }

    /// The sample at `place`; 0 if it says nothing.
    pub fn sample(&self, place: usize) -> f64 {
        if self.kinds[place] == Kind::Nothing { 0.0 } else { self.samples[place] }
    }

    /// Whether sample `place` was lost.
    pub fn is_lost(&self, place: usize) -> bool {
        self.kinds[place] == Kind::Nothing
    }
}

/// Whether this can be a sample; not if it is no number, or far beyond any full scale.
fn is_sound(sample: f64) -> bool {
    sample.abs() <= 100.0
}
