//! The answer of a server, as a WARC record of the type `response` holds it.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::{Body, Reason};

/// Header fields by their names in small letters.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn push_line(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        if let Some((name, value)) = line.split_once(':') {
            self.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        } else if let (Some(last), true) = (self.0.last_mut(), line.starts_with([' ', '\t'])) {
            last.1.push(' ');
            last.1.push_str(line.trim());
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The body of an answer, its transfer and content codings taken off, if it is a page or a text.
pub(super) fn answer(block: Vec<u8>, limit: usize) -> Result<Body, (Reason, String)> {
    let Some((status, fields, start)) = head(&block) else {
        return Err((Reason::Corrupt, "the answer has no HTTP header".to_owned()));
    };
    if !(200..300).contains(&status) {
        return Err((Reason::Status, format!("HTTP status {status}")));
    }
    let media = fields.get("content-type").unwrap_or_default().to_owned();
    let mut body = block.get(start..).unwrap_or_default().to_vec();
    if fields.get("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked")) {
        // Some crawlers take the chunks off and leave the field.
        body = unchunked(&body).unwrap_or(body);
    }
    let coding = fields.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for coding in coding.split(',').map(str::trim).filter(|c| !c.is_empty() && *c != "identity").rev() {
        body = decoded(body, coding, limit)?;
    }
    typed(body, &media)
}

/// A body with its media type, if that is text or a page, or nothing is said of it.
pub(super) fn typed(body: Vec<u8>, media: &str) -> Result<Body, (Reason, String)> {
    let mut parts = media.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let wanted = ["", "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/octet-stream"];
    if !wanted.contains(&kind.as_str()) {
        return Err((Reason::Media, kind));
    }
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    Ok(Body::Bytes(body, charset))
}

/// Status, fields, and where the body begins.
fn head(block: &[u8]) -> Option<(u16, Fields, usize)> {
    let mut fields = Fields::default();
    let (mut status, mut at) = (None, 0);
    for line in block.split_inclusive(|b| *b == b'\n').take(1000) {
        at += line.len();
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        if status.is_some() {
            fields.push_line(line);
            continue;
        }
        let first = String::from_utf8_lossy(line);
        let code = first.strip_prefix("HTTP/")?.split_ascii_whitespace().nth(1)?;
        status = Some(code.parse().ok()?);
    }
    Some((status?, fields, at))
}

/// The chunks of a body put together; `None` if it is not cut into chunks.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let end = rest.iter().take(80).position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        // A body that was cut off keeps what came.
        let Some(chunk) = rest.get(..size) else {
            out.extend_from_slice(rest);
            return Some(out);
        };
        out.extend_from_slice(chunk);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

fn decoded(body: Vec<u8>, coding: &str, limit: usize) -> Result<Vec<u8>, (Reason, String)> {
    let mut out = Vec::new();
    let most = limit as u64 + 1;
    let read = match coding {
        // Some crawlers take the coding off and leave the field.
        "gzip" | "x-gzip" if !body.starts_with(b"\x1f\x8b") => return Ok(body),
        "gzip" | "x-gzip" => MultiGzDecoder::new(body.as_slice()).take(most).read_to_end(&mut out),
        "deflate" => match ZlibDecoder::new(body.as_slice()).take(most).read_to_end(&mut out) {
            Ok(got) => Ok(got),
            Err(_) => {
                out.clear();
                DeflateDecoder::new(body.as_slice()).take(most).read_to_end(&mut out)
            }
        },
        #[cfg(feature = "collection")]
        "br" => brotli_decompressor::Decompressor::new(body.as_slice(), 1 << 14).take(most).read_to_end(&mut out),
        #[cfg(feature = "collection")]
        "zstd" => zstd::Decoder::new(body.as_slice()).and_then(|decoder| decoder.take(most).read_to_end(&mut out)),
        other => return Err((Reason::Coding, other.to_owned())),
    };
    match read {
        Err(error) if out.is_empty() => Err((Reason::Corrupt, format!("{coding}: {error}"))),
        _ if out.len() > limit => Err((Reason::TooLarge, format!("more than {limit} bytes"))),
        // What came before a break is a page that was cut off.
        _ => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn bytes(block: &[u8]) -> Result<Vec<u8>, Reason> {
        match answer(block.to_vec(), 1000) {
            Ok(Body::Bytes(bytes, _)) => Ok(bytes),
            Ok(_) => Ok(Vec::new()),
            Err((reason, _)) => Err(reason),
        }
    }

    #[test]
    fn takes_codings_off() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nThe \r\n5;x=y\r\nferry\r\n0\r\n\r\n";
        assert_eq!(bytes(chunked).unwrap(), b"The ferry");
        let left = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n<p>The ferry";
        assert_eq!(bytes(left).unwrap(), b"<p>The ferry");
        assert_eq!(bytes(b"HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\nx"), Err(Reason::Coding));
    }

    #[cfg(feature = "collection")]
    #[test]
    fn takes_brotli_and_zstandard_off() {
        // An uncompressed block: a window of 16 bits, 9 bytes as they are, the end.
        let page = [b"\x0b\x04\x80".as_slice(), b"The ferry", b"\x03"].concat();
        let brotli = [b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n".as_slice(), &page].concat();
        assert_eq!(bytes(&brotli).unwrap(), b"The ferry");
        assert_eq!(bytes(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\xff\xff"), Err(Reason::Corrupt));
        let page = zstd::encode_all(b"The ferry".as_slice(), 3).unwrap();
        let zstd = [b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n".as_slice(), &page].concat();
        assert_eq!(bytes(&zstd).unwrap(), b"The ferry");
        let bomb = zstd::encode_all([b'x'; 5000].as_slice(), 3).unwrap();
        let bomb = [b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n".as_slice(), &bomb].concat();
        assert_eq!(bytes(&bomb), Err(Reason::TooLarge));
    }

    #[test]
    fn says_why_an_answer_is_no_page() {
        assert_eq!(bytes(b"HTTP/1.1 301 Moved\r\n\r\n"), Err(Reason::Status));
        assert_eq!(bytes(b"HTTP/1.1 200\r\nContent-Type: image/png\r\n\r\n\x89PNG"), Err(Reason::Media));
        assert_eq!(bytes(b"\0\0\0"), Err(Reason::Corrupt));
    }
}
