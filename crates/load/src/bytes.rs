//! From bytes to text: decompression, character sets, limits.

use crate::Failure;
use crate::depth::{Depth, MOST};
use packetwalk_aws::{Problem, newlines};
use std::io::{self, Read};

/// How many bytes of text one file may hold.
const MOST_BYTES: u64 = 16 << 30;
/// How many bytes of text an archive may hold: so many, and so many per byte of its own beyond a small allowance. Describe
/// output packs by 10 to 40; a bomb by hundreds. What is over that can be unpacked by whoever trusts it.
const MOST_UNPACKED: u64 = 1 << 30;
const MOST_RATIO: u64 = 200;
const ALLOWANCE: u64 = 64 << 20;
/// How many bytes a file may hold that is written by hand.
const MOST_WRITTEN: u64 = 1 << 20;

/// A file's text, if it is JSON.
pub(crate) enum Unpacked {
    Text(String),
    NotJson,
}

/// Why a file has no text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnpackError {
    #[error("{0}")]
    Read(#[from] io::Error),
    #[error("the {format} archive is damaged or cut off: {error}")]
    Archive { format: &'static str, error: String },
    #[error(
        "the {format} archive holds more than {} MiB of text, {MOST_RATIO} times its own size or the most for an archive \
         ({} GiB): unpack it first if you trust it",
        most >> 20,
        MOST_UNPACKED >> 30
    )]
    Bomb { format: &'static str, most: u64 },
    #[error("more than {} GiB of text: split the file", MOST_BYTES >> 30)]
    Large,
    #[error("more than {} MiB of text: expected a few lines that a person wrote", MOST_WRITTEN >> 20)]
    Long,
    #[error("nested more than {MOST} levels deep: it is not describe output")]
    Deep { line: u32, column: u32 },
    #[error("the text is not UTF-8: byte {byte:#04x} is not a character")]
    Encoding { line: u32, column: u32, byte: u8 },
    #[error("expected a JSON object, found {found}")]
    NotJson { found: String },
}

impl UnpackError {
    pub(crate) fn failure(&self, name: &str) -> Failure {
        let (line, column) = match self {
            UnpackError::Deep { line, column } | UnpackError::Encoding { line, column, .. } => (*line, *column),
            _ => (0, 0),
        };
        let problem =
            Problem { file: name.to_owned(), line, column, pointer: String::new(), message: self.to_string() };
        Failure { problem, text: String::new(), at: 0 }
    }
}

/// Reads the text of a file: plain, gzip or zstd; UTF-8, or UTF-16 as PowerShell writes it.
pub(crate) fn unpack(mut source: impl Read, must_be_json: bool) -> Result<Unpacked, UnpackError> {
    let mut head = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut head)?;
    let whole = io::Cursor::new(head.clone()).chain(source);
    let bytes = match head.as_slice() {
        [0x1f, 0x8b, ..] => archive("gzip", whole, |packed| Ok(flate2::read::MultiGzDecoder::new(packed)))?,
        [0x28, 0xb5, 0x2f, 0xfd] => archive("zstd", whole, |packed| {
            ruzstd::decoding::StreamingDecoder::new(packed).map_err(|error| error.to_string())
        })?,
        _ => {
            let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
            let could_be = matches!(first, None | Some(b'{' | b'[' | 0xef | 0xff | 0xfe));
            if !could_be && !must_be_json {
                return Ok(Unpacked::NotJson);
            }
            collect(whole, &|| MOST_BYTES, UnpackError::Read, || UnpackError::Large)?
        }
    };
    let text = decode(bytes)?;
    match text.trim_start().bytes().next() {
        Some(b'{' | b'[') => Ok(Unpacked::Text(text)),
        _ if !must_be_json => Ok(Unpacked::NotJson),
        None => Err(UnpackError::NotJson { found: "an empty file".to_owned() }),
        Some(_) => {
            let start: String = text.trim_start().chars().take(20).collect();
            Err(UnpackError::NotJson { found: format!("{:?}", start.lines().next().unwrap_or_default()) })
        }
    }
}

/// Reads the text of a file that is written by hand.
pub(crate) fn text(source: impl Read) -> Result<String, UnpackError> {
    let mut bytes = Vec::new();
    source.take(MOST_WRITTEN + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_WRITTEN { Err(UnpackError::Long) } else { decode(bytes) }
}

/// Unpacks an archive, watching how much comes out of how little.
fn archive<P: Read, D: Read>(
    format: &'static str,
    packed: P,
    decoder: impl FnOnce(Counted<P>) -> Result<D, String>,
) -> Result<Vec<u8>, UnpackError> {
    let read = std::rc::Rc::new(std::cell::Cell::new(0));
    let counted = Counted { inner: packed, read: std::rc::Rc::clone(&read) };
    let decoder = decoder(counted).map_err(|error| UnpackError::Archive { format, error })?;
    let most = || (read.get() * MOST_RATIO).clamp(ALLOWANCE, MOST_UNPACKED);
    let damaged = |error: io::Error| UnpackError::Archive { format, error: error.to_string() };
    collect(decoder, &most, damaged, || UnpackError::Bomb { format, most: most() })
}

/// Counts what is read from it.
struct Counted<R> {
    inner: R,
    read: std::rc::Rc<std::cell::Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// Reads to the end, watching size and nesting.
fn collect(
    mut source: impl Read,
    most: &dyn Fn() -> u64,
    failed: impl Fn(io::Error) -> UnpackError,
    too_much: impl Fn() -> UnpackError,
) -> Result<Vec<u8>, UnpackError> {
    const PIECE: usize = 1 << 20;
    let mut bytes = Vec::new();
    let mut depth = Depth::default();
    loop {
        let before = bytes.len();
        let count = source.by_ref().take(PIECE as u64).read_to_end(&mut bytes).map_err(&failed)?;
        if count == 0 {
            return Ok(bytes);
        }
        if bytes.len() as u64 > most() {
            return Err(too_much());
        }
        if let Err(offset) = depth.feed(&bytes[before..]) {
            let (line, column) = position(&bytes, usize::try_from(offset).unwrap_or(usize::MAX));
            return Err(UnpackError::Deep { line, column });
        }
    }
}

fn decode(bytes: Vec<u8>) -> Result<String, UnpackError> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<_> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| UnpackError::Encoding { line: 0, column: 0, byte: bytes[0] })
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] if !rest.is_empty() => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] if !rest.is_empty() => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned()),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, UnpackError> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let (line, column) = position(bytes, at);
        UnpackError::Encoding { line, column, byte: bytes.get(at).copied().unwrap_or(0) }
    })
}

/// Line and column of an offset, both from 1.
pub(crate) fn position(bytes: &[u8], offset: usize) -> (u32, u32) {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (newlines(before).saturating_add(1), small(before.len() - line_start + 1))
}
