//! `packetwalk walk`.

use crate::args::{Format, Walk};
use crate::commands::{flows, print, width};
use crate::exit::{self, Failure};
use crate::source;
use packetwalk::render::text::Layout;
use packetwalk::render::{brief, json, markdown, notes, ra, text};
use packetwalk::{Client, Network, Pasted, Request, Words, ask};
use packetwalk_draw::Aspect;
use std::net::SocketAddr;

pub(crate) fn run(args: &Walk) -> Result<u8, Failure> {
    if let Some(file) = &args.flows {
        return flows::run(args, file);
    }
    let question = Question::of(args)?;
    if args.steps && !matches!(args.format, None | Some(Format::Notes)) {
        return Err(Failure::usage("--steps prints notes: leave out --format, or say --format notes"));
    }
    let network = source::asked(args)?;
    let request = question.request(args, &network).inspect_err(|_| source::warn(&network))?;
    // The answer says what is wrong with the snapshot; a refusal to answer may come of it.
    let story = ask(&network, &request).inspect_err(|_| source::warn(&network))?;
    if args.brief
        || args.steps
        || matches!(args.format, Some(Format::Notes | Format::Ra | Format::Svg | Format::Mermaid | Format::Dot))
    {
        // These say nothing of the snapshot.
        source::warn(&network);
    }
    if args.steps || matches!(args.format, Some(Format::Notes | Format::Svg | Format::Mermaid | Format::Dot)) {
        // Nor have they the summary.
        for reading in &story.readings {
            let told = format!("{}: {}", reading.how, reading.summary);
            anstream::eprintln!("{}", exit::warning(&told));
        }
    }
    print(&match args.format.unwrap_or(Format::Text) {
        _ if args.brief => brief::render(&story),
        _ if args.steps => notes::steps(&story),
        Format::Text => text::render(&story, Layout::new(width())),
        Format::Notes => notes::render(&story),
        Format::Markdown => markdown::render(&story),
        Format::Json => json::render(&story),
        Format::Ra => ra::render(&story),
        Format::Svg => packetwalk_draw::walk(&story).svg(Aspect::Wide),
        Format::Html => packetwalk_draw::html(&story),
        Format::Mermaid => packetwalk_draw::walk(&story).mermaid(),
        Format::Dot => packetwalk_draw::walk(&story).dot(),
    });
    Ok(exit::of_verdict(story.verdict))
}

/// What the command's words ask.
enum Question {
    Ends(Request),
    Pasted(Pasted),
}

impl Question {
    fn of(args: &Walk) -> Result<Self, Failure> {
        let from = args.from.as_deref().unwrap_or_default();
        let to = match &args.to {
            // Nobody pastes an end with a port as the source, but in a five-tuple.
            Some(to)
                if args.more.is_empty() && args.flow_log_format.is_none() && from.parse::<SocketAddr>().is_err() =>
            {
                to
            }
            _ => return Question::pasted(args),
        };
        let words = Words {
            from,
            to,
            protocol: args.protocol.as_deref(),
            port: args.port.as_deref(),
            source_port: args.source_port.as_deref(),
            icmp: args.icmp.as_deref(),
        };
        Request::of(&words).map(Question::Ends).map_err(|error| Failure::usage(error.to_string()))
    }

    fn pasted(args: &Walk) -> Result<Self, Failure> {
        let text: Vec<_> = args.from.iter().chain(&args.to).chain(&args.more).map(String::as_str).collect();
        let text = text.join(" ");
        if args.to.is_none() && !text.contains(char::is_whitespace) {
            let missing = format!("from {text} to where? Expected FROM and TO, or a flow log record or a five-tuple");
            return Err(Failure::usage(missing));
        }
        if [&args.protocol, &args.port, &args.source_port, &args.icmp].into_iter().any(Option::is_some) {
            return Err(Failure::usage("a pasted question says itself which protocol and ports it is about"));
        }
        let pasted = Pasted::parse(&text, args.flow_log_format.as_deref());
        pasted.map(Question::Pasted).map_err(|error| Failure::usage(error.to_string()))
    }

    fn request(self, args: &Walk, network: &Network) -> Result<Request, Failure> {
        let options = Options::of(args)?;
        let request = match self {
            Question::Ends(request) => request,
            Question::Pasted(pasted) => pasted.request(network).map_err(|error| Failure::usage(error.to_string()))?,
        };
        Ok(options.applied_to(request))
    }
}

/// The options that go with every question, wherever it was read.
#[derive(Clone)]
pub(crate) struct Options {
    client: Option<Client>,
    ipv6: bool,
    nat_port: Option<u16>,
    reverse: bool,
    routing_only: bool,
    via: Vec<String>,
    not_via: Vec<String>,
}

impl Options {
    pub(crate) fn of(args: &Walk) -> Result<Self, Failure> {
        let client = args.client.as_deref().map(Client::named).transpose();
        let client = client.map_err(|error| Failure::usage(error.to_string()))?;
        Ok(Options {
            client,
            ipv6: args.ipv6,
            nat_port: args.nat_port,
            reverse: args.reverse,
            routing_only: args.routing_only,
            via: args.via.clone(),
            not_via: args.not_via.clone(),
        })
    }

    pub(crate) fn applied_to(&self, mut request: Request) -> Request {
        request.flow.client = self.client;
        request.ipv6 |= self.ipv6;
        request.nat_port = self.nat_port;
        request.routing_only = self.routing_only;
        request.via.clone_from(&self.via);
        request.not_via.clone_from(&self.not_via);
        if self.reverse { request.reversed() } else { request }
    }
}
