//! Any sentence encoder in ONNX format (LaBSE, E5 and others), run by an ONNX Runtime library that the user provides.
//!
//! A folder holds `model.onnx`, its `tokenizer.json`, and, where the defaults do not fit, `encoder.toml`:
//!
//! ```toml
//! pooling = "mean"        # mean of the tokens, or cls: the first one; a model that gives one vector a text has no need of it
//! prefix = "query: "      # put before every text; default: nothing
//! output = "last_hidden_state"   # default: the model's first output
//! max_tokens = 512        # a text is cut off behind as many
//! ```
//!
//! The environment variable `ORT_DYLIB_PATH` names the library: it is code that runs, so it is never taken from the model's folder.
//! Texts go through the model one by one, without padding: the vector of a text does not depend on the texts beside it.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::session::Session;
use ort::value::Tensor;
use serde::Deserialize;
use thiserror::Error;
use tokenizers::{Encoding, Tokenizer, TruncationParams};

use super::{EncoderError, SentenceEncoder, Vectors};

/// Names the library of ONNX Runtime.
const LIBRARY: &str = "ORT_DYLIB_PATH";

/// Why the encoder could not be read or run.
#[derive(Debug, Error)]
pub enum OnnxError {
    /// The system would not give a file.
    #[error("{}: cannot be read ({reason}); an ONNX encoder is a folder with `model.onnx` and `tokenizer.json`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// `encoder.toml` says what nobody understands.
    #[error("{}: {reason}", .path.display())]
    Options {
        /// The file.
        path: PathBuf,
        /// Where and what.
        reason: Box<toml::de::Error>,
    },
    /// `tokenizer.json` cannot be used.
    #[error("{}: is no tokeniser ({reason})", .path.display())]
    Tokeniser {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Nobody says where ONNX Runtime is.
    #[error(
        "ONNX Runtime is needed: let {LIBRARY} name its library (libonnxruntime.so, onnxruntime.dll or libonnxruntime.dylib)"
    )]
    NoLibrary,
    /// What should be ONNX Runtime is not.
    #[error("{}: cannot be loaded as ONNX Runtime ({reason}); {LIBRARY} names it", .path.display())]
    Library {
        /// The library.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The model cannot be loaded or run, or gives no vectors.
    #[error("{}: {what}", .path.display())]
    Model {
        /// The model.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// How the vectors of tokens become one.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Pooling {
    #[default]
    Mean,
    Cls,
}

/// `encoder.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    pooling: Pooling,
    prefix: String,
    output: Option<String>,
    max_tokens: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { pooling: Pooling::Mean, prefix: String::new(), output: None, max_tokens: 512 }
    }
}

/// An encoder in ONNX format, ready to work.
#[derive(Debug)]
pub struct Onnx {
    path: PathBuf,
    options: Options,
    tokeniser: Tokenizer,
    session: Mutex<Session>,
    /// Name of the output that holds the vectors.
    output: String,
    dims: usize,
}

impl Onnx {
    /// Reads the folder with the model, or the model in its folder.
    ///
    /// # Errors
    /// [`OnnxError`]: what cannot be read, loaded or run; one text is run to see.
    pub fn from_path(path: &Path) -> Result<Self, OnnxError> {
        let model = if path.is_dir() { path.join("model.onnx") } else { path.to_owned() };
        let beside = |name: &str| model.with_file_name(name);
        let options = options(&beside("encoder.toml"))?;
        let tokeniser = tokeniser(&beside("tokenizer.json"), &options)?;
        load_library()?;
        let failed = |what: String| OnnxError::Model { path: model.clone(), what };
        fs::File::open(&model).map_err(|reason| OnnxError::Unreadable { path: model.clone(), reason })?;
        let session = session(&model).map_err(|e| failed(format!("ONNX Runtime cannot load it ({e})")))?;
        let outputs: Vec<&str> = session.outputs().iter().map(|o| o.name()).collect();
        let wanted = options.output.as_deref().or_else(|| outputs.first().copied()).unwrap_or_default();
        if !outputs.contains(&wanted) {
            return Err(failed(format!("has no output `{wanted}`, but {}", outputs.join(", "))));
        }
        let output = wanted.to_owned();
        let mut onnx = Onnx { path: model.clone(), options, tokeniser, session: Mutex::new(session), output, dims: 0 };
        onnx.dims = onnx.vector("a").map_err(failed)?.len();
        if onnx.dims == 0 {
            return Err(failed("gives empty vectors".to_owned()));
        }
        Ok(onnx)
    }

