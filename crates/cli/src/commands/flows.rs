//! `packetwalk walk --flows`: one line for each row of a file.

use crate::args::{Format, Walk};
use crate::commands::walk::Options;
use crate::exit::{self, Failure};
use crate::source;
use anstream::AutoStream;
use packetwalk::render::brief;
use packetwalk::{AskError, Flows, Row, Session, Story, safe};
use serde::Serialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;

/// What became of a row, as JSON has it.
#[derive(Serialize)]
struct Printed<'l> {
    line: u64,
    id: Option<&'l str>,
    #[serde(flatten)]
    result: Told<'l>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Told<'l> {
    Answer(&'l Story),
    Error(&'l str),
}

pub(crate) fn run(args: &Walk, file: &Path) -> Result<u8, Failure> {
    let json = match args.format {
        None => false,
        Some(Format::Json) => true,
        Some(_) => return Err(Failure::usage("--flows prints a line for each row: leave out --format, or say json")),
    };
    let data = |error: &dyn std::fmt::Display| Failure::data(format!("{}: {error}", file.display()));
    let reader: Box<dyn BufRead> = if file.as_os_str() != "-" {
        Box::new(BufReader::new(File::open(file).map_err(|error| data(&error))?))
    } else if args.source.snapshot.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::usage("standard input is the snapshot or the flows, not both"));
    } else {
        Box::new(std::io::stdin().lock())
    };
    let options = Options::of(args)?;
    let flows = Flows::new(reader).map_err(|error| data(&error))?;
    let network = source::asked(args)?;
    if !json {
        source::warn(&network);
    }
    let session = Session::new(&network);
    let mut out = AutoStream::auto(std::io::stdout().lock());
    let mut worst = None;
    for row in flows {
        let row = row.map_err(|error| data(&error))?;
        let answer = ask(&options, &session, &row);
        let code = match &answer {
            Ok(story) => exit::of_verdict(story.verdict),
            Err((code, _)) => *code,
        };
        worst = Some(worst.map_or(code, |worst| exit::worse(worst, code)));
        let line = if json { in_json(&row, &answer) } else { in_text(&row, &answer) };
        if out.write_all(line.as_bytes()).is_err() {
            // The reader went away; what it read is what it wanted.
            break;
        }
    }
    let _ = out.flush();
    worst.ok_or_else(|| data(&"no flows below the header"))
}

/// The answer to a row, or why there is none and the exit code of that.
type Answer = Result<Box<Story>, (u8, String)>;

fn ask(options: &Options, session: &Session<'_>, row: &Row) -> Answer {
    let request = row.request.clone().map_err(|error| (exit::DATA, error.to_string()))?;
    session.ask(&options.applied_to(request)).map(Box::new).map_err(|error| {
        let code = if matches!(error, AskError::Fault { .. }) { exit::FAULT } else { exit::DATA };
        (code, in_a_line(&error.to_string()))
    })
}

/// A message of several lines in one.
fn in_a_line(message: &str) -> String {
    let mut lines = message.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let rest: Vec<_> = lines.collect();
    if rest.is_empty() { first.to_owned() } else { format!("{first} {}", rest.join("; ")) }
}

fn in_text(row: &Row, answer: &Answer) -> String {
    let id = row.id.as_ref().map(|id| format!(" ({})", safe(id))).unwrap_or_default();
    match answer {
        Ok(story) => format!("line {}{id}: {}", row.line, brief::render(story)),
        Err((_, message)) => format!("line {}{id}: error: {}\n", row.line, safe(message)),
    }
}

fn in_json(row: &Row, answer: &Answer) -> String {
    let result = match answer {
        Ok(story) => Told::Answer(story),
        Err((_, message)) => Told::Error(message),
    };
    let line = Printed { line: row.line, id: row.id.as_deref(), result };
    // A story is strings, numbers and lists: nothing in it can fail to be written.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}
