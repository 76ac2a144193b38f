//! The normal equations of a least-squares problem.

/// What is added to a diagonal of ones, so that two columns that are almost one do no harm.
const RIDGE: f64 = 1e-12;

/// The normal equations: a symmetric matrix and a right side.
#[derive(Default)]
pub(super) struct System {
    size: usize,
    /// Row by row; below the diagonal and on it.
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl System {
    /// Starts anew with `size` unknowns.
    pub fn clear(&mut self, size: usize) {
        self.size = size;
        self.matrix.clear();
        self.matrix.resize(size * size, 0.0);
        self.right.clear();
        self.right.resize(size, 0.0);
    }

    /// Adds the rows of a block: a column for every unknown, then the right side; the sum of the
    /// squares of the latter.
    pub fn add<const N: usize>(&mut self, columns: &[[f64; N]]) -> f64 {
        let Some((right, columns)) = columns.split_last() else { return 0.0 };
        for (row, column) in columns.iter().enumerate() {
            for (place, other) in columns[..=row].iter().enumerate() {
                self.matrix[row * self.size + place] += dot(column, other);
            }
            self.right[row] += dot(column, right);
        }
        dot(right, right)
    }

    /// The solution, with Levenberg's damping.
    pub fn solution(&self, damping: f64) -> Vec<f64> {
        Factors::new(self, damping, |_| true).solve(&self.right)
    }

    /// The solution in which no frequency moves.
    pub fn solution_of_levels(&self) -> Vec<f64> {
        Factors::new(self, 0.0, |place| place == 0 || !place.is_multiple_of(3)).solve(&self.right)
    }

    /// The factors of the matrix itself.
    pub fn factors(&self) -> Factors {
        Factors::new(self, 0.0, |_| true)
    }
}

/// The inverse of a matrix of normal equations at three neighbouring unknowns, where the residual
/// has the variance 1.
pub(super) struct Covariance {
    /// The variances.
    pub diagonal: [f64; 3],
    /// Of the first with the second.
    pub first_two: f64,
}

/// Cholesky's factors of a system whose diagonal was scaled to ones.
pub(super) struct Factors {
    size: usize,
    lower: Vec<f64>,
    /// What each unknown was scaled by; 0 holds it at 0.
    scales: Vec<f64>,
}

impl Factors {
    /// Of the unknowns that are `free`; the others stay 0.
    fn new(system: &System, damping: f64, free: impl Fn(usize) -> bool) -> Self {
        let size = system.size;
        let unit_of = |place: usize| {
            let diagonal = system.matrix[place * size + place];
            if free(place) && diagonal > 0.0 { diagonal.sqrt().recip() } else { 0.0 }
        };
        let scales: Vec<f64> = (0..size).map(unit_of).collect();
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let entry = system.matrix[row * size + column] * scales[row] * scales[column];
                let known = if row == column { 1.0 + RIDGE + damping } else { entry };
                let sum: f64 =
                    (0..column).map(|k| lower[row * size + k] * lower[column * size + k]).sum();
                let rest = known - sum;
                lower[row * size + column] = if row == column {
                    rest.max(RIDGE).sqrt()
                } else {
                    rest / lower[column * size + column]
                };
            }
        }
        Self { size, lower, scales }
    }

    /// The covariance of the three unknowns from `first` on.
    pub fn covariance(&self, first: usize) -> Covariance {
        let inverse = [first, first + 1, first + 2].map(|place| {
            let mut unit = vec![0.0; self.size];
            unit[place] = 1.0;
            self.solve(&unit)
        });
        Covariance {
            diagonal: [0, 1, 2].map(|nth| inverse[nth][first + nth]),
            first_two: inverse[0][first + 1],
        }
    }

    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = self.size;
        let mut x: Vec<f64> = right.iter().zip(&self.scales).map(|(r, s)| r * s).collect();
        for row in 0..size {
            let sum: f64 = (0..row).map(|k| self.lower[row * size + k] * x[k]).sum();
            x[row] = (x[row] - sum) / self.lower[row * size + row];
        }
        for row in (0..size).rev() {
            let sum: f64 = (row + 1..size).map(|k| self.lower[k * size + row] * x[k]).sum();
            x[row] = (x[row] - sum) / self.lower[row * size + row];
        }
        x.iter().zip(&self.scales).map(|(x, s)| x * s).collect()
    }
}

/// The sum of products, in eight strands that a compiler can lay side by side.
fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    let mut strands = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for (strand, (a, b)) in strands.iter_mut().zip(a.iter().zip(b)) {
            *strand += a * b;
        }
    }
    strands.iter().sum()
}