    /// The vector of a text, of any length.
    fn vector(&self, text: &str) -> Result<Vec<f32>, String> {
        let text = format!("{}{text}", self.options.prefix);
        let encoding = self.tokeniser.encode_fast(text, true).map_err(|e| e.to_string())?;
        let count = encoding.len();
        if count == 0 {
            return Ok(vec![0.0; self.dims]);
        }
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let inputs = inputs(&session, &encoding)?;
        let outputs = session.run(inputs).map_err(|e| format!("ONNX Runtime cannot run it ({e})"))?;
        let output = outputs.get(&self.output).ok_or("gives no output")?;
        let (shape, numbers) = output.try_extract_tensor::<f32>().map_err(|e| e.to_string())?;
        match shape[..] {
            [1, _] => Ok(numbers.to_vec()),
            [1, tokens, dims] if tokens == count as i64 && dims > 0 => Ok(self.pool(numbers, dims as usize)),
            _ => {
                Err(format!("gives `{}` in the shape {shape:?}, not a vector for each of {count} tokens", self.output))
            }
        }
    }

    /// One vector of those of the tokens.
    fn pool(&self, numbers: &[f32], dims: usize) -> Vec<f32> {
        let tokens = match self.options.pooling {
            Pooling::Mean => usize::MAX,
            Pooling::Cls => 1,
        };
        let mut sum = vec![0.0; dims];
        for token in numbers.chunks_exact(dims).take(tokens) {
            sum.iter_mut().zip(token).for_each(|(sum, x)| *sum += x);
        }
        sum
    }
}

impl SentenceEncoder for Onnx {
    fn dims(&self) -> usize {
        self.dims
    }

    fn embed(&self, texts: &[&str]) -> Result<Vectors, EncoderError> {
        let mut values = Vec::with_capacity(texts.len() * self.dims);
        for text in texts {
            let vector = self.vector(text).and_then(|vector| {
                let fits = vector.len() == self.dims;
                fits.then_some(vector).ok_or_else(|| "gives vectors of several lengths".to_owned())
            });
            let mut vector = vector.map_err(|what| EncoderError::File {
                path: self.path.clone(),
                error: Box::new(EncoderError::Inconsistent { what }),
            })?;
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            let times = if length > 0.0 && length.is_finite() { 1.0 / length } else { 0.0 };
            vector.iter_mut().for_each(|x| *x *= times);
            values.extend(vector);
        }
        Ok(Vectors::new(self.dims, values))
    }
}

fn options(path: &Path) -> Result<Options, OnnxError> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|reason| OnnxError::Options { path: path.to_owned(), reason: Box::new(reason) }),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(Options::default()),
        Err(reason) => Err(OnnxError::Unreadable { path: path.to_owned(), reason }),
    }
}

fn tokeniser(path: &Path, options: &Options) -> Result<Tokenizer, OnnxError> {
    let bytes = fs::read(path).map_err(|reason| OnnxError::Unreadable { path: path.to_owned(), reason })?;
    let truncate = |mut tokeniser: Tokenizer| {
        let cut = TruncationParams { max_length: options.max_tokens, ..TruncationParams::default() };
        tokeniser.with_padding(None).with_truncation(Some(cut))?;
        Ok(tokeniser)
    };
    let read = Tokenizer::from_bytes(bytes).and_then(truncate);
    read.map_err(|e| OnnxError::Tokeniser { path: path.to_owned(), reason: e.to_string() })
}

/// Loads ONNX Runtime; the first library that is loaded stays.
fn load_library() -> Result<(), OnnxError> {
    let path = env::var_os(LIBRARY).filter(|path| !path.is_empty()).ok_or(OnnxError::NoLibrary)?;
    let path = PathBuf::from(path);
    let environment = ort::init_from(&path).map_err(|e| OnnxError::Library { path, reason: e.to_string() })?;
    environment.with_telemetry(false).commit();
    Ok(())
}

fn session(model: &Path) -> ort::Result<Session> {
    let threads = rayon::current_num_threads();
    Session::builder()?.with_intra_threads(threads)?.commit_from_file(model)
}

