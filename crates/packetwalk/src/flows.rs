//! Many questions from one file: CSV with a header, or JSON lines. Read row by row, so that a file may be of any length.

use crate::request::{FlowError, Request, Words};
use serde_json::Value;
use std::io::{self, BufRead};

/// The columns, which are the keys of JSON lines, too.
pub const COLUMNS: [&str; 7] = ["id", "from", "to", "protocol", "port", "source_port", "icmp"];

/// What a row may say beyond its end, and where it is given up.
const LONGEST: u64 = 1 << 20;

/// One row of a file of flows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: u64,
    /// What the file calls it.
    pub id: Option<String>,
    /// What it asks.
    pub request: Result<Request, RowError>,
}

/// Why a row is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// A word of the flow can't be read.
    #[error("{0}")]
    Flow(#[from] FlowError),
    /// An end is missing.
    #[error("{0:?} is empty: expected an end")]
    Empty(&'static str),
    /// More or fewer fields than the header has.
    #[error("{found} fields: expected {expected}, as in the header")]
    Fields {
        /// How many the row has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A key that isn't known.
    #[error("{key:?} is no key of a flow: expected some of {}", COLUMNS.join(", "))]
    Key {
        /// The key.
        key: String,
    },
    /// A value that is neither text nor number.
    #[error("{key:?} is {value}: expected text or a number")]
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// No JSON object.
    #[error("{0}: expected a JSON object on a line of its own")]
    Json(String),
    /// Bytes that are no text.
    #[error("the row isn't UTF-8: expected text")]
    Text,
    /// A row without an end.
    #[error("the row is longer than 1 MiB: expected a flow")]
    Long,
}

/// Why a file holds no flows.
#[derive(Debug, thiserror::Error)]
pub enum FlowsError {
    /// It can't be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It can't be read as CSV.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// Nothing is in it.
    #[error("no flows: expected a CSV header with the columns from and to, or JSON lines")]
    Empty,
    /// A column that isn't known, or is there twice, or is missing.
    #[error("{what} column {column:?} in the header: expected from and to, and any of {}", COLUMNS.join(", "))]
    Column {
        /// What is wrong with it.
        what: &'static str,
        /// The column.
        column: String,
    },
}

/// The rows of a file, in order.
#[derive(Debug)]
pub struct Flows<R>(Format<R>);

#[derive(Debug)]
enum Format<R> {
    Csv { reader: csv::Reader<R>, columns: Vec<&'static str>, record: csv::ByteRecord },
    Json { reader: R, line: u64 },
}

impl<R: BufRead> Flows<R> {
    /// Reads far enough to see what it is: JSON lines begin with a brace, and anything else is a header.
    ///
    /// # Errors
    /// When nothing is there, or a header has other columns than [`COLUMNS`].
    pub fn new(mut reader: R) -> Result<Self, FlowsError> {
        let mark = "\u{feff}".as_bytes();
        if reader.fill_buf()?.starts_with(mark) {
            reader.consume(mark.len());
        }
        let start = reader.fill_buf()?;
        if start.trim_ascii_start().first() == Some(&b'{') {
            return Ok(Flows(Format::Json { reader, line: 0 }));
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
        let columns = columns(reader.byte_headers()?)?;
        Ok(Flows(Format::Csv { reader, columns, record: csv::ByteRecord::new() }))
    }
}

/// The columns that a header names.
fn columns(header: &csv::ByteRecord) -> Result<Vec<&'static str>, FlowsError> {
    if header.is_empty() {
        return Err(FlowsError::Empty);
    }
    let mut columns = Vec::new();
    for field in header {
        let name = String::from_utf8_lossy(field);
        let wrong = |what| FlowsError::Column { what, column: name.clone().into_owned() };
        let known = COLUMNS.into_iter().find(|column| name.eq_ignore_ascii_case(column));
        let column = known.ok_or_else(|| wrong("unknown"))?;
        if columns.contains(&column) {
            return Err(wrong("second"));
        }
        columns.push(column);
    }
    match ["from", "to"].into_iter().find(|column| !columns.contains(column)) {
        Some(missing) => Err(FlowsError::Column { what: "no", column: missing.to_owned() }),
        None => Ok(columns),
    }
}

impl<R: BufRead> Iterator for Flows<R> {
    type Item = Result<Row, FlowsError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Format::Csv { reader, columns, record } => match reader.read_byte_record(record) {
                Ok(true) => Some(Ok(of_record(record, columns))),
                Ok(false) => None,
                Err(error) => Some(Err(error.into())),
            },
            Format::Json { reader, line } => loop {
                let mut text = Vec::new();
                *line += 1;
                match io::Read::take(&mut *reader, LONGEST).read_until(b'\n', &mut text) {
                    Ok(0) => return None,
                    Ok(_) if text.trim_ascii().is_empty() => {}
                    Ok(read) if read as u64 == LONGEST && !text.ends_with(b"\n") => {
                        let row = Row { line: *line, id: None, request: Err(RowError::Long) };
                        return Some(skip_line(reader).map(|()| row).map_err(Into::into));
                    }
                    Ok(_) => return Some(Ok(of_json(*line, &text))),
                    Err(error) => return Some(Err(error.into())),
                }
            },
        }
    }
}

/// Reads to the end of the line and keeps nothing of it.
fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    reader.skip_until(b'\n').map(|_| ())
}

