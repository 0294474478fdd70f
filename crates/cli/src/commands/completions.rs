//! `packetwalk completions`.

use crate::args::{Args, Completions};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use clap::CommandFactory;

#[expect(clippy::unnecessary_wraps, reason = "every command gives a code or a failure")]
pub(crate) fn run(args: &Completions) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "packetwalk", &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(ALWAYS)
}
