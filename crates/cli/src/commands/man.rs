//! `packetwalk man`.

use crate::args::{Args, Man};
use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use clap::{Command, CommandFactory};

pub(crate) fn run(args: &Man) -> Result<u8, Failure> {
    print(&page(named(&args.command)?)?);
    Ok(ALWAYS)
}

fn page(command: Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command).render(&mut page);
    written.map_err(|error| Failure::fault(format!("the page can't be written: {error}")))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// The command of this name.
fn named(words: &[String]) -> Result<Command, Failure> {
    let mut command = Args::command();
    // Pages are called by what commands are called in full: packetwalk-lab-probe.
    command.build();
    for word in words {
        let Some(found) = command.find_subcommand(word).cloned() else {
            let known: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
            let expected =
                if known.is_empty() { String::new() } else { format!(": expected one of {}", known.join(", ")) };
            let name = command.get_bin_name().unwrap_or("packetwalk");
            return Err(Failure::usage(format!("{name} has no command {word:?}{expected}")));
        };
        command = found;
    }
    Ok(command.version(env!("CARGO_PKG_VERSION")))
}

#[cfg(test)]
mod tests {
    use super::{Args, named, page};
    use clap::{Command, CommandFactory};

    /// The names of all commands, each with those that it is under.
    fn all(command: &Command, above: &[String], names: &mut Vec<Vec<String>>) {
        for inner in command.get_subcommands() {
            let name = [above, &[inner.get_name().to_owned()]].concat();
            all(inner, &name, names);
            names.push(name);
        }
    }

    #[test]
    fn every_command_has_a_page_with_its_options() {
        let mut names = vec![Vec::new()];
        all(&Args::command(), &[], &mut names);
        assert!(names.contains(&vec!["lab".to_owned(), "probe".to_owned()]));
        for name in names {
            let command = named(&name).unwrap();
            let options: Vec<_> =
                command.get_opts().filter_map(|option| option.get_long()).map(str::to_owned).collect();
            let page = page(command).unwrap();
            let title = [&["packetwalk".to_owned()], name.as_slice()].concat().join("-");
            assert!(page.contains(&format!(".TH {title} 1")), "{title}");
            for option in options {
                assert!(page.contains(&option.replace('-', "\\-")), "{title} --{option}");
            }
        }
    }

    #[test]
    fn completions_know_every_command() {
        for shell in <clap_complete::Shell as clap::ValueEnum>::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "packetwalk", &mut script);
            let script = String::from_utf8(script).unwrap();
            for command in Args::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell} {}", command.get_name());
            }
            assert!(script.contains("routing-only"), "{shell}");
        }
    }
}