/// The words of a row by column: empty ones aren't given.
type Fields<'f> = [Option<&'f str>; COLUMNS.len()];

fn of_record(record: &csv::ByteRecord, columns: &[&'static str]) -> Row {
    let line = record.position().map_or(0, csv::Position::line);
    let mut fields: Fields<'_> = [None; COLUMNS.len()];
    let mut wrong = None;
    for (column, bytes) in columns.iter().zip(record) {
        let Some(at) = COLUMNS.iter().position(|known| known == column) else { continue };
        match std::str::from_utf8(bytes) {
            Ok(text) => fields[at] = Some(text).filter(|text| !text.is_empty()),
            Err(_) => wrong = Some(RowError::Text),
        }
    }
    if record.len() != columns.len() {
        wrong = Some(RowError::Fields { found: record.len(), expected: columns.len() });
    }
    row(line, &fields, wrong)
}

fn of_json(line: u64, text: &[u8]) -> Row {
    let failed = |error| Row { line, id: None, request: Err(error) };
    let object = match serde_json::from_slice(text) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return failed(RowError::Json("no object".to_owned())),
        Err(error) => return failed(RowError::Json(error.to_string())),
    };
    let (mut words, mut wrong): ([Option<String>; COLUMNS.len()], _) = (Default::default(), None);
    for (key, value) in object {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            other => {
                wrong = wrong.or(Some(RowError::Value { key, value: other.to_string() }));
                continue;
            }
        };
        match COLUMNS.iter().position(|known| *known == key) {
            Some(at) => words[at] = Some(text).filter(|text| !text.is_empty()),
            None => wrong = wrong.or(Some(RowError::Key { key })),
        }
    }
    row(line, &words.each_ref().map(Option::as_deref), wrong)
}

fn row(line: u64, fields: &Fields<'_>, wrong: Option<RowError>) -> Row {
    let [id, from, to, protocol, port, source_port, icmp] = *fields;
    let request = || {
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        let from = from.ok_or(RowError::Empty("from"))?;
        let to = to.ok_or(RowError::Empty("to"))?;
        Ok(Request::of(&Words { from, to, protocol, port, source_port, icmp })?)
    };
    Row { line, id: id.map(str::to_owned), request: request() }
}

#[cfg(test)]
mod tests {
    use super::{Flows, FlowsError, LONGEST, Row, RowError};
    use crate::request::Request;
    use std::io::BufReader;

    fn rows(text: &str) -> Vec<Row> {
        // A buffer of a few bytes: nothing may hang on where reads end.
        Flows::new(BufReader::with_capacity(8, text.as_bytes())).unwrap().map(Result::unwrap).collect()
    }

