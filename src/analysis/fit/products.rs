//! Products of distortion: what G.711 and clipping add to a tone.

use super::{Fit, Line, fold};

/// A product is this much weaker than every line that it is a product of: -20 dB.
const WEAKER: f64 = 0.1;
/// The highest order of the products of one, two and three lines that are looked for. The steps of
/// G.711 make many harmonics of a single sine, and few products of three.
const ORDERS: [i32; 3] = [31, 9, 5];
/// How near to its place a product is found, in reciprocals of the stretch: neighbours that were not
/// fitted shift it.
const NEAR_CELLS: f64 = 0.25;

/// For every line of a fit whether it is none of the products of stronger ones.
///
/// Sidebands of a modulation stay, wherever they fall.
pub(super) fn genuine(fit: &Fit, hertz: f64) -> Vec<bool> {
    let mut kept = vec![false; fit.lines.len()];
    for triple in fold::modulations(fit) {
        for place in [triple.lower, triple.carrier, triple.upper] {
            kept[place] = true;
        }
    }
    for (place, line) in fit.lines.iter().enumerate() {
        kept[place] |= !is_product(fit, place, &parents(fit, line), hertz);
    }
    kept
}

/// The three strongest lines that `line` can be a product of.
fn parents(fit: &Fit, line: &Line) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..fit.lines.len())
        .filter(|&place| line.amplitude < WEAKER * fit.lines[place].amplitude)
        .collect();
    parents.sort_by(|&a, &b| fit.lines[b].amplitude.total_cmp(&fit.lines[a].amplitude));
    parents.truncate(3);
    parents
}

fn is_product(fit: &Fit, place: usize, parents: &[usize], hertz: f64) -> bool {
    let frequency = fit.lines[place].frequency_hz;
    let own = NEAR_CELLS / fit.span_s + 4.0 * fit.deviations[place].frequency_hz;
    combinations(parents.len()).any(|factors| {
        let mut product = 0.0;
        let mut near = own;
        for (&parent, &factor) in parents.iter().zip(&factors) {
            let factor = f64::from(factor);
            product += factor * fit.lines[parent].frequency_hz;
            near += 4.0 * factor.abs() * fit.deviations[parent].frequency_hz;
        }
        (folded(product, hertz) - frequency).abs() < near
    })
}

/// The factors of up to three lines that make a product of allowed order.
fn combinations(parents: usize) -> impl Iterator<Item = [i32; 3]> {
    let reach = |nth: usize, order: i32| if nth < parents { order } else { 0 };
    // Of the second line alone and the third alone the lower orders do: they are the weaker ones.
    let (a_reach, b_reach, c_reach) =
        (reach(0, ORDERS[0]), reach(1, ORDERS[1]), reach(2, ORDERS[2]));
    let all = (0..=a_reach).flat_map(move |a| {
        (-b_reach..=b_reach).flat_map(move |b| (-c_reach..=c_reach).map(move |c| [a, b, c]))
    });
    all.filter(|factors| {
        let order: i32 = factors.iter().map(|factor| factor.abs()).sum();
        let taking_part = factors.iter().filter(|factor| **factor != 0).count();
        taking_part > 0 && order >= 2 && order <= ORDERS[taking_part - 1]
    })
}

/// Where a frequency is heard after sampling.
fn folded(frequency: f64, hertz: f64) -> f64 {
    let turned = frequency.rem_euclid(hertz);
    turned.min(hertz - turned)
}
