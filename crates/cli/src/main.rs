//! The `packetwalk` command.

#![expect(clippy::disallowed_methods, reason = "the binary is where files, arguments and the environment are touched")]

mod args;
mod commands;
mod exit;
mod source;

use args::{Args, Command};
use clap::Parser;
use exit::Failure;
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
    // A panic has said its piece on standard error by the time it gets here.
    match std::panic::catch_unwind(|| run(&args.command)) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(failure)) => {
            failure.print();
            ExitCode::from(failure.code)
        }
        Err(_) => ExitCode::from(exit::FAULT),
    }
}

fn run(command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Walk(walk) => commands::walk::run(walk),
        Command::Map(map) => commands::map::run(map),
        Command::Show(show) => commands::show::run(show),
        Command::List(list) => commands::list::run(list),
        Command::Explain(explain) => commands::explain::run(explain),
        Command::Serve(serve) => commands::serve::run(serve),
        Command::Lab(lab) => commands::lab::run(lab),
        Command::SnapshotScript => commands::snapshot_script::run(),
        Command::Schema => commands::schema::run(),
        Command::Completions(completions) => commands::completions::run(completions),
        Command::Man(man) => commands::man::run(man),
    }
}