/// What the model asks for, by the names that all encoders give it.
fn inputs(session: &Session, encoding: &Encoding) -> Result<Vec<(String, Tensor<i64>)>, String> {
    let inputs = session.inputs().iter().map(|input| {
        let numbers = match input.name() {
            "input_ids" => encoding.get_ids(),
            "attention_mask" => encoding.get_attention_mask(),
            "token_type_ids" => encoding.get_type_ids(),
            other => return Err(format!("asks for `{other}`, which is no input of a sentence encoder")),
        };
        let numbers: Vec<i64> = numbers.iter().map(|n| i64::from(*n)).collect();
        let tensor = Tensor::from_array(([1, numbers.len()], numbers)).map_err(|e| e.to_string())?;
        Ok((input.name().to_owned(), tensor))
    });
    inputs.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use tempfile::TempDir;

    use super::*;

    /// A field of a message in protocol buffers: its number and bytes, all shorter than 128.
    fn bytes(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
    }

    fn number(number: u8, value: u8) -> Vec<u8> {
        vec![number << 3, value]
    }

    /// A tensor's name and type, all its sizes named: `ValueInfoProto`.
    fn value(name: &str, kind: u8, sizes: &[&str]) -> Vec<u8> {
        let sizes: Vec<u8> = sizes.iter().flat_map(|size| bytes(1, &bytes(2, size.as_bytes()))).collect();
        let tensor = [number(1, kind), bytes(2, &sizes)].concat();
        [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
    }

    /// A model that looks up a row of a table for each token: `ModelProto` with one `Gather`.
    fn model(rows: &[[f32; 2]]) -> Vec<u8> {
        let floats: Vec<u8> = rows.as_flattened().iter().flat_map(|x| x.to_le_bytes()).collect();
        let sizes = [number(1, rows.len() as u8), number(1, 2)].concat();
        let table = [sizes, number(2, 1), bytes(8, b"table"), bytes(9, &floats)].concat();
        let node = [bytes(1, b"table"), bytes(1, b"input_ids"), bytes(2, b"states"), bytes(4, b"Gather")].concat();
        let mut graph = [bytes(1, &node), bytes(2, b"tiny"), bytes(5, &table)].concat();
        graph.extend(bytes(11, &value("input_ids", 7, &["b", "t"])));
        graph.extend(bytes(12, &value("states", 1, &["b", "t", "d"])));
        let mut model = number(1, 8);
        model.extend([7 << 3 | 2, graph.len() as u8 | 128, (graph.len() >> 7) as u8]);
        model.extend(graph);
        model.extend(bytes(8, &number(2, 13)));
        model
    }

    const TOKENISER: &str = r#"{"version": "1.0", "pre_tokenizer": {"type": "Whitespace"}, "added_tokens": [],
        "model": {"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0, "ferry": 1, "balsa": 2, "storm": 3, "query": 4}}}"#;

    fn folder(options: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let rows = [[0.0, 0.0], [2.0, 0.0], [4.0, 0.0], [0.0, 3.0], [0.0, 1.0]];
        fs::write(folder.path().join("model.onnx"), model(&rows)).unwrap();
        fs::write(folder.path().join("tokenizer.json"), TOKENISER).unwrap();
        fs::write(folder.path().join("encoder.toml"), options).unwrap();
        folder
    }

    /// Vectors of some texts; nothing where the machine has no ONNX Runtime.
    fn vectors(options: &str, texts: &[&str]) -> Option<Vec<Vec<f32>>> {
        env::var_os(LIBRARY)?;
        let encoder = Onnx::from_path(folder(options).path()).unwrap();
        assert_eq!(encoder.dims(), 2);
        Some(encoder.embed(texts).unwrap().rows().map(<[f32]>::to_vec).collect())
    }

    #[test]
    fn tokens_are_pooled_as_the_options_say() {
        let texts = ["ferry", "balsa storm", "storm balsa ferry", "", "?"];
        let Some(mean) = vectors("", &texts) else { return };
        let expected = [[1.0, 0.0], [0.8, 0.6], [6.0 / 45_f32.sqrt(), 3.0 / 45_f32.sqrt()], [0.0, 0.0], [0.0, 0.0]];
        for (vector, expected) in mean.iter().zip(expected) {
            assert!(vector.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-6), "{vector:?}");
        }
        let first = vectors("pooling = \"cls\"\noutput = \"states\"", &texts).unwrap();
        assert_eq!(first[..3], [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
        let prefixed = vectors("prefix = \"query storm \"\npooling = \"cls\"", &texts).unwrap();
        assert_eq!(prefixed[0], [0.0, 1.0]);
        let cut = vectors("max_tokens = 1", &texts).unwrap();
        assert_eq!(cut[2], [0.0, 1.0]);
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let says = |path: &Path| Onnx::from_path(path).unwrap_err().to_string();
        assert!(says(folder("pooling = \"max\"").path()).contains("unknown variant `max`"));
        assert!(says(folder("poling = \"mean\"").path()).contains("unknown field `poling`"));
        let own = folder("");
        fs::write(own.path().join("tokenizer.json"), "{}").unwrap();
        assert!(says(own.path()).contains("tokenizer.json: is no tokeniser"));
        if env::var_os(LIBRARY).is_none() {
            assert!(says(folder("").path()).contains("let ORT_DYLIB_PATH name its library"));
            return;
        }
        assert!(says(folder("output = \"pooled\"").path()).contains("has no output `pooled`, but states"));
        let own = folder("");
        fs::write(own.path().join("model.onnx"), b"no model").unwrap();
        assert!(says(own.path()).contains("cannot load it"));
        fs::remove_file(own.path().join("model.onnx")).unwrap();
        assert!(says(own.path()).contains("cannot be read"));
    }
}
