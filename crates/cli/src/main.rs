//! The `packetwalk` command.

#![expect(clippy::disallowed_methods, reason = "the binary is where files, arguments and the environment are touched")]

mod args;
mod commands;
mod exit;
mod source;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are answers, everything else is a mistake in the command's words.
            let code = if error.use_stderr() { exit::USAGE } else { exit::ALWAYS };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let done = match args.command {
        Command::Walk(walk) => commands::walk::run(&walk),
        Command::Show(show) => commands::show::run(&show),
        Command::List(list) => commands::list::run(&list),
        Command::Explain(explain) => commands::explain::run(&explain),
        Command::SnapshotScript => commands::snapshot_script::run(),
        Command::Schema => commands::schema::run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.code)
        }
    }
}
