//! Signals to samples.

use crate::fuzzing::draw::Draw;
use crate::synth::{I24, Kernels, RenderOptions, Renderer, Sample};
use crate::units::Millis;

/// Samples of one input: a second of the lowest rate, nearly.
const MOST: u16 = 6000;

/// A sample whose bits can be compared: −0.0 is not 0.0.
trait Bits: Sample {
    fn bits(self) -> u32;
}

impl Bits for i16 {
    fn bits(self) -> u32 {
        self.cast_unsigned().into()
    }
}

impl Bits for I24 {
    fn bits(self) -> u32 {
        self.0.cast_unsigned()
    }
}

impl Bits for f32 {
    fn bits(self) -> u32 {
        self.to_bits()
    }
}

/// Any stretch of any signal is the same with every set of kernels, in whatever blocks it is
/// rendered, each from its own position; and its samples, where a few are looked at, are those of
/// the definition. Beyond the positions that are promised nothing fails.
///
/// # Panics
/// If not.
pub(super) fn render(data: &[u8]) {
    let mut draw = Draw::new(data);
    let rate = draw.rate();
    let signal = draw.signal(rate);
    let ramp = if draw.once_in(2) { Millis(draw.byte().into()) } else { Millis::ZERO };
    let options = RenderOptions { ramp };
    let position = draw.position();
    let count = usize::from(draw.below(MOST));
    let renderers: Vec<_> = Kernels::all()
        .into_iter()
        .map(|(name, kernels)| {
            let renderer = Renderer::with_kernels(&signal, rate, options, kernels);
            (name, renderer.expect("the rate carries what was drawn for it"))
        })
        .collect();
    let stretch = Stretch { renderers: &renderers, position, count };
    let places = [draw.u16(), draw.u16(), draw.u16()];
    let mut sizes: Vec<usize> = Vec::new();
    while !draw.is_empty() {
        sizes.push(draw.frame());
    }
    stretch.assert_one::<i16>(&sizes, &places);
    stretch.assert_one::<I24>(&sizes, &places);
    stretch.assert_one::<f32>(&sizes, &places);
    // No sample is promised there; an answer is.
    let far = u64::MAX - u64::from(places[0]);
    renderers[0].1.render(far, &mut [0_i16; 600]);
}

struct Stretch<'a> {
    renderers: &'a [(&'static str, Renderer)],
    position: u64,
    count: usize,
}

impl Stretch<'_> {
    fn assert_one<S: Bits>(&self, sizes: &[usize], places: &[u16]) {
        let whole: Vec<S> = rendered(&self.renderers[0].1, self.position, self.count);
        for (name, renderer) in self.renderers {
            let found = rendered(renderer, self.position, self.count);
            assert_bits(&found, &whole, self.position, name);
        }
        let (name, fastest) = &self.renderers[self.renderers.len() - 1];
        let mut done = 0;
        for &size in sizes.iter().chain([&self.count]) {
            let size = size.min(self.count - done);
            let position = self.position + done as u64;
            let found = rendered(fastest, position, size);
            assert_bits(&found, &whole[done..][..size], position, name);
            done += size;
        }
        if self.count == 0 {
            return;
        }
        let definition = fastest.clone().doubting_everything();
        for &place in places {
            let at = usize::from(place) % self.count;
            let position = self.position + at as u64;
            let found = rendered(&definition, position, 1);
            assert_bits::<S>(&found, &whole[at..=at], position, "the definition");
        }
    }
}

/// Into a buffer that is not clean: every sample has to be written.
fn rendered<S: Sample>(renderer: &Renderer, position: u64, count: usize) -> Vec<S> {
    let mut dirt = [S::default()];
    renderer.render(1, &mut dirt);
    let mut samples = vec![dirt[0]; count];
    renderer.render(position, &mut samples);
    samples
}

fn assert_bits<S: Bits>(found: &[S], expected: &[S], position: u64, what: &str) {
    for (n, (found, expected)) in (position..).zip(found.iter().zip(expected)) {
        assert_eq!(found.bits(), expected.bits(), "{what}, sample {n}");
    }
}
