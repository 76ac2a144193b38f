//! The little that is needed of complex numbers, and the inverse of a small matrix of them.

use core::ops::{Add, Mul};

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Complex {
    pub re: f32,
    pub im: f32,
}

impl Complex {
    pub(super) const ZERO: Self = Self { re: 0.0, im: 0.0 };

    /// The squared magnitude.
    pub(super) fn power(self) -> f32 {
        self.re * self.re + self.im * self.im
    }

    /// The real part of `conj(self)·other`.
    pub(super) fn dot(self, other: Self) -> f32 {
        self.re * other.re + self.im * other.im
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

/// A complex number in double precision, as real and imaginary part: for compiling a plan.
pub(super) type Double = [f64; 2];

pub(super) fn turn(radians: f64) -> Double {
    [radians.cos(), radians.sin()]
}

pub(super) fn multiply(a: Double, b: Double) -> Double {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

fn divide(a: Double, b: Double) -> Double {
    let power = b[0] * b[0] + b[1] * b[1];
    let [re, im] = multiply(a, [b[0], -b[1]]);
    [re / power, im / power]
}

pub(super) fn single(value: Double) -> Complex {
    Complex { re: value[0] as f32, im: value[1] as f32 }
}

/// The inverse of a Hermitian positive definite matrix of `size` rows, by Gauss and Jordan.
///
/// Such a matrix needs no pivoting: its leading minors are all positive.
pub(super) fn inverse(mut matrix: Vec<Double>, size: usize) -> Vec<Double> {
    let mut result = vec![[0.0; 2]; size * size];
    for i in 0..size {
        result[i * size + i] = [1.0, 0.0];
    }
    for column in 0..size {
        let pivot = matrix[column * size + column];
        for j in 0..size {
            let at = column * size + j;
            matrix[at] = divide(matrix[at], pivot);
            result[at] = divide(result[at], pivot);
        }
        for row in (0..size).filter(|&row| row != column) {
            let factor = matrix[row * size + column];
            subtract_row(&mut matrix, [row, column], factor, size);
            subtract_row(&mut result, [row, column], factor, size);
        }
    }
    result
}

/// Subtracts `factor` times row `from` from row `to`.
fn subtract_row(matrix: &mut [Double], [to, from]: [usize; 2], factor: Double, size: usize) {
    for j in 0..size {
        let [re, im] = multiply(factor, matrix[from * size + j]);
        let value = &mut matrix[to * size + j];
        *value = [value[0] - re, value[1] - im];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::many_single_char_names, reason = "indices of matrices")]
    fn a_matrix_times_its_inverse_is_one() {
        // A†A + 1 of an arbitrary A is Hermitian and positive definite.
        let size = 3;
        let a = |i: usize, j: usize| turn((i * 7 + j * 3) as f64 * 0.37 + 0.1);
        let mut matrix = vec![[0.0; 2]; 9];
        for (at, value) in matrix.iter_mut().enumerate() {
            let (i, j) = (at / size, at % size);
            *value = [f64::from(u8::from(i == j)), 0.0];
            for k in 0..size {
                let [re, im] = a(k, i);
                let [x, y] = multiply([re, -im], a(k, j));
                *value = [value[0] + x, value[1] + y];
            }
        }
        let inverse = inverse(matrix.clone(), size);
        for at in 0..9 {
            let (i, j) = (at / size, at % size);
            let mut sum = [0.0; 2];
            for k in 0..size {
                let [x, y] = multiply(matrix[i * size + k], inverse[k * size + j]);
                sum = [sum[0] + x, sum[1] + y];
            }
            // Elements are of the order of 1, the condition below 10: 1e-12 is far above rounding.
            assert!((sum[0] - f64::from(u8::from(i == j))).abs() < 1e-12, "{at}: {sum:?}");
            assert!(sum[1].abs() < 1e-12, "{at}: {sum:?}");
        }
    }
}
