//! `packetwalk walk`.

use crate::args::{Format, Walk};
use crate::commands::{print, width};
use crate::exit::{self, Failure};
use crate::source;
use packetwalk::render::text::Layout;
use packetwalk::render::{brief, json, markdown, notes, text};
use packetwalk::{Client, Request, Verdict, Words, ask};

pub(crate) fn run(args: &Walk) -> Result<u8, Failure> {
    let request = request(args)?;
    if args.steps && !matches!(args.format, None | Some(Format::Notes)) {
        return Err(Failure::usage("--steps prints notes: leave out --format, or say --format notes"));
    }
    let network = source::network(&args.source)?;
    // The answer says what is wrong with the snapshot; a refusal to answer may come of it.
    let story = ask(&network, &request).inspect_err(|_| source::warn(&network))?;
    if args.brief || args.steps || args.format == Some(Format::Notes) {
        // These say nothing of the snapshot.
        source::warn(&network);
    }
    print(&match args.format.unwrap_or(Format::Text) {
        _ if args.brief => brief::render(&story),
        _ if args.steps => notes::steps(&story),
        Format::Text => text::render(&story, Layout::new(width())),
        Format::Notes => notes::render(&story),
        Format::Markdown => markdown::render(&story),
        Format::Json => json::render(&story),
    });
    Ok(match story.verdict {
        Verdict::Always => exit::ALWAYS,
        Verdict::Never => exit::NEVER,
        Verdict::Sometimes => exit::SOMETIMES,
        Verdict::Unknown => exit::UNKNOWN,
    })
}

/// The request, in the words of the command.
fn request(args: &Walk) -> Result<Request, Failure> {
    let words = Words {
        from: &args.from,
        to: &args.to,
        protocol: args.protocol.as_deref(),
        port: args.port.as_deref(),
        source_port: args.source_port.as_deref(),
        icmp: args.icmp.as_deref(),
    };
    let mut request = Request::of(&words).map_err(|error| Failure::usage(error.to_string()))?;
    request.flow.client = args.client.as_deref().map(client).transpose()?;
    request.ipv6 = args.ipv6;
    request.nat_port = args.nat_port;
    Ok(if args.reverse { request.reversed() } else { request })
}

fn client(name: &str) -> Result<Client, Failure> {
    let client = Client::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, client)| *client);
    let known: Vec<_> = Client::ALL.iter().map(|(name, _)| *name).collect();
    let unknown = || Failure::usage(format!("{name:?} is not a client: expected one of {}", known.join(", ")));
    client.ok_or_else(unknown)
}
