//! Contenders by turns, and the medians of their ratios.

use std::time::{Duration, Instant};

use crate::{Row, time};

const TURNS: usize = 41;
/// What one turn takes at the least, with what is done in between.
const TURN: Duration = Duration::from_millis(3);

/// Prints a table in Markdown.
pub fn print(rows: &mut [Row]) {
    println!("| work | contender | time | of ours |");
    println!("| --- | --- | ---: | ---: |");
    for row in rows {
        let mut repeats: Vec<u32> = Vec::new();
        for contender in &mut row.contenders {
            (contender.run)();
            let mut turn = |repeat: u32| {
                let start = Instant::now();
                time(&mut contender.run, repeat.into(), &mut row.between);
                start.elapsed()
            };
            let mut repeat = 1;
            while turn(repeat) < TURN {
                repeat *= 2;
            }
            repeats.push(repeat);
        }
        let mut times = vec![Vec::with_capacity(TURNS); row.contenders.len()];
        for _ in 0..TURNS {
            for ((contender, &repeat), times) in
                row.contenders.iter_mut().zip(&repeats).zip(&mut times)
            {
                let taken = time(&mut contender.run, repeat.into(), &mut row.between);
                times.push(taken.as_secs_f64() / f64::from(repeat));
            }
        }
        let ours = times[0].clone();
        for (contender, times) in row.contenders.iter().zip(times) {
            let ratios = times.iter().zip(&ours).map(|(theirs, ours)| theirs / ours);
            let ratio = median(ratios.collect());
            #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
            let each = median(times) * 1e9 / row.units as f64;
            println!(
                "| {} | {} | {each:.3} ns a {} | {ratio:.2} |",
                row.work, contender.name, row.unit
            );
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
