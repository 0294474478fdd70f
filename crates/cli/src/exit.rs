//! Exit codes, and how failures are printed.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use packetwalk::{AskError, LoadError, Verdict, safe};

/// Every packet gets through.
pub(crate) const ALWAYS: u8 = 0;
/// None does.
pub(crate) const NEVER: u8 = 1;
/// Some do.
pub(crate) const SOMETIMES: u8 = 2;
/// The snapshot doesn't say.
pub(crate) const UNKNOWN: u8 = 3;
/// The command's words are off.
pub(crate) const USAGE: u8 = 64;
/// The snapshot can't be read.
pub(crate) const DATA: u8 = 65;
/// A fault in packetwalk.
pub(crate) const FAULT: u8 = 70;

/// The code of a verdict.
pub(crate) const fn of_verdict(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Always => ALWAYS,
        Verdict::Never => NEVER,
        Verdict::Sometimes => SOMETIMES,
        Verdict::Unknown => UNKNOWN,
    }
}

/// The worse of two codes: a row that is no question is worse than a refusal, and that worse than not to know.
pub(crate) fn worse(one: u8, other: u8) -> u8 {
    const ORDER: [u8; 6] = [ALWAYS, SOMETIMES, UNKNOWN, NEVER, DATA, FAULT];
    let rank = |code: u8| ORDER.iter().position(|known| *known == code);
    if rank(other) > rank(one) { other } else { one }
}

/// Why a command gave no answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    message: Message,
}

#[derive(Debug)]
enum Message {
    Plain(String),
    Load(LoadError),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure { code: USAGE, message: Message::Plain(message.into()) }
    }

    pub(crate) fn data(message: impl Into<String>) -> Self {
        Failure { code: DATA, message: Message::Plain(message.into()) }
    }

    pub(crate) fn fault(message: impl Into<String>) -> Self {
        Failure { code: FAULT, message: Message::Plain(message.into()) }
    }

    /// The failure in plain words.
    pub(crate) fn message(&self) -> String {
        match &self.message {
            Message::Plain(message) => message.clone(),
            Message::Load(error) => error.to_string(),
        }
    }

    /// Prints the failure to standard error.
    pub(crate) fn print(&self) {
        match &self.message {
            Message::Plain(message) => anstream::eprintln!("{}", titled(&Level::ERROR, message)),
            Message::Load(LoadError::Unreadable(failures)) => {
                for failure in failures {
                    anstream::eprintln!("{}", snippet(failure));
                }
            }
            Message::Load(error) => anstream::eprintln!("{}", titled(&Level::ERROR, &error.to_string())),
        }
    }
}

/// A remark that stops nothing, as it is printed.
pub(crate) fn warning(message: &str) -> String {
    titled(&Level::WARNING, message)
}

fn titled(level: &Level<'_>, message: &str) -> String {
    let safe: Vec<_> = message.lines().map(safe).collect();
    let report = [Group::with_title(level.clone().primary_title(safe.join("\n")))];
    Renderer::styled().render(&report)
}

/// A file that couldn't be read, with the line where that shows.
fn snippet(failure: &packetwalk::Failure) -> String {
    let problem = &failure.problem;
    let (file, text) = (safe(&problem.file), safe(&failure.text));
    let message = safe(&problem.message);
    if text.is_empty() {
        return titled(&Level::ERROR, &problem.to_string());
    }
    let at = failure.at.min(text.len());
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let source = Snippet::source(text.as_str())
        .path(file.as_str())
        .line_start(problem.line as usize)
        .annotation(AnnotationKind::Primary.span(at..end));
    let report = [Group::with_title(Level::ERROR.primary_title(message.as_str())).element(source)];
    Renderer::styled().render(&report)
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Failure { code: DATA, message: Message::Load(error) }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        let code = if matches!(error, AskError::Fault { .. }) { FAULT } else { USAGE };
        Failure { code, message: Message::Plain(error.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, DATA, FAULT, NEVER, SOMETIMES, UNKNOWN, worse};

    #[test]
    fn the_worst_row_gives_the_code() {
        let order = [ALWAYS, SOMETIMES, UNKNOWN, NEVER, DATA, FAULT];
        for (rank, code) in order.into_iter().enumerate() {
            for (other_rank, other) in order.into_iter().enumerate() {
                assert_eq!(worse(code, other), order[rank.max(other_rank)]);
            }
        }
    }
}