    fn error(text: &str) -> String {
        Flows::new(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn csv_and_json_lines_ask_the_same() {
        let csv = rows("\u{feff}to, from,ID,protocol,port\ndb:5432,web,a,,\n\"8.8.8.8\",web,,udp,\"53,123\"\n");
        let json = rows(
            "{\"id\":\"a\",\"from\":\"web\",\"to\":\"db\",\"port\":5432}\n\n\
             {\"from\":\"web\",\"to\":\"8.8.8.8\",\"protocol\":\"udp\",\"port\":\"53,123\",\"icmp\":null}",
        );
        assert_eq!((csv[0].line, csv[1].line), (2, 3));
        assert_eq!((json[0].line, json[1].line), (1, 3));
        assert_eq!((csv[0].id.as_deref(), csv[1].id.as_deref()), (Some("a"), None));
        assert_eq!(csv[0].request, Ok(Request::parse("web", "db:5432").unwrap()));
        assert_eq!(csv[1].request, Ok(Request::parse("web", "8.8.8.8:53,123/udp").unwrap()));
        let asked = |rows: &[Row]| rows.iter().map(|row| row.request.clone()).collect::<Vec<_>>();
        assert_eq!(asked(&csv), asked(&json));
    }

    #[test]
    fn a_bad_row_says_so_and_the_next_is_read() {
        let rows = rows("id,from,to,port\na,web,db,70000\nb,web\nc,,db,1\nd,web,db,1\n");
        let told: Vec<_> = rows.iter().map(|row| row.request.as_ref().map_err(ToString::to_string).err()).collect();
        let port = "\"70000\" is not a port: expected 0 to 65535, ranges as in 8000-8100, and commas between them";
        assert_eq!(told[0].as_deref(), Some(port));
        assert_eq!(told[1].as_deref(), Some("2 fields: expected 4, as in the header"));
        assert_eq!(told[2].as_deref(), Some("\"from\" is empty: expected an end"));
        assert_eq!(told[3], None);
        assert_eq!(rows[1].id.as_deref(), Some("b"));
    }

    #[test]
    fn a_bad_line_of_json_says_so() {
        let long = format!("{{\"from\":\"{}\"}}", "x".repeat(2 << 20));
        assert!(long.len() as u64 > LONGEST);
        let rows = rows(&format!(
            "{{\"from\":1}}\n[]\n{{\n{{\"from\":\"a\",\"too\":\"b\"}}\n{{\"from\":[],\"to\":\"b\"}}\n{long}\n\
             {{\"from\":\"a\",\"to\":\"b\"}}"
        ));
        let errors: Vec<_> = rows.iter().map(|row| row.request.clone().err()).collect();
        assert_eq!(errors[0], Some(RowError::Empty("to")));
        assert!(matches!(&errors[1], Some(RowError::Json(_))));
        assert!(matches!(&errors[2], Some(RowError::Json(_))));
        assert_eq!(errors[3], Some(RowError::Key { key: "too".to_owned() }));
        assert_eq!(errors[4], Some(RowError::Value { key: "from".to_owned(), value: "[]".to_owned() }));
        assert_eq!(errors[5], Some(RowError::Long));
        assert_eq!((rows[6].line, errors[6].is_none()), (7, true));
    }

    #[test]
    fn bytes_that_are_no_text_are_a_bad_row() {
        let mut flows = Flows::new(&b"from,to\nweb,\xff\nweb,db\n"[..]).unwrap();
        assert_eq!(flows.next().unwrap().unwrap().request, Err(RowError::Text));
        assert!(flows.next().unwrap().unwrap().request.is_ok());
    }

    #[test]
    fn a_header_must_be_one() {
        assert!(matches!(Flows::new(&b""[..]), Err(FlowsError::Empty)));
        let columns = "expected from and to, and any of id, from, to, protocol, port, source_port, icmp";
        assert_eq!(error("from,two\n"), format!("unknown column \"two\" in the header: {columns}"));
        assert_eq!(error("from,from,to\n"), format!("second column \"from\" in the header: {columns}"));
        assert_eq!(error("id,from\n"), format!("no column \"to\" in the header: {columns}"));
    }
}
