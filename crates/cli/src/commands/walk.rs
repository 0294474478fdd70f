//! `packetwalk walk`.

use crate::args::{Format, Walk};
use crate::commands::{flows, print, width};
use crate::exit::{self, Failure};
use crate::source;
use packetwalk::render::text::Layout;
use packetwalk::render::{brief, json, markdown, notes, text};
use packetwalk::{Client, Request, Words, ask};

pub(crate) fn run(args: &Walk) -> Result<u8, Failure> {
    if let Some(file) = &args.flows {
        return flows::run(args, file);
    }
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
    Ok(exit::of_verdict(story.verdict))
}

/// The request, in the words of the command.
fn request(args: &Walk) -> Result<Request, Failure> {
    let words = Words {
        from: args.from.as_deref().unwrap_or_default(),
        to: args.to.as_deref().unwrap_or_default(),
        protocol: args.protocol.as_deref(),
        port: args.port.as_deref(),
        source_port: args.source_port.as_deref(),
        icmp: args.icmp.as_deref(),
    };
    let request = Request::of(&words).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Options::of(args)?.applied_to(request))
}

/// The options that go with every question, wherever it was read.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    client: Option<Client>,
    ipv6: bool,
    nat_port: Option<u16>,
    reverse: bool,
}

impl Options {
    pub(crate) fn of(args: &Walk) -> Result<Self, Failure> {
        let client = args.client.as_deref().map(client).transpose()?;
        Ok(Options { client, ipv6: args.ipv6, nat_port: args.nat_port, reverse: args.reverse })
    }

    pub(crate) fn applied_to(self, mut request: Request) -> Request {
        request.flow.client = self.client;
        request.ipv6 = self.ipv6;
        request.nat_port = self.nat_port;
        if self.reverse { request.reversed() } else { request }
    }
}

fn client(name: &str) -> Result<Client, Failure> {
    let client = Client::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, client)| *client);
    let known: Vec<_> = Client::ALL.iter().map(|(name, _)| *name).collect();
    let unknown = || Failure::usage(format!("{name:?} is not a client: expected one of {}", known.join(", ")));
    client.ok_or_else(unknown)
}
